import { getHeapSpaceStatistics } from 'node:v8'
import { optionBytes } from '../bytes.js'
import { expectOptions, MemSizeError, shown, wrongOption } from '../errors.js'
import { collectAll } from './collect.js'

/** When the memory counts as steady. */
export interface WeighDropOptions {
  /** How many looks at the memory must agree, before and after; default 3. */
  readonly steady?: number | undefined
  /** Looks that agree differ by this many bytes at most: a number, or a text like `'4 kB'`; default 4,096. */
  readonly within?: number | string | undefined
  /** Looks at most, before and after; default 20. */
  readonly most?: number | undefined
}

/** What a process got back: bytes. Below 0: it has more than before. */
export interface DropWeight {
  /** On the heap and outside, without `rss`. */
  readonly bytes: number
  /** Bytes of the JavaScript heap. */
  readonly heap: number
  /** ArrayBuffers, and other memory that objects of the heap keep. */
  readonly external: number
  /** What the system has back: it lags behind, and is no part of `bytes`. */
  readonly rss: number
  /** By V8's heap spaces, those that changed. */
  readonly spaces: Readonly<Record<string, number>>
  /** By how many bytes the last looks before and after differed: `bytes` may be off by that. */
  readonly spread: number
  /** Whether as many looks as asked for agreed. */
  readonly isSteady: boolean
  /** How often was looked. */
  readonly looks: number
}

interface Look {
  readonly heap: number
  readonly external: number
  readonly rss: number
  readonly spaces: ReadonlyMap<string, number>
}

/**
 * What the process really gets back from `drop`, as `() => { cache = null }`: all garbage is collected before and after it, until several looks
 * at the memory agree. It is the truth about a structure with all that only it kept alive, and about what others still hold: that does not come
 * back. Other work in the process meanwhile is in the figures. Takes some collections; throws as `drop` does.
 */
export async function weighDrop(drop: () => unknown, options: WeighDropOptions = {}): Promise<DropWeight> {
  if (typeof drop !== 'function')
    throw new MemSizeError(`Expected a function that lets go of something, like () => { cache = null }, got ${shown(drop)}.`)
  expectOptions(options, ['steady', 'within', 'most'], '{ steady: 3 }')
  const { steady = 3, most = 20 } = options
  for (const [name, value] of Object.entries({ steady, most })) {
    if (!(Number.isInteger(value) && value >= 1)) throw wrongOption(name, 'a whole number, 1 or more', value)
  }
  const within = optionBytes('within', options.within ?? 4096)
  const before = await steadyLook(steady, within, most)
  await drop()
  const after = await steadyLook(steady, within, most)
  const spaces: Record<string, number> = {}
  for (const [name, bytes] of before.last.spaces) {
    const change = bytes - (after.last.spaces.get(name) ?? 0)
    if (change !== 0) spaces[name] = change
  }
  const heap = before.last.heap - after.last.heap
  const external = before.last.external - after.last.external
  return {
    bytes: heap + external,
    heap,
    external,
    rss: before.last.rss - after.last.rss,
    spaces,
    spread: before.spread + after.spread,
    isSteady: before.isSteady && after.isSteady,
    looks: before.looks + after.looks,
  }
}

async function steadyLook(
  steady: number,
  within: number,
  most: number,
): Promise<{ last: Look; spread: number; isSteady: boolean; looks: number }> {
  const sums: number[] = []
  for (let looks = 1; ; looks++) {
    collectAll()
    // what a collection frees outside the heap is given back a turn later
    await new Promise((resolve) => setImmediate(resolve))
    const last = look()
    sums.push(last.heap + last.external)
    const recent = sums.slice(-steady)
    const spread = Math.max(...recent) - Math.min(...recent)
    const isSteady = recent.length === steady && spread <= within
    if (isSteady || looks === most) return { last, spread, isSteady, looks }
  }
}

function look(): Look {
  const { external, heapUsed, rss } = process.memoryUsage()
  const spaces = new Map(getHeapSpaceStatistics().map(({ space_name: name, space_used_size: bytes }) => [name, bytes]))
  return { heap: heapUsed, external, rss, spaces }
}
