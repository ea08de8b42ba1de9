import type { PartSink } from '../describe/part-sink.js'
import type { Rules } from '../layout/rules.js'

/** The rest of an object that is described in steps, so that a huge container neither blocks nor needs a huge worklist. */
export type Continuation = () => Continuation | undefined

/**
 * Takes what the kinds say about one object: its own bytes, and its parts. Every reader (totals, trees, tables, graphs) is behind this one
 * face; a describe never knows which.
 */
export interface Sink extends PartSink {
  /** The rules of the layout that sizes are computed with. */
  readonly rules: Rules
  /** Bytes of the object itself. */
  own(lower: number, bytes: number, upper: number): void
  /** Memory outside the heap that other buffers may share: all buffers together have at least what the largest of them has. */
  sharedStore(bytes: number): void
  /** Bytes reserved and not used; they are in `own` already. */
  slack(bytes: number): void
  /** An element that is an object. It may be described at once, and not put on a list that would be as long as the array. */
  element(index: number, value: object): void
  /** What an internal slot refers to: a Map's n-th key, a view's buffer. */
  slot(label: string, index: number, value: unknown): void
  /** Goes on with the same object later. */
  later(step: Continuation): void
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
