import { formatBytes } from '../bytes.js'
import { isObject, isView } from '../intrinsics.js'
import { liveGraphOf } from '../live-graph.js'
import { chosenOptions } from '../method.js'
import { printable } from '../printable.js'
import { type TextOptions, textTable } from '../tree/text-table.js'
import { type ArenaChunk, chunkOf, isBuffer, placeOf } from './arena-chunk.js'

/** A view that keeps much more than it shows is small from here on: a part of its chunk. */
const smallShare = 0.1
/** A chunk below this is not worth a word. */
const fewBytes = 4096

/** How the chunks of one arena were sized, the oldest first taken to be the smallest. */
export type GrowthShape = 'one' | 'fixed' | 'doubling' | 'mixed'

const inspect: unique symbol = Symbol.for('nodejs.util.inspect.custom') as never

/** How an arena report is printed: `width` in columns of the terminal (80). */
export interface ArenaText extends TextOptions {
  /** At most this many chunks. Default: 20. */
  readonly rows?: number | undefined
}

/** Buffers that views share, as arenas: what of them is used. Sizes are bytes. */
export class ArenaReport {
  /** The largest waste first. */
  readonly chunks: readonly ArenaChunk[]
  /** Bytes of all chunks, with what they can grow to. */
  readonly reserved: number
  /** Bytes that views show. */
  readonly used: number
  /** `reserved` - `used`. */
  readonly waste: number
  /** Views that were met. */
  readonly views: number
  /** How the sizes of chunks that are not the pool's follow each other. */
  readonly growth: GrowthShape
  /** Chunks that one small view keeps. */
  readonly pinned: readonly ArenaChunk[]
  /** What to do about it, in sentences; often none. */
  readonly advice: readonly string[]

  constructor(chunks: readonly ArenaChunk[]) {
    const sum = (of: (chunk: ArenaChunk) => number) => chunks.reduce((total, chunk) => total + of(chunk), 0)
    this.chunks = [...chunks].sort((a, b) => b.waste - a.waste)
    this.reserved = sum(({ reserved }) => reserved)
    this.used = sum(({ used }) => used)
    this.waste = this.reserved - this.used
    this.views = sum(({ views }) => views)
    this.growth = growthOf(chunks)
    this.pinned = this.chunks.filter(({ views, used, bytes }) => views === 1 && bytes >= fewBytes && used < bytes * smallShare)
    this.advice = adviceOn(this)
  }

  /** A table of the chunks, the largest waste first, and the advice. */
  toString(options: ArenaText = {}): string {
    const shown = this.chunks.slice(0, options.rows ?? 20)
    const column = (title: string, textOf: (chunk: ArenaChunk) => string) => ({
      title,
      right: true,
      cells: shown.map((chunk) => [['plain', textOf(chunk)] as const]),
    })
    const table = textTable(
      [
        column('WASTE', ({ waste }) => formatBytes(waste)),
        column('USED', ({ used }) => formatBytes(used)),
        column('RESERVED', ({ reserved }) => formatBytes(reserved)),
        column('VIEWS', ({ views }) => `${views}`),
        { title: 'KIND', cells: shown.map(({ kind, name }) => [['plain', name === undefined ? kind : `${kind}: ${printable(name)}`]]) },
      ],
      options,
    )
    const head = `  ${this.chunks.length} chunks, ${formatBytes(this.used)} used of ${formatBytes(this.reserved)}`
    return [head, table, ...this.advice.map((text) => `  ${text}`)].join('\n\n')
  }

  /** The same as plain data. */
  toJSON() {
    const { chunks, reserved, used, waste, views, growth, pinned, advice } = this
    return { reserved, used, waste, views, growth, chunks, pinned, advice }
  }

  [inspect](): string {
    return this.toString()
  }
}

/** Sizes next to each other that differ by this factor are doubled. */
const doubled = [1.8, 2.2] as const

function growthOf(chunks: readonly ArenaChunk[]): GrowthShape {
  const sizes = chunks
    .filter(({ kind }) => kind === 'buffer' || kind === 'growable')
    .map(({ bytes }) => bytes)
    .sort((a, b) => a - b)
  if (sizes.length < 2) return 'one'
  const ratios = sizes.slice(1).map((size, i) => size / Math.max(1, sizes[i] as number))
  if (ratios.every((ratio) => ratio === 1)) return 'fixed'
  return ratios.every((ratio) => ratio >= doubled[0] && ratio <= doubled[1]) ? 'doubling' : 'mixed'
}

function adviceOn({ chunks, pinned, growth }: ArenaReport): string[] {
  const advice: string[] = []
  const sum = (list: readonly ArenaChunk[], of: (chunk: ArenaChunk) => number) => list.reduce((total, chunk) => total + of(chunk), 0)
  if (pinned.length > 0)
    advice.push(
      `${pinned.length} chunks of ${formatBytes(sum(pinned, ({ bytes }) => bytes))} are each kept by one view that shows ${formatBytes(sum(pinned, ({ used }) => used))} of them in all: copy what is kept (Buffer.from(view), view.slice()).`,
    )
  const growable = chunks.filter(({ kind }) => kind === 'growable')
  const room = sum(growable, ({ bytes, reserved }) => reserved - bytes)
  if (room > 0)
    advice.push(`Buffers that can grow have ${formatBytes(room)} of addresses ahead, not resident: resize() gives back what is not used.`)
  const arenas = chunks.filter(({ kind }) => kind === 'buffer')
  const last = arenas.reduce<ArenaChunk | undefined>(
    (most, chunk) => (most === undefined || chunk.bytes > most.bytes ? chunk : most),
    undefined,
  )
  if (growth === 'doubling' && last !== undefined && last.waste > last.bytes / 2)
    advice.push(
      `The last chunk, ${formatBytes(last.bytes)}, is less than half used, as doubling leaves it: a first capacity of ${formatBytes(sum(arenas, (chunk) => chunk.used))} would do; whatIfGrowth() compares policies.`,
    )
  if (growth === 'fixed' && arenas.length > 1 && sum(arenas, ({ reserved }) => reserved) > 2 * sum(arenas, ({ used }) => used))
    advice.push(`Chunks of one size are half empty: smaller ones would waste less, or fewer if their views are freed together.`)
  return advice
}

/**
 * Buffers among what values hold that views share: Node's Buffer pool, bump allocators, slabs, buffers that can grow. `used` is what views that are there
 * show, and arenas that descriptions name with `meter.reserved()` are listed as they say. By the probe all views are found; typed arrays of up to 64 bytes at the start of a buffer are left out, as asking for theirs would move it. Linear
 * in what the values hold. Throws nothing for a value.
 */
export function arenaReport(values: Iterable<unknown>): ArenaReport {
  const { live } = liveGraphOf(
    [...values],
    [],
    { ...chosenOptions(undefined), owned: false, ignoreOwned: true },
    { slack: false, values: true },
  )
  const ranges = new Map<ArrayBufferLike, (readonly [number, number])[]>()
  for (const value of live.values ?? []) {
    if (!isObject(value)) continue
    if (isView(value)) {
      const place = placeOf(value as ArrayBufferView)
      if (place === undefined) continue
      const found = ranges.get(place.buffer)
      if (found === undefined) ranges.set(place.buffer, [[place.from, place.to]])
      else found.push([place.from, place.to])
    } else if (isBuffer(value) && !ranges.has(value)) ranges.set(value, [])
  }
  const chunks = [...ranges].map(([buffer, list]) => chunkOf(buffer, list))
  const described = live.arenas.map(({ node, name, used, capacity }): ArenaChunk => {
    const className = live.classNames[live.classOf(node)] ?? ''
    return { kind: 'described', name: `${className}.${name}`, bytes: capacity, reserved: capacity, used, views: 0, waste: capacity - used }
  })
  // the buffer of a small array that is in the heap has no store
  const shared = chunks.filter(({ bytes, views, reserved }) => reserved > bytes || (bytes > 0 && views > 0))
  return new ArenaReport([...shared, ...described])
}
