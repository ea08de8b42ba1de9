import type { Layout } from '../protocol.js'

// V8's sizing rules, as pure functions of the layout and of what is known of an object's history. All results are bytes, or slots where a name says so.
// `n` is a number of entries, `capacity` what a store has room for. Sources: V8's src/objects (named at each rule); `test/oracle/builders` holds every
// one against heap snapshots of Node 20 to 26, Deno and Chromium.

/** Words before the slots of a FixedArray or PropertyArray: map and length. */
const arrayHeaderSlots = 2
/** Words before the entries of a NameDictionary: map, length, five of the hash table, flags (objects/hash-table.h, dictionary.h). */
const nameDictionarySlots = 8
const numberDictionarySlots = 6
/** Words before the buckets of an OrderedHashTable (objects/ordered-hash-table.h). */
const orderedTableSlots = 5
const ephemeronTableSlots = 5
/** A hash-table entry: key, value, details. */
const dictionaryEntrySlots = 3
/** Words of a JSObject before its in-object properties: map, properties, elements. */
const objectHeaderSlots = 3

/** In-object slots of `{}` (JSObject::kInitialGlobalObjectUnusedPropertiesCount). */
export const emptyLiteralSlots = 4
/** Properties are added to a PropertyArray in threes (JSObject::kFieldsAdded). */
const propertyArrayStep = 3
/** Literals above this many properties are built otherwise (ObjectLiteral::kMaxNumberOfDescriptors ...; measured: 127). */
export const largestLiteral = 127
/** Fast properties outside the object end here (kMaxNumberOfDescriptors; measured: 1020 properties). */
export const largestFast = 1020
/** `o[k] = v` turns an object into a dictionary above this many properties outside it (JSObject::kFastPropertiesSoftLimit). */
const keyedSoftLimit = 12
/** Most in-object properties a constructor's instances get (JSObject::kMaxInObjectProperties). */
export const mostInObject = 252
/** Spare in-object slots while the engine still watches a new class (JSFunction::kGenerousAllocationCount ...). */
export const slackSlots = 8
/** Constructions after which spare slots are given back (Map::kSlackTrackingCounterStart: 7). */
export const slackTrackingEnds = 7

export const smallestTable = 4
/** Elements that `new Array()` and an array subclass have room for from the start (JSArray::kPreallocatedArrayElements). */
export const preallocatedElements = 4
/** Least number of elements that a growing store gains (JSObject::kMinAddedElementsCapacity). */
const addedElements = 16
/** A store this far beyond the capacity turns the elements into a dictionary (JSObject::kMaxGap). */
export const largestGap = 1024

const roundUpToPowerOfTwo = (n: number): number => {
  let power = 1
  while (power < n) power *= 2
  return power
}

const align = (bytes: number, unit: number): number => Math.ceil(bytes / unit) * unit

/** A boxed number: map and an 8-byte double. */
export const heapNumber = (l: Layout): number => l.pointer + 8

/** Whether a number needs no box: a small integer. */
export function isSmallInteger(l: Layout, x: number): boolean {
  return l.smallIntegerBits === 32 ? (x | 0) === x && !Object.is(x, -0) : (x << 1) >> 1 === x && !Object.is(x, -0)
}

/** A FixedArray or PropertyArray of that capacity; the empty one is shared. */
export const fixedArray = (l: Layout, capacity: number): number => (capacity === 0 ? 0 : l.pointer * (arrayHeaderSlots + capacity))

/** A FixedDoubleArray of that capacity. */
export const doubleArray = (l: Layout, capacity: number): number => (capacity === 0 ? 0 : l.pointer * arrayHeaderSlots + 8 * capacity)

/** Capacity of a hash table made for n entries (HashTable::ComputeCapacity). */
export const hashCapacity = (n: number): number => Math.max(smallestTable, roundUpToPowerOfTwo(n + Math.floor(n / 2)))

/** The least number of entries that a hash table of that capacity does not hold: half of it must stay free. */
function firstBeyond(capacity: number): number {
  let n = Math.floor((2 * capacity) / 3)
  while (n + (n >> 1) <= capacity) n++
  return n
}

/** Capacity of a hash table that had `capacity` and then got entries one by one, up to n. */
export function grownHashCapacity(capacity: number, n: number): number {
  let grown = capacity
  for (let next = firstBeyond(grown); next <= n; next = firstBeyond(grown)) grown = hashCapacity(next)
  return grown
}

export const nameDictionary = (l: Layout, capacity: number): number => l.pointer * (nameDictionarySlots + dictionaryEntrySlots * capacity)
export const numberDictionary = (l: Layout, capacity: number): number =>
  l.pointer * (numberDictionarySlots + dictionaryEntrySlots * capacity)

/** A sequential string. The empty one is a root, free from V8 13 on. */
export function flatString(l: Layout, length: number, twoByte = false): number {
  if (length === 0 && l.freeRootStrings) return 0
  return align(l.pointer + 8 + (twoByte ? 2 * length : length), l.pointer)
}

/** Whether the one shared string of that text is a root of the engine: '', one Latin-1 character, and from V8 14 on '10' to '99'. Names the engine uses are too. */
export const isRootString = (l: Layout, text: string): boolean =>
  text.length <= 1 ? !(text > '\u00ff') : l.version >= 14 && /^[1-9]\d$/.test(text)

/** A rope or slice, without what it refers to: map, hash and length, two references (objects/string.tq). */
export const ropeString = (l: Layout): number => 2 * l.pointer + (l.pointer === 8 ? 16 : 12)

/** Strings shorter than this are never ropes or slices (ConsString::kMinLength, SlicedString::kMinLength). */
export const shortestRope = 13

/** An object in fast mode, without its property array. */
export const fastObject = (l: Layout, inObject: number): number => l.pointer * (objectHeaderSlots + inObject)

/** An object in dictionary mode: its in-object slots are gone. */
export const dictionaryObject = (l: Layout, capacity: number): number => fastObject(l, 0) + nameDictionary(l, capacity)

/** The property array of an object with n named properties, `inObject` of them inside. */
export const propertyArray = (l: Layout, inObject: number, n: number): number =>
  fixedArray(l, n > inObject ? Math.ceil((n - inObject) / propertyArrayStep) * propertyArrayStep : 0)

/** An object literal of n properties, or one that JSON.parse made (which never uses a large property array). */
export function literalObject(l: Layout, n: number, json = false): number {
  if (n === 0) return fastObject(l, emptyLiteralSlots)
  if (n <= largestLiteral) return fastObject(l, n)
  return !json && l.version <= 13 && n <= largestFast ? fastObject(l, 0) + fixedArray(l, n) : dictionaryObject(l, hashCapacity(n))
}

/** An object with `inObject` slots that got n properties by name: `o.x = 1`, fromEntries, defineProperty, structuredClone. */
export function namedObject(l: Layout, inObject: number, n: number): number {
  if (n > largestFast) return dictionaryObject(l, convertedCapacity(largestFast, n))
  return fastObject(l, inObject) + propertyArray(l, inObject, n)
}

/** Capacity of the dictionary of an object that was converted with `at` properties and then grew to n; the conversion leaves room for two more (JSObject::NormalizeProperties). */
export const convertedCapacity = (at: number, n: number): number => grownHashCapacity(hashCapacity(at + 2), n)

/** With how many properties an object of `inObject` slots, `used` of them set, turns into a dictionary under `o[k] = v`; Infinity: not up to n. */
export function keyedConversion(inObject: number, used: number, n: number): number {
  const limit = Math.max(keyedSoftLimit, inObject)
  let capacity = 0
  for (let k = used; k < n; k++) {
    const outside = k - inObject
    if (outside < 0 || outside !== capacity) continue
    if (outside > limit) return k
    capacity += propertyArrayStep
  }
  return Infinity
}

/** An object with `inObject` slots, `used` of them set, that got properties by key, up to n: `o[k] = v`, Object.assign. */
export function keyedObject(l: Layout, inObject: number, used: number, n: number): number {
  const at = keyedConversion(inObject, used, n)
  return at === Infinity ? fastObject(l, inObject) + propertyArray(l, inObject, n) : dictionaryObject(l, convertedCapacity(at, n))
}

/** An object without prototype: a dictionary from the start. */
export const nullPrototypeObject = (l: Layout, n: number): number => dictionaryObject(l, grownHashCapacity(smallestTable, n))

/** In-object slots of the first instances of a class: fields of each class of the chain, and the slack. */
export const newClassSlots = (chain: readonly number[]): number =>
  Math.min(mostInObject, chain.reduce((sum, fields) => sum + (fields || 2), 0) + slackSlots)

/** One of `instances` instances of a class whose chain declares so many fields each; `extraHeader` slots where it extends a built-in. */
export function classInstance(l: Layout, chain: readonly number[], instances: number, extraHeader = 0): number {
  const fields = chain.reduce((sum, more) => sum + more, 0)
  const inObject = instances < slackTrackingEnds ? newClassSlots(chain) : Math.min(fields, mostInObject)
  return namedObject(l, inObject, fields) + l.pointer * extraHeader
}

/** Capacity an array's store grows to when it needs that many elements (JSObject::NewElementsCapacity). */
export const grownCapacity = (needed: number): number => needed + Math.floor(needed / 2) + addedElements

/** Capacity of an array that held `have` elements in `capacity` and was pushed to, one by one, up to n. */
export function pushedCapacity(n: number, have = 0, capacity = have): number {
  let grown = capacity
  while (grown < n) grown = grownCapacity(Math.max(grown, have) + 1)
  return grown
}

/** A store of which half the spare elements are given back. */
const halfTrimmed = (l: Layout, capacity: number, n: number): number =>
  l.version < 12 ? capacity - ((capacity - n) >> 1) : (capacity + n) >> 1

/** Capacity after a pop or shift that leaves n elements. */
export function poppedCapacity(l: Layout, capacity: number, n: number): number {
  if (2 * n + addedElements >= capacity) return capacity
  return n === 0 ? 0 : halfTrimmed(l, capacity, n)
}

/** Capacity after `a.length = n` on a longer array of `before` elements. */
export function truncatedCapacity(l: Layout, capacity: number, before: number, n: number): number {
  if (n === 0) return 0
  if (2 * n + addedElements > capacity) return capacity
  return n + 1 === before ? halfTrimmed(l, capacity, n) : n
}

/** Capacity of an empty array after `a.length = n`. */
export const lengthenedCapacity = (l: Layout, n: number): number => (l.version < 13 ? Math.max(addedElements, n) : n)

/** Longest array that `new Array(n)` gives a store for (JSArray::kMaxFastArrayLength; measured: a dictionary above it). */
export const longestPreallocated = 2 ** 25

/** Elements of JSON's integer keys: a dictionary where it is nine times smaller (JSObject::ShouldConvertToSlowElements). */
export const isSparse = (count: number, length: number): boolean => 9 * hashCapacity(count) <= length

/** Capacity of an ordered hash table only ever added to. */
export const tableCapacity = (n: number): number => Math.max(smallestTable, roundUpToPowerOfTwo(n))

/** Capacity of `new Set(array)`: from V8 12 on at least 8. */
export const setFromArrayCapacity = (l: Layout, n: number): number => Math.max(l.version < 12 ? smallestTable : 8, roundUpToPowerOfTwo(n))

/** Capacity of `new Set(set)`. */
export const setFromSetCapacity = (l: Layout, n: number): number => (l.version < 12 ? tableCapacity(n) : hashCapacity(n))

/** The table of a Map: two entries a bucket, an entry is key, value, chain. */
export const mapTable = (l: Layout, capacity: number): number => l.pointer * (orderedTableSlots + capacity / 2 + 3 * capacity)

/** The table of a Set: an entry is key, chain. */
export const setTable = (l: Layout, capacity: number): number => l.pointer * (orderedTableSlots + capacity / 2 + 2 * capacity)

/** The ephemeron table of a WeakMap or WeakSet. */
export const weakTable = (l: Layout, capacity: number): number => l.pointer * (ephemeronTableSlots + 2 * capacity)

/** The heap object that holds a small typed array's data. */
export const onHeapStore = (l: Layout, bytes: number): number => align(l.pointer * arrayHeaderSlots + bytes, l.pointer)

/** A typed array that owns its data, buffer included. */
export function typedArray(l: Layout, bytes: number): number {
  const headers = l.headers.typedArray + l.headers.arrayBuffer
  return bytes === 0 ? headers : headers + (bytes <= l.onHeapTypedArray ? onHeapStore(l, bytes) : bytes)
}

/** A BigInt of that many 64-bit digits. */
export const bigint = (l: Layout, digits: number): number => (l.pointer === 8 ? 16 : 8) + 8 * digits

/** A Date: before V8 13 its time value was boxed unless it was a small integer. */
export const date = (l: Layout, time: number): number => l.headers.date + (l.boxedDates && !isSmallInteger(l, time) ? heapNumber(l) : 0)

/** The pair of functions of an accessor. */
export const accessorPair = (l: Layout): number => 3 * l.pointer
