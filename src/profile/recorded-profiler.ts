import { eventsSoFar } from './ad-hoc.js'
import type { AllocationProfile, ProfileSite } from './allocation-profile.js'
import { assembled } from './assemble.js'
import * as at from './binding.js'
import { unseen } from './labels.js'
import type { ProfilePlan } from './options.js'
import { type RecordedThread, recordedThread } from './recorded-sites.js'
import type { ThreadRecorder } from './thread-recorder.js'
import { WorkerFollowing } from './workers.js'

export const engineText = (): string => `Node ${process.versions.node}, V8 ${process.versions.v8}`

/** A profile of this thread, and of those that record beside it, by the probe. */
export class RecordedProfiler {
  private readonly binding: at.ProfileBinding
  private readonly recorder: ThreadRecorder
  private readonly plan: ProfilePlan
  private readonly begun: number
  private readonly following: WorkerFollowing | undefined
  private ended: AllocationProfile | undefined
  private isStopping = false

  constructor(binding: at.ProfileBinding, recorder: ThreadRecorder, plan: ProfilePlan, begun: number) {
    this.binding = binding
    this.recorder = recorder
    this.plan = plan
    this.begun = begun
    this.following = plan.workers ? new WorkerFollowing(binding, plan) : undefined
    recorder.ready()
  }

  read(): AllocationProfile {
    return this.ended ?? unseen(() => this.assembled(this.recorder.read()))
  }

  stop(): AllocationProfile {
    if (this.ended !== undefined) return this.ended
    this.isStopping = true
    this.following?.end()
    const columns = this.recorder.stop()
    this.ended = this.assembled(columns)
    this.binding.profileRelease(this.recorder.number)
    return this.ended
  }

  private assembled(columns: at.Columns): AllocationProfile {
    const { arrayBuffers } = process.memoryUsage()
    const own = recordedThread(columns)
    const threads = [own, ...this.others()]
    const sites = threads.flatMap(({ sites }) => sites)
    return assembled({
      by: 'samples',
      engine: engineText(),
      begun: this.begun,
      milliseconds: own.thread.milliseconds,
      sites,
      threads: threads.map(({ thread }) => thread),
      notes: [...this.notes(own), ...threads.flatMap(notesOf), ...this.unexplained(own, arrayBuffers)],
      arrayBuffers: this.plan.buffers === false ? undefined : { explained: liveExternal(own.sites), all: arrayBuffers },
      sizes: mergedSizes(threads),
      events: eventsSoFar(),
    })
  }

  /** The worker threads that are profiled because this one is. */
  private others(): RecordedThread[] {
    if (!this.plan.workers) return []
    const found: RecordedThread[] = []
    for (const number of this.binding.profileRecordings()) {
      const columns = number > this.recorder.number ? this.binding.profileRead(number) : undefined
      const thread = columns && recordedThread(columns)
      if (thread?.note.isFollower) found.push(thread)
      // one that has ended has no other use
      if (thread?.note.isFollower && this.isStopping) this.binding.profileRelease(number)
    }
    return found
  }

  private notes(own: RecordedThread): string[] {
    const notes = ['A frame on the heap is a function, and its line is where the function begins: V8’s sampler knows no lines.']
    const { buffersProblem } = this.recorder
    if (buffersProblem !== undefined) notes.push(`ArrayBuffers are left out: ${buffersProblem}.`)
    const mode = own.figures[at.STORE_MODE]
    if (this.plan.buffers === 'auto' && mode === at.STORES_SAMPLED)
      notes.push('ArrayBuffers came too often for a stack each: from some time on they were sampled.')
    return notes
  }

  private unexplained(own: RecordedThread, all: number): string[] {
    if (own.figures[at.STORE_MODE] === at.STORES_UNSEEN) return []
    return [
      `Of ${all.toLocaleString('en')} bytes in ArrayBuffers at the end, ${liveExternal(own.sites).toLocaleString('en')} were allocated at known paths while it ran; the rest is older, or was brought along by C++. WebAssembly and resizable memory is mapped, and in neither.`,
    ]
  }
}

const liveExternal = (sites: readonly ProfileSite[]): number =>
  sites.reduce((sum, { external, live }) => sum + (external > 0 ? (live ?? 0) : 0), 0)

function notesOf({ figures, thread }: RecordedThread): string[] {
  const { name, interval } = thread
  const notes: string[] = []
  const restarts = figures[at.RESTARTS]
  if (restarts > 0)
    notes.push(
      `${name}: the interval was changed ${restarts === 1 ? 'once' : `${restarts} times`}, up to ${interval.widest.toLocaleString('en')} bytes, to hold the cost near 1 % of the thread’s time.`,
    )
  if (figures[at.SHORTENED] > 0)
    notes.push(`${name}: there were more call paths than there is room for; what came later is charged to callers.`)
  const ending = figures[at.ENDING]
  if (ending === at.STOPPED_BY_OTHERS)
    notes.push(`${name}: another profiler stopped V8’s sampler; what came after the last collection before that is not in the figures.`)
  if (ending === at.NOT_READABLE) notes.push(`${name}: V8’s samples could not be read any more; what came later is not in the figures.`)
  if (ending === at.NO_MEMORY) notes.push(`${name}: there was no memory to go on; what came later is not in the figures.`)
  return notes
}

function mergedSizes(threads: readonly RecordedThread[]): RecordedThread['sizes'] {
  const classes = new Map<number, { bytes: number; blocks: number }>()
  for (const { atLeast, bytes, blocks } of threads.flatMap(({ sizes }) => sizes)) {
    const sum = classes.get(atLeast) ?? { bytes: 0, blocks: 0 }
    classes.set(atLeast, { bytes: sum.bytes + bytes, blocks: sum.blocks + blocks })
  }
  return [...classes].sort(([a], [b]) => a - b).map(([atLeast, sum]) => ({ atLeast, ...sum }))
}
