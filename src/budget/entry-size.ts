import { deepSize, shallowSize } from '../measure.js'
import type { External } from '../usable-stores.js'
import { unsharedBytes } from './sharing.js'

/** Measures two values as one, so that what both hold counts once: a key is often a part of its value. */
const pair: [unknown, unknown] = [undefined, undefined]
let isBusy = false
/** Bytes of a pair itself. They are the same for all: what was made of two undefined keeps elements of any kind. */
let ofPair = -1

/**
 * Bytes that a key and a value hold together, 0 or more. With `shared`, an empty set, what is declared shared does not count, and is added to it.
 * Never throws; what cannot be measured is larger than any cache.
 */
export function entryBytes(key: unknown, value: unknown, shared?: Set<object>, external?: External): number {
  try {
    // a description may ask for another size meanwhile
    if (isBusy) return measured(Object.assign([undefined, undefined] as [unknown, unknown], [key, value]), shared, external)
    isBusy = true
    try {
      pair[0] = key
      pair[1] = value
      return measured(pair, shared, external)
    } finally {
      // nothing is kept alive
      pair[0] = pair[1] = undefined
      isBusy = false
    }
  } catch {
    return Number.MAX_SAFE_INTEGER
  }
}

function measured(both: [unknown, unknown], shared: Set<object> | undefined, external?: External): number {
  if (ofPair < 0) ofPair = shallowSize(pair)
  return Math.max(0, (shared ? unsharedBytes(both, shared, external) : deepSize(both)) - ofPair)
}
