import { classesOf } from './classes.js'
import type { HeapGraph } from './heap-graph.js'
import { sizesWithStores } from './owned-stores.js'

/** How the objects of one class changed from one snapshot to the next. Bytes are those of the objects with their own stores. */
export interface ClassChange {
  /** The class's name. */
  readonly name: string
  /** Objects and their bytes in the first snapshot. */
  readonly before: { readonly count: number; readonly bytes: number }
  /** Objects and their bytes in the second. */
  readonly after: { readonly count: number; readonly bytes: number }
  /** Objects that were not there before. */
  readonly created: { readonly count: number; readonly bytes: number }
  /** Objects that are no longer there. */
  readonly freed: { readonly count: number; readonly bytes: number }
  /** Objects of both snapshots that are larger now, and by how many bytes; `shrunk` in the same way. */
  readonly grown: { readonly count: number; readonly bytes: number }
  /** Objects of both snapshots that are smaller now, and by how many bytes. */
  readonly shrunk: { readonly count: number; readonly bytes: number }
  /** What changed in all. */
  readonly countDelta: number
  /** Bytes more, or less where it is below 0. */
  readonly bytesDelta: number
}

/** What changed from one snapshot to the next. Sizes are bytes. */
export interface HeapDifference {
  /** Every class that changed, what grew most first. */
  readonly classes: readonly ClassChange[]
  /** All objects and their bytes in the first snapshot. */
  readonly before: { readonly count: number; readonly bytes: number }
  /** All objects and their bytes in the second. */
  readonly after: { readonly count: number; readonly bytes: number }
  /** Objects in both, by their ids. */
  readonly kept: number
  /** Ids that stand for objects of different classes: none between two snapshots of one process, many between those of two. */
  readonly mistaken: number
}

/**
 * What changed between two snapshots of one process. The engine gives every object an id that it keeps and nothing else ever gets, so
 * objects are matched by it. Linear in the nodes of both.
 */
export function difference(before: HeapGraph, after: HeapGraph): HeapDifference {
  const old = classesOf(before)
  const current = classesOf(after)
  const oldSizes = sizesWithStores(before)
  const sizes = sizesWithStores(after)
  const changes = new Map<string, Change>()
  const changeOf = (name: string): Change => {
    let change = changes.get(name)
    if (!change) changes.set(name, (change = new Change(name)))
    return change
  }
  const oldChanges = old.names.map(changeOf)
  const newChanges = current.names.map(changeOf)
  const ids = new IdTable(before.nodeId)
  const keptBefore = new Uint8Array(before.nodeCount)
  const totals = { before: new Tally(), after: new Tally() }
  let kept = 0
  let mistaken = 0
  for (let node = 0; node < after.nodeCount; node++) {
    const change = newChanges[current.classOf[node]]
    const size = sizes[node]
    const had = ids.find(after.nodeId[node])
    const isKept = had >= 0 && oldChanges[old.classOf[had]] === change
    if (had >= 0 && !isKept) mistaken++
    if (isKept) {
      keptBefore[had] = 1
      kept++
      if (size > oldSizes[had]) change.grown.add(size - oldSizes[had])
      else if (size < oldSizes[had]) change.shrunk.add(oldSizes[had] - size)
    }
    if (size === 0) continue
    change.after.add(size)
    totals.after.add(size)
    if (!isKept) change.created.add(size)
  }
  for (let node = 0; node < before.nodeCount; node++) {
    const size = oldSizes[node]
    if (size === 0) continue
    const change = oldChanges[old.classOf[node]]
    change.before.add(size)
    totals.before.add(size)
    if (keptBefore[node] === 0) change.freed.add(size)
  }
  const classes = [...changes.values()].filter(
    ({ created, freed, grown, shrunk }) => created.count > 0 || freed.count > 0 || grown.count > 0 || shrunk.count > 0,
  )
  return { classes: classes.sort((a, b) => b.bytesDelta - a.bytesDelta || b.countDelta - a.countDelta), ...totals, kept, mistaken }
}

class Tally {
  count = 0
  bytes = 0

  add(bytes: number): void {
    this.count++
    this.bytes += bytes
  }
}

class Change implements ClassChange {
  readonly before = new Tally()
  readonly after = new Tally()
  readonly created = new Tally()
  readonly freed = new Tally()
  readonly grown = new Tally()
  readonly shrunk = new Tally()
  readonly name: string

  constructor(name: string) {
    this.name = name
  }

  get countDelta(): number {
    return this.after.count - this.before.count
  }

  get bytesDelta(): number {
    return this.after.bytes - this.before.bytes
  }

  toJSON(): ClassChange {
    const { name, before, after, created, freed, grown, shrunk, countDelta, bytesDelta } = this
    return { name, before, after, created, freed, grown, shrunk, countDelta, bytesDelta }
  }
}

/** Nodes by id: open addressing in a table at most half full. A Map of 16 million numbers and more cannot be. */
class IdTable {
  private readonly ids: Uint32Array | Float64Array
  private readonly table: Int32Array
  private readonly shift: number

  constructor(ids: Uint32Array | Float64Array) {
    const bits = Math.max(1, 33 - Math.clz32(ids.length))
    this.ids = ids
    this.shift = 32 - bits
    this.table = new Int32Array(2 ** bits).fill(-1)
    for (let node = 0; node < ids.length; node++) this.table[this.place(ids[node])] = node
  }

  find(id: number): number {
    return this.table[this.place(id)]
  }

  /** Where an id stands, or would. */
  private place(id: number): number {
    const { table, ids } = this
    const mask = table.length - 1
    // multiplicative hashing by 2^32 over the golden ratio (Knuth 6.4): ids come in steps of 2
    let at = Math.imul(id >>> 0, 0x9e3779b1) >>> this.shift
    while (table[at] >= 0 && ids[table[at]] !== id) at = (at + 1) & mask
    return at
  }
}
