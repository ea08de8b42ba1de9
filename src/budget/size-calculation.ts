import { runningLayout } from '../layout/running.js'
import { entryBytes } from './entry-size.js'

/** Words of an entry: two of a Map's table and one of its chain, half of one in its buckets; then its places in the lists of keys, values, next, previous and sizes. */
const wordsPerEntry = 3.5 + 5

/** What a cache without a limit by count keeps for one entry, at least: its tables double, and have unused room most of the time. */
export const bookkeepingPerEntry = (): number => Math.ceil(wordsPerEntry * runningLayout().pointer)

/**
 * The size of an entry for `sizeCalculation` of an LRUCache of your own: key, value and the least that the cache keeps for an entry. A whole number of
 * bytes, more than 0; never throws. What the cache keeps beyond that, `sizedLRU` knows.
 */
export const sizeCalculation = (value: unknown, key: unknown): number =>
  Math.min(entryBytes(key, value) + bookkeepingPerEntry(), Number.MAX_SAFE_INTEGER)
