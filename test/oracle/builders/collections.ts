import {
  hashCapacity,
  heapNumber,
  literalObject,
  mapTable,
  setFromArrayCapacity,
  setFromSetCapacity,
  setTable,
  smallestTable,
  tableCapacity,
  weakTable,
} from '../../../src/layout/v8.js'
import type { Layout } from '../../../src/protocol.js'
import { type Case, range, run, times } from './case.js'
import { OrderedTable } from './stores.js'

const map = (l: Layout, capacity: number): number => l.headers.map + mapTable(l, capacity)
const set = (l: Layout, capacity: number): number => l.headers.set + setTable(l, capacity)

export function* collections(): Generator<Case> {
  for (const n of [...range(0, 34), 43, 44, 63, 64, 65, 100, 127, 128, 129, 255, 256, 257, 1000, 1024, 1025, 5000]) {
    yield* maps(n)
    yield* sets(n)
    yield* weakCollections(n)
  }
  for (const n of [2, 10, 100]) {
    yield {
      name: `new Set of ${n} times the same`,
      source: `new Set(Array(${n}).fill(1))`,
      predict: (l) => set(l, setFromArrayCapacity(l, 1)),
    }
  }
  yield { name: 'new Set()', source: 'new Set()', predict: (l) => set(l, smallestTable) }
  yield {
    name: 'the key of a WeakMap does not hold the value',
    source: run('const k={};const w=new WeakMap();w.set(k,{big:text(100)});keep(w);return k'),
    predict: (l) => literalObject(l, 0),
  }
}

function* maps(n: number): Generator<Case> {
  const filled = `const m=new Map;${times(n, 'm.set(i,i)')}`
  const built = {
    'Map, set': run(`${filled}return m`),
    'new Map(array)': `new Map(range(${n}).map(x=>[x,x]))`,
    'new Map(map)': `new Map(new Map(range(${n}).map(x=>[x,x])))`,
    'structuredClone of a Map': `structuredClone(new Map(range(${n}).map(x=>[x,x])))`,
    'Map, every key twice': run(`${filled}${times(n, 'm.set(i,i)')}return m`),
  }
  for (const [name, source] of Object.entries(built)) yield { name: `${name}, ${n}`, source, predict: (l) => map(l, tableCapacity(n)) }
  yield {
    name: `Map of fractions, ${n}`,
    source: run(`const m=new Map;${times(n, 'm.set(i,i+.5)')}return m`),
    predict: (l) => map(l, tableCapacity(n)) + n * heapNumber(l),
  }
  for (const deleted of new Set([n >> 1, n])) {
    const table = new OrderedTable()
    for (let i = 0; i < n; i++) table.add()
    for (let i = 0; i < deleted; i++) table.delete()
    yield {
      name: `Map, set, ${n}, ${deleted} deleted`,
      source: run(`${filled}${times(deleted, 'm.delete(i)')}return m`),
      predict: (l) => map(l, table.capacity),
    }
  }
}

function* sets(n: number): Generator<Case> {
  const filled = `const s=new Set;${times(n, 's.add(i)')}`
  const built = {
    'Set, add': run(`${filled}return s`),
    'structuredClone of a Set': `structuredClone(new Set(range(${n})))`,
    'new Set(generator)': `new Set((function*(){${times(n, 'yield i')}})())`,
  }
  for (const [name, source] of Object.entries(built)) yield { name: `${name}, ${n}`, source, predict: (l) => set(l, tableCapacity(n)) }
  yield { name: `new Set(array), ${n}`, source: `new Set(range(${n}))`, predict: (l) => set(l, setFromArrayCapacity(l, n)) }
  yield { name: `new Set(set), ${n}`, source: run(`${filled}return new Set(s)`), predict: (l) => set(l, setFromSetCapacity(l, n)) }
}

function* weakCollections(n: number): Generator<Case> {
  yield {
    name: `WeakSet, add, ${n}`,
    source: run(`const s=new WeakSet;${times(n, 's.add(members[i])')}return s`),
    predict: (l) => l.headers.weakSet + weakTable(l, hashCapacity(n)),
  }
  yield {
    name: `WeakMap, set, ${n}`,
    source: run(`const m=new WeakMap;${times(n, 'm.set(members[i],i)')}return m`),
    predict: (l) => l.headers.weakMap + weakTable(l, hashCapacity(n)),
  }
}
