import * as v8 from 'node:v8'
import { isThenable, sampleAllocations } from './allocation-sites.js'
import { collectGarbage, sweepYoung } from './collect-garbage.js'

/** How allocated bytes are known. */
export type AllocationMethod = 'counted' | 'sampled'

/** What a function allocated: on the heap, and what its memory outside it grew by. */
export interface Allocated {
  readonly bytes: number
  readonly by: AllocationMethod
  /** How often the engine collected garbage meanwhile. Counted bytes are exact where it did not; about 0.1 % off where it did. */
  readonly collections: number
}

/** What V8 tells before and after each collection; types of Node 20 leave some of it out. */
interface Collections {
  readonly statistics: readonly { readonly beforeGC: Statistics; readonly afterGC: Statistics }[]
}
interface Statistics {
  readonly heapStatistics: { readonly usedHeapSize: number; readonly externalMemory: number }
}

/** A sample for each 512 bytes shows a function's heaviest calls. */
export const siteInterval = 512

/** The engine's own counting: the heap in use is exact to the byte between two collections, and each tells what it was before and after. */
const isCounting = typeof v8.GCProfiler === 'function'

export const defaultMethod: AllocationMethod = isCounting ? 'counted' : 'sampled'

/** The measuring itself is compiled in so many rounds, and allocates the same from then on. */
const warmUp = 10

/** Rounds of the measuring itself at least: the engine may compile in any one, and a single one would then count more than the function. */
const ownRuns = 3
/** Further calls at most, where a sum cannot be. */
const triesMost = 3

/** Standard deviations by which samples of the function alone are less than what was counted, where others allocated beside it. */
const significant = 4

/**
 * What a function allocated in the quietest of so many runs: with the fewest collections, and of these the least. What an engine compiles and a first
 * call prepares is not among it then. While a function waits, timers and others allocate too: where samples of the function alone are clearly less
 * than what was counted, the samples are the answer.
 */
export async function allocatedBytes(act: () => unknown, runs: number, by: AllocationMethod): Promise<Allocated> {
  if (by === 'sampled') return quietest(await repeated(runs, () => sampled(act)))
  await collectGarbage()
  await repeated(warmUp, () => counted(nothing))
  const [own, found]: [Allocated[], Counted[]] = [[], []]
  for (let i = 0; i < Math.max(runs, ownRuns); i++) {
    own.push(await counted(nothing))
    if (i < runs) found.push(await possible(act, own))
  }
  const { bytes: all, waited, ...best } = quietest(found)
  const bytes = Math.max(0, all - quietest(own).bytes)
  const alone = waited ? await sampled(act) : undefined
  const isLess = alone !== undefined && bytes - alone.bytes > significant * Math.sqrt(siteInterval * bytes)
  return isLess ? alone : { ...best, bytes }
}

/**
 * V8 sweeps in other threads: what it frees of an earlier collection meanwhile makes a sum smaller than that of nothing (2 of 40 runs on a machine with
 * twice as many processes as cores, V8 13.6). The function is called again then.
 */
async function possible(act: () => unknown, own: readonly Allocated[]): Promise<Counted> {
  let found = await counted(act)
  for (let i = 0; i < triesMost && found.bytes < quietest(own).bytes; i++) found = await counted(act)
  return found
}

interface Counted extends Allocated {
  /** Whether others could run meanwhile. */
  readonly waited: boolean
}

const nothing = (): void => {}

async function repeated<T>(times: number, make: () => Promise<T>): Promise<T[]> {
  const all: T[] = []
  for (let i = 0; i < times; i++) all.push(await make())
  return all
}

const quietest = <A extends Allocated>(all: readonly A[]): A =>
  [...all].sort((a, b) => a.collections - b.collections || a.bytes - b.bytes)[0] as A

async function sampled(act: () => unknown): Promise<Allocated> {
  const before = process.memoryUsage().external
  const { bytes } = await sampleAllocations(act, { times: 1, interval: siteInterval })
  const outside = Math.max(0, process.memoryUsage().external - before)
  return { bytes: bytes + outside, by: 'sampled', collections: 0 }
}

async function counted(act: () => unknown): Promise<Counted> {
  sweepYoung()
  const profiler = new v8.GCProfiler()
  profiler.start()
  const before = process.memoryUsage()
  let after: NodeJS.MemoryUsage
  let told: Collections
  let waited = false
  try {
    const result = act()
    // a function that does not wait is not made to
    waited = isThenable(result)
    if (waited) await result
  } finally {
    after = process.memoryUsage()
    told = profiler.stop() as unknown as Collections
  }
  const { statistics } = told
  let { heapUsed, external } = before
  let bytes = 0
  for (const { beforeGC, afterGC } of statistics) {
    bytes += grown(beforeGC.heapStatistics.usedHeapSize - heapUsed, beforeGC.heapStatistics.externalMemory - external)
    heapUsed = afterGC.heapStatistics.usedHeapSize
    external = afterGC.heapStatistics.externalMemory
  }
  return {
    bytes: bytes + grown(after.heapUsed - heapUsed, after.external - external),
    by: 'counted',
    collections: statistics.length,
    waited,
  }
}

// V8 may report at any time what is freed outside the heap
const grown = (heap: number, external: number): number => heap + Math.max(0, external)
