import { getOwnPropertyDescriptor, getOwnPropertyNames, hasOwn, isArray, lookupGetter, SafeSet } from '../intrinsics.js'
import { isIndex } from '../path-step.js'
import type { Kind } from './kind.js'
import { type ArrayFacts, type Continuation, type Sink, stepLength } from './sink.js'

/** An object the engine keeps nothing in but its fields. */
export const ordinary: Kind = {
  name: 'Object',
  header: 'object',
  prototypes: [],
  is: (object): object is object => object !== null,
  describe() {},
}

/** Reads the elements of one array, a step at a time; at the end it is what is known of them. */
class ElementReader implements ArrayFacts {
  readonly length: number
  present = 0
  small = 0
  boxed = 0
  primitive = true
  first: unknown
  last: unknown
  private readonly array: readonly unknown[]
  private readonly sink: Sink
  private readonly inheritsIndices: boolean
  private at: number

  constructor(array: readonly unknown[], sink: Sink, inheritsIndices: boolean, from: number) {
    this.at = from
    this.present = from
    if (from > 0) {
      this.primitive = false
      this.first = array[0]
      this.last = array[from - 1]
    }
    this.array = array
    this.length = array.length
    this.sink = sink
    this.inheritsIndices = inheritsIndices
  }

  /** Reads some more; true when all is read. */
  read(): boolean {
    const { array, sink, at } = this
    const end = Math.min(array.length, at + stepLength)
    const { needsBox } = sink.rules
    for (let i = at; i < end; i++) {
      if (this.inheritsIndices || lookupGetter(array, i) !== undefined) {
        this.readSlowly(i)
        continue
      }
      const value = array[i]
      this.last = value
      if (i === 0) this.first = value
      if (typeof value === 'number') {
        if (needsBox(value)) this.boxed++
        else this.small++
      } else if (typeof value === 'object' && value !== null) {
        this.primitive = false
        sink.element(i, value)
      } else if (value !== undefined) {
        if (typeof value === 'function') this.primitive = false
        sink.child(i, value)
      } else {
        // a hole, undefined, or an accessor without a getter
        if (hasOwn(array, i)) this.readSlowly(i)
        continue
      }
      this.present++
    }
    this.at = end
    if (end < array.length) return false
    sink.elements(this)
    return true
  }

  /** Reads an element that is an accessor, or may be inherited, as a property. */
  readSlowly(index: number | string): void {
    const own = getOwnPropertyDescriptor(this.array, index)
    if (own === undefined) return
    const { sink } = this
    this.present++
    if (!hasOwn(own, 'value')) {
      this.primitive = false
      sink.own(sink.rules.accessorPair, sink.rules.accessorPair, sink.rules.accessorPair)
      sink.child(index, own.get)
      sink.child(index, own.set)
    } else if (typeof own.value === 'number') {
      if (sink.rules.needsBox(own.value)) this.boxed++
      else this.small++
    } else {
      if (typeof own.value === 'object' ? own.value !== null : typeof own.value === 'function') this.primitive = false
      sink.child(index, own.value)
    }
  }
}

/** Longer arrays are looked at in a few places first: a sparse one is read by its keys. */
const denseCheckFrom = 2 ** 16
const samples = 64
/** A name costs 30 times what a look at an index does: reading by keys pays where fewer are there (V8 11 to 14). */
const keysPayUpTo = samples / 32
/** Places a golden ratio apart: elements at even steps are not taken for all that is there. */
const golden = (Math.sqrt(5) - 1) / 2

/** Whether a long array has so few elements that it is to be read by its keys. */
export function looksSparse(array: readonly unknown[]): boolean {
  if (array.length < denseCheckFrom) return false
  let present = 0
  for (let i = 1; i <= samples; i++) if (hasOwn(array, Math.floor(array.length * ((i * golden) % 1)))) present++
  return present < keysPayUpTo
}

/** Passes on the elements of an array; all before `from` are objects that were passed on. */
export function describeElements(array: readonly unknown[], sink: Sink, chainIsSafe: boolean, from = 0): void {
  const reader = new ElementReader(array, sink, !chainIsSafe, from)
  if (from === 0 && looksSparse(array)) {
    const names = getOwnPropertyNames(array)
    for (let i = 0; i < names.length; i++) if (isIndex(names[i])) reader.readSlowly(names[i] as string)
    sink.elements(reader)
  } else if (!reader.read()) {
    const step: Continuation = () => (reader.read() ? undefined : step)
    sink.later(step)
  }
}

export const array: Kind<unknown[]> = {
  name: 'Array',
  header: 'array',
  prototypes: [Array.prototype],
  is: isArray as (object: object) => object is unknown[],
  describe() {},
  reserved: new SafeSet<PropertyKey>(['length']),
}
