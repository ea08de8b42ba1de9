import { allocatedBytes, siteInterval } from './allocated.js'
import { type AllocationSite, type SampledAllocations, sampleAllocations } from './allocation-sites.js'
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
 * Runs a function in series, and says what each run leaves: what it allocated itself, and no collection of garbage freed. Neither what the process
 * does beside nor noise of the heap counts. What is made once, or replaced by the next run, is no leak: a longer series leaves more, twice.
 */
export async function findLeak(act: () => unknown, runs: number): Promise<Leak> {
  const { bytes: perCall } = await allocatedBytes(act, 2, 'counted')
  const intervalFor = (times: number): number => Math.max(finest, Math.ceil((perCall * times) / mostSamples))
  await sampleAllocations(act, { times: Math.min(runs, warmUp), interval: siteInterval })
  const short = await leastLeft(act, runs, intervalFor(runs))
  if (short.all < leastLeak * runs) return { perRun: 0, runs, sites: [] }
  const more = Math.ceil(Math.min(manyTimes * runs, Math.max(fewTimes * runs, (surely * runs) / short.all)))
  const interval = intervalFor(more)
  const long = await leastLeft(act, more, interval)
  const grown = long.all - short.all
  const isLeak = grown >= leastLeak * (more - runs) && grown > significant * Math.sqrt(interval * (long.bytes + short.bytes))
  return isLeak ? { perRun: grown / (more - runs), runs, sites: long.sites } : { perRun: 0, runs, sites: [] }
}

interface Left extends SampledAllocations {
  /** With memory outside the heap, which is not sampled. */
  readonly all: number
}

/** Of two series: a list that grows, or a cache that is filled, does so in one of them. */
async function leastLeft(act: () => unknown, times: number, interval: number): Promise<Left> {
  const first = await left(act, times, interval)
  // no second series leaves less than nothing: half the collections, which take a second each in a large heap
  if (first.all < leastLeak * times) return first
  const second = await left(act, times, interval)
  return first.all < second.all ? first : second
}

async function left(act: () => unknown, times: number, interval: number): Promise<Left> {
  await collectGarbage()
  const before = process.memoryUsage().external
  const found = await sampleAllocations(act, { times, interval, collect: collectGarbage })
  const outside = Math.max(0, process.memoryUsage().external - before)
  return { ...found, all: found.bytes === 0 ? 0 : found.bytes + outside }
}
