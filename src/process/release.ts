import { Session } from 'node:inspector/promises'
import { processBinding } from '../probe/process-binding.js'
import { allocator } from '../running-allocator.js'
import { residentBytes } from './counters.js'

/** What somebody gave back. */
export interface ReleaseStep {
  /** `V8`, or the allocator's name. */
  readonly by: string
  /** Bytes that RSS fell by; below 0 where it grew meanwhile. */
  readonly bytes: number
  /** Why it was not done; undefined where it was. */
  readonly problem?: string
}

/** What `releaseMemory` gave back to the system. */
export interface Release {
  /** RSS before and after. Bytes. */
  readonly before: number
  /** RSS after, in bytes. */
  readonly after: number
  /** What each of them gave back, in the order in which they were asked. */
  readonly steps: readonly ReleaseStep[]
}

/**
 * Has V8 and malloc give back what is free, and says what each gave. The process stands still for a full collection, and for malloc's trim, which took
 * 3.4 s with 200,000 free blocks: for a person who asks, or an idle hour, and not for a timer. Never rejects.
 */
export async function releaseMemory(): Promise<Release> {
  const before = residentBytes()
  const heap = await step('V8', collect)
  const malloc = await step(allocator().name, trim)
  return { before, after: residentBytes(), steps: [heap, malloc] }
}

async function step(by: string, work: () => unknown): Promise<ReleaseStep> {
  const before = residentBytes()
  let problem: unknown
  try {
    problem = await work()
  } catch (error) {
    problem = error instanceof Error ? error.message : 'it failed'
  }
  return { by, bytes: before - residentBytes(), ...(typeof problem === 'string' && { problem }) }
}

/** Only the inspector's collection gives pooled pages back: gc() and pressure leave them. It is done some time after it was asked for. */
async function collect(): Promise<void> {
  const session = new Session()
  session.connect()
  try {
    await session.post('HeapProfiler.collectGarbage')
  } finally {
    session.disconnect()
  }
}

function trim(): string | undefined {
  const binding = processBinding()
  if (typeof binding === 'string') return binding
  return binding.processRelease() ? undefined : 'it has no way'
}
