import fc from 'fast-check'
import Keyv from 'keyv'
import { boundBytes, MemoryBudget } from '../../src/budget.js'
import { sizedLRU } from '../../src/integrations/lru-cache.js'
import { seed } from '../oracle/random.js'

const text = (length: number, i: number) => Buffer.alloc(length, `text ${i} `).toString('latin1')
const budgetOf = (limit: number) => new MemoryBudget({ name: 'app', limit, onProblem() {} })

/** The part of a cache that both kinds have. */
interface Cache {
  set(key: string, value: string): unknown
  delete(key: string): boolean
  clear(): void
  close(): void
  readonly size: number
  readonly bytes: number
  readonly maxBytes: number
}

const kinds: [string, (options: { budget?: MemoryBudget; name?: string; maxBytes?: number }) => Cache][] = [
  ['sizedLRU', (options) => sizedLRU<string, string>(options)],
  ['boundBytes', (options) => boundBytes(new Map<string, string>(), options)],
]

describe.each(kinds)('%s({ budget })', (_name, make) => {
  test('reserves what it holds, and gives back what it lets go of', () => {
    const budget = budgetOf(100_000)
    const cache = make({ budget, name: 'pages' })
    for (let i = 0; i < 20; i++) cache.set(`key ${i}`, text(1000, i))
    expect(budget.used).toBe(Math.ceil(cache.bytes))
    expect(budget.tree().children.map(({ path }) => path)).toEqual(['app/pages'])
    const before = budget.used
    cache.delete('key 3')
    expect(budget.used).toBeLessThan(before - 900)
    cache.clear()
    expect(budget.used).toBe(Math.ceil(cache.bytes))
    expect(budget.used).toBeLessThan(5000)
    cache.close()
    expect([budget.used, budget.tree().children]).toEqual([0, []])
    cache.set('a', 'b')
    expect(cache.size).toBe(0)
  })

  test('evicts where the budget lacks room, and where others ask for it', () => {
    const budget = budgetOf(100_000)
    const cache = make({ budget })
    expect(cache.maxBytes).toBe(100_000)
    const other = budget.reserve(50_000)
    for (let i = 0; i < 200; i++) cache.set(`key ${i}`, text(1000, i))
    expect(budget.used).toBeLessThanOrEqual(100_000)
    expect(cache.bytes).toBeLessThanOrEqual(50_000)
    expect(cache.bytes).toBeGreaterThan(40_000)
    // what is asked of the cache by others
    const more = budget.reserve(30_000)
    expect(cache.bytes).toBeLessThanOrEqual(20_000)
    other.release()
    more.release()
    for (let i = 0; i < 200; i++) cache.set(`key ${i}`, text(1000, i))
    expect(cache.bytes).toBeGreaterThan(90_000)
  })

  test('two caches share one budget', () => {
    const budget = budgetOf(100_000)
    const first = make({ budget, name: 'first' })
    const second = make({ budget, name: 'second' })
    for (let i = 0; i < 200; i++) first.set(`key ${i}`, text(1000, i))
    for (let i = 0; i < 200; i++) second.set(`key ${i}`, text(1000, i))
    expect(first.bytes + second.bytes).toBeLessThanOrEqual(100_000)
    expect(second.size).toBeGreaterThan(10)
    expect(() => make({ budget, name: 'first' })).toThrow('Expected a name that no other child of app has')
  })

  test('whatever is done, what is reserved is what is held, and never more than there is', () => {
    const operation = fc.record({
      kind: fc.constantFrom('set', 'set', 'set', 'delete', 'clear', 'reserve', 'release'),
      key: fc.nat(30),
      length: fc.nat(4000),
    })
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 60 }), (operations) => {
        const budget = budgetOf(20_000)
        const cache = make({ budget })
        const held: { release(): boolean; bytes: number }[] = []
        for (const { kind, key, length } of operations) {
          if (kind === 'set') cache.set(`key ${key}`, text(length, key))
          else if (kind === 'delete') cache.delete(`key ${key}`)
          else if (kind === 'clear') cache.clear()
          else if (kind === 'release') held.pop()?.release()
          else {
            const one = budget.tryReserve(length)
            if (one) held.push(one)
          }
          expect(budget.used).toBeLessThanOrEqual(budget.limit)
        }
        const others = held.reduce((sum, { bytes }) => sum + bytes, 0)
        expect(budget.used - others).toBeLessThanOrEqual(Math.ceil(cache.bytes))
        for (const one of held) one.release()
        cache.close()
        expect(budget.used).toBe(0)
      }),
      { numRuns: 100, seed },
    )
  })

  test('wrong options', () => {
    expect(() => make({ budget: {} as never })).toThrow('Expected `budget` to be a MemoryBudget of memsize/budget, got an object.')
    expect(() => make({ maxBytes: 1000, name: 'x' })).toThrow('Expected `name` with a `budget`')
    expect(() => make({})).toThrow('`maxBytes`')
    expect(() => make({ maxBytes: 1000, maxBites: 1 } as never)).toThrow('Unknown option `maxBites`')
  })
})

describe('a bounded map is a Map to those who use it', () => {
  test.each<[string, () => Map<string, number>]>([
    ['Map', () => new Map()],
    ['a Map that does not list its entries', () => Object.assign(new Map<string, number>(), { entries: undefined as never })],
  ])('%s', (_name, make) => {
    const bound: Map<string, number> = boundBytes<string, number, Map<string, number>>(make(), { maxBytes: '1 MB' })
    bound.set('a', 1).set('b', 2)
    expect(bound).toBeInstanceOf(Map)
    expect([...bound]).toEqual([['a', 1], ['b', 2]]) // biome-ignore format: as short as it is
    expect([...bound.keys(), ...bound.values()]).toEqual(['a', 'b', 1, 2])
    expect(Object.fromEntries(bound.entries())).toEqual({ a: 1, b: 2 })
    const seen: unknown[] = []
    bound.forEach(function (this: unknown, value, key, map) {
      seen.push(this, value, key, map === bound)
    }, 'self')
    expect(seen.map(String)).toEqual(['self', '1', 'a', 'true', 'self', '2', 'b', 'true'])
    for (const [key] of bound) bound.delete(key)
    expect([bound.size, new Map(bound).size]).toEqual([0, 0])
    // every method that this engine's Map has is its own, or works
    for (const name of Object.getOwnPropertyNames(Map.prototype))
      expect([name, Object.hasOwn(Object.getPrototypeOf(bound), name)]).toEqual([name, true])
  })

  test('a Keyv over it can be iterated', async () => {
    const keyv = new Keyv({ store: boundBytes(new Map<string, unknown>(), { maxBytes: '1 MB' }) })
    await keyv.set('a', 1)
    await keyv.set('b', { c: 2 })
    const found: unknown[] = []
    for await (const entry of keyv.iterator?.({}) ?? []) found.push(entry)
    expect(found).toEqual([['a', 1], ['b', { c: 2 }]]) // biome-ignore format: as short as it is
  })
})
