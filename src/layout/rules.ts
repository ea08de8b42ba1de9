import type { Estimate, HeaderKind, Layout } from '../protocol.js'

/** What a walk has learnt of the objects of one shape: a prototype and a list of own names. */
export interface ShapeFacts {
  readonly family: 'plain' | 'instance' | 'nullPrototype'
  /** Bytes of an instance without own fields. */
  readonly header: number
  /** Own properties with a slot, private ones known from the class source included. */
  readonly fields: number
  readonly accessors: number
  /** Objects of this shape, and of its class, met in the walk. */
  readonly instances: number
  readonly classInstances: number
  /** Most fields of an object of the class. */
  readonly classMost: number
  /** Slots inside the object, as far as what was met tells; a plain object's literal is taken to have had room for all. */
  readonly inObject: number | undefined
  /** Slots inside that a class's first instances get, by its source. */
  readonly slots: number
  /** Whether the constructor's source names every field. */
  readonly declared: boolean
  /** Whether everything met so far could have come from JSON. */
  readonly json: boolean
}

/** How many objects of one shape make an unusual history of them unlikely (a guess: docs/accuracy.md). */
export const manyAlike = 8

/** The own bytes of the objects of a shape, without boxed numbers. */
export interface ShapeEstimate extends Estimate {
  /** Whether the likeliest form, or only the largest, is a dictionary, which holds its key strings. */
  readonly dictionary: 'likely' | 'possible' | 'no'
}

/**
 * One engine's rules as the sizers need them. Numbers are bytes. Where history decides, a rule gives bounds and the likeliest value.
 */
export interface Rules {
  readonly layout: Layout
  header(kind: HeaderKind): number
  /** The box of a number that needs one; 0 where numbers are never boxed. */
  readonly box: number
  needsBox(x: number): boolean
  /** A flat string. */
  string(length: number, twoByte: boolean): number
  /** A string of at least `ropeFrom` characters may be a rope or slice, whose own node is `rope`. */
  readonly ropeFrom: number
  readonly rope: number
  bigint(digits: number): number
  shape(facts: ShapeFacts): ShapeEstimate
  /** Extra named properties of an object that is no plain one: an array's, a Map's, a function's. */
  extras(count: number): Estimate
  /** What a class has beside what a function has: V8's property array for its own uses. */
  readonly classExtra: number
  /** A function pair of an accessor property. */
  readonly accessorPair: number
  /** An array's or object's element store, by how it may have been built. */
  exactStore(length: number, doubles: boolean): number
  pushedStore(length: number, doubles: boolean): number
  largestStore(length: number, doubles: boolean): number
  /** Whether `count` elements below `length` are kept in a dictionary. JSON.parse decides once; added one by one, a short store stays as it is. */
  isSparse(count: number, length: number, json: boolean): boolean
  sparseStore(count: number): number
  /** Longest array without elements that still has a store for them. */
  readonly longestDense: number
  mapTable(entries: number): Estimate
  setTable(entries: number): Estimate
  /** The table of a weak collection of at most that many entries. */
  weakTable(entries: number): number
  /** The data of a typed array whose buffer it made itself: on the heap, or outside it. */
  isOnHeap(bytes: number): boolean
  onHeapStore(bytes: number): number
  date(time: number): number
}
