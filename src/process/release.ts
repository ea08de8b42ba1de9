import { Session } from 'node:inspector'
import { processBinding } from './binding.js'
import { residentBytes } from './counters.js'
import { fullFacts } from './read-process.js'

/** What somebody gave back. Bytes; below 0 where RSS grew meanwhile. */
export interface ReleaseStep {
  /** `V8`, or the allocator's name. */
  readonly by: string
  /** How far RSS fell. */
  readonly bytes: number
  /** Undefined where it was done; otherwise why not. */
  readonly problem?: string
}

export interface Release {
  /** RSS before and after. Bytes. */
  readonly before: number
  readonly after: number
  readonly steps: readonly ReleaseStep[]
}

/**
 * Has V8 and malloc give back what is free, and says what each gave. It stands still for a full collection, and for malloc's trim, which took 3.4 s
 * with 200,000 free blocks: for a person who asks, or an idle hour, and not for a timer. Never throws.
 */
export function releaseMemory(): Release {
  const before = rss()
  const heap = step('V8', before, collect)
  const binding = processBinding()
  const allocator = fullFacts(0).allocator
  const malloc = step(allocator === 'unknown' ? 'malloc' : allocator, rss(), () => {
    if (typeof binding === 'string') return binding
    return binding.processRelease() ? undefined : 'it has no way'
  })
  return { before, after: rss(), steps: [heap, malloc] }
}

const rss = residentBytes

function step(by: string, before: number, work: () => string | undefined): ReleaseStep {
  let problem: string | undefined
  try {
    problem = work()
  } catch (error) {
    problem = error instanceof Error ? error.message : 'it failed'
  }
  return { by, bytes: before - rss(), ...(problem !== undefined && { problem }) }
}

/** Only the inspector's collection gives pooled pages back: gc() and pressure leave them. */
function collect(): string | undefined {
  let problem: string | undefined
  const session = new Session()
  session.connect()
  try {
    for (let i = 0; i < 2; i++) session.post('HeapProfiler.collectGarbage', (error) => (problem = error?.message))
  } finally {
    session.disconnect()
  }
  return problem
}
