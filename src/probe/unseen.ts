import { classFacts } from '../describe/class-facts.js'
import { SafeArray, types } from '../intrinsics.js'
import type { Met } from '../unknowns.js'
import type { Found } from './probe.js'

/** What of a value no probe of the heap sees. */
export type Unseen = Pick<Found, 'unknown' | 'firstUnknown' | 'native' | 'firstNative'>

/** What no probe of the heap sees. */
export function unseen({ unknown, firstUnknown, native, firstNative }: Unseen, root: unknown, before?: readonly Met[]): Met[] {
  const met: Met[] = new SafeArray()
  if (before !== undefined) for (let i = 0; i < before.length; i++) met[i] = before[i] as Met
  if (unknown > 0) {
    const object = (firstUnknown ?? root) as object
    met[met.length] = {
      unknown: { reason: `what the engine keeps in ${nameOf(object)} cannot be seen`, unbounded: true },
      object,
      isClaim: false,
      count: unknown,
    }
  }
  if (native > 0) {
    const object = firstNative as object
    met[met.length] = {
      unknown: { reason: `what ${nameOf(object)} keeps in C++ cannot be seen`, unbounded: true },
      object,
      isClaim: false,
      count: native,
    }
  }
  return met
}

// a Proxy's prototype is its trap's to say
const nameOf = (object: object): string => (types?.isProxy(object) ? 'a Proxy' : classFacts().of(object).name)
