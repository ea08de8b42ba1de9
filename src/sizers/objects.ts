import { getOwnPropertyDescriptor, getOwnPropertyNames, hasOwn, isArray, lookupGetter } from '../intrinsics.js'
import type { Kind } from './kinds.js'
import { isIndex } from './shapes.js'
import { type Sink, type Step, stepLength } from './sink.js'

/** An object the engine keeps nothing in but its fields. */
export const ordinary: Kind = {
  name: 'Object',
  header: 'object',
  prototypes: [],
  is: (object): object is object => object !== null,
  describe() {},
}

/** Reads the elements of one array, a step at a time. */
class ElementReader {
  private readonly array: readonly unknown[]
  private readonly sink: Sink
  private readonly inheritsIndices: boolean
  private at = 0
  private present = 0
  private small = 0
  private boxed = 0
  private primitive = true

  constructor(array: readonly unknown[], sink: Sink, inheritsIndices: boolean) {
    this.array = array
    this.sink = sink
    this.inheritsIndices = inheritsIndices
  }

  readonly step: Step = () => {
    const { array, sink } = this
    const length = array.length
    const end = Math.min(length, this.at + stepLength)
    const { needsBox } = sink.rules
    let { present, small, boxed, primitive } = this
    for (let i = this.at; i < end; i++) {
      if (this.inheritsIndices || lookupGetter(array, i) !== undefined) {
        this.slowElement(i)
        ;({ present, small, boxed, primitive } = this)
        continue
      }
      const value = array[i]
      if (typeof value === 'number') {
        present++
        if (needsBox(value)) boxed++
        else small++
      } else if (value !== undefined) {
        present++
        if (typeof value === 'object' ? value !== null : typeof value === 'function') primitive = false
        sink.child(i, value)
      } else if (hasOwn(array, i)) present++
      if (this.inheritsIndices) continue
      this.present = present
      this.small = small
      this.boxed = boxed
      this.primitive = primitive
    }
    this.at = end
    if (end < length) return this.step
    this.finish()
    return undefined
  }

  /** An element that is an accessor, or may be inherited: read as a property. */
  slowElement(index: number | string): void {
    const own = getOwnPropertyDescriptor(this.array, index)
    if (own === undefined) return
    this.present++
    if (own.writable === undefined) {
      this.primitive = false
      this.sink.own(this.sink.rules.accessorPair, this.sink.rules.accessorPair, this.sink.rules.accessorPair)
      this.sink.child(index, own.get)
      this.sink.child(index, own.set)
    } else if (typeof own.value === 'number') {
      if (this.sink.rules.needsBox(own.value)) this.boxed++
      else this.small++
    } else {
      if (typeof own.value === 'object' ? own.value !== null : typeof own.value === 'function') this.primitive = false
      this.sink.child(index, own.value)
    }
  }

  finish(): void {
    const { array, present, small, boxed, primitive } = this
    const length = array.length
    const known = !this.inheritsIndices && length > 0
    const first = known && lookupGetter(array, 0) === undefined ? array[0] : undefined
    const last = known && lookupGetter(array, length - 1) === undefined ? array[length - 1] : undefined
    this.sink.elements({ length, present, small, boxed, primitive, first, last })
  }
}

/** Longer arrays are looked at in a few places first: a sparse one is read by its keys. */
const denseCheckFrom = 2 ** 16
const samples = 64

function looksSparse(array: readonly unknown[]): boolean {
  if (array.length < denseCheckFrom) return false
  let present = 0
  for (let i = 0; i < samples; i++) if (hasOwn(array, Math.floor((array.length * i) / samples))) present++
  return present < samples / 2
}

export function describeElements(array: readonly unknown[], sink: Sink, chainIsSafe: boolean): void {
  const reader = new ElementReader(array, sink, !chainIsSafe)
  if (looksSparse(array)) {
    const names = getOwnPropertyNames(array)
    for (let i = 0; i < names.length; i++) if (isIndex(names[i])) reader.slowElement(names[i] as string)
    reader.finish()
  } else {
    const more = reader.step()
    if (more !== undefined) sink.later(more)
  }
}

export const array: Kind<unknown[]> = {
  name: 'Array',
  header: 'array',
  prototypes: [Array.prototype],
  is: isArray as (object: object) => object is unknown[],
  describe() {},
  reserved: new Set<PropertyKey>(['length']),
}
