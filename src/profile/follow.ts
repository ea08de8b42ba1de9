import type { ProfileBinding } from './binding.js'
import type { ProfilePlan } from './options.js'
import { ThreadRecorder } from './thread-recorder.js'

/** Milliseconds until a thread first says where its frames are; then twice as long each time, up to the last. */
const firstRefresh = 250
const lastRefresh = 30_000

/** Records this thread until it ends, for the thread that is profiled: whoever reads it gets names at once, and places as they become known. */
export function followProfile(binding: ProfileBinding, plan: ProfilePlan): void {
  const recorder = ThreadRecorder.start(binding, plan, true)
  // another profiler samples here: the profile says nothing of this thread
  if (!(recorder instanceof ThreadRecorder)) return
  let delay = firstRefresh
  const again = () => {
    recorder.refresh()
    delay = Math.min(2 * delay, lastRefresh)
    setTimeout(again, delay).unref()
  }
  setTimeout(again, delay).unref()
  process.once('exit', () => void recorder.stop())
  recorder.ready()
}
