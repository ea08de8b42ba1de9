import { boundBytes, Ledger, MemoryBudget } from '../../src/budget.js'
import { measure } from '../../src/index.js'
import { sizedLRU } from '../../src/integrations/lru-cache.js'

const more = (value: unknown): number => measure(value, { external: 'usable' }).bytes - measure(value).bytes
const buffers = (): ArrayBuffer[] => Array.from({ length: 50 }, () => new ArrayBuffer(100))

const caches = {
  sizedLRU: (options: object) => sizedLRU<number, object>({ maxBytes: '1 MB', ...options }),
  boundBytes: (options: object) => boundBytes(new Map<number, object>(), { maxBytes: '1 MB', ...options }),
}

describe.each(Object.entries(caches))('%s', (_name, make) => {
  test('an entry counts with what the allocator gave', () => {
    const value = buffers()
    const [plain, usable] = [make({}), make({ external: 'usable' })]
    for (const cache of [plain, usable]) cache.set(1, value)
    expect(more(value)).toBeGreaterThanOrEqual(50 * 4)
    expect(usable.bytes - plain.bytes).toBe(more(value))
    usable.delete(1)
    plain.delete(1)
    expect(usable.bytes).toBe(plain.bytes)
  })

  test('what entries share counts with it once', () => {
    const shared = Ledger.share({ stores: buffers() })
    const [plain, usable] = [make({}), make({ external: 'usable' })]
    for (const cache of [plain, usable]) for (let i = 0; i < 3; i++) cache.set(i, { shared, own: new ArrayBuffer(100) })
    expect(usable.sharedBytes - plain.sharedBytes).toBe(more(shared))
    const own = usable.bytes - usable.sharedBytes - (plain.bytes - plain.sharedBytes)
    // each block is at least 4 bytes more than was asked for
    expect(own).toBeGreaterThanOrEqual(3 * 4)
    // 104 bytes each, or 120 where a reused block has a rest that is too small to be one by itself
    expect(own).toBeLessThan(more(shared) + 3 * 20)
  })

  test('where nothing is outside the heap, nothing differs', () => {
    const [plain, usable] = [make({}), make({ external: 'usable' })]
    for (const cache of [plain, usable]) cache.set(1, { text: 'some text', list: [1.5, 2.5] })
    expect(usable.bytes).toBe(plain.bytes)
  })

  test('a cache takes after the budget that it draws on', () => {
    const value = buffers()
    const budget = new MemoryBudget({ name: 'app', limit: '10 MB', external: 'usable' })
    const [own, asked] = [make({ budget, name: 'own' }), make({ budget, name: 'asked', external: 'requested' })]
    for (const cache of [own, asked]) cache.set(1, value)
    expect(own.bytes - asked.bytes).toBe(more(value))
  })

  test('another word is refused', () => {
    expect(() => make({ external: 'all' })).toThrow(/^Expected `external` to be 'requested' or 'usable', got "all"/)
  })
})

test('a budget, all below it, and what is resized', () => {
  const value = buffers()
  const plain = new MemoryBudget({ name: 'app', limit: '10 MB' })
  const budget = new MemoryBudget({ name: 'app', limit: '10 MB', external: 'usable' })
  expect([plain.external, budget.external, budget.child({ name: 'below' }).external]).toEqual(['requested', 'usable', 'usable'])
  const reservation = budget.child({ name: 'images' }).reserve(value)
  expect(budget.used).toBe(plain.reserve(value).bytes + more(value))
  const buffer = new ArrayBuffer(100)
  reservation.resize(buffer)
  expect(budget.used).toBe(measure(buffer).bytes + more(buffer))
  reservation.resize(100)
  expect(budget.used).toBe(100)
  expect(() => new MemoryBudget({ name: 'app', limit: 1, external: 'all' as never })).toThrow(/^Expected `external` to be 'requested'/)
})
