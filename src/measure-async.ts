import { type Measurement, measure, measurementOf } from './measure.js'
import type { Method, Steps } from './measuring.js'
import { chosenOptions } from './method.js'
import { type AsyncSizeOptions, checkedOptions } from './options.js'
import { nextTurn, now } from './timers.js'

/** Objects that a method may look at in one go without a turn in between: about 8 ms at 20 to 30 ns each. */
const atOnce = 2 ** 18
/** How long a slice may take, in ms: half a frame. */
const sliceLength = 8

/**
 * Measures in slices, and lets the event loop run between them. Its bounds hold if the value did not change meanwhile.
 * The probe cannot be interrupted (the collector would move what it has seen): it measures what takes no longer than a slice, the model larger
 * values; with `by: 'probe'` it measures those too, in one go of about 20 ms per million objects. Rejects with the signal's reason when aborted.
 */
export async function measureAsync(value: unknown, options?: AsyncSizeOptions): Promise<Measurement> {
  const chosen = chosenOptions(options)
  const { by, signal, onProgress } = checkedOptions(options)
  signal?.throwIfAborted()
  const { methods } = chosen
  for (let i = 0; i < methods.length; i++) {
    const method = methods[i] as Method
    const steps = method.steps(value, chosen, by === 'probe' ? undefined : atOnce)
    if (steps === undefined) continue
    while (!slice(steps)) {
      onProgress?.({ count: steps.count, bytes: steps.bytes })
      await nextTurn()
      signal?.throwIfAborted()
    }
    const { total } = steps
    if (total === undefined) continue
    onProgress?.({ count: total.count, bytes: total.bytes })
    return measurementOf(value, chosen, method.by, total)
  }
  return measure(value, options)
}

function slice(steps: Steps): boolean {
  const end = now() + sliceLength
  do if (steps.step()) return true
  while (now() < end)
  return false
}
