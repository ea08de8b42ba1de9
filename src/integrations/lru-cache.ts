/**
 * A cache limited by bytes. It needs the package lru-cache.
 * @module memsize/lru-cache
 */
import { SizedLRU, type SizedLRUOptions } from './sized-lru.js'

export { BoundedMap, type BoundOptions, boundBytes, type MapLike } from '../budget/bound-bytes.js'
export type { OnRefused, Refused } from '../budget/refusals.js'
export { sizeCalculation } from '../budget/size-calculation.js'
export { SizedLRU, type SizedLRUOptions }

/** An LRUCache that holds no more than `maxBytes`: keys, values and its own bookkeeping. Takes the options of lru-cache, but for `maxSize`. */
export function sizedLRU<K extends {}, V extends {}, FC = unknown>(options: SizedLRUOptions<K, V, FC>): SizedLRU<K, V, FC> {
  return new SizedLRU<K, V, FC>(options)
}
