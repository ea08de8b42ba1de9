import { SafeMap } from '../intrinsics.js'
import { arrayBuffers, views } from './buffers.js'
import { collections } from './collections.js'
import { functions } from './functions.js'
import type { Kind } from './kind.js'
import { array, ordinary } from './objects.js'
import { platform, proxy } from './platform.js'

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
