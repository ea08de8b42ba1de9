import type { Layout } from '../protocol.js'
import type { Rules, ShapeEstimate } from './rules.js'

// JavaScriptCore, measured as heapSize deltas in Bun 1.4 (±1 byte, one run): docs/accuracy.md. Its own snapshots omit real storage.

/** Cells and butterflies are rounded up to a size class (MarkedSpace::sizeClasses). */
const sizeClasses = [16, 32, 48, 64, 80, 112, 160, 224, 256, 320, 432, 608]
const sizeClass = (bytes: number): number => sizeClasses.find((size) => size >= bytes) ?? Math.ceil(bytes / 16) * 16

const slot = 8
const cellHeader = 16
/** Inline slots of `{}` and of JSON objects. */
const defaultInline = 6

/** Out-of-line properties: capacity 4, then doubled. */
function outOfLine(count: number): number {
  if (count <= 0) return 0
  let capacity = 4
  while (capacity < count) capacity *= 2
  return sizeClass(slot * capacity)
}

const object = (inline: number, n: number): number => sizeClass(cellHeader + slot * inline) + outOfLine(n - inline)

function shape(n: number): ShapeEstimate {
  const bytes = object(defaultInline, n)
  const literal = object(n === 0 ? defaultInline : Math.min(n, 62), n)
  return { lower: Math.min(bytes, literal), bytes, upper: Math.max(bytes, literal), dictionary: 'no' }
}

/** A butterfly of that capacity: a word of header, then the elements. */
const store = (capacity: number): number => (capacity === 0 ? 0 : sizeClass(slot + slot * capacity))

/** Tables of a Map: measured 256, 912, 10336 bytes at 4, 16, 100 entries less the 32 of its cell; doubled when full. */
function table(entries: number, first: number, perEntry: number): number {
  if (entries === 0) return 0
  let capacity = 4
  while (capacity < entries) capacity *= 4
  return capacity === 4 ? first : capacity * perEntry
}

export function jscRules(l: Layout): Rules {
  const same = (bytes: number) => ({ lower: bytes, bytes, upper: bytes })
  return {
    layout: l,
    header: (kind) => l.headers[kind],
    box: 0,
    needsBox: () => false,
    string: (length, twoByte) => (length <= 1 && !twoByte ? 0 : sizeClass(cellHeader + (twoByte ? 2 : 1) * length)),
    ropeFrom: 2,
    rope: 32,
    bigint: (digits) => Math.ceil((cellHeader + slot * Math.max(1, digits)) / 16) * 16,
    shape: (facts) => shape(facts.fields),
    extras: (count) => same(outOfLine(count)),
    classExtra: 0,
    accessorPair: 32,
    exactStore: (length) => store(length),
    pushedStore: (length) => store(length === 0 ? 0 : Math.max(5, Math.ceil(length * 1.5))),
    largestStore: (length) => store(Math.max(5, 2 * length)),
    isSparse: (count, length) => length > 1000 && count < length / 8,
    longestDense: 2 ** 25,
    sparseStore: (count) => 3 * slot * Math.max(8, 2 * count),
    mapTable: (entries) => same(table(entries, 224, 55)),
    setTable: (entries) => same(table(entries, 224, 38)),
    weakTable: (entries) => 2 * slot * Math.max(8, 2 * entries),
    isOnHeap: (bytes) => bytes <= l.onHeapTypedArray,
    onHeapStore: (bytes) => (bytes === 0 ? 0 : sizeClass(bytes)),
    date: () => l.headers.date,
  }
}
