import type { Estimate, Layout } from '../protocol.js'
import { manyAlike, type Rules, type ShapeEstimate, type ShapeFacts } from './rules.js'
import * as v8 from './v8.js'

// Which of V8's rules (v8.ts) apply when an object's history is not known: the likeliest form, and the smallest and largest that
// ordinary programs make. docs/accuracy.md tells which of these are facts and which are guesses.

/** Properties with which `{}` turns into a dictionary under `o[k] = v`. */
const keyedLimit = v8.keyedConversion(v8.emptyLiteralSlots, 0, 1000)
/** Wasted slots an object can have beside its fields: two header words of a property array, two spare of its three. */
const looseSlots = 4

/** Capacity of a dictionary of n entries that may have lost some: it shrinks only from 16 entries on, at a quarter. */
const mostHashCapacity = (n: number): number => (n < 16 ? 32 : v8.hashCapacity(Math.floor((4 * n * 2) / 3) - 1))

const largestPowerOfTwo = (n: number): number => 2 ** Math.floor(Math.log2(n))

function plain(l: Layout, { fields: n, instances, json, accessors, inObject }: ShapeFacts): ShapeEstimate {
  const few = instances < manyAlike
  // a fast object's accessors are its shape's: they have no slot
  const slots = n - Math.min(accessors, n)
  const smallest =
    n === 0 ? v8.fastObject(l, few && l.version < 12 ? 1 : v8.emptyLiteralSlots) : v8.fastObject(l, Math.min(slots, v8.largestFast))
  const likelyDictionary = accessors > 0 || (json ? n > v8.largestLiteral : n >= keyedLimit && (few || n > v8.largestLiteral))
  const bytes = !likelyDictionary
    ? inObject === undefined
      ? v8.literalObject(l, n)
      : v8.namedObject(l, inObject, n)
    : accessors > 0
      ? v8.dictionaryObject(l, v8.hashCapacity(n + 2))
      : json
        ? v8.literalObject(l, n, true)
        : v8.keyedObject(l, v8.emptyLiteralSlots, 0, n)
  let upper = v8.fastObject(l, Math.max(n, 1) + (n === 0 ? v8.emptyLiteralSlots - 1 : n === 1 ? 3 : looseSlots))
  const mayBeDictionary = few || likelyDictionary || n >= keyedLimit
  if (mayBeDictionary) upper = Math.max(upper, v8.dictionaryObject(l, few ? mostHashCapacity(n) : v8.hashCapacity(n + 2)))
  const lower = n > v8.largestFast ? v8.dictionaryObject(l, v8.hashCapacity(n)) : smallest
  return {
    lower: Math.min(lower, bytes),
    bytes,
    upper: Math.max(upper, bytes),
    dictionary: likelyDictionary ? 'likely' : mayBeDictionary ? 'possible' : 'no',
  }
}

function nullPrototype(l: Layout, { fields: n, instances }: ShapeFacts): ShapeEstimate {
  const few = instances < manyAlike
  const bytes = v8.nullPrototypeObject(l, n)
  return {
    // Object.setPrototypeOf(object, null) leaves a fast object as it was
    lower: v8.fastObject(l, Math.min(n, v8.largestFast)),
    bytes,
    upper: v8.dictionaryObject(l, few ? mostHashCapacity(n) : v8.hashCapacity(n + 2)),
    dictionary: 'likely',
  }
}

function instance(l: Layout, facts: ShapeFacts): ShapeEstimate {
  const { fields: n, header, classInstances, classMost, declared, accessors, slots } = facts
  const few = facts.instances < manyAlike
  const beside = header - l.headers.object
  const slack = classInstances < v8.slackTrackingEnds
  const least = v8.fastObject(l, n)
  if (n > v8.largestFast) {
    const bytes = v8.namedObject(l, 0, n)
    return {
      lower: beside + bytes,
      bytes: beside + bytes,
      upper: beside + v8.dictionaryObject(l, mostHashCapacity(n)),
      dictionary: 'likely',
    }
  }
  const inObject = Math.min(v8.mostInObject, facts.inObject ?? n, Math.max(slots, 1))
  const bytes = v8.namedObject(l, inObject, n)
  let upper = v8.fastObject(l, declared && !slack ? n : n + looseSlots)
  upper = Math.max(upper, v8.fastObject(l, Math.min(classMost, v8.mostInObject)))
  if (slack) upper = Math.max(upper, v8.fastObject(l, n + v8.slackSlots + 4))
  if (few) upper = Math.max(upper, v8.dictionaryObject(l, v8.hashCapacity(n + 2)) + accessors * v8.accessorPair(l))
  return {
    lower: beside + Math.min(least, bytes),
    bytes: beside + bytes,
    upper: beside + Math.max(upper, bytes),
    dictionary: few ? 'possible' : 'no',
  }
}

function table(bytesOf: (capacity: number) => number, entries: number, atLeast: number): Estimate {
  const bytes = bytesOf(v8.tableCapacity(entries))
  // it halves when less than a quarter is in use, so capacity <= 4 n
  const most = Math.max(atLeast, entries === 0 ? 0 : largestPowerOfTwo(4 * entries))
  return { lower: bytes, bytes, upper: bytesOf(most) }
}

export function v8Rules(l: Layout): Rules {
  const box = v8.heapNumber(l)
  const store = (capacity: number, doubles: boolean): number => (doubles ? v8.doubleArray(l, capacity) : v8.fixedArray(l, capacity))
  return {
    layout: l,
    header: (kind) => l.headers[kind],
    box,
    needsBox:
      l.smallIntegerBits === 32
        ? (x) => (x | 0) !== x || (x === 0 && 1 / x < 0)
        : (x) => (x | 0) !== x || (x << 1) >> 1 !== x || (x === 0 && 1 / x < 0),
    string: (length, twoByte) => v8.flatString(l, length, twoByte),
    ropeFrom: v8.shortestRope,
    rope: v8.ropeString(l),
    bigint: (digits) => v8.bigint(l, digits),
    shape: (facts) => (facts.family === 'plain' ? plain : facts.family === 'instance' ? instance : nullPrototype)(l, facts),
    extras(count) {
      if (count === 0) return { lower: 0, bytes: 0, upper: 0 }
      const bytes = v8.propertyArray(l, 0, count)
      // inside a subclass's instances, or outside; or a dictionary
      return { lower: l.pointer * Math.min(count, v8.mostInObject), bytes, upper: v8.nameDictionary(l, mostHashCapacity(count)) }
    },
    classExtra: v8.propertyArray(l, 0, 1) - 2 * l.pointer,
    accessorPair: v8.accessorPair(l),
    exactStore: store,
    pushedStore: (length, doubles) => store(v8.pushedCapacity(length), doubles),
    largestStore: (length, doubles) => store(2 * length + 16, doubles),
    isSparse: (count, length, json) => length > v8.longestPreallocated || ((json || length > 500) && v8.isSparse(count, length)),
    longestDense: v8.longestPreallocated,
    sparseStore: (count) => v8.numberDictionary(l, v8.hashCapacity(count)),
    mapTable: (entries) => table((capacity) => v8.mapTable(l, capacity), entries, v8.smallestTable),
    setTable: (entries) => table((capacity) => v8.setTable(l, capacity), entries, v8.setFromArrayCapacity(l, 0)),
    weakTable: (entries) => v8.weakTable(l, v8.hashCapacity(entries)),
    isOnHeap: (bytes) => bytes <= l.onHeapTypedArray,
    onHeapStore: (bytes) => (bytes === 0 ? 0 : v8.onHeapStore(l, bytes)),
    date: (time) => v8.date(l, time),
  }
}
