import { execFileSync } from 'node:child_process'
import { enginePath } from '../../scripts/engines.mjs'
import { layouts } from '../../src/layout/engines.js'
import { nodes } from '../in-engines.js'

const slot = 8
/** Words of an entry: of a Map or a dictionary with its link or details, of a Set. */
const entry = 3 * slot
const member = 2 * slot
/** Node marks the buffer of its pool as not to be transferred: one property, in a property array of three. */
const poolMark = 2 * slot

// Capacities are those of V8's source, as test/oracle/builders compares them with heap snapshots.
const cases: [source: string, slack: number | ((version: number) => number)][] = [
  // arrays: need + need / 2 + 16
  ['pushed(1)', 16 * slot],
  ['pushed(17)', 0],
  ['pushed(18)', (43 - 18) * slot],
  ['pushed(100)', (140 - 100) * slot],
  ['[1, 2, 3]', 0],
  ['[]', 0],
  ['new Array(50)', 0],
  ['new Array()', 4 * slot],
  ['range(10).map((x) => x + 0.5)', 0],
  ['range(10).reduce((list, x) => (list.push(x + 0.5), list), [])', (17 - 10) * slot],
  ['(() => { const a = pushed(100); a.length = 90; return a })()', (140 - 90) * slot],
  ['(() => { const a = [1, 2, 3]; a.push(4); return a })()', (4 + 2 + 16 - 4) * slot],
  ['(() => { const a = []; a[10000] = 1; return a })()', (4 - 1) * entry],
  ['[pushed(1), pushed(2)]', (16 + 15) * slot],
  ['Object.assign(pushed(17), { name: 1 })', 2 * slot], // a property array grows in threes
  // objects
  ['({})', 4 * slot],
  ['({ a: 1, b: 2 })', 0],
  ['Object.assign({}, { a: 1 })', 3 * slot],
  ['Object.assign({}, { a: 1, b: 2, c: 3, d: 4, e: 5 })', 2 * slot],
  ['Object.assign({}, { a: 1, b: 2, c: 3, d: 4, e: 5, f: 6, g: 7 })', 0],
  ['new (class { a = 1; b = 2 })()', 8 * slot], // until seven were made
  ['(() => { class A { a = 1; b = 2 }; return range(20).map(() => new A())[0] })()', 0],
  ['Object.assign(Object.create(null), { a: 1, b: 2 })', (4 - 2) * entry],
  ['Object.assign(Object.create(null), Object.fromEntries(range(6).map((i) => [`k${i}`, i])))', (16 - 6) * entry],
  ['(() => { const o = { a: 1, b: 2, c: 3 }; delete o.a; return o })()', (8 - 2) * entry],
  // Maps and Sets
  ['new Map()', 4 * entry],
  ['new Map([[1, 1], [2, 2], [3, 3]])', (4 - 3) * entry],
  ['new Map(range(100).map((i) => [i, i]))', (128 - 100) * entry],
  [
    '(() => { const m = new Map(range(128).map((i) => [i, i])); for (let i = 0; i < 64; i++) m.delete(i); return m })()',
    (128 - 64) * entry,
  ],
  ['range(3).reduce((set, i) => set.add(i), new Set())', (4 - 3) * member],
  ['new Set([1, 2, 3])', (version) => ((version < 12 ? 4 : 8) - 3) * member],
  ['new Map([[1, new Map()], [2, []]])', (4 - 2) * entry + 4 * entry],
  // buffers
  ["Buffer.from('three')", () => slab - 5 + poolMark],
  ["[Buffer.from('one'), Buffer.from('two')]", () => slab - 6 + poolMark],
  ["(() => { const b = Buffer.from('held'); return [b, b.buffer] })()", poolMark],
  ['Buffer.alloc(5000)', 0],
  ['new Uint8Array(new ArrayBuffer(1000), 10, 10)', 990],
  ['(() => { const b = new ArrayBuffer(1000); return [new Uint8Array(b, 0, 100), new DataView(b, 100, 50)] })()', 850],
  ['(() => { const b = new ArrayBuffer(1000); return [new Uint8Array(b), new Uint8Array(b)] })()', 0],
  ['new ArrayBuffer(10, { maxByteLength: 5000 })', 4990],
  ['(() => { const b = new ArrayBuffer(10, { maxByteLength: 5000 }); b.resize(4000); return b })()', 1000],
  ['new ArrayBuffer(100)', 0],
  // what has none
  ["'a text of some length'", 0],
  ['2n ** 100n', 0],
  ['() => 1', 0],
]

/** What Node's pooled Buffers share, in bytes. */
let slab = 0

describe.each(nodes)('slack by the probe on %s', (engine) => {
  let found: number[]

  beforeAll(() => {
    const script = `
      const { measure } = require('./dist/cjs/index.js')
      const range = (n) => Array.from({ length: n }, (_, i) => i)
      const pushed = (n) => { const list = []; for (let i = 0; i < n; i++) list.push(i); return list }
      const values = [${cases.map(([source]) => `(${source})`).join(',\n')}]
      const measured = values.map((value) => measure(value))
      const other = measured.findIndex(({ by }) => by !== 'probe')
      if (other >= 0) throw new Error('not by the probe: ' + other)
      console.log(JSON.stringify({ slab: Buffer.from('pooled').buffer.byteLength, found: measured.map(({ slack }) => slack) }))`
    const told = JSON.parse(execFileSync(enginePath(engine), ['-e', script], { encoding: 'utf8' }))
    found = told.found
    slab = told.slab
  })

  test.each(cases.map(([source, slack], i) => ({ source, slack, i })))('$source', ({ slack, i }) => {
    expect(found[i]).toBe(typeof slack === 'number' ? slack : slack(layouts[engine].version))
  })
})
