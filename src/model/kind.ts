import type { HeaderKind } from '../protocol.js'
import type { Sink } from './sink.js'

/** One kind of heap object, described once: how to tell it, what the engine keeps in it, which own names are no fields. */
export interface Kind<T extends object = object> {
  readonly name: string
  readonly header: HeaderKind
  /** The prototypes of this realm whose instances are of this kind. */
  readonly prototypes: readonly object[]
  /** Looks at internal slots only: runs no code of the value, and cannot be lied to. */
  is(object: object): object is T
  /** The object's own bytes beyond its fields, and what its internal slots refer to. */
  describe(object: T, sink: Sink): void
  /** Own names that have no slot of their own. */
  readonly reserved?: ReadonlySet<PropertyKey>
  /** How many of the own names are indices, at most; they are no fields. */
  indices?(object: T): number
}
