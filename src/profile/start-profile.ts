import { MemSizeError } from '../errors.js'
import { forgetEvents } from './ad-hoc.js'
import type { AllocationProfile } from './allocation-profile.js'
import { startByEngine } from './engine-recorder.js'
import { type ProfileOptions, type ProfilePlan, planOf } from './options.js'
import { RecordedProfiler } from './recorded-profiler.js'
import { profileBinding, ThreadRecorder } from './thread-recorder.js'

/** A profile that runs. */
export interface Profiler {
  /** Ends it. Gives the same profile when called again. */
  stop(): AllocationProfile
  /** What it has up to now; it goes on. Throws where only the end tells (by `'v8'`). */
  read(): AllocationProfile
  [Symbol.dispose](): void
}

let running: Profiler | undefined

/**
 * Begins to profile what this thread allocates, by call path. One profile runs in a thread at a time, and V8 has one sampler: while another
 * profiler (an APM agent, DevTools) samples, this throws a MemSizeError. On Linux the probe tells all four costs; elsewhere V8's own profile
 * tells the total and what is live (Node 26), or what is live alone, and `notes` say what is lost. On stop its time is linear in the scripts
 * that allocated and in the sites, of which there are 16,384 at most.
 */
export function startProfile(options?: ProfileOptions): Profiler {
  const plan = planOf(options)
  if (running !== undefined)
    throw new MemSizeError(
      'Expected no profile to run in this thread, and one does. Stop it first, or read() it: two cannot share V8’s sampler.',
    )
  const begun = Date.now()
  forgetEvents()
  const profiler = begin(plan, begun)
  running = {
    read: () => profiler.read(),
    stop: () => {
      try {
        return profiler.stop()
      } finally {
        if (running === started) running = undefined
      }
    },
    [Symbol.dispose]() {
      this.stop()
    },
  }
  const started = running
  return started
}

/** Profiles what a call allocates, until it has returned or what it returned is settled. Gives that and the profile; throws as the call does. */
export async function profile<T>(fn: () => T, options?: ProfileOptions): Promise<{ value: Awaited<T>; profile: AllocationProfile }> {
  const profiler = startProfile(options)
  try {
    const value = await fn()
    return { value, profile: profiler.stop() }
  } finally {
    profiler.stop()
  }
}

function begin(plan: ProfilePlan, begun: number): { stop(): AllocationProfile; read(): AllocationProfile } {
  const found = profileBinding()
  let reason = 'reason' in found ? found.reason : ''
  if (plan.by !== 'v8' && 'binding' in found) {
    const recorder = ThreadRecorder.start(found.binding, plan, false)
    if (recorder instanceof ThreadRecorder) return new RecordedProfiler(found.binding, recorder, plan, begun)
    if (recorder.problem === 'company') throw company()
    if (recorder.problem === 'running')
      throw new MemSizeError('Expected no profile to run in this thread, and another copy of memsize runs one. Stop it first.')
    reason = recorder.problem
  }
  if (plan.by === 'samples')
    throw new MemSizeError(
      `Expected the probe to read V8’s samples (by: 'samples'), and it cannot: ${reason}. Leave \`by\` out, or give by: 'v8'.`,
    )
  const asked = plan.by === 'v8' ? 'that was asked for' : reason
  return startByEngine(plan, asked, begun, company)
}

const company = (): MemSizeError =>
  new MemSizeError(
    'Expected nobody else to sample the heap, and another profiler does (an APM agent, DevTools). V8 has one sampler a thread: stop the other, or start memsize first.',
  )
