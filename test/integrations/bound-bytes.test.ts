import { TTLCache } from '@isaacs/ttlcache'
import Keyv from 'keyv'
import { boundBytes } from '../../src/budget.js'
import { deepSize, MemSizeError } from '../../src/index.js'
import { Random } from '../oracle/random.js'

const text = (length: number, i = 0) => Buffer.alloc(length, `text ${i} `).toString('latin1')
const random = new Random(11)

test.each<[string, () => any]>([
  ['Map', () => new Map()],
  ['TTLCache', () => new TTLCache({ ttl: 1e6 })],
  ['TTLCache that drops by itself', () => new TTLCache({ ttl: 1e6, max: 100 })],
])('a %s holds what it may, and the engine agrees', (name, make) => {
  const map = make()
  const bound = boundBytes<string, unknown, any>(map, { maxBytes: 300_000 })
  for (let i = 0; i < 3000; i++) {
    bound.set(`key ${i}`, i % 2 ? text(random.below(2000), i) : { id: i, name: text(random.below(900), i) })
    bound.get(`key ${i - random.below(50)}`)
  }
  // a table may have grown since it was looked at last: the next set makes room
  if (bound.bytes > 300_000) bound.set('one more', 'to settle')
  const truth = deepSize([map, bound], { exclude: (value) => typeof value === 'function' || value.constructor?.name === 'Timeout' })
  expect(bound.bytes).toBeLessThanOrEqual(300_000)
  const within = Math.abs(bound.bytes / truth - 1)
  expect([within, bound.bytes, truth, within < (name === 'Map' ? 0.03 : 0.1)]).toEqual([within, bound.bytes, truth, true])
  if (name === 'Map') expect(bound.bytes).toBeGreaterThan(290_000)
  expect(bound.size).toBe(map.size)
  for (const key of [...map.keys()]) bound.delete(key)
  expect(bound.size).toBe(0)
  bound.clear()
  expect(bound.bytes).toBeLessThan(5000)
  map.cancelTimer?.()
})

test('what was used least recently goes first', () => {
  const bound = boundBytes(new Map<number, string>(), { maxBytes: 10_000 })
  for (let i = 0; i < 20; i++) {
    bound.set(i, text(1000, i))
    bound.get(0)
  }
  expect([bound.has(0), bound.has(1), bound.has(19)]).toEqual([true, false, true])
})

test('small entries: what the map keeps is counted', () => {
  const map = new Map<number, number>()
  const bound = boundBytes(map, { maxBytes: 100_000 })
  for (let i = 0; i < 10_000; i++) bound.set(i, i)
  expect(deepSize([map, bound])).toBeLessThan(105_000)
  expect(map.size).toBeGreaterThan(300)
})

test('values that changed, values that are too large', () => {
  const refused: unknown[] = []
  const bound = boundBytes(new Map<string, unknown>(), {
    maxBytes: 10_000,
    onRefused: (_value, key, { bytes }) => refused.push([key, bytes > 10_000]),
  })
  const value: string[] = []
  bound.set('a', value)
  const before = bound.bytes
  value.push(text(1000))
  expect(bound.remeasure('a')).toBeGreaterThan(1000)
  expect(bound.bytes - before).toBeGreaterThan(1000)
  value.push(text(20_000))
  bound.remeasure('a')
  bound.set('b', 1)
  bound.set('b', text(20_000))
  expect(refused).toEqual([
    ['a', true],
    ['b', true],
  ])
  expect([bound.size, bound.remeasure('a')]).toEqual([0, undefined])
})

test.each<['on-get' | number]>([['on-get'], [1]])('remeasure: %p', async (remeasure) => {
  const bound = boundBytes(new Map<number, string[]>(), { maxBytes: 1e6, remeasure })
  const values = Array.from({ length: 30 }, (_, i) => [text(10, i)])
  values.forEach((value, i) => void bound.set(i, value))
  const before = bound.bytes
  for (const value of values) value.push(text(1000))
  if (remeasure === 'on-get') for (let i = 0; i < 30; i++) bound.get(i)
  for (let i = 0; i < 200 && bound.bytes - before < 30_000; i++) await new Promise((resolve) => setTimeout(resolve, 5))
  expect(bound.bytes - before).toBeGreaterThan(30_000)
  const sum = values.reduce((sum, value) => sum + deepSize(value), 0)
  expect(bound.bytes - sum).toBeLessThan(5000)
})

test('an entry the map dropped by itself is free', () => {
  const map = new Map<string, string>()
  const bound = boundBytes(map, { maxBytes: 10_000 })
  bound.set('a', text(5000))
  map.delete('a')
  expect(bound.get('a')).toBeUndefined()
  bound.set('b', text(5000))
  map.delete('b')
  expect(bound.bytes).toBeLessThan(1000)
})

test('is a store for Keyv', async () => {
  const store = boundBytes(new Map<string, any>(), { maxBytes: 20_000 })
  const keyv = new Keyv({ store })
  for (let i = 0; i < 50; i++) await keyv.set(`key ${i}`, { text: text(1000, i) })
  expect(await keyv.get('key 49')).toEqual({ text: text(1000, 49) })
  expect(await keyv.get('key 0')).toBeUndefined()
  expect(store.bytes).toBeLessThanOrEqual(20_000)
  await keyv.clear()
  expect(store.size).toBe(0)
})

test.each<[string, () => unknown]>([
  ['Expected a map with get, set, delete, has, clear and size, got an object without get.', () => boundBytes({} as any, { maxBytes: 5 })],
  ['got undefined without get', () => boundBytes(undefined as any, { maxBytes: 5 })],
  ['Expected an empty map, got one with 1 entries. Bound it first', () => boundBytes(new Map([[1, 1]]), { maxBytes: 5 })],
  ['Expected `maxBytes` to be more than 0 bytes', () => boundBytes(new Map(), { maxBytes: 0 })],
  ["Expected `remeasure` to be 'on-get' or milliseconds", () => boundBytes(new Map(), { maxBytes: 5, remeasure: 0 })],
  ['Unknown option `max`', () => boundBytes(new Map(), { max: 5 } as any)],
])('%s', (message, act) => {
  expect(act).toThrow(message)
  expect(act).toThrow(MemSizeError)
})
