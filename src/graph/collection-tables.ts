import type { HeapGraph } from './heap-graph.js'

/** What an entry of the table of a Map or Set is. */
export type EntryPart = 'key' | 'value' | 'member'

const pointer = 8
const header = 16

/**
 * Which part of which entry stands at an index of the table of a Map or a Set; undefined where it is none.
 * A table has 3 slots, one for each bucket, then its entries: key, value and chain of a Map, member and chain of a Set; a bucket for two entries, which
 * are a power of two. https://github.com/v8/v8/blob/main/src/objects/ordered-hash-table.h, OrderedHashTable
 */
export function entryAt({ selfSize }: HeapGraph, table: number, index: number): { part: EntryPart; entry: number } | undefined {
  const slots = (selfSize[table] - header) / pointer - 3
  for (const width of [3, 2]) {
    const capacity = slots / (width + 0.5)
    if (capacity < 2 || capacity !== Math.floor(capacity) || (capacity & (capacity - 1)) !== 0) continue
    const at = index - 3 - capacity / 2
    const part = at % width
    // not a number where an edge has a name, as that to the hidden class
    if (!(at >= 0) || part === width - 1) return undefined
    return { part: width === 2 ? 'member' : part === 0 ? 'key' : 'value', entry: Math.floor(at / width) }
  }
  return undefined
}
