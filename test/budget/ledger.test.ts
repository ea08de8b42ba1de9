import { Ledger } from '../../src/budget.js'
import { deepSize, MemSize, retainedSize } from '../../src/index.js'
import { Page } from './page.js'

const large = (n = 500) => Array.from({ length: n }, (_, i) => ({ i }))

@MemSize()
class Decorated {
  @MemSize.shared config: object
  rows = large(10)

  constructor(config: object) {
    this.config = config
  }
}

class Plain {
  config: object
  rows = large(10)

  constructor(config: object) {
    this.config = config
  }
}

test.each<[string, (config: object) => object]>([
  ['meter.shared', (config) => new Page(config, large(10))],
  ['@MemSize.shared', (config) => new Decorated(config)],
  ['Ledger.share', (config) => new Plain(Ledger.share(config))],
])('%s: charged once, and refunded with the last of its holders', (_, make) => {
  const config = { list: large() }
  const ledger = new Ledger()
  const values = [make(config), make(config), make(config)]
  const entries = values.map((value) => ledger.charge(value))
  expect(entries[1].bytes).toBeLessThan(deepSize(config) / 5)
  expect(ledger.bytes).toBe(entries.reduce((sum, { bytes }) => sum + bytes, 0) + deepSize(config))
  expect(ledger.bytes).toBe(deepSize(values) - deepSize([0, 0, 0]))
  expect(entries[0].release()).toBe(entries[0].bytes)
  expect(entries[0].release()).toBe(0)
  expect(entries[1].release()).toBe(entries[1].bytes)
  expect(entries[2].release()).toBe(entries[2].bytes + deepSize(config))
  expect(ledger.bytes).toBe(0)
})

test('releasing an entry frees what retainedSize says', () => {
  const config = { list: large() }
  const values = [new Page(config, large(10)), new Page(config, large(20)), new Page({ list: large(3) }, [])]
  const ledger = new Ledger()
  const entries = values.map((value) => ledger.charge(value))
  for (const i of [0, 1]) expect(entries[i].bytes).toBe(retainedSize(values[i], { from: values }))
  expect(entries[0].release()).toBe(retainedSize(values[0], { from: values }))
})

test('what is shared may share, in a ring too', () => {
  const a: Record<string, unknown> = { list: large(100) }
  const b: Record<string, unknown> = { a, list: large(200) }
  a.b = b
  Ledger.share(a)
  Ledger.share(b)
  const ledger = new Ledger()
  const entries = [ledger.charge({ a }), ledger.charge({ b }), ledger.charge({ a, b })]
  expect(ledger.bytes).toBe(deepSize([{ a }, { b }, { a, b }]) - deepSize([0, 0, 0]))
  for (const entry of entries) entry.release()
  expect(ledger.bytes).toBe(0)
})

test('what leads to it otherwise first, is shared all the same', () => {
  const config = { list: large() }
  const value = { first: config, page: new Page(config, []) }
  const ledger = new Ledger()
  const entry = ledger.charge(value)
  expect(ledger.bytes).toBe(deepSize(value))
  expect(entry.bytes).toBeLessThan(1000)
})

test('suspects: what is shared and not declared, the most overcharged first', () => {
  const ledger = new Ledger()
  const [config, table, small] = [{ list: large() }, new Map([[1, large(100)]]), { a: 1 }]
  const values = Array.from({ length: 4 }, (_, i) => ({ own: large(5), config, ...(i < 2 && { table }), small }))
  const entries = values.map((value) => ledger.charge(value))
  expect(ledger.suspects()).toEqual([
    { className: 'Object', path: '$.config', bytes: deepSize(config), holders: 4, overcharged: 3 * deepSize(config) },
    { className: 'Map', path: '$.table', bytes: deepSize(table), holders: 2, overcharged: deepSize(table) },
  ])
  Ledger.share(config)
  expect(ledger.suspects().map(({ path }) => path)).toEqual(['$.table'])
  for (const entry of entries) entry.release()
  expect([ledger.bytes, ledger.suspects()]).toEqual([0, []])
})

test('declared between a charge and its release: it refunds what it charged', () => {
  const ledger = new Ledger()
  const config = { list: large() }
  const before = ledger.charge({ config })
  Ledger.share(config)
  const after = ledger.charge({ config })
  expect(before.release()).toBe(before.bytes)
  after.release()
  expect(ledger.bytes).toBe(0)
})

test('primitives, and what is not an object', () => {
  const ledger = new Ledger()
  for (const value of [5, 'text of some length', null, undefined]) ledger.charge(value).release()
  expect(ledger.bytes).toBe(0)
  expect(() => Ledger.share(5 as never)).toThrow('Expected an object or a function to share, got 5 (number).')
})
