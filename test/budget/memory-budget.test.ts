import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { BudgetExceededError, type BudgetProblem, MemoryBudget, type Reservation } from '../../src/budget.js'
import { deepSize, describeMemory, MemSizeError, type Meter } from '../../src/index.js'

/** Leaks of the tests themselves are reported to nobody. */
const app = (limit: number, more = {}) => new MemoryBudget({ name: 'app', limit, onProblem() {}, ...more })

/** What is thrown. */
function error(act: () => unknown): BudgetExceededError {
  try {
    act()
  } catch (thrown) {
    return thrown as BudgetExceededError
  }
  throw new Error('Nothing was thrown')
}

describe('limits', () => {
  test.each([
    [1000, 1000],
    ['64 MB', 64e6],
    ['1 KiB', 1024],
  ])('%p is %p bytes', (limit, bytes) => {
    expect(new MemoryBudget({ name: 'app', limit }).limit).toBe(bytes)
  })

  test('a share of the heap or the container', () => {
    const of = (of: 'heap' | 'container', percent: number) => new MemoryBudget({ name: 'app', limit: { percent, of } }).limit
    const heap = process.getBuiltinModule('node:v8').getHeapStatistics().heap_size_limit
    expect(of('heap', 50)).toBe(Math.floor(heap / 2))
    const machine = process.getBuiltinModule('node:os').totalmem()
    const constrained = jest.spyOn(process, 'constrainedMemory')
    for (const [told, truth] of [
      [1e8, 1e8],
      [0, machine],
      [2 ** 64, machine],
      [undefined, machine],
    ]) {
      constrained.mockReturnValue(told as number)
      expect(of('container', 20)).toBe(Math.floor((truth as number) / 5))
    }
    constrained.mockRestore()
  })

  test.each<[unknown, string]>([
    [0, 'Expected `limit` to be more than 0 bytes, got 0 (number)'],
    ['0 MB', 'Expected `limit` to be more than 0 bytes, got "0 MB" (string)'],
    [Number.NaN, 'Expected `limit` in bytes, like 1024, "64 MB" or "64 MiB", got NaN (number)'],
    [-1, 'got -1 (number)'],
    [1.5, 'got 1.5 (number)'],
    [Infinity, 'got Infinity (number)'],
    ['64 parsecs', 'got "64 parsecs" (string)'],
    [undefined, 'got undefined'],
    [null, 'got null'],
    [{ percent: 0, of: 'heap' }, 'Expected `percent` of `limit` to be more than 0 and at most 100, got 0 (number)'],
    [{ percent: 101, of: 'heap' }, 'got 101 (number)'],
    [{ percent: '20', of: 'heap' }, 'got "20" (string)'],
    [{ percent: 20, of: 'moon' }, "Expected `of` of `limit` to be 'heap' or 'container', got \"moon\" (string)"],
    [{ percent: 20, of: 'toString' }, 'got "toString" (string)'],
    [{ percent: 1e-12, of: 'heap' }, 'Expected `limit` to be more than 0 bytes, got 0 B'],
  ])('%p is none', (limit, message) => {
    expect(() => new MemoryBudget({ name: 'app', limit: limit as number })).toThrow(message)
    expect(() => new MemoryBudget({ name: 'app', limit: limit as number })).toThrow(MemSizeError)
  })

  test('where the whole is not known, it says so', () => {
    const builtin = jest.spyOn(process, 'getBuiltinModule').mockReturnValue(undefined as never)
    expect(() => app({ percent: 20, of: 'heap' } as never)).toThrow('Expected an engine that reports the limit of its heap')
    builtin.mockRestore()
  })
})

test.each<[string, () => unknown]>([
  ['Expected options as an object', () => new MemoryBudget(undefined as never)],
  ['Unknown option `limt`. Known ones are name, limit, reclaim, onProblem, external.', () => app(1, { limt: 1 })],
  ['Unknown option `parent`', () => app(1, { parent: app(2) })],
  ['Expected `name` to be a text that errors and reports show', () => app(1, { name: '' })],
  ['Expected `reclaim` to be a function (bytes) => void, got 5 (number)', () => app(1, { reclaim: 5 })],
  ['Expected `onProblem` to be a function', () => app(1, { onProblem: {} })],
  ["Expected options as an object like { name: 'images'", () => app(1).child('images' as never)],
  ['Unknown option `onProblem`. Known ones are name, limit, reclaim.', () => app(1).child({ name: 'a', onProblem() {} } as never)],
  [
    'Expected `limit` of images to be at most that of app, 1.00 kB (1,000 bytes), got 1.00 kB (1,001 bytes).',
    () => app(1000).child({ name: 'images', limit: 1001 }),
  ],
  ['Expected a whole number of bytes, 0 or more, or a value to measure, got -1 (number)', () => app(9).reserve(-1)],
  ['got NaN (number)', () => app(9).reserve(Number.NaN)],
  ['got 0.5 (number)', () => app(9).tryReserve(0.5)],
  ['Unknown option `nam`', () => app(9).reserve(1, { nam: 'x' } as never)],
  ['Expected `owner` to be an object, which can be collected, got 5 (number)', () => app(9).reserve(1, { owner: 5 as never })],
  ['got -5 (number)', () => app(9).reserve(1).resize(-5)],
])('%s', (message, act) => {
  expect(act).toThrow(message)
  expect(act).toThrow(MemSizeError)
})

test('two children of one name', () => {
  const budget = app(10)
  const first = budget.child({ name: 'a' })
  expect(() => budget.child({ name: 'a' })).toThrow('Expected a name that no other child of app has, got "a" (string)')
  first.close()
  expect(budget.child({ name: 'a' }).limit).toBe(10)
})

describe('reservations', () => {
  test('are charged to the budget and all above, and given back', () => {
    const budget = app(100)
    const images = budget.child({ name: 'images', limit: 50 })
    const one = images.reserve(30, { name: 'thumbs' })
    const two = budget.reserve(40)
    expect([budget.used, budget.remaining, images.used, images.remaining]).toEqual([70, 30, 30, 20])
    expect(budget.tree()).toEqual({
      name: 'app',
      path: 'app',
      limit: 100,
      used: 70,
      peak: 70,
      remaining: 30,
      reservations: [{ path: 'app', bytes: 40, count: 1 }],
      children: [
        {
          name: 'images',
          path: 'app/images',
          limit: 50,
          used: 30,
          peak: 30,
          remaining: 20,
          reservations: [{ path: 'app/images: thumbs', bytes: 30, count: 1 }],
          children: [],
        },
      ],
    })
    expect(String(images)).toBe('app/images: 30 B of 50 B')
    expect([one.release(), two.release()]).toEqual([true, true])
    expect([budget.used, budget.peak, images.used, images.peak, budget.tree().reservations]).toEqual([0, 70, 0, 30, []])
  })

  test('of a value are its deep size, and hold it not', () => {
    const value = { name: 'Ada', tags: ['a', 'b'] }
    const budget = app(1e6)
    const held = budget.reserve(value)
    expect(held.bytes).toBe(deepSize(value))
    value.tags.push('c'.repeat(100))
    held.resize(value)
    expect([held.bytes, budget.used]).toEqual([deepSize(value), deepSize(value)])
    expect(budget.reserve('64 MB').bytes).toBe(deepSize('64 MB'))
  })

  test('children together stay under the parent, whatever their limits add up to', () => {
    const budget = app(100)
    const [a, b] = ['a', 'b'].map((name) => budget.child({ name, limit: 80 }))
    a.reserve(80)
    expect(b.remaining).toBe(20)
    expect(b.tryReserve(21)).toBeUndefined()
    expect(b.tryReserve(20)?.bytes).toBe(20)
  })

  test('a release twice does nothing, a resize after it throws', () => {
    const budget = app(100)
    const held = budget.reserve(60)
    expect([held.release(), held.release(), budget.used]).toEqual([true, false, 0])
    held[Symbol.dispose]()
    expect(budget.used).toBe(0)
    expect([held.isReleased, held.bytes]).toEqual([true, 0])
    expect(() => held.resize(5)).toThrow('Expected a reservation that is held, and it was released. Reserve again.')
    expect(() => held.tryResize(5)).toThrow(MemSizeError)
  })

  test('are released at the end of a block', () => {
    const budget = app(100)
    {
      using held = budget.reserve(60)
      expect(budget.used).toBe(held.bytes)
    }
    expect(budget.used).toBe(0)
  })

  test('resize says how many bytes, not how many more; a refused one changes nothing', () => {
    const budget = app(100)
    const held = budget.reserve(60)
    held.resize(90)
    held.resize(90)
    expect(budget.used).toBe(90)
    expect(held.tryResize(101)).toBe(false)
    expect(() => held.resize(101)).toThrow(BudgetExceededError)
    expect([held.bytes, budget.used]).toEqual([90, 90])
    held.resize(0)
    expect([held.bytes, held.isReleased, budget.used, budget.peak]).toEqual([0, false, 0, 90])
  })

  test('closing a budget ends all in it', () => {
    const budget = app(100)
    const child = budget.child({ name: 'request' })
    const grandchild = child.child({ name: 'rows' })
    const held = [child.reserve(10), grandchild.reserve(20)]
    expect(child.close()).toBe(30)
    expect([budget.used, child.used, grandchild.isClosed, child.close(), child.remaining]).toEqual([0, 0, true, 0, 0])
    expect(held.map(({ isReleased, bytes }) => [isReleased, bytes])).toEqual([
      [true, 0],
      [true, 0],
    ])
    expect(held.map((one) => one.release())).toEqual([false, false])
    expect(() => child.reserve(1)).toThrow('Expected an open budget, and app/request was closed. Make a new one.')
    expect(() => grandchild.child({ name: 'x' })).toThrow(MemSizeError)
    expect(() => held[0].resize(1)).toThrow('the budget app/request was closed')
    expect(budget.used).toBe(0)
  })

  test('a value that changes while it is measured, and reserves', () => {
    const budget = app(1e6)
    const inner: Reservation[] = []
    const value = {
      list: [1],
      [describeMemory](meter: Meter) {
        if (inner.length === 0) inner.push(budget.reserve(1000))
        value.list.push(value.list.length)
        meter.rest(value)
      },
    }
    const held = budget.reserve(value)
    expect(budget.used).toBe(held.bytes + 1000)
    held.release()
    for (const one of inner) one.release()
    expect(budget.used).toBe(0)
  })

  test('a value whose description releases the reservation that is resized to it', () => {
    const budget = app(1e6)
    const held = budget.reserve(5)
    const value = { [describeMemory]: () => void held.release() }
    expect(() => held.resize(value)).toThrow('it was released')
    expect(budget.used).toBe(0)
  })
})

describe('a refusal', () => {
  test('names the largest consumers with their paths, not the last caller', () => {
    const budget = app(1000)
    const images = budget.child({ name: 'images' })
    images.reserve(500, { name: 'thumbs' })
    images.reserve(100, { name: 'thumbs' })
    budget.child({ name: 'sessions' }).reserve(300)
    const small = budget.child({ name: 'small' })
    const refused = error(() => small.reserve(101))
    expect(refused).toBeInstanceOf(BudgetExceededError)
    expect(refused).toBeInstanceOf(MemSizeError)
    expect(refused.name).toBe('BudgetExceededError')
    expect(refused.message).toBe(
      '101 B do not fit in the budget app: 100 B of 1.00 kB remain. Held by app/images: thumbs 600 B (2 reservations), app/sessions 300 B. Release some, give one of them a `reclaim`, or raise the limit.',
    )
    expect({ ...refused }).toEqual({
      name: 'BudgetExceededError',
      budget: 'app',
      requested: 101,
      remaining: 100,
      limit: 1000,
      reclaimed: 0,
      largest: [
        { path: 'app/images: thumbs', bytes: 600, count: 2 },
        { path: 'app/sessions', bytes: 300, count: 1 },
      ],
      waited: undefined,
    })
  })

  test('names the budget that lacks room', () => {
    const budget = app(1000)
    const child = budget.child({ name: 'a', limit: 10 })
    child.reserve(9)
    expect(error(() => child.reserve(2)).budget).toBe('app/a')
  })

  test('of more than the whole budget says so', () => {
    const child = app(1000).child({ name: 'a', limit: 10 })
    expect(error(() => child.reserve(20_000)).message).toBe(
      '20.0 kB do not fit in the budget app/a: 10 B of 10 B remain. It is larger than the whole budget: raise the limit, or reserve less.',
    )
  })

  test('tells five at most, and nothing a terminal would obey', () => {
    const budget = app(100)
    for (let i = 0; i < 9; i++) budget.reserve(i + 1, { name: `\u001b[31m${i}` })
    const refused = error(() => budget.reserve(99))
    expect(refused.largest.map(({ bytes }) => bytes)).toEqual([9, 8, 7, 6, 5])
    expect(refused.message).not.toContain('\u001b')
  })
})

describe('reclaim', () => {
  /** A child that holds reservations of these sizes in bytes, and releases them from the first on. */
  function cache(parent: MemoryBudget, name: string, sizes: number[], asked: string[]) {
    const held: Reservation[] = []
    const child = parent.child({
      name,
      reclaim(bytes) {
        asked.push(`${name} ${bytes}`)
        for (let freed = 0; freed < bytes && held.length > 0; held.shift()?.release()) freed += held[0].bytes
      },
    })
    for (const size of sizes) held.push(child.reserve(size))
    return child
  }

  test('the smallest that suffices is asked, for what lacks', () => {
    const budget = app(100)
    const asked: string[] = []
    cache(budget, 'large', [10, 10, 10, 10, 10], asked)
    cache(budget, 'middle', [10, 10], asked)
    cache(budget, 'small', [10], asked)
    budget.reserve(20)
    expect(budget.reserve(15).bytes).toBe(15)
    expect(asked).toEqual(['middle 15'])
    expect(budget.used).toBe(95)
  })

  test('where none suffices the largest is asked first, then for the rest the smallest that suffices', () => {
    const budget = app(100)
    const asked: string[] = []
    cache(budget, 'a', [30], asked)
    cache(budget, 'b', [20], asked)
    cache(budget, 'c', [25], asked)
    budget.reserve(25)
    expect(budget.reserve(50).bytes).toBe(50)
    expect(asked).toEqual(['a 50', 'b 20'])
  })

  test('nobody is asked in vain where all hold too little, or it can never fit', () => {
    const budget = app(100)
    const asked: string[] = []
    const child = cache(budget, 'a', [30], asked)
    budget.reserve(60)
    expect(budget.tryReserve(41)).toBeUndefined()
    expect(budget.tryReserve(101)).toBeUndefined()
    expect(asked).toEqual([])
    expect(child.used).toBe(30)
  })

  test('a budget inside one that gives back too is not counted twice', () => {
    const budget = app(100)
    const asked: string[] = []
    const outer = cache(budget, 'outer', [], asked)
    cache(outer, 'inner', [30], asked)
    budget.reserve(60)
    expect(budget.tryReserve(50)).toBeUndefined()
    expect(asked).toEqual([])
    expect(budget.tryReserve(40)?.bytes).toBe(40)
    // the outer one holds nothing of its own to give
    expect(asked).toContain('inner 30')
  })

  test('one that throws is reported, and the next is asked', () => {
    const problems: BudgetProblem[] = []
    const budget = app(100, { onProblem: (problem: BudgetProblem) => problems.push(problem) })
    const asked: string[] = []
    const failure = new Error('disk full')
    budget
      .child({
        name: 'bad',
        reclaim: () => {
          throw failure
        },
      })
      .reserve(40)
    cache(budget, 'good', [50], asked)
    expect(budget.reserve(30).bytes).toBe(30)
    expect(asked).toEqual(['good 20'])
    expect(problems).toEqual([{ kind: 'reclaim', path: 'app/bad', error: failure }])
    expect(error(() => budget.reserve(61)).reclaimed).toBe(0)
  })

  test('one that gives too little, nothing, or says more than it did', () => {
    const budget = app(100)
    const held: Reservation[] = []
    const liar = budget.child({
      name: 'liar',
      reclaim: () => {
        held[0].release()
        return 1e9
      },
    })
    held.push(liar.reserve(1), liar.reserve(89))
    const refused = error(() => budget.reserve(20))
    expect(refused).toMatchObject({ reclaimed: 1, remaining: 11, requested: 20 })
    expect(refused.message).toContain('11 B of 100 B remain, 1 B having been reclaimed.')
    expect(budget.used).toBe(89)
  })

  test('one that reserves in the budget it makes room for', () => {
    const budget = app(100)
    const child: MemoryBudget = budget.child({
      name: 'again',
      reclaim(bytes) {
        held.release()
        // not asked again while it runs
        expect(budget.tryReserve(100)).toBeUndefined()
        inner = budget.reserve(bytes)
      },
    })
    let inner: Reservation | undefined
    const held = child.reserve(50)
    const other = budget.reserve(40)
    const outer = budget.tryReserve(50)
    expect(outer?.bytes).toBeUndefined()
    expect(budget.used).toBe(40 + 40)
    for (const one of [inner, other]) one?.release()
    expect(budget.used).toBe(0)
  })

  test('two that each reserve in the other come to an end', () => {
    const budget = app(100)
    const children: Record<string, MemoryBudget> = {}
    for (const [name, other] of ['ab', 'ba'])
      children[name] = budget.child({ name, reclaim: (bytes) => void children[other].tryReserve(bytes) })
    const held = Object.values(children).map((child) => child.reserve(50))
    expect(budget.tryReserve(10)).toBeUndefined()
    expect(budget.used).toBe(100)
    for (const one of held) one.release()
    expect(budget.used).toBe(0)
  })

  test('cycles: budgets whose reclaims reserve in each other, and one that holds itself, come to an end', () => {
    const asked: string[] = []
    const make = (name: string, other: () => MemoryBudget): MemoryBudget => {
      const budget = new MemoryBudget({
        name,
        limit: 10,
        onProblem() {},
        reclaim(bytes) {
          asked.push(name)
          held.get(name)?.resize(0)
          held.get(name)?.tryResize(other().tryReserve(bytes)?.bytes ?? 0)
        },
      })
      return budget
    }
    const a: MemoryBudget = make('a', () => b)
    const b: MemoryBudget = make('b', () => a)
    const held = new Map([
      ['a', a.reserve(10)],
      ['b', b.reserve(10)],
    ])
    expect(a.tryReserve(5)?.bytes ?? 0).toBeLessThanOrEqual(5)
    expect(asked.length).toBeLessThanOrEqual(4)
    for (const { used } of [a, b]) expect(used >= 0 && used <= 10).toBe(true)
    const whole = app(1e6)
    const itself = whole.reserve(whole)
    expect(itself.bytes).toBeGreaterThan(0)
    itself.release()
    expect(whole.used).toBe(0)
  })

  test('one that shrinks what is resized: the room is looked for again', () => {
    const budget = app(100)
    const child = budget.child({ name: 'a', reclaim: () => held.resize(10) })
    const held = child.reserve(60)
    const other = budget.reserve(40)
    expect(held.tryResize(65)).toBe(false)
    expect([held.bytes, budget.used]).toEqual([10, 50])
    expect(held.tryResize(60)).toBe(true)
    expect([other.bytes, budget.used]).toEqual([40, 100])
  })

  test('one that releases what is resized, or closes the budget', () => {
    const budget = app(100)
    const child = budget.child({ name: 'a', reclaim: () => void held.release() })
    const held = child.reserve(60)
    budget.reserve(40)
    expect(() => held.resize(70)).toThrow('it was released')
    const closing = budget.child({ name: 'b', reclaim: () => void closing.close() })
    closing.reserve(60)
    expect(() => closing.reserve(1)).toThrow('app/b was closed')
    expect(budget.used).toBe(40)
  })

  test('without onProblem the first failure is warned of', () => {
    const warn = jest.spyOn(process, 'emitWarning').mockImplementation(() => {})
    const budget = app(100, {
      onProblem: undefined,
      reclaim: () => {
        throw new Error('disk full')
      },
    })
    budget.reserve(100)
    for (let i = 0; i < 3; i++) expect(budget.tryReserve(1)).toBeUndefined()
    expect(warn.mock.calls).toEqual([
      [
        '`reclaim` of the budget app failed (disk full). There is no warning for later ones: `onProblem` of the budget gets them all.',
        'MemSizeWarning',
      ],
    ])
    warn.mockRestore()
  })

  test('a promise that fails is a problem too', async () => {
    const problems: BudgetProblem[] = []
    const budget = app(10, {
      onProblem: (problem: BudgetProblem) => problems.push(problem),
      reclaim: async () => {
        throw 'late'
      },
    })
    budget.reserve(10)
    expect(budget.tryReserve(1)).toBeUndefined()
    await null
    expect(problems).toEqual([{ kind: 'reclaim', path: 'app', error: 'late' }])
  })
})

describe('acquire', () => {
  test('at once where there is room', async () => {
    const budget = app(10)
    expect((await budget.acquire(10)).bytes).toBe(10)
    expect(budget.used).toBe(10)
  })

  test('in the order they came, a large one before a small one that would fit', async () => {
    const budget = app(100)
    const first = budget.reserve(60)
    const order: string[] = []
    const large = budget.acquire(80).then((held) => (order.push('large'), held))
    const small = budget.acquire(20).then((held) => (order.push('small'), held))
    await null
    expect(budget.used).toBe(60)
    first.release()
    expect(budget.used).toBe(100)
    await Promise.all([large, small])
    expect(order).toEqual(['large', 'small'])
  })

  test('who needs another budget need not wait for who came earlier', async () => {
    const budget = app(100)
    const a = budget.child({ name: 'a', limit: 10 })
    const held = a.reserve(10)
    void a.acquire(5)
    expect((await budget.child({ name: 'b' }).acquire(50)).bytes).toBe(50)
    expect(held.bytes).toBe(10)
  })

  test('reserve takes what is free', async () => {
    const budget = app(100)
    budget.reserve(60)
    void budget.acquire(80)
    expect(budget.tryReserve(40)?.bytes).toBe(40)
  })

  test('others give back for it, when it comes and whenever something is freed', async () => {
    const budget = app(100)
    let held: Reservation | undefined
    const cache = budget.child({ name: 'cache', reclaim: () => void held?.release() })
    held = cache.reserve(50)
    expect((await budget.acquire(80)).bytes).toBe(80)
    held = cache.reserve(20)
    const other = budget.child({ name: 'other', limit: 10 })
    const waits = [other.acquire(10), other.acquire(10)]
    expect([cache.used, budget.used]).toEqual([0, 90])
    held = cache.reserve(10)
    ;(await waits[0]).release()
    expect([(await waits[1]).bytes, cache.used]).toEqual([10, 10])
  })

  test('a timeout refuses, and names who holds it', async () => {
    const budget = app(100)
    const held = budget.reserve(90, { name: 'uploads' })
    const refused = await budget.acquire(20, { timeout: 10 }).catch((error) => error)
    expect(refused).toBeInstanceOf(BudgetExceededError)
    expect(refused.waited).toBeGreaterThanOrEqual(9)
    expect(refused.message).toMatch(/^20 B do not fit in the budget app after \d+ ms: 10 B of 100 B remain\. Held by app: uploads 90 B\./)
    held.release()
    expect(budget.used).toBe(0)
  })

  test('a signal ends it with its reason, and those behind it are served', async () => {
    const budget = app(100)
    const held = budget.reserve(50)
    const controller = new AbortController()
    const large = budget.acquire(80, { signal: controller.signal })
    const small = budget.acquire(50)
    controller.abort('enough')
    await expect(large).rejects.toBe('enough')
    expect([(await small).bytes, held.bytes]).toEqual([50, 50])
    await expect(budget.acquire(1, { signal: AbortSignal.abort('before') })).rejects.toBe('before')
  })

  test('more than the whole budget is refused at once', async () => {
    await expect(app(10).acquire(11)).rejects.toThrow('11 B do not fit in the budget app: 10 B of 10 B remain. It is larger than the whole')
  })

  test('closing the budget ends it, and frees room for others', async () => {
    const budget = app(100)
    const child = budget.child({ name: 'a' })
    child.reserve(100)
    const inside = child.acquire(10)
    const outside = budget.acquire(100)
    child.close()
    await expect(inside).rejects.toThrow('Waited for room in the budget app/a, and it was closed.')
    expect((await outside).bytes).toBe(100)
    await expect(child.acquire(1)).rejects.toThrow('app/a was closed')
  })

  test.each<[string, object]>([
    ['Expected `timeout` to be a number of milliseconds from 0 to 2147483647, like 60_000, got -1 (number)', { timeout: -1 }],
    ['got NaN (number)', { timeout: Number.NaN }],
    ['Expected `signal` to be an AbortSignal, got 5 (number)', { signal: 5 }],
    ['Unknown option `time`', { time: 5 }],
  ])('%s', async (message, options) => {
    await expect(app(10).acquire(1, options)).rejects.toThrow(message)
  })
})

describe('leaks', () => {
  setFlagsFromString('--expose-gc')
  const gc = runInNewContext('gc') as () => void

  async function collectedUntil(done: () => boolean): Promise<void> {
    for (let i = 0; i < 50 && !done(); i++) {
      gc()
      await new Promise((resolve) => setImmediate(resolve))
    }
  }

  test('a reservation nobody holds is taken back and reported; one that was released is not', async () => {
    const problems: BudgetProblem[] = []
    const budget = app(100, { onProblem: (problem: BudgetProblem) => problems.push(problem) })
    const child = budget.child({ name: 'a' })
    const kept = child.reserve(5)
    ;(() => {
      child.reserve(30, { name: 'rows' })
      child.reserve(20).release()
    })()
    const waits = budget.acquire(95)
    await collectedUntil(() => problems.length > 0)
    expect(problems).toEqual([{ kind: 'leak', path: 'app/a', name: 'rows', bytes: 30 }])
    expect((await waits).bytes).toBe(95)
    expect(kept.bytes).toBe(5)
  })

  test('an owner decides instead of the reservation, which need not be held', async () => {
    const problems: BudgetProblem[] = []
    const budget = app(100, { onProblem: (problem: BudgetProblem) => problems.push(problem) })
    let owner: object | undefined = {}
    budget.reserve(10, { owner })
    budget.reserve(20, { owner: {} })
    await collectedUntil(() => problems.length > 0)
    expect(problems).toMatchObject([{ bytes: 20 }])
    expect([budget.used, typeof owner]).toEqual([10, 'object'])
    owner = undefined
    await collectedUntil(() => problems.length > 1)
    expect(budget.used).toBe(0)
  })

  test('without onProblem the first is warned of', async () => {
    const warn = jest.spyOn(process, 'emitWarning').mockImplementation(() => {})
    const budget = app(100, { onProblem: undefined })
    ;(() => budget.reserve(10, { name: 'rows' }))()
    ;(() => budget.reserve(10))()
    await collectedUntil(() => budget.used === 0)
    expect(warn.mock.calls.length).toBe(1)
    expect(warn.mock.calls[0][0]).toMatch(
      /^A reservation( named rows)? of 10 B in the budget app was collected without release\(\), and is taken back\./,
    )
    warn.mockRestore()
  })
})
