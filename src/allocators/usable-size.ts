import { parseBytes } from '../bytes.js'
import { wrongOption } from '../errors.js'
import { elfmalloc, glibc, jemalloc, type MimallocForm, mimalloc, mimallocLarge, PAGE, rulloc } from './tables.js'

/**
 * An allocator whose formula is known. `requested` and `musl` (whose malloc_usable_size says no more) give what was asked for; `mimalloc2` is 2.0.9
 * as Debian 12 has it, `mimalloc3` is 3.4.3; other versions are taken as `mimalloc 2.2.4`.
 */
export type AllocatorModel =
  | 'requested'
  | 'glibc'
  | 'musl'
  | 'jemalloc'
  | 'mimalloc2'
  | 'mimalloc3'
  | 'elfmalloc'
  | 'rulloc'
  | `mimalloc ${string}`

const up = (bytes: number, multiple: number): number => Math.ceil(bytes / multiple) * multiple

/** Exponent of the largest power of two that is no more than a number from 1 on. */
function exponentOf(number: number): number {
  const exponent = Math.floor(Math.log2(number))
  // the logarithm of what is just below a power can round up to it
  return 2 ** exponent > number ? exponent - 1 : exponent
}

function jemallocSize(bytes: number): number {
  const { least, quantum, quantumUpTo, perDoubling } = jemalloc
  if (bytes <= least) return least
  const exponent = exponentOf(2 * bytes - 1)
  return up(bytes, 2 ** (exponent < quantumUpTo ? quantum : exponent - perDoubling))
}

function mimallocSize(bytes: number, { limit, rounding }: MimallocForm): number {
  if (bytes <= limit) return jemallocSize(bytes)
  const [, multiple] = mimallocLarge.find(([below]) => bytes < below) as readonly [number, number]
  const good = up(bytes, multiple)
  if (rounding === undefined || good > rounding.upTo) return good
  return up(good, good > rounding.split ? rounding.large : rounding.small)
}

function glibcSizes(bytes: number): readonly number[] {
  const { header, alignment, leastChunk, mapped } = glibc
  const chunk = Math.max(leastChunk, up(bytes + header, alignment))
  const own = up(chunk + header, PAGE) - 2 * header
  // what is left of a free chunk that is too small to be one by itself is given too
  return chunk < mapped ? [chunk - header, chunk + alignment - header] : [own, chunk - header, chunk + alignment - header]
}

function elfmallocSize(bytes: number): number {
  const { least, step, stepsUpTo, powersUpTo } = elfmalloc
  if (bytes <= least) return least
  if (bytes <= stepsUpTo) return up(bytes, step)
  return bytes <= powersUpTo ? 2 ** (exponentOf(2 * bytes - 1) as number) : up(bytes, PAGE)
}

const formulas: Readonly<Record<string, (bytes: number) => readonly number[]>> = {
  requested: (bytes) => [bytes],
  musl: (bytes) => [bytes],
  glibc: glibcSizes,
  jemalloc: (bytes) => [jemallocSize(bytes)],
  mimalloc2: (bytes) => [mimallocSize(bytes, mimalloc['2.0.9'] as MimallocForm)],
  mimalloc3: (bytes) => [mimallocSize(bytes, mimalloc['3.4.3'] as MimallocForm)],
  elfmalloc: (bytes) => [elfmallocSize(bytes)],
  rulloc: (bytes) => [Math.max(rulloc.least, up(bytes, rulloc.alignment))],
}
for (const [version, form] of Object.entries(mimalloc)) {
  ;(formulas as Record<string, (bytes: number) => readonly number[]>)[`mimalloc ${version}`] = (bytes) => [mimallocSize(bytes, form)]
}

/** The names of all that a formula is known of. */
export const allocatorModels = Object.keys(formulas) as AllocatorModel[]

/** Throws a MemSizeError where no formula has this name. */
export function expectModel(model: unknown, option = 'allocator'): asserts model is AllocatorModel {
  if (typeof model !== 'string' || !Object.hasOwn(formulas, model)) throw wrongOption(option, `one of ${allocatorModels.join(', ')}`, model)
}

/**
 * Bytes that an allocator gives for a request of so many, by its formula: what malloc_usable_size() says of the block. From 128 KiB on glibc maps
 * a block by itself where no free one fits, and this is the mapped one's size; see usableSizes(). Throws a MemSizeError for a number that
 * is no size, and for an allocator without a formula.
 */
export function usableSize(bytes: number | string, allocator: AllocatorModel): number {
  return usableSizes(bytes, allocator)[0] as number
}

/** All that the allocator may give for a request, the likeliest first: glibc's answer depends on which free chunk fits, the others have one. */
export function usableSizes(bytes: number | string, allocator: AllocatorModel): readonly number[] {
  expectModel(allocator)
  return (formulas[allocator] as (bytes: number) => readonly number[])(parseBytes(bytes))
}
