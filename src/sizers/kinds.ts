import { SafeMap } from '../intrinsics.js'
import type { HeaderKind } from '../protocol.js'
import { arrayBuffers, views } from './buffers.js'
import { collections } from './collections.js'
import { functions } from './functions.js'
import { array, ordinary } from './objects.js'
import { platform, proxy } from './platform.js'
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

export { array, ordinary, proxy }

// a Proxy first: it would pass for an array, or have its traps called by what comes after
const kinds: readonly Kind[] = [proxy, array, ...collections, ...arrayBuffers, ...views, ...functions, ...platform]

const byPrototype = new SafeMap<object, Kind>()
// what a kind does not have, none of them inherits
for (const kind of [...kinds, ordinary]) Object.setPrototypeOf(kind, null)
for (const kind of kinds) for (const prototype of kind.prototypes) byPrototype.set(prototype, kind)

/** The kind whose instances have this prototype, if it is one of the engine's own. */
export const kindOfPrototype = (prototype: object): Kind | undefined => byPrototype.get(prototype)

/** What an object is by its internal slots, whatever its prototype says. Linear in the number of kinds. */
export function brandOf(object: object): Kind {
  for (let i = 0; i < kinds.length; i++) {
    const kind = kinds[i]
    if (kind.is(object)) return kind
  }
  return ordinary
}
