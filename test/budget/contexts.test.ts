import { boundBytes, MemoryBudget } from '../../src/budget.js'
import { sizedLRU } from '../../src/integrations/lru-cache.js'
import { inEngine, nodes } from '../in-engines.js'

// What caches charge for closures in their entries.

interface OfCache {
  /** Whether the entry is kept, and what the cache holds then. */
  readonly off: readonly [boolean, number]
  readonly refused: readonly [string, number][]
  readonly many: readonly [size: number, bytes: number]
  readonly table: number
  readonly shared: readonly [all: number, withoutFirst: number, last: number, none: number]
  readonly own: readonly [cache: number, value: number]
  readonly evicted: { readonly size: number; readonly shared: readonly number[]; readonly first: boolean }
}
interface Result {
  readonly sizedLRU: OfCache
  readonly boundBytes: OfCache
  readonly early: number
  readonly budgets: readonly [withContexts: number, without: number]
  readonly quiet: number
  readonly warnings: readonly string[]
}

test.each(nodes)('on %s', async (node) => {
  const result = await inEngine<Result>(node, 'budget/contexts-child.mjs', ['--expose-gc', '--no-warnings'])
  for (const name of ['sizedLRU', 'boundBytes'] as const) {
    const { off, refused, many, table, shared, own, evicted } = result[name]
    // a closure of a megabyte
    expect([name, off[0], off[1] < 10_000]).toEqual([name, true, true])
    expect([name, refused.length, refused[0][0], refused[0][1] > 1e6]).toEqual([name, 1, 'a', true])
    expect([name, many[0], many[1] > 9e6, many[1] <= 10e6]).toEqual([name, 9, true, true])
    // the variable that all have in common, once, in a context of few words
    const [all, withoutFirst, last, none] = shared
    expect([name, all >= table && all < table + 100, withoutFirst, last, none]).toEqual([name, true, all, all, 0])
    expect([name, own[0] >= own[1] && own[0] < own[1] + 500]).toEqual([name, true])
    expect([name, evicted.size, evicted.shared.length, evicted.first]).toEqual([name, 16, 1, true])
  }
  expect([result.budgets[0] > 1e6, result.budgets[1] < 1000]).toEqual([true, true])
  expect([result.early, result.quiet]).toEqual([0, 0])
  expect(result.warnings).toEqual([expect.stringContaining('what their variables hold is not charged. Pass `contexts: true`')])
})

interface Kept {
  readonly kept: readonly string[]
  readonly more: number
  readonly upper: number
}

test.each(nodes)('on %s, by the model `upper` charges the bound, and refuses what has none', async (node) => {
  const { probe, bytes, upper } = await inEngine<{ probe: boolean; bytes: Kept; upper: Kept }>(node, 'budget/charge-child.mjs')
  expect(probe).toBe(false)
  expect([bytes.kept, upper.kept]).toEqual([
    ['list', 'more', 'proxy'],
    ['list', 'more'],
  ])
  expect(upper.more).toBeGreaterThan(bytes.more)
})

test('says what is wrong with the options', () => {
  expect(() => sizedLRU({ maxBytes: 1e6, contexts: 1 as never })).toThrow('Expected `contexts` to be true or false, got 1')
  expect(() => boundBytes(new Map(), { maxBytes: 1e6, charge: 'most' as never })).toThrow("Expected `charge` to be 'bytes' or 'upper'")
  expect(() => new MemoryBudget({ name: 'app', limit: 1, contexts: 'yes' as never })).toThrow('Expected `contexts` to be true or false')
})
