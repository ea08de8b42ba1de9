import { boundBytes, Ledger } from '../../src/budget.js'
import { deepSize, retainedSize } from '../../src/index.js'
import { sizeCalculation, sizedLRU } from '../../src/integrations/lru-cache.js'
import { Random } from '../oracle/random.js'
import { Page } from './page.js'

// What the entries of a cache share: charged once, refunded with the last of them.

const rows = (n: number) => Array.from({ length: n }, (_, i) => ({ i }))
const text = (i: number) => Buffer.alloc(1000, `text ${i} `).toString('latin1')

interface Cache {
  readonly bytes: number
  readonly sharedBytes: number
  readonly size: number
  set(key: string, value: any): unknown
  delete(key: string): boolean
  clear(): void
}

const caches: [string, (maxBytes: number) => Cache][] = [
  ['sizedLRU', (maxBytes) => sizedLRU<string, any>({ maxBytes, onRefused() {} })],
  ['boundBytes', (maxBytes) => boundBytes(new Map<string, any>(), { maxBytes, onRefused() {} })],
]
const holders: [string, (config: object, i: number) => object][] = [
  ['meter.shared', (config, i) => new Page(config, rows(i))],
  ['Ledger.share', (config, i) => ({ config: Ledger.share(config), rows: rows(i) })],
]

describe.each(caches)('%s', (_, make) => {
  test.each(holders)('by %s, counts once, and goes with the last of its holders', (_, hold) => {
    const config = { list: rows(500) }
    const cache = make(1e6)
    for (let i = 0; i < 5; i++) cache.set(`key ${i}`, hold(config, i))
    expect(cache.sharedBytes).toBe(deepSize(config))
    cache.set('key 0', hold(config, 3)) // instead of what was there
    cache.set('key 1', 'no holder any more')
    for (let i = 1; i < 4; i++) cache.delete(`key ${i}`)
    expect(cache.sharedBytes).toBe(deepSize(config))
    cache.delete('key 0')
    expect(cache.sharedBytes).toBe(deepSize(config))
    cache.delete('key 4')
    expect(cache.sharedBytes).toBe(0)
    cache.set('key 5', hold(config, 1))
    cache.clear()
    expect(cache.sharedBytes).toBe(0)
  })

  test('evicting an entry frees what retainedSize says', () => {
    const cache = make(1e6)
    const config = Ledger.share({ list: rows(500) })
    const values = new Map(['a', 'b', 'c'].map((key, i) => [key, { config, rows: rows(50 + i) }]))
    for (const [key, value] of values) cache.set(key, value)
    for (const [key, value] of [...values]) {
      const retained = retainedSize(value, { from: values })
      const before = cache.bytes
      cache.delete(key)
      values.delete(key)
      // the key goes too, and tables may shrink
      const freed = before - cache.bytes
      expect(freed - retained).toBeGreaterThanOrEqual(0)
      expect(freed - retained).toBeLessThan(600)
      expect(retained > deepSize(config)).toBe(values.size === 0)
    }
    expect(cache.sharedBytes).toBe(0)
  })

  test('holds more entries than where it is charged to each, within the limit', () => {
    const config = { list: rows(2000) }
    const plain = { list: rows(2000) }
    const [shared, undeclared] = [make(400_000), make(400_000)]
    for (let i = 0; i < 200; i++) {
      shared.set(`key ${i}`, new Page(config, [{ text: text(i) }]))
      undeclared.set(`key ${i}`, { config: plain, text: text(i) })
    }
    expect(undeclared.size).toBeLessThan(6)
    expect(shared.size).toBeGreaterThan(150)
    expect(shared.bytes).toBeLessThanOrEqual(400_000)
    const [suspect] = Ledger.suspects((undeclared as any).values?.() ?? (undeclared as any).map.values())
    expect(suspect).toMatchObject({ className: 'Object', path: '$.config', holders: undeclared.size })
  })

  test('what is shared and larger than the cache is refused with its holder', () => {
    const cache = make(10_000)
    cache.set('a', new Page({ list: rows(500) }, []))
    expect([cache.size, cache.sharedBytes]).toEqual([0, 0])
  })

  test('random operations: what is shared is what the entries hold', () => {
    const random = new Random(3)
    const configs = Array.from({ length: 5 }, (_, i) => ({ list: rows(20 * (i + 1)) }))
    const cache: any = make(60_000)
    const keys = () => [...(cache.keys?.() ?? cache.map.keys())]
    for (let i = 0; i < 2000; i++) {
      const key = `key ${random.below(30)}`
      const act = random.below(6)
      if (act < 3) cache.set(key, new Page(configs[random.below(5)], rows(random.below(30))))
      else if (act === 3) cache.set(key, text(i))
      else if (act === 4) cache.delete(key)
      else cache.remeasure(key)
      const held = new Set(keys().map((key) => (cache.peek?.(key) ?? cache.map.get(key)).config))
      held.delete(undefined as never)
      let sum = 0
      for (const config of held) sum += deepSize(config)
      if (cache.sharedBytes !== sum) expect([i, act, cache.sharedBytes]).toEqual([i, act, sum])
      if (cache.bytes > 63_000) expect([i, cache.bytes]).toEqual([i, 63_000])
    }
    cache.clear()
    expect(cache.sharedBytes).toBe(0)
  })
})

test("an entry's size is to the byte what retainedSize says, with its key and the bookkeeping", () => {
  const cache = sizedLRU<string, object>({ maxBytes: 1e6 })
  const config = { list: rows(500) }
  const values = ['a', 'b', 'c'].map((_, i) => new Page(config, rows(50 + i)))
  values.forEach((value, i) => void cache.set(`key ${i}`, value))
  values.forEach((value, i) => {
    const ofEntry = sizeCalculation(0, `key ${i}`)
    expect((cache.info(`key ${i}`)?.size as number) - ofEntry).toBe(retainedSize(value, { from: values }))
  })
})

test('an LRUCache: fetched values, a size of the caller, a max, a time to live', async () => {
  const config = { list: rows(100) }
  const disposed: string[] = []
  const cache = sizedLRU<string, object>({
    maxBytes: 1e6,
    max: 3,
    ttl: 5,
    noDisposeOnSet: true,
    dispose: (_value, key) => disposed.push(key),
    fetchMethod: async (key) => (key === 'bad' ? undefined : new Page(config, [])),
  })
  expect(cache.dispose).toBeInstanceOf(Function)
  await cache.fetch('a')
  expect(cache.sharedBytes).toBe(deepSize(config))
  cache.set('a', new Page(config, []), { size: 500 })
  expect(cache.sharedBytes).toBe(0)
  await cache.fetch('b')
  cache.set('b', {})
  expect(cache.sharedBytes).toBe(0)
  await cache.fetch('c')
  for (const key of ['d', 'e', 'f']) cache.set(key, {})
  expect(cache.sharedBytes).toBe(0)
  await cache.fetch('g')
  await new Promise((resolve) => setTimeout(resolve, 10))
  expect(cache.get('g')).toBeUndefined()
  expect(cache.sharedBytes).toBe(0)
  expect(disposed).toContain('c')
  // a stale value is replaced by its fetch, which fails: lru-cache disposes of nothing
  await cache.fetch('bad')
  cache.set('bad', new Page(config, []), { ttl: 1 })
  await new Promise((resolve) => setTimeout(resolve, 5))
  await cache.fetch('bad', { forceRefresh: true })
  cache.delete('bad')
  expect([cache.bytes > 0, cache.sharedBytes]).toEqual([true, 0])
})
