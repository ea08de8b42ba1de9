import * as v8 from 'node:v8'
import { isThenable, sampleAllocations } from './allocation-sites.js'
import { collectGarbage, sweepYoung } from './collect-garbage.js'

/** How allocated bytes are known. */
export type AllocationMethod = 'counted' | 'sampled'

/** What a function allocated: on the heap, and what its memory outside it grew by. */
export interface Allocated {
  readonly bytes: number
  readonly by: AllocationMethod
  /** How often the engine collected garbage meanwhile. Counted bytes are exact where it did not; some 0.1 % off where it did. */
  readonly collections: number
}

/** What V8 tells before and after each collection; types of Node 20 leave some of it out. */
interface Collections {
  readonly statistics: readonly { readonly beforeGC: Statistics; readonly afterGC: Statistics }[]
}
interface Statistics {
  readonly heapStatistics: { readonly usedHeapSize: number; readonly externalMemory: number }
}

/** A sample each so many bytes tells a function's heaviest calls. */
export const siteInterval = 512

/** The engine's own counting: the heap in use is exact to the byte between two collections, and each tells what it was before and after. */
const isCounting = typeof v8.GCProfiler === 'function'

export const defaultMethod: AllocationMethod = isCounting ? 'counted' : 'sampled'

/** The measuring itself is compiled in so many rounds, and allocates the same from then on. */
const warmUp = 10

/**
 * What a function allocated in the quietest of so many runs: with the fewest collections, and of these the least. What an engine compiles and a first
 * call prepares is not among it then.
 */
export async function allocatedBytes(act: () => unknown, runs: number, by: AllocationMethod): Promise<Allocated> {
  if (by === 'sampled') return quietest(await repeated(runs, () => sampled(act)))
  await collectGarbage()
  await repeated(warmUp, () => counted(nothing))
  const [own, found]: [Allocated[], Allocated[]] = [[], []]
  for (let i = 0; i < runs; i++) {
    own.push(await counted(nothing))
    found.push(await counted(act))
  }
  const best = quietest(found)
  return { ...best, bytes: Math.max(0, best.bytes - quietest(own).bytes) }
}

const nothing = (): void => {}

async function repeated<T>(times: number, make: () => Promise<T>): Promise<T[]> {
  const all: T[] = []
  for (let i = 0; i < times; i++) all.push(await make())
  return all
}

const quietest = (all: readonly Allocated[]): Allocated =>
  [...all].sort((a, b) => a.collections - b.collections || a.bytes - b.bytes)[0] as Allocated

async function sampled(act: () => unknown): Promise<Allocated> {
  const { bytes } = await sampleAllocations(act, { times: 1, interval: siteInterval })
  return { bytes, by: 'sampled', collections: 0 }
}

async function counted(act: () => unknown): Promise<Allocated> {
  sweepYoung()
  const profiler = new v8.GCProfiler()
  profiler.start()
  const before = process.memoryUsage()
  let after: NodeJS.MemoryUsage
  let told: Collections
  try {
    const result = act()
    // a function that does not wait is not made to
    if (isThenable(result)) await result
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
  return { bytes: bytes + grown(after.heapUsed - heapUsed, after.external - external), by: 'counted', collections: statistics.length }
}

// what is freed outside the heap is told at any time
const grown = (heap: number, external: number): number => heap + Math.max(0, external)
