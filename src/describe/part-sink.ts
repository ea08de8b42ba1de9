import type { Kept } from '../protocol.js'
import type { Unknown } from '../unknowns.js'

/** Takes the parts that a description names. */
export interface PartSink {
  /** Bytes outside the heap that the object holds; a description has a name for them. */
  external(bytes: number, name?: PropertyKey): void
  /** An arena with that number of bytes in use; `external` was called with its capacity before. */
  arena?(name: PropertyKey, used: number, capacity: number): void
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
  /** Something that cannot be seen, which makes the bounds wider. */
  opaque(unknown: Unknown): void
}
