import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { LRUCache } from 'lru-cache'
import { snapshotSizes } from '../../src/heap.js'
import { deepSize, describeMemory, MemSizeError } from '../../src/index.js'
import { SizedLRU, type SizedLRUOptions, sizeCalculation, sizedLRU } from '../../src/integrations/lru-cache.js'
import { Random } from '../oracle/random.js'

type Any = NonNullable<unknown>
const cacheOf = (options: Partial<SizedLRUOptions<Any, Any>> = {}) => sizedLRU<Any, Any>({ maxBytes: 1e6, onRefused() {}, ...options })
const text = (length: number, i = 0) => Buffer.alloc(length, `text ${i} `).toString('latin1')
const random = new Random(7)

/** What the cache holds, by the probe: all but what its options lead to. */
const truth = (cache: SizedLRU<Any, Any>) => deepSize(cache, { exclude: (value) => typeof value === 'function' })

test('is an LRUCache, and evicts what was used least recently', () => {
  const cache = cacheOf({ maxBytes: 10_000 })
  expect(cache).toBeInstanceOf(SizedLRU)
  expect(cache).toBeInstanceOf(LRUCache)
  for (let i = 0; i < 20; i++) {
    cache.set(i, text(1000, i))
    cache.get(0)
  }
  expect(cache.size).toBeLessThan(10)
  expect([cache.has(0), cache.has(1), cache.has(19)]).toEqual([true, false, true])
  expect([cache.maxBytes, cache.maxSize]).toEqual([10_000, 10_000])
  expect(cache.bytes).toBeLessThanOrEqual(10_000)
  cache.clear()
  expect([cache.size, cache.calculatedSize]).toEqual([0, 0])
})

describe('sizeCalculation', () => {
  test('counts key, value and bookkeeping; what both hold, once', () => {
    const key = text(500)
    const alone = sizeCalculation(7, 7)
    expect(alone).toBe(68)
    expect(sizeCalculation({ a: 1 }, key)).toBe(alone + deepSize({ a: 1 }) + deepSize(key))
    expect(sizeCalculation({ key }, key)).toBe(alone + deepSize({ key }))
    expect(sizeCalculation(7, key)).toBe(alone + deepSize(key))
  })

  test.each<[string, unknown]>([
    ['a number', 1.5],
    ['null', null],
    ['undefined', undefined],
    ['a revoked Proxy', (({ proxy, revoke }) => (revoke(), proxy))(Proxy.revocable({}, {}))],
    [
      'a description that throws',
      {
        [describeMemory]() {
          throw new Error('no')
        },
      },
    ],
    [
      'a description that claims Infinity',
      {
        [describeMemory](meter: any) {
          meter.external('x', Infinity)
        },
      },
    ],
    [
      'a description that claims fractions',
      {
        [describeMemory](meter: any) {
          meter.external('x', 0.5)
        },
      },
    ],
    [
      'a description that claims less than nothing',
      {
        [describeMemory](meter: any) {
          meter.external('x', -1e9)
        },
      },
    ],
    [
      'a description that measures',
      {
        [describeMemory](meter: any) {
          sizeCalculation({}, 'k')
          meter.rest({ a: 1 })
        },
      },
    ],
    ['a function', () => {}],
    [
      'a detached buffer',
      (() => {
        const buffer = new ArrayBuffer(8)
        structuredClone(buffer, { transfer: [buffer] })
        return buffer
      })(),
    ],
  ])('gives a whole number above 0 for %s', (_, value) => {
    const size = sizeCalculation(value, 'key')
    expect(Number.isSafeInteger(size) && size > 0).toBe(true)
    const cache = new LRUCache<string, Any>({ maxSize: 1e6, sizeCalculation })
    if (value !== null && value !== undefined) cache.set('key', value as Any)
  })
})

describe('bookkeeping', () => {
  test.each<[string, Partial<SizedLRUOptions<Any, Any>>]>([
    ['without a limit by count', {}],
    ['with max', { max: 5000 }],
    ['with ttl', { ttl: 1e6 }],
  ])('%s, is what the engine has, whatever came before', (_, options) => {
    const cache = cacheOf({ maxBytes: 4e6, ...options })
    let worst = 0
    for (let i = 0; i < 12_000; i++) {
      cache.set(random.below(9000), i)
      if (random.below(3) === 0) cache.delete(random.below(9000))
      // numbers take nothing of their own
      if (i % 1000 === 0 && i > 1000) worst = Math.max(worst, Math.abs(1 - cache.bytes / truth(cache)))
    }
    expect(worst).toBeLessThan(0.02)
    expect(cache.bookkeeping / cache.size).toBeGreaterThan(40)
  })

  test('is what a heap snapshot shows', async () => {
    const cache = cacheOf()
    for (let i = 0; i < 1000; i++) cache.set(i, i)
    const { deep } = await snapshotSizes(cache)
    expect(Math.abs(cache.bytes / deep - 1)).toBeLessThan(0.05)
  })

  test('of an entry is counted even where keys and values are nothing', () => {
    const cache = cacheOf({ maxBytes: 100_000 })
    for (let i = 0; i < 10_000; i++) cache.set(i, i)
    expect(cache.size).toBeLessThan(100_000 / 68)
    expect(cache.size).toBeGreaterThan(300)
    expect(truth(cache)).toBeLessThan(105_000)
  })
})

test('mixed values, ten times the capacity: the engine has what the cache says', () => {
  const cache = cacheOf({ maxBytes: 1e6 })
  for (let i = 0, bytes = 0; bytes < 1e7; i++) {
    const value = [
      () => text(random.below(5000), i),
      () => ({ id: i, tags: ['a', text(random.below(300), i)], at: new Date(i) }),
      () => new Map([[i, { i }]]),
      () => new Uint8Array(random.below(20_000)),
    ][i % 4]()
    cache.set(`key ${i}`, value)
    bytes += deepSize(value)
  }
  expect(cache.bytes).toBeGreaterThan(0.97e6)
  expect(cache.bytes).toBeLessThanOrEqual(1e6)
  expect(Math.abs(truth(cache) / 1e6 - 1)).toBeLessThan(0.03)
})

describe('a value larger than the cache', () => {
  test('is refused loudly, and what was there goes', () => {
    const refused: unknown[] = []
    const cache = cacheOf({ maxBytes: 10_000, onRefused: (value, key, how) => refused.push([value, key, how]) })
    cache.set('a', 'small')
    const large = new Uint8Array(20_000)
    cache.set('a', large)
    expect(cache.has('a')).toBe(false)
    expect(refused).toEqual([[large, 'a', { bytes: sizeCalculation(large, 'a'), limit: 10_000 }]])
    cache.set('b', 1, { size: 10_001 })
    expect(refused.length).toBe(2)
  })

  test('so is one that would fit but for the tables, or is larger than maxEntrySize', () => {
    const refused: number[] = []
    const cache = cacheOf({ maxBytes: 10_000, maxEntrySize: 9900, onRefused: (_value, _key, { limit }) => refused.push(limit) })
    cache.set('a', new Uint8Array(9950))
    cache.set('b', new Uint8Array(9600))
    expect(refused).toEqual([9900, 10_000])
    expect(cache.size).toBe(0)
  })

  test('without onRefused: a warning once', () => {
    const warn = jest.spyOn(process, 'emitWarning').mockImplementation(() => {})
    const cache = cacheOf({ maxBytes: 10_000, onRefused: undefined })
    for (let i = 0; i < 3; i++) cache.set('key', new Uint8Array(20_000))
    expect(warn.mock.calls).toEqual([
      [
        expect.stringMatching(
          /^A cache refused the value of "key" \(string\), 20\.\d kB: an entry may take 10\.0 kB\. There is no warning for later ones: `onRefused` gets them all\.$/,
        ),
        'MemSizeWarning',
      ],
    ])
    warn.mockRestore()
  })

  test('onRefused may use the cache, and may throw', () => {
    const cache: SizedLRU<Any, Any> = cacheOf({ maxBytes: 10_000, onRefused: (_value, key) => void cache.set(key, 'summary') })
    cache.set('a', new Uint8Array(20_000))
    expect(cache.get('a')).toBe('summary')
    const throwing = cacheOf({
      maxBytes: 10_000,
      onRefused: () => {
        throw new Error('too large')
      },
    })
    expect(() => throwing.set('a', new Uint8Array(20_000))).toThrow('too large')
    throwing.set('b', 1)
    expect(throwing.get('b')).toBe(1)
  })

  test('a fetched one is refused too', async () => {
    const refused: unknown[] = []
    const cache = cacheOf({
      maxBytes: 10_000,
      fetchMethod: async () => new Uint8Array(20_000),
      onRefused: (_value, key) => refused.push(key),
    })
    await cache.fetch('a')
    expect([refused, cache.size]).toEqual([['a'], 0])
  })
})

test('what is fetched is bounded', async () => {
  const cache = cacheOf({ maxBytes: 50_000, fetchMethod: async (key: Any) => text(1000, Number(key)) })
  for (let i = 0; i < 200; i++) await cache.fetch(i)
  expect(cache.bytes).toBeLessThanOrEqual(50_000)
  expect(cache.size).toBeGreaterThan(30)
})

describe('values that change after set', () => {
  test('remeasure measures one again: sums are right, recency and TTL stay', () => {
    const cache = cacheOf({ maxBytes: 20_000, ttl: 1e6 })
    const changing = { list: [] as string[] }
    cache.set('changing', changing)
    for (let i = 0; i < 5; i++) cache.set(i, text(1000, i))
    const before = cache.calculatedSize
    changing.list.push(text(5000))
    const size = cache.remeasure('changing')
    expect(size).toBe(sizeCalculation(changing, 'changing'))
    expect(cache.info('changing')?.size).toBe(size)
    expect(cache.calculatedSize - before).toBeGreaterThan(5000)
    expect([...cache.keys()].at(-1)).toBe('changing')
    changing.list.pop()
    cache.remeasure('changing')
    cache.delete('changing')
    for (let i = 0; i < 5; i++) cache.delete(i)
    expect([cache.size, cache.calculatedSize]).toEqual([0, 0])
    expect(cache.remeasure('none')).toBeUndefined()
  })

  test('one that grew evicts others, and is refused when it is larger than the cache', () => {
    const refused: unknown[] = []
    const cache = cacheOf({ maxBytes: 10_000, onRefused: (_value, key) => refused.push(key) })
    const value: string[] = []
    for (let i = 0; i < 5; i++) cache.set(i, text(1000, i))
    cache.set('value', value)
    value.push(text(5000))
    cache.remeasure('value')
    expect(cache.bytes).toBeLessThanOrEqual(10_000)
    expect([cache.has(0), cache.has('value')]).toEqual([false, true])
    value.push(text(6000, 1))
    cache.remeasure('value')
    expect([cache.has('value'), refused]).toEqual([false, ['value']])
    expect(cache.calculatedSize).toBe([...cache.keys()].reduce((sum: number, key) => sum + (cache.info(key)?.size ?? 0), 0))
  })

  test('set with the same value measures it again', () => {
    const cache = cacheOf()
    const value: string[] = []
    cache.set('a', value)
    value.push(text(1000))
    cache.set('a', value)
    expect(cache.info('a')?.size).toBe(sizeCalculation(value, 'a'))
    cache.delete('a')
    expect(cache.calculatedSize).toBe(0)
  })

  test("remeasure: 'on-get' does so for what is found", () => {
    const cache = cacheOf({ remeasure: 'on-get' })
    const value: string[] = []
    cache.set('a', value)
    value.push(text(1000))
    expect(cache.get('a')).toBe(value)
    expect(cache.info('a')?.size).toBe(sizeCalculation(value, 'a'))
    expect(cache.get('b')).toBeUndefined()
  })

  test('remeasure: ms comes round to all', async () => {
    const cache = cacheOf({ remeasure: 1 })
    const values = Array.from({ length: 50 }, (_, i) => [i] as unknown[])
    values.forEach((value, i) => void cache.set(i, value))
    for (const value of values) value.push(text(1000))
    const order = [...cache.keys()]
    const all = values.reduce((sum, value, i) => sum + sizeCalculation(value, i), 0)
    // a busy machine's timers are late
    for (let i = 0; i < 10_000 && cache.calculatedSize < all; i++) await new Promise((resolve) => setTimeout(resolve, 5))
    expect(cache.calculatedSize).toBe(all)
    expect([...cache.keys()]).toEqual(order)
  })

  test('the timer keeps no cache alive', async () => {
    setFlagsFromString('--expose-gc')
    const gc = runInNewContext('gc') as () => void
    const known = (() => {
      const cache = cacheOf({ remeasure: 5 })
      cache.set(1, 1)
      return new WeakRef(cache)
    })()
    for (let i = 0; i < 50 && known.deref(); i++) {
      await new Promise((resolve) => setTimeout(resolve, 10))
      gc()
    }
    expect(known.deref()).toBeUndefined()
  })
})

test('a value that changes while it is measured, or uses the cache', () => {
  const cache = cacheOf({ maxBytes: 50_000 })
  const value: any = {
    list: [],
    [describeMemory](meter: any) {
      value.list.push(1)
      cache.set('other', text(1000))
      cache.delete('a')
      meter.rest(value)
    },
  }
  for (let i = 0; i < 50; i++) cache.set('a', value)
  cache.remeasure('a')
  cache.clear()
  expect([cache.size, cache.calculatedSize]).toEqual([0, 0])
})

test('random operations: sizes add up, and never pass the limit', () => {
  const cache = cacheOf({ maxBytes: 30_000, max: 40, ttl: 3 })
  const values = Array.from({ length: 60 }, () => [] as unknown[])
  for (let i = 0; i < 8000; i++) {
    const key = random.below(60)
    const value = values[key]
    const act = random.below(8)
    if (act < 3) cache.set(key, value, random.below(9) === 0 ? { size: 1 + random.below(500) } : {})
    else if (act === 3) cache.set(key, text(random.below(3000)))
    else if (act === 4) value.length = random.below(300)
    else if (act === 5) cache.remeasure(key)
    else if (act === 6) cache.delete(key)
    else if (random.below(500) === 0) cache.load(cache.dump())
    else cache.get(key)
    const sum = cache.dump().reduce((sum, [, { size }]) => sum + (size as number), 0)
    if (cache.calculatedSize !== sum) expect([i, act, cache.calculatedSize]).toEqual([i, act, sum])
    if (cache.bytes > 31_500 && act < 4) expect([i, cache.bytes]).toEqual([i, 31_500])
  }
  cache.clear()
  expect([cache.size, cache.calculatedSize]).toEqual([0, 0])
})

test('load measures what it loads', () => {
  const cache = cacheOf()
  cache.load([['a', { value: text(1000), size: 1 }]])
  expect(cache.info('a')?.size).toBe(sizeCalculation(text(1000), 'a'))
})

test.each<[string, object | undefined]>([
  ["Expected options as an object like { maxBytes: '64 MB' }, got undefined", undefined],
  ['Expected `maxBytes` in bytes', {}],
  ['Expected `maxBytes` to be more than 0 bytes, got 0 (number)', { maxBytes: 0 }],
  ['got "64 parsecs" (string)', { maxBytes: '64 parsecs' }],
  ['got NaN (number)', { maxBytes: Number.NaN }],
  ['got -5 (number)', { maxBytes: -5 }],
  ['Expected no `maxSize`: sizes are measured, and `maxBytes` limits them.', { maxBytes: 5000, maxSize: 5 }],
  ['Expected no `sizeCalculation`', { maxBytes: 5000, sizeCalculation: () => 1 }],
  ['Expected `onRefused` to be a function', { maxBytes: 5000, onRefused: 5 }],
  ["Expected `remeasure` to be 'on-get' or milliseconds, 1 or more, got 0 (number)", { maxBytes: 5000, remeasure: 0 }],
  ['Expected `maxBytes` to be more than what the cache keeps for `max` entries', { maxBytes: 5000, max: 10_000 }],
])('%s', (message, options) => {
  expect(() => sizedLRU(options as never)).toThrow(message)
  expect(() => sizedLRU(options as never)).toThrow(MemSizeError)
})
