import { bytesInFull, formatBytes, parseBytes } from '../bytes.js'
import { expectOptions, MemSizeError, shown, wrongOption } from '../errors.js'
import { type Allocated, type AllocationMethod, allocatedBytes, defaultMethod, siteInterval } from './allocated.js'
import { type AllocationSite, sampleAllocations } from './allocation-sites.js'
import { findLeak } from './leaks.js'
import { heaviest, type MatcherResult } from './matcher-text.js'
import { withNotice } from './slowness.js'

/** How allocations are counted. */
export interface AllocateOptions {
  /** How often it is called, or a few times more where V8's count cannot be right: the least counts. Default: 3. */
  readonly runs?: number | undefined
  /**
   * `'counted'`: by what the engine says of its heap, exact to the byte where it collects no garbage meanwhile. `'sampled'`: by V8's sampling profiler,
   * and by what its memory outside the heap grew by. Default: counted, where the engine does (Node).
   */
  readonly by?: AllocationMethod | undefined
}

/** How a leak is looked for. */
export interface LeakOptions {
  /** How often it is called between two collections of garbage. Default: 100. */
  readonly runs?: number | undefined
}

const mostRuns = 1e6

/** The function allocates at most so much when it is called: bytes, or `'2 MB'`. What timers and others allocate while it waits does not count. */
export async function toAllocateAtMost(act: unknown, limit: number | string, options: AllocateOptions = {}): Promise<MatcherResult> {
  expectAct(act)
  expectOptions(options, ['runs', 'by'], '{ runs: 3 }')
  const { runs = 3, by = defaultMethod } = options
  expectRuns(runs)
  if (by !== 'counted' && by !== 'sampled') throw wrongOption('by', "'counted' or 'sampled'", by)
  const most = parseBytes(limit, 'the limit')
  const cheaper = "A sample is faster: toAllocateAtMost(limit, { runs: 1, by: 'sampled' })."
  const found = await withNotice('toAllocateAtMost', cheaper, () => allocatedBytes(act, runs, by))
  const pass = found.bytes <= most
  const sites = pass ? [] : (await sampleAllocations(act, { times: 1, interval: siteInterval })).sites
  return {
    pass,
    message: () =>
      `Expected the function to allocate ${pass ? 'more than' : 'at most'} ${bytesInFull(most)}. It allocates ${bytesInFull(found.bytes)}, ${bytesInFull(Math.abs(found.bytes - most))} ${pass ? 'less' : 'too much'} (${methodText(found, runs)}).${siteLines(sites)}`,
  }
}

/** Each run of the function leaves something behind that is not collected. Mostly used as `not.toLeak()`. */
export async function toLeak(act: unknown, options: LeakOptions = {}): Promise<MatcherResult> {
  expectAct(act)
  expectOptions(options, ['runs'], '{ runs: 100 }')
  const { runs = 100 } = options
  expectRuns(runs)
  const cheaper = 'Fewer runs are faster: toLeak({ runs: 20 }).'
  const { perRun, sites } = await withNotice('toLeak', cheaper, () => findLeak(act, runs))
  const pass = perRun > 0
  return {
    pass,
    message: () =>
      pass
        ? `Expected the function not to leak. Each run leaves about ${formatBytes(perRun)}, ${bytesInFull(Math.round(perRun * runs))} in ${runs} runs.${siteLines(sites)}`
        : `Expected the function to leak, and nothing stays of ${runs} runs.`,
  }
}

function methodText({ by, collections }: Allocated, runs: number): string {
  const least = runs > 1 ? `, the least of ${runs} runs` : ''
  if (by === 'sampled') return `sampled${least}`
  return `counted by the engine${collections > 0 ? ` between ${collections} collections of garbage` : ''}${least}`
}

const siteLines = (sites: readonly AllocationSite[]): string =>
  heaviest(
    'Allocated there, by samples',
    sites.map(({ bytes, path }) => ({ bytes, text: path })),
  )

function expectAct(act: unknown): asserts act is () => unknown {
  if (typeof act !== 'function') throw new MemSizeError(`Expected a function to call, like expect(() => parse(text)), got ${shown(act)}.`)
}

function expectRuns(runs: unknown): void {
  if (!(Number.isInteger(runs) && (runs as number) >= 1 && (runs as number) <= mostRuns))
    throw wrongOption('runs', `a whole number from 1 to ${mostRuns}`, runs)
}
