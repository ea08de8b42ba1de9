import {
  auditSize,
  deepSize,
  describeMemory,
  exceeds,
  explain,
  graph,
  invalidateSize,
  MemSize,
  type Meter,
  measure,
  Tracker,
} from '../../src/index.js'

const rows = (count: number) => new Map<number, object>(Array.from({ length: count }, (_, i) => [i, { i }]))

@MemSize()
class Store {
  @MemSize.cached accessor items = rows(1000)
  other = [1, 2, 3]
  back: unknown
}

/** The same, without a rule. */
class Plain {
  accessor items = rows(1000)
  other = [1, 2, 3]
  back: unknown
}

describe.each(['probe', 'model'] as const)('a cached field, by the %s', (by) => {
  const size = (value: unknown) => deepSize(value, { by })

  test('counts as it did, in totals and in trees', () => {
    const store = new Store()
    const truth = size({ items: store.items }) - size({ items: undefined })
    expect(size(store)).toBe(size(store))
    expect(measure(store, { by }).count).toBe(measure(new Plain(), { by }).count + (by === 'model' ? 1001 : 0))
    expect(size(store) - truth).toBe(size(Object.assign(new Store(), { items: undefined })))
    const { lower, bytes, upper, slack } = measure(store, { by })
    expect(lower).toBeLessThanOrEqual(bytes)
    expect(bytes).toBeLessThanOrEqual(upper)
    expect(slack).toBeGreaterThan(0)
    expect(String(explain(store, { by }))).toMatch(/ \.items {2}Map/)
    expect(graph(store, { by }).nodeCount).toBeGreaterThan(1000)
  })

  test('is not walked again until it is assigned, or touched', () => {
    const store = new Store()
    const before = size(store)
    const [row] = store.items.values()
    let walks = 0
    // asked for by each walk that meets it
    Object.defineProperty(row as object, describeMemory, { value: (meter: Meter) => void (walks++, meter.rest(row as object)) })
    invalidateSize(store)
    size(store)
    expect(walks).toBeGreaterThan(0)
    const walked = walks
    size(store)
    size([store])
    expect(exceeds(store, before / 2, { by })).toBe(true)
    expect(walks).toBe(walked)
    store.items.set(-1, {})
    size(store)
    expect(walks).toBe(walked)
    invalidateSize(store, 'items')
    size(store)
    expect(walks).toBeGreaterThan(walked)
    store.items = rows(10)
    expect(size(store)).toBeLessThan(before / 10)
  })

  test('a value that leads back to its owner ends', () => {
    const store = new Store()
    store.items.set(-1, store)
    expect(size(store)).toBe(size(store))
    store.back = { store }
    invalidateSize(store)
    expect(size(store)).toBeGreaterThan(0)
  })

  test('whoever decides what counts is asked for each object', () => {
    const store = new Store()
    size(store)
    const [row] = store.items.values()
    const without = measure(store, { by, exclude: (value) => value === row })
    expect(without.count).toBe(measure(store, { by, exclude: () => false }).count - 1)
    const tracker = new Tracker()
    measure(store, { by, tracker })
    expect(measure(row, { by, tracker }).bytes).toBe(0)
  })

  test('one value of each way of measuring is kept at a time', () => {
    const store = new Store()
    const [probe, model] = [deepSize(store), deepSize(store, { by: 'model' })]
    expect([deepSize(store), deepSize(store, { by: 'model' })]).toEqual([probe, model])
  })

  test('what cannot be seen in it is reported', () => {
    const store = new Store()
    store.items.set(-1, new Proxy({}, {}))
    size(store)
    const { upper, opaque } = measure(store, { by: 'model' })
    expect(upper).toBe(Infinity)
    expect(opaque.length).toBeGreaterThan(0)
  })
})

test('auditSize tells what changed inside', () => {
  const store = new Store()
  expect(auditSize(store)).toEqual({ fields: [{ field: '.items', kept: undefined, actual: expect.any(Number), drift: 0 }], drift: 0 })
  deepSize(store)
  expect(auditSize(store).drift).toBe(0)
  for (let i = 0; i < 100; i++) store.items.set(-1 - i, { more: i })
  const { drift, fields } = auditSize(store)
  expect(drift).toBeGreaterThanOrEqual(100 * 32)
  expect(fields[0].actual - (fields[0].kept as number)).toBe(drift)
  invalidateSize(store)
  deepSize(store)
  expect(auditSize(store).drift).toBe(0)
})

test('subclasses inherit it', () => {
  class Undecorated extends Store {}
  @MemSize()
  class Decorated extends Store {
    @MemSize.cached accessor more = [{}]
  }
  expect(auditSize(new Undecorated()).fields.map(({ field }) => field)).toEqual(['.items'])
  expect(auditSize(new Decorated()).fields.map(({ field }) => field)).toEqual(['.items', '.more'])
})

test('one of the same name in a class above is another', () => {
  @MemSize()
  class Above {
    @MemSize.cached accessor items: unknown[] = [1]
    setAbove(items: unknown[]) {
      Reflect.set(Above.prototype, 'items', items, this)
    }
  }
  @MemSize()
  class Below extends Above {
    @MemSize.cached override accessor items: unknown[] = [2]
  }
  const below = new Below()
  const before = deepSize(below, { by: 'model' })
  below.setAbove(new Array(1000).fill({}))
  expect(deepSize(below, { by: 'model' })).toBeGreaterThan(before + 8000)
  below.items = new Array(1000).fill({})
  expect(deepSize(below, { by: 'model' })).toBeGreaterThan(before + 16000)
  expect(auditSize(below).fields.map(({ drift }) => drift)).toEqual([0, 0])
})

test('what has no tracked field', () => {
  expect(() => invalidateSize({})).toThrow(
    'Expected an object whose class has a cached field, as `@MemSize.cached accessor items = new Map()` makes one.',
  )
  expect(() => invalidateSize(new Store(), 'other')).toThrow('Expected an object whose class has a cached field `other`')
  expect(() => invalidateSize(null as never)).toThrow('Expected an object')
  expect(() => auditSize(new Plain())).toThrow('Expected an object whose class has a cached field')
  expect(() => auditSize(5 as never)).toThrow('got 5 (number)')
  expect(() => {
    class Wrong {
      // @ts-expect-error: fields see no assignments, and that is for run time to say in JavaScript
      @MemSize.cached items = new Map()
    }
    return Wrong
  }).toThrow('Expected @MemSize.cached on an accessor, which sees assignments, and `items` is a field. Write `accessor items = ...`.')
})
