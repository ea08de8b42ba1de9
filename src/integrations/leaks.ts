import { allocatedBytes } from './allocated.js'
import { type AllocationSite, type SampledAllocations, type SampleOptions, sampleAllocations } from './allocation-sites.js'
import { collectGarbage } from './collect-garbage.js'

/** What a function leaves behind. */
export interface Leak {
  /** What each run leaves, in bytes: an estimate. 0 where nothing grows. */
  readonly perRun: number
  readonly runs: number
  /** Where what stays was allocated, the heaviest first; empty where nothing leaks. */
  readonly sites: readonly AllocationSite[]
}

/** Runs before the first that counts. */
const warmUp = 10
/** A run that leaves less, in bytes, leaves no object. */
const leastLeak = 8
/** What a leak should come to in the longer series, in bytes, and how many times the runs of the shorter that may be. */
const surely = 16_384
const [fewTimes, manyTimes] = [4, 100]
/** A sample takes some µs: so many at most, unless each byte is worth one anyway. */
const mostSamples = 200_000
const finest = 16
/** Standard deviations that a difference of samples is above chance. */
const significant = 4

/**
 * Runs a function in series, and says what each run leaves: what it or what it calls allocated, and no collection of garbage freed. What timers, the
 * test runner and other tests allocate meanwhile does not count. What is made once, or replaced by the next run, is no leak: a longer series leaves
 * more than a shorter one, and both times that it runs.
 */
export async function findLeak(act: () => unknown, runs: number): Promise<Leak> {
  const { bytes: perCall } = await allocatedBytes(act, 2, 'counted')
  const intervalFor = (times: number): number => Math.max(finest, Math.ceil((perCall * times) / mostSamples))
  const { functions } = await sampleAllocations(act, { times: Math.min(runs, warmUp), interval: intervalFor(warmUp) })
  const short = await leastLeft(act, { times: runs, interval: intervalFor(runs), functions })
  if (short.all < leastLeak * runs) return { perRun: 0, runs, sites: [] }
  const more = Math.ceil(Math.min(manyTimes * runs, Math.max(fewTimes * runs, (surely * runs) / short.all)))
  const interval = intervalFor(more)
  const long = await leastLeft(act, { times: more, interval, functions })
  const grown = long.all - short.all
  // memory outside the heap is the process's, and has an object of the function's for each piece: that has to grow too
  const sampled = long.bytes - short.bytes
  const isLeak = sampled >= leastLeak * (more - runs) && grown > significant * Math.sqrt(interval * (long.bytes + short.bytes))
  return isLeak ? { perRun: grown / (more - runs), runs, sites: long.sites } : { perRun: 0, runs, sites: [] }
}

interface Left extends SampledAllocations {
  /** With memory outside the heap, which is not sampled. */
  readonly all: number
}

/** What each of two series leaves at least: a list that grows, or a cache that is filled, does so in one of them. */
async function leastLeft(act: () => unknown, options: SampleOptions): Promise<Left> {
  const first = await left(act, options)
  // no second series leaves less than nothing: half the collections, which take a second each in a large heap
  if (first.all < leastLeak * options.times) return first
  const second = await left(act, options)
  return first.all < second.all ? first : second
}

async function left(act: () => unknown, options: SampleOptions): Promise<Left> {
  await collectGarbage()
  const before = process.memoryUsage().external
  const found = await sampleAllocations(act, { ...options, collect: collectGarbage })
  const outside = Math.max(0, process.memoryUsage().external - before)
  return { ...found, all: found.bytes === 0 ? 0 : found.bytes + outside }
}
