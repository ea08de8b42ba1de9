import { Session } from 'node:inspector'
import { MemSizeError } from '../errors.js'
import { eventsSoFar } from './ad-hoc.js'
import type { AllocationProfile } from './allocation-profile.js'
import { assembled } from './assemble.js'
import { collectAll } from './collect.js'
import { readHeapProfile } from './formats/read-heap-profile.js'
import type { ProfilePlan } from './options.js'
import { engineText } from './recorded-profiler.js'

interface HeapProfileHandle {
  stop(): string
}

interface HeapProfiling {
  /** Node 26. */
  startHeapProfile?: Start
}

/** Begins V8's own profile, which needs no probe and tells less: `reason` says why it has to do. */
export function startByEngine(plan: ProfilePlan, reason: string, begun: number, company: () => MemSizeError): EngineRecorder {
  const { startHeapProfile } = process.getBuiltinModule('node:v8') as HeapProfiling
  if (startHeapProfile !== undefined) {
    const start = startedByNode(startHeapProfile, company)
    if (tellsLive(start)) {
      const lost = 'peak, temporary bytes, lifetimes, buffers, labels and worker threads are not known'
      return new EngineRecorder(start({ ...optionsOf(plan), ...withDead }), plan, noteOf(reason, lost), begun)
    }
  }
  const lost = 'only what is live is known: no total, peak, temporary bytes, lifetimes, buffers, labels or worker threads'
  return new EngineRecorder(byInspector(plan, company), plan, noteOf(reason, lost), begun)
}

const noteOf = (reason: string, lost: string): string => `V8’s own profile was used, and ${lost}: ${reason}.`

const optionsOf = ({ interval, depth }: ProfilePlan) => ({ sampleInterval: interval, stackDepth: depth })
const withDead = { includeObjectsCollectedByMajorGC: true, includeObjectsCollectedByMinorGC: true }

type Start = (options: object) => HeapProfileHandle

function startedByNode(start: Start, company: () => MemSizeError): Start {
  return (options) => {
    try {
      return start(options)
    } catch (error) {
      throw (error as { code?: string }).code === 'ERR_HEAP_PROFILE_HAVE_BEEN_STARTED' ? company() : error
    }
  }
}

/** Whether samples say which of them live: Node 26.12 has it and 26.10 has not, where the dead would count as live. */
function tellsLive(start: Start): boolean {
  const handle = start({ sampleInterval: 16, stackDepth: 1, ...withDead })
  const kept = Array.from({ length: 100 }, (_, i) => ({ i }))
  const { samples } = JSON.parse(handle.stop()) as { samples: { isLive?: boolean }[] }
  return kept.length > 0 && samples.some(({ isLive }) => isLive !== undefined)
}

function byInspector({ interval: samplingInterval, depth: stackDepth }: ProfilePlan, company: () => MemSizeError): HeapProfileHandle {
  const session = new Session()
  session.connect()
  // a second start would be ignored, and a stop end both
  if (answerOf(session, 'HeapProfiler.getSamplingProfile') !== undefined) {
    session.disconnect()
    throw company()
  }
  session.post('HeapProfiler.startSampling', { samplingInterval, stackDepth } as object)
  return {
    stop() {
      const answer = answerOf(session, 'HeapProfiler.stopSampling')
      session.disconnect()
      if (answer === undefined)
        throw new MemSizeError('Expected V8’s sampler to run until the profile was stopped, and another profiler stopped it.')
      return JSON.stringify(answer.profile)
    },
  }
}

function answerOf(session: Session, method: string): { profile: unknown } | undefined {
  let found: { profile: unknown } | undefined
  session.post(method, (error, answer) => {
    if (error === null) found = answer as { profile: unknown }
  })
  return found
}

export class EngineRecorder {
  private readonly handle: HeapProfileHandle
  private readonly plan: ProfilePlan
  private readonly note: string
  private readonly begun: number
  private ended: AllocationProfile | undefined

  constructor(handle: HeapProfileHandle, plan: ProfilePlan, note: string, begun: number) {
    this.handle = handle
    this.plan = plan
    this.note = note
    this.begun = begun
  }

  read(): AllocationProfile {
    if (this.ended !== undefined) return this.ended
    throw new MemSizeError('Expected a profile that can be read while it runs, and V8’s own is read at its end. Call stop().')
  }

  stop(): AllocationProfile {
    if (this.ended !== undefined) return this.ended
    if (this.plan.collect) collectAll()
    const { interval } = this.plan
    const { sites } = readHeapProfile(this.handle.stop(), interval)
    const milliseconds = Date.now() - this.begun
    this.ended = assembled({
      by: 'v8',
      engine: engineText(),
      begun: this.begun,
      milliseconds,
      sites,
      interval: { asked: interval, last: interval, widest: interval },
      notes: [this.note],
      events: eventsSoFar(),
    })
    return this.ended
  }
}
