import type { Layout } from '../protocol.js'
import type { Rules, ShapeEstimate } from './rules.js'

// SpiderMonkey, from its source and never measured here: js/src/gc/AllocKind.h, vm/NativeObject.h, vm/StringType.h, ds/OrderedHashTable.h.

const slot = 8
const objectHeader = 24
/** Fixed slots come in these counts (gc::GetGCObjectKind); further ones are malloc'ed with a 16-byte header, in powers of two. */
const fixedSlots = [0, 2, 4, 8, 12, 16]

const powerOfTwo = (n: number): number => 2 ** Math.ceil(Math.log2(Math.max(n, 1)))
const dynamicSlots = (n: number): number => (n <= 0 ? 0 : slot * powerOfTwo(n + 2))

function object(n: number, atLeast: number): number {
  const fixed = fixedSlots.find((count) => count >= Math.max(n, atLeast)) ?? 16
  return objectHeader + slot * fixed + dynamicSlots(n - fixed)
}

function shape(n: number): ShapeEstimate {
  const bytes = object(n, 4)
  return { lower: object(n, 0), bytes, upper: bytes + slot * 4, dictionary: 'no' }
}

/** Elements: a 16-byte header, capacities in powers of two; up to 2 fit into the array itself. */
const store = (capacity: number): number => (capacity <= 2 ? 0 : slot * powerOfTwo(capacity + 2))

/** An ordered hash table: entries at a fill of 8/3 a bucket, buckets a power of two. */
const table = (entries: number, entry: number): number => {
  if (entries === 0) return 0
  const buckets = powerOfTwo(Math.max(2, (entries * 3) / 8))
  return buckets * slot + Math.floor((buckets * 8) / 3) * entry
}

/** Latin-1 and two-byte characters that fit into a string's own cell (JSThinInlineString, JSFatInlineString). */
const inlineString = (length: number, twoByte: boolean): number | undefined => {
  const bytes = (twoByte ? 2 : 1) * length
  return bytes <= 16 ? 24 : bytes <= 24 ? 32 : undefined
}

export function spidermonkeyRules(l: Layout): Rules {
  const same = (bytes: number) => ({ lower: bytes, bytes, upper: bytes })
  return {
    layout: l,
    header: (kind) => l.headers[kind],
    box: 0,
    needsBox: () => false,
    string: (length, twoByte) => (length <= 1 && !twoByte ? 0 : (inlineString(length, twoByte) ?? 24 + (twoByte ? 2 : 1) * length)),
    ropeFrom: 25,
    rope: 24,
    bigint: (digits) => (digits <= 1 ? 24 : 16 + slot * (1 + digits)),
    shape: (facts) => shape(facts.fields),
    extras: (count) => same(dynamicSlots(count)),
    classExtra: 0,
    accessorPair: 24,
    exactStore: (length) => store(length),
    pushedStore: (length) => store(length),
    largestStore: (length) => store(2 * length + 8),
    isSparse: (count, length) => length > 1000 && count < length / 8,
    longestDense: 2 ** 25,
    sparseStore: (count) => dynamicSlots(count),
    mapTable: (entries) => same(table(entries, 24)),
    setTable: (entries) => same(table(entries, 16)),
    weakTable: (entries) => 2 * slot * powerOfTwo(entries),
    isOnHeap: (bytes) => bytes <= l.onHeapTypedArray,
    onHeapStore: () => 0,
    date: () => l.headers.date,
  }
}
