import type { Rules } from '../layout/rules.js'
import type { Kept } from '../protocol.js'

/** More of a description that was cut into steps, so that a huge container neither blocks nor needs a huge worklist. */
export type Step = () => Step | undefined

/** Where a measurement lets a thing it cannot see be known. */
export interface Unknown {
  readonly reason: string
  /** Whether its size has no bound from here. */
  readonly unbounded: boolean
}

/** Takes the parts that a description names. */
export interface PartSink {
  /** Bytes outside the heap that the object holds; a description has a name for them. */
  external(bytes: number, name?: PropertyKey): void
  /** An own property's or element's value, of any type. */
  child(name: PropertyKey, value: unknown): void
  /** A part of a description that no other object refers to. */
  owned(name: PropertyKey, value: unknown): void
  /** A part of a description that others hold too. */
  shared(name: PropertyKey, value: unknown): void
  /** A part whose size may be known already; a sink that wants every object by itself takes it as a child. */
  sized?(name: PropertyKey, value: object, kept: Kept): void
  /** What is left out on purpose. */
  skipped(name: PropertyKey, reason: string): void
  opaque(unknown: Unknown): void
}

/**
 * Takes what the sizers tell of one object: its own bytes, and its parts. Every reader (totals, trees, tables, graphs) is behind this one
 * face; a sizer never knows which.
 */
export interface Sink extends PartSink {
  readonly rules: Rules
  /** Bytes of the object itself. */
  own(lower: number, bytes: number, upper: number): void
  /** Bytes reserved and not used; they are in `own` already. */
  slack(bytes: number): void
  /** An element that is an object. It may be described at once, and not put on a list that would be as long as the array. */
  element(index: number, value: object): void
  /** What an internal slot refers to: a Map's n-th key, a view's buffer. */
  slot(label: string, index: number, value: unknown): void
  /** Goes on with the same object later. */
  later(step: Step): void
  /** An array of `length` elements, `present` of them there; `doubles` where all are numbers and one is no small integer. */
  elements(array: ArrayFacts): void
  /** A small typed array that may, or may not, share its buffer. */
  smallView(type: string, bytes: number): void
}

/** What decides the store of an array or of an object's integer keys. */
export interface ArrayFacts {
  readonly length: number
  readonly present: number
  readonly boxed: number
  readonly small: number
  /** First and last element: equal constant literals share their store. */
  readonly first: unknown
  readonly last: unknown
  /** Whether all elements are primitives. */
  readonly primitive: boolean
}

/** Elements or entries described in one step. */
export const stepLength = 4096
