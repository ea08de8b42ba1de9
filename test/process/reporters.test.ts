import { boundBytes, MemoryBudget } from '../../src/budget.js'
import { countInstance, MemSize, measure, shallowSize } from '../../src/index.js'
import { sizedLRU } from '../../src/integrations/lru-cache.js'
import { processMemory, type Reporter, registerReporter } from '../../src/process.js'

const started: Reporter[] = []
const report = (path: string, says: () => unknown) => {
  const reporter = registerReporter(path, says as never)
  started.push(reporter)
  return reporter
}
afterEach(() => {
  for (const reporter of started.splice(0)) reporter.stop()
})

const sums = ({ rss, parts, remainder }: ReturnType<typeof processMemory>) => {
  const wrong: string[] = []
  const check = (path: string, bytes: number, children: typeof parts, more = 0) => {
    if (children.length > 0 && children.reduce((sum, child) => sum + child.bytes, more) !== bytes) wrong.push(path)
    for (const child of children) check(child.path, child.bytes, child.children)
  }
  check('rss', rss, parts, remainder)
  return wrong
}

const used = 'v8/this isolate/used'

test('what is reported is a part of the heap, by the steps of its path, and counts once', () => {
  report('db/page-cache', () => ({ bytes: 3_000_000, kind: 'heap' }))
  report('db/index', () => ({ bytes: 2_000_000 }))
  report('db', () => ({ bytes: 1_000_000 }))
  const memory = processMemory()
  expect(sums(memory)).toEqual([])
  expect(memory.part(`${used}/reported/db`)).toMatchObject({ bytes: 6_000_000 })
  expect(memory.part(`${used}/reported/db/page-cache`)).toMatchObject({ bytes: 3_000_000 })
  expect(memory.part(`${used}/reported/db/(itself)`)).toMatchObject({ bytes: 1_000_000 })
  expect(memory.part(`${used}/not reported`)?.bytes).toBe((memory.part(used)?.bytes ?? 0) - 6_000_000)
  expect(memory.missing).toEqual([])
})

test('outside of the heap it is a part of malloc; on a graphics card, beside RSS', () => {
  const kept = Buffer.alloc(5_000_000, 1)
  report('images', () => ({ bytes: kept.length, kind: 'external' }))
  report('textures', () => ({ bytes: 7e9, kind: 'gpu' }))
  const memory = processMemory()
  expect(sums(memory)).toEqual([])
  expect(memory.part('malloc/in use/array buffers/reported/images')?.bytes).toBe(5_000_000)
  expect(memory.beside).toContainEqual({ name: 'textures', bytes: 7e9, note: 'reported; on the graphics card, not in RSS' })
})

test('more than there is is cut, and said so', () => {
  report('huge', () => ({ bytes: 1e13 }))
  const memory = processMemory()
  expect(sums(memory)).toEqual([])
  expect(memory.part(`${used}/reported/huge`)).toMatchObject({
    bytes: memory.part(used)?.bytes,
    note: 'reports 10000000000000 bytes, more than there are',
  })
})

const hostile = new Proxy(
  {},
  {
    get() {
      throw new Error('trap')
    },
  },
)

test.each<[string, () => unknown, string]>([
  [
    'throws',
    () => {
      throw new Error('no database')
    },
    'what x reports: it threw no database',
  ],
  [
    'throws what cannot be shown',
    () => {
      throw hostile
    },
    'what x reports: it threw an object',
  ],
  ['gives nothing', () => undefined, 'what x reports: it threw '],
  ['gives a promise', async () => ({ bytes: 1 }), 'what x reports: expected bytes as a whole number, got undefined'],
  ['gives NaN', () => ({ bytes: Number.NaN }), 'what x reports: expected bytes as a whole number, got NaN (number)'],
  ['gives less than nothing', () => ({ bytes: -1 }), 'what x reports: expected bytes as a whole number, got -1 (number)'],
  ['gives a bigint', () => ({ bytes: 1n }), 'what x reports: expected bytes as a whole number, got 1 (bigint)'],
  [
    'gives another kind',
    () => ({ bytes: 1, kind: 'disk' }),
    'what x reports: expected its kind to be heap, external or gpu, got "disk" (string)',
  ],
  ['is a trap', () => hostile, 'what x reports: it threw trap'],
  [
    'registers itself',
    () => registerReporter('x', () => ({ bytes: 1 })),
    'what x reports: it threw Expected registerReporter() to be called outside of a reporter',
  ],
])('a reporter that %s is a line of what is missing', (_name, says, line) => {
  report('x', says)
  const memory = processMemory()
  expect(sums(memory)).toEqual([])
  expect(memory.missing).toHaveLength(1)
  expect(memory.missing[0]).toContain(line)
})

test('one that asks for a report gets it without reporters', () => {
  let inner: ReturnType<typeof processMemory> | undefined
  report('x', () => {
    inner = processMemory()
    return { bytes: 1000 }
  })
  expect(processMemory().part(`${used}/reported/x`)?.bytes).toBe(1000)
  expect(inner?.missing).toEqual(['what reporters say: one of them asked for this report'])
})

test('a path that is registered twice: the sum, and a word about it', () => {
  report('x', () => ({ bytes: 1000 }))
  const second = report('x', () => ({ bytes: 500 }))
  const memory = processMemory()
  expect(memory.part(`${used}/reported/x`)?.bytes).toBe(1500)
  expect(memory.missing).toEqual(['x is registered twice: the sum is shown'])
  second.stop()
  expect(processMemory().part(`${used}/reported/x`)?.bytes).toBe(1000)
})

test.each(['', '/', 'a//b', ' ', 5, undefined])('%p is no path', (path) => {
  expect(() => registerReporter(path as string, () => ({ bytes: 1 }))).toThrow(
    /^Expected `path` to be steps with slashes between them, like "db\/page-cache", got /,
  )
})

test('no function', () => {
  expect(() => registerReporter('x', 5 as never)).toThrow(/^Expected `report` to be a function like .*, got 5/)
})

describe('by themselves', () => {
  const values = () => Array.from({ length: 1000 }, (_, i) => `a text of some length, number ${i}`)

  test('caches are parts of the heap, as long as they live', () => {
    const cache = sizedLRU<number, object>({ maxBytes: '10 MB' })
    const map = boundBytes(new Map<number, object>(), { maxBytes: '10 MB' })
    cache.set(1, values())
    map.set(1, values())
    const memory = processMemory()
    expect(sums(memory)).toEqual([])
    const reported = memory.part(`${used}/reported/caches`)?.children ?? []
    const bytesOf = (name: RegExp) => reported.filter((part) => name.test(part.name)).map(({ bytes }) => bytes)
    expect(bytesOf(/^lru \d+$/)).toContain(cache.bytes)
    expect(bytesOf(/^bounded map \d+$/)).toContain(map.bytes)
    expect(cache.bytes).toBeGreaterThan(40_000)
  })

  test("a cache's buffers are a part of malloc, and no part of the heap; a name of its own is its path", () => {
    const budget = new MemoryBudget({ name: 'app', limit: '100 MB' })
    const cache = sizedLRU<number, Buffer>({ budget, name: 'pictures' })
    for (let i = 0; i < 10; i++) cache.set(i, Buffer.alloc(500_000, 1))
    const memory = processMemory()
    expect(sums(memory)).toEqual([])
    const inHeap = memory.part(`${used}/reported/caches/pictures`)?.bytes ?? 0
    const outside = memory.part('malloc/in use/array buffers/reported/caches/pictures')?.bytes ?? 0
    expect(outside).toBeGreaterThanOrEqual(5_000_000)
    expect(inHeap).toBeLessThan(20_000)
    expect(inHeap + outside).toBe(cache.bytes)
    cache.close()
  })

  class Row {
    readonly #text: string
    readonly pixels: Uint8Array
    constructor(i: number) {
      countInstance(this)
      this.#text = `the text of row ${i + 1000.25}, which is long enough to weigh something`.repeat(3)
      this.pixels = new Uint8Array(3000)
    }
    get text(): string {
      return this.#text
    }
  }
  MemSize({ live: 'size', name: 'db/Row' })(Row)

  class Table {
    rows: Row[] = []
    constructor() {
      countInstance(this)
    }
  }
  MemSize({ live: 'size', name: '/Table//' })(Table)

  class Counted {
    text = 'x'.repeat(100_000)
    constructor() {
      countInstance(this)
    }
  }
  MemSize({ live: 'count' })(Counted)

  test('decorated classes whose instances are known: each instance is its own class, and nothing counts twice', () => {
    const table = new Table()
    const counted = new Counted()
    table.rows = Array.from({ length: 200 }, (_, i) => new Row(i))
    const cached = sizedLRU<number, Row>({ maxBytes: '10 MB' })
    const first = processMemory()
    expect(sums(first)).toEqual([])
    const heap = (path: string, memory = first) => memory.part(`${used}/reported/${path}`)?.bytes ?? 0
    const outside = (path: string, memory = first) => memory.part(`malloc/in use/array buffers/reported/${path}`)?.bytes ?? 0
    // what they hold, as deepSize() has it, without the list of them
    const whole = measure(table)
    const without = measure({ rows: [] })
    expect(outside('classes/db/Row')).toBe(200 * 3000)
    expect(outside('classes/Table')).toBe(0)
    expect(heap('classes/db/Row')).toBe(measure(table.rows).bytes - shallowSize(table.rows) - 200 * 3000)
    expect(heap('classes/db/Row') + heap('classes/Table')).toBe(whole.bytes - whole.external)
    expect(heap('classes/Table')).toBeGreaterThanOrEqual(without.bytes)
    expect(first.part(`${used}/reported/classes/Counted`)).toBeUndefined()
    // what a cache holds is the cache's
    for (let i = 0; i < 50; i++) cached.set(i, table.rows[i] as Row)
    const second = processMemory()
    expect(outside('classes/db/Row', second)).toBe(150 * 3000)
    const caches = second.part('malloc/in use/array buffers/reported/caches')?.children.filter(({ name }) => name.startsWith('lru'))
    expect(caches?.map(({ bytes }) => bytes)).toContain(50 * 3000)
    expect(counted.text).toHaveLength(100_000)
  })

  test('budgets are shown beside the parts: what they count is in one of them', () => {
    const budget = new MemoryBudget({ name: 'app', limit: '1 MB' })
    const reservation = budget.reserve(5000)
    const memory = processMemory()
    expect(sums(memory)).toEqual([])
    expect(memory.beside).toContainEqual({ name: 'budget app', bytes: 5000, note: 'reserved in it; no part by itself' })
    reservation.release()
    expect(processMemory().beside.map(({ name }) => name)).not.toContain('budget app')
  })
})
