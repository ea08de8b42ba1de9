import type { Unknown } from './unknowns.js'

/**
 * The key under which an object describes its own memory. It is registered, so two copies of the library agree on it.
 */
export const describeMemory: unique symbol = Symbol.for('memsize.describe') as never

/** An object that describes its own memory: by a decorator, by generated code, or by hand. */
export interface MemSize {
  /** Names the parts that belong to this object. It never computes: the library adds the object's own bytes. */
  [describeMemory](meter: Meter): void
}

/** Takes the description of one object. All sizes are bytes. */
export interface Meter {
  /** A part that is counted once, however often it is reached. */
  value(name: PropertyKey, value: unknown): void
  /** A field that holds a number, boxed or not. */
  number(name: PropertyKey, value: number): void
  /** A field that holds a string. */
  string(name: PropertyKey, value: string): void
  /** A part nothing else refers to: it needs no identity check. */
  owned(name: PropertyKey, value: unknown): void
  /** A part others hold too: counted once in a measurement, never freed with this object. */
  shared(name: PropertyKey, value: unknown): void
  /** Bytes held outside the JavaScript heap; stands for the value of that name. */
  external(name: PropertyKey, bytes: number): void
  /**
   * An arena of the object outside the JavaScript heap: `capacity` bytes that it reserved, of which `used` are in use. It counts with its capacity; the
   * rest of it is slack. It stands for the value of that name. `arenaReport()` of memsize/process lists it.
   */
  reserved(name: PropertyKey, used: number, capacity: number): void
  /** Not counted, on purpose; reports show the reason. */
  skip(name: PropertyKey, reason: string): void
  /** Every other own field of the object, as if nothing had been said about it. */
  rest(object: object): void
}

/** The size of a part that is kept until it changes. Bytes. */
export interface KeptSize extends Estimate {
  readonly external: number
  readonly slack: number
  readonly count: number
  readonly unknowns: readonly Unknown[]
  readonly by: 'probe' | 'model'
  /** Everything that decides how it was measured. */
  readonly how: string
}

/** Where it is kept. */
export interface Kept {
  /** Undefined where the part has changed. */
  size: KeptSize | undefined
  /** It is being measured: what it holds leads back to it. */
  isBusy: boolean
}

/** A meter's method for the library alone: a part whose size may be known already. */
export const keptPart: unique symbol = Symbol.for('memsize.kept part') as never

/** A meter's method for the library alone: a part whose size is not known, and why. */
export const unseenPart: unique symbol = Symbol.for('memsize.unseen part') as never

/** A meter's method for the library alone: a field that nobody could read, and that the engine knows. */
export const leftToEngine: unique symbol = Symbol.for('memsize.left to the engine') as never

/** A meter's method for the library alone: all else of the object, `#private` fields too, with the number of those that were named. */
export const wholeRest: unique symbol = Symbol.for('memsize.whole rest') as never

/** For a description that decorators made of rules such as `owned` alone: the kind of each field's rule, as its property `simple`. */
export type SimpleRules = ReadonlyMap<PropertyKey, string>

/** Describes objects of a class from outside, where the class cannot be changed. */
export type Describe<T = unknown> = (object: T, meter: Meter) => void

/** What is known of a size in bytes: `lower <= truth <= upper`, and `bytes` the likeliest. */
export interface Estimate {
  /** The truth is at least this. */
  readonly lower: number
  /** The likeliest. */
  readonly bytes: number
  /** The truth is at most this; Infinity where nothing bounds it. */
  readonly upper: number
}

/** The kinds of heap object whose own bytes an engine fixes. A key of every layout's `headers` table. */
export type HeaderKind =
  | 'object'
  | 'array'
  | 'map'
  | 'set'
  | 'weakMap'
  | 'weakSet'
  | 'weakRef'
  | 'finalizationRegistry'
  | 'promise'
  | 'date'
  | 'regexp'
  | 'error'
  | 'arrow'
  | 'function'
  | 'boundFunction'
  | 'generator'
  | 'asyncGenerator'
  | 'proxy'
  | 'arrayIterator'
  | 'mapIterator'
  | 'stringIterator'
  | 'symbol'
  | 'boxedPrimitive'
  | 'arrayBuffer'
  | 'typedArray'
  | 'dataView'
  | 'sloppyArguments'
  | 'strictArguments'
  | 'wasmMemory'
  | 'intl'

/**
 * The numbers of one engine: plain data that survives `JSON.stringify`, so that it can be saved, loaded and asked «what if».
 * The rules that use them are in `layout/`.
 */
export interface Layout {
  /** A short name to ask for it by: `node24`. */
  readonly name: string
  /** For people: `Node 24 (V8 13.6)`. */
  readonly title: string
  /** Which engine the layout is of. */
  readonly engine: 'v8' | 'jsc' | 'spidermonkey'
  /** The engine's major version; the rules differ by it. */
  readonly version: number
  /** Whether the numbers were checked against that engine, or are taken from its source or its nearest relative. */
  readonly measured: boolean
  /** Bytes of one tagged slot: 8, or 4 where pointers are compressed. */
  readonly pointer: 4 | 8
  /** Bits of an integer that needs no box of its own. */
  readonly smallIntegerBits: 31 | 32 | 64
  /** Bytes of an instance without fields of its own, by kind. */
  readonly headers: Readonly<Record<HeaderKind, number>>
  /** Largest typed array, in bytes, whose data lives on the heap beside it. 0: never. */
  readonly onHeapTypedArray: number
  /** Bytes of the slab that small Buffers share. 0: the engine has no Buffer. */
  readonly bufferPool: number
  /** Bytes that the slab's buffer has beside its data and header, for the platform's own uses. */
  readonly bufferPoolExtra: number
  /** Whether a time value that is no small integer has a box of its own. */
  readonly boxedDates: boolean
  /** Whether `''`, one-character strings and the engine's own names are read-only, and so free. */
  readonly freeRootStrings: boolean
  /** Whether a Map or Set lookup changes the string that is looked up. */
  readonly lookupsChangeStrings: boolean
  /** Factors by which the truth may lie beside this layout: 1 and 1 where the engine's own heap snapshot was the judge. */
  readonly spread: readonly [lower: number, upper: number]
}
