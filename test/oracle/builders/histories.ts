import {
  dictionaryObject,
  fixedArray,
  grownCapacity,
  hashCapacity,
  mapTable,
  poppedCapacity,
  setTable,
  smallestTable,
} from '../../../src/layout/v8.js'
import type { Layout } from '../../../src/protocol.js'
import { Random } from '../random.js'
import { type Case, freshKeys, keyBytes, range, run } from './case.js'

// Stores remember what was done to them. Each class here replays one kind of store; the cases do the same to a real one.

/** The table of a Map or Set (objects/ordered-hash-table.cc): a deleted entry keeps its place until the table is made anew. */
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

/** A NameDictionary or NumberDictionary (objects/hash-table-inl.h: HasSufficientCapacityToAdd, Shrink). */
export class Dictionary {
  capacity = smallestTable
  private live = 0
  private deleted = 0

  add(): void {
    const n = ++this.live
    const hasRoom = n < this.capacity && this.deleted <= (this.capacity - n) / 2 && n + (n >> 1) <= this.capacity
    if (!hasRoom) this.rehash()
  }

  delete(): void {
    this.live--
    this.deleted++
    if (this.live <= this.capacity >> 2 && this.live >= smallestShrink) this.rehash()
  }

  private rehash(): void {
    this.capacity = hashCapacity(this.live)
    this.deleted = 0
  }
}

/** A dictionary of fewer entries never shrinks. */
const smallestShrink = 16

/** '+' adds, '-' takes the oldest (or last) away, 'c' clears. */
type History = readonly string[]

export function* histories(): Generator<Case> {
  const random = new Random(1)
  for (const i of range(1, 150)) {
    yield* collectionHistory(`history ${i}`, randomHistory(random, 300, 1, 400))
    yield* collectionHistory(`short history ${i}`, randomHistory(random, 40, 1))
    yield arrayHistory(`history ${i}`, randomHistory(random, 250, 1))
    yield* dictionaryHistory(`history ${i}`, randomHistory(random, 200, 2))
  }
  for (const [adds, deletes] of [
    [17, 1],
    [64, 47],
    [64, 48],
    [64, 49],
    [60, 44],
    [100, 68],
    [100, 84],
    [100, 100],
    [1000, 1000],
  ]) {
    yield* dictionaryHistory(`${adds} added, ${deletes} deleted`, [...'+'.repeat(adds), ...'-'.repeat(deletes)])
    yield* dictionaryHistory(`${adds} added, ${deletes} deleted, 1 added`, [...'+'.repeat(adds), ...'-'.repeat(deletes), '+'])
  }
}

function* collectionHistory(name: string, history: History): Generator<Case> {
  const table = new OrderedTable()
  for (const step of history) step === '+' ? table.add() : step === '-' ? table.delete() : table.clear()
  const replay = (add: string) =>
    `let oldest=0,next=0;for(const step of '${history.join('')}'){if(step==='+')${add};else if(step==='-')c.delete(oldest++);else{c.clear();oldest=next}}return c`
  yield {
    name: `Map, ${name}`,
    source: run(`const c=new Map;${replay('c.set(next++,1)')}`),
    predict: (l) => l.headers.map + mapTable(l, table.capacity),
  }
  yield {
    name: `Set, ${name}`,
    source: run(`const c=new Set;${replay('c.add(next++)')}`),
    predict: (l) => l.headers.set + setTable(l, table.capacity),
  }
}

function arrayHistory(name: string, history: History): Case {
  return {
    name: `array, ${name}`,
    source: run(`const a=[];for(const step of '${history.join('')}')step==='+'?a.push(1):a.pop();return a`),
    predict: (l) => l.headers.array + fixedArray(l, capacityOfArray(l, history)),
  }
}

function capacityOfArray(l: Layout, history: History): number {
  let capacity = 0
  let length = 0
  for (const step of history) {
    if (step === '-') capacity = poppedCapacity(l, capacity, --length)
    else if (++length > capacity) capacity = grownCapacity(length)
  }
  return capacity
}

/** An object without prototype is a dictionary from the start; integer keys far apart make a dictionary of its elements. */
function* dictionaryHistory(name: string, history: History): Generator<Case> {
  const table = new Dictionary()
  for (const step of history) step === '+' ? table.add() : table.delete()
  const adds = history.filter((step) => step === '+').length
  const keys = freshKeys(adds)
  const prefix = keys[0]?.slice(0, -1)
  yield {
    name: `dictionary, ${name}`,
    source: run(
      `const o=Object.create(null);let oldest=0,next=0;for(const step of '${history.join('')}'){if(step==='+')o['${prefix}'+(next++)]=1;else delete o['${prefix}'+(oldest++)]}return o`,
    ),
    predict: (l) => dictionaryObject(l, table.capacity) + keyBytes(l, keys.slice(history.length - adds)),
  }
}

/** Adds and deletes in a random proportion; deletes only what is there. `clears`: one step in so many clears. */
function randomHistory(random: Random, longest: number, fewestAdds: number, clears = 0): History {
  const history: string[] = []
  const length = random.below(longest)
  const addsInTen = fewestAdds + random.below(10 - fewestAdds)
  let live = 0
  for (let i = 0; i < length; i++) {
    const step = clears > 0 && random.below(clears) === 0 ? 'c' : live === 0 || random.below(10) < addsInTen ? '+' : '-'
    history.push(step)
    live = step === 'c' ? 0 : step === '+' ? live + 1 : live - 1
  }
  return history
}
