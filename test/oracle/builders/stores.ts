import { grownCapacity, hashCapacity, poppedCapacity, smallestTable } from '../../../src/layout/v8.js'
import type { Layout } from '../../../src/protocol.js'

// Stores remember what was done to them. Each class here replays one kind of store, from empty.

/** The table of a Map or Set (objects/ordered-hash-table.cc): a deleted entry keeps its place until the table is made again. */
export class OrderedTable {
  capacity = smallestTable
  private live = 0
  private deleted = 0

  add(): void {
    if (this.live + this.deleted >= this.capacity) {
      if (this.deleted < this.capacity / 2) this.capacity *= 2
      this.deleted = 0
    }
    this.live++
  }

  delete(): void {
    this.live--
    this.deleted++
    if (this.live >= this.capacity / 4) return
    this.capacity = Math.max(smallestTable, this.capacity / 2)
    this.deleted = 0
  }

  clear(): void {
    this.capacity = smallestTable
    this.live = this.deleted = 0
  }
}

/** HashTable::kMinShrinkCapacity */
const smallestShrink = 16

/** What dictionaries have in common (objects/hash-table.h: HasSufficientCapacityToAdd, Shrink). */
abstract class Dictionary {
  capacity = smallestTable
  protected live = 0
  private deleted = 0

  add(): void {
    const n = ++this.live
    const hasRoom = n < this.capacity && this.deleted <= (this.capacity - n) / 2 && n + (n >> 1) <= this.capacity
    if (!hasRoom) this.rehash()
  }

  delete(): void {
    this.live--
    this.deleted++
    if (this.live <= this.capacity >> 2 && this.isWorthShrinking()) this.rehash()
  }

  protected abstract isWorthShrinking(): boolean

  private rehash(): void {
    this.capacity = hashCapacity(this.live)
    this.deleted = 0
  }
}

/** For named properties: its entries are compared with the least capacity (builtins-handler-gen.cc, DeleteDictionaryProperty). */
export class NameDictionary extends Dictionary {
  protected override isWorthShrinking(): boolean {
    return this.live >= smallestShrink
  }
}

/** For elements: its new capacity is. */
export class ElementDictionary extends Dictionary {
  protected override isWorthShrinking(): boolean {
    return hashCapacity(this.live) >= smallestShrink
  }
}

/** The store of an array that is pushed to and popped from. */
export class ArrayStore {
  capacity = 0
  private length = 0
  private readonly layout: Layout

  constructor(layout: Layout) {
    this.layout = layout
  }

  push(): void {
    if (++this.length > this.capacity) this.capacity = grownCapacity(this.length)
  }

  pop(): void {
    this.capacity = poppedCapacity(this.layout, this.capacity, --this.length)
  }
}
