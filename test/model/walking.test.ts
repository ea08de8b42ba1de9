import { execFileSync } from 'node:child_process'
import { setTimeout as later } from 'node:timers/promises'
import { deepSize, describeMemory, exceeds, type Meter, measure, measureAsync, shallowSize, Tracker } from '../../src/index.js'

const rows = (length: number, from = 0): { id: number; name: string; at: { x: number } }[] =>
  Array.from({ length }, (_, i) => ({ id: from + i, name: `the name of row ${from + i}`, at: { x: (from + i) / 3 } }))

describe('exclude', () => {
  const shared = { common: [1, 2, 3] }
  const value = {
    plain: { inner: {} },
    'odd key': { list: [{}, [{}]] },
    '': {},
    7: {},
    ключ: {},
    [Symbol('mark')]: {},
    map: new Map<unknown, unknown>([
      [{}, {}],
      ['key', {}],
    ]),
    set: new Set([{}]),
    sparse: Object.assign([], { 1000000: {} }),
    view: new DataView(new ArrayBuffer(8)),
    accessor: Object.defineProperty({}, 'lazy', {
      get() {
        throw new Error('read')
      },
    }),
    shared,
    again: shared,
    class: class {
      static part = {}
    },
    boxed: Object('text'),
  }

  test('is asked of every object once, with its path', () => {
    const asked: [object, string][] = []
    measure(value, {
      exclude: (object, path) => {
        asked.push([object, path()])
        return false
      },
    })
    expect(new Set(asked.map(([object]) => object)).size).toBe(asked.length)
    expect(asked.map(([, path]) => path).sort()).toEqual(
      [
        '$',
        '$.plain',
        '$.plain.inner',
        '$["odd key"]',
        '$["odd key"].list',
        '$["odd key"].list[0]',
        '$["odd key"].list[1]',
        '$["odd key"].list[1][0]',
        '$[""]',
        '$[7]',
        '$.ключ',
        '$[Symbol(mark)]',
        '$.map',
        '$.map<key 0>',
        '$.map<value 0>',
        '$.map<value 1>',
        '$.set',
        '$.set<member 0>',
        '$.sparse',
        '$.sparse[1000000]',
        '$.view',
        '$.view<buffer>',
        '$.accessor',
        '$.accessor.lazy',
        '$.shared',
        '$.shared.common',
        '$.class',
        '$.class.part',
        '$.boxed',
      ].sort(),
    )
  })

  test('leaves out an object and what only it reaches', () => {
    const pair = [rows(10), rows(20, 10)]
    expect(deepSize(pair, { exclude: (object) => object === pair[0] })).toBe(deepSize([null, pair[1]]))
    expect(measure({ a: shared, b: { c: shared } }, { exclude: (_object, path) => path() === '$.b' }).count).toBe(
      measure({ a: shared, b: null }).count,
    )
    expect(deepSize(value, { exclude: () => true })).toBe(0)
  })

  test('tells paths of what a description names', () => {
    const paths: string[] = []
    const described = {
      [describeMemory](meter: Meter) {
        meter.value('named', {})
        meter.owned(3, {})
        meter.shared(Symbol.for('s'), {})
      },
    }
    measure([described], {
      exclude: (_object, path) => {
        paths.push(path())
        return false
      },
    })
    expect(paths).toEqual(expect.arrayContaining(['$[0].named', '$[0][3]', '$[0][Symbol(s)]']))
  })

  test('an error of its own comes through', () => {
    expect(() =>
      measure(
        {},
        {
          exclude: () => {
            throw new RangeError('mine')
          },
        },
      ),
    ).toThrow(new RangeError('mine'))
  })

  test('a path may be asked for later', () => {
    const paths: (() => string)[] = []
    measure(
      { a: [{}] },
      {
        exclude: (_object, path) => {
          paths.push(path)
          return false
        },
      },
    )
    expect(paths.map((path) => path())).toEqual(['$', '$.a', '$.a[0]'])
  })
})

describe('limit and exceeds stop early', () => {
  /** A value that counts how many of its parts were looked at. */
  const counting = (length: number): { value: unknown; looked: () => number } => {
    let looked = 0
    const value = Array.from({ length }, () => ({
      text: `some text ${length}`,
      [describeMemory](this: object, meter: Meter) {
        looked++
        meter.rest(this)
      },
    }))
    return { value, looked: () => looked }
  }

  test('limit', () => {
    const { value, looked } = counting(50_000)
    const { complete, bytes, upper, count } = measure(value, { limit: 10_000 })
    expect({ complete, upper }).toEqual({ complete: false, upper: Infinity })
    expect(bytes).toBeGreaterThan(10_000)
    expect(count).toBeLessThan(20_000)
    expect(looked()).toBeLessThan(20_000)
    const whole = measure(value, { limit: 1e9 })
    expect(whole.complete).toBe(true)
    expect(whole).toEqual(measure(value))
  })

  test('exceeds', () => {
    const { value, looked } = counting(50_000)
    expect(exceeds(value, 10_000)).toBe(true)
    expect(looked()).toBeLessThan(20_000)
  })

  const values: [string, unknown][] = [
    ['rows', rows(100)],
    ['a number', 5],
    ['a boxed number', 5.5],
    ['a string', 'some text'],
    ['nothing', undefined],
    ['a Map', new Map(rows(50).map((row) => [row.name, row]))],
    ['numbers', Float64Array.from({ length: 1000 }, (_, i) => i)],
    ['arrays', Array.from({ length: 100 }, (_, i) => [i, i / 2, `${i}`])],
    ['a function', () => 1],
  ]
  test.each(values)('exceeds is the size, compared: %s', (_name, value) => {
    for (const assume of ['shared', 'owned'] as const) {
      const bytes = deepSize(value, { assume })
      const limits = [0, bytes / 2, bytes - 1, bytes, bytes + 1, Infinity].filter((limit) => limit >= 0)
      expect(limits.map((limit) => exceeds(value, limit, { assume }))).toEqual(limits.map((limit) => bytes > limit))
    }
  })
})

describe('Tracker', () => {
  test('what was counted is not counted again', () => {
    const tracker = new Tracker()
    const value = rows(100)
    const alone = deepSize(value)
    expect(deepSize(value, { tracker })).toBe(alone)
    expect(measure(value, { tracker })).toMatchObject({ bytes: 0, lower: 0, upper: 0, count: 0, complete: true })
    expect(deepSize(structuredClone(value), { tracker })).toBeGreaterThan(0)
  })

  test('of overlapping values, the union', () => {
    const all = rows(300)
    const tracker = new Tracker()
    // the lists themselves are no part of the union
    const parts = [all.slice(0, 200), all.slice(100, 300), all.slice(50, 250)]
    const sum = parts.reduce((total, part) => total + deepSize(part, { tracker }) - shallowSize(part), 0)
    expect(sum).toBe(deepSize(all) - shallowSize(all))
  })

  test('equal strings count once over all measurements', () => {
    const tracker = new Tracker()
    const text = 'a text that is long enough to stand out'
    expect(deepSize(`${text}!`, { tracker })).toBe(deepSize(`${text}!`))
    expect(deepSize({ text: `${text}!` }, { tracker })).toBe(shallowSize({ text }))
    expect(deepSize(`${text}?`, { tracker })).toBeGreaterThan(0)
  })

  test('with the promise of a tree, and a cycle all the same', () => {
    const ring: Record<string, unknown> = { a: { b: { c: {} } } }
    ring.a = { back: ring }
    const tracker = new Tracker()
    expect(deepSize(ring, { tracker, assume: 'owned' })).toBe(deepSize(ring))
    expect(deepSize(ring, { tracker, assume: 'owned' })).toBe(0)
  })

  test('asynchronously too', async () => {
    const value = rows(5000)
    const tracker = new Tracker()
    expect((await measureAsync(value, { tracker })).bytes).toBe(deepSize(value))
    expect((await measureAsync(value, { tracker })).bytes).toBe(0)
  })

  test('holds nothing', () => {
    const script = `
      const { deepSize, Tracker } = require('./dist/cjs/index.js')
      const tracker = new Tracker()
      let collected = 0
      const registry = new FinalizationRegistry(() => collected++)
      ;(() => {
        for (let i = 0; i < 100; i++) {
          const value = { list: [{ i }], text: 'x'.repeat(1000) + i }
          deepSize(value, { tracker })
          registry.register(value)
          registry.register(value.list[0])
        }
      })()
      setTimeout(async () => {
        for (let i = 0; i < 5; i++) {
          gc()
          await new Promise(resolve => setTimeout(resolve, 5))
        }
        console.log(collected, tracker instanceof Tracker)
      })`
    expect(execFileSync(process.execPath, ['--expose-gc', '-e', script]).toString()).toBe('200 true\n')
  })
})

describe('measureAsync', () => {
  const large = rows(100_000)

  test('finds the same, lets others run, and tells how far it is', async () => {
    let ticks = 0
    const ticking = setInterval(() => ticks++, 1)
    const told: { count: number; bytes: number }[] = []
    const measured = await measureAsync(large, { by: 'model', onProgress: (progress) => told.push(progress) })
    clearInterval(ticking)
    expect(measured).toEqual(measure(large, { by: 'model' }))
    // by the probe, or by the model where collections undid each of its slices
    const either = await measureAsync(large)
    expect(either).toEqual(measure(large, { by: either.by }))
    expect(await measureAsync(large, { by: 'probe' })).toEqual(measure(large))
    expect(ticks).toBeGreaterThan(2)
    expect(told.length).toBeGreaterThan(2)
    expect(told.map(({ count }) => count)).toEqual(told.map(({ count }) => count).sort((a, b) => a - b))
    expect(told.at(-1)).toEqual({ count: measured.count, bytes: measured.bytes })
  })

  test('a huge array, Map or Set does not block', async () => {
    const million = Array.from({ length: 1e6 }, (_, i) => i)
    for (const value of [new Array(5e6).fill(1), new Map(million.map((i) => [i, 1])), new Set(million)]) {
      let slices = 0
      await measureAsync(value, { by: 'model', onProgress: () => slices++ })
      expect(slices).toBeGreaterThan(1)
    }
  })

  test('a small value: the same, and progress once', async () => {
    const told: unknown[] = []
    expect(await measureAsync({ a: 1 }, { onProgress: (progress) => told.push(progress) })).toEqual(measure({ a: 1 }))
    expect(told).toEqual([{ count: 1, bytes: deepSize({ a: 1 }) }])
  })

  test('rejects with the reason of its signal', async () => {
    const reason = new Error('enough')
    await expect(measureAsync(large, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
    await expect(measureAsync(1, { signal: AbortSignal.abort('text') })).rejects.toBe('text')
    const controller = new AbortController()
    const measuring = measureAsync(large, { signal: controller.signal, onProgress: () => controller.abort(reason) })
    await expect(measuring).rejects.toBe(reason)
    const late = new AbortController()
    await measureAsync({}, { signal: late.signal })
    late.abort()
    await later(1)
  })

  test('an error in onProgress or exclude rejects', async () => {
    const mine = new Error('mine')
    await expect(
      measureAsync(large, {
        onProgress: () => {
          throw mine
        },
      }),
    ).rejects.toBe(mine)
    await expect(
      measureAsync(
        {},
        {
          exclude: () => {
            throw mine
          },
        },
      ),
    ).rejects.toBe(mine)
  })

  test('options hold: limit, owned, a promise that is broken', async () => {
    for (const by of ['probe', 'model'] as const) {
      expect(await measureAsync(large, { by, limit: 10_000 })).toEqual(measure(large, { by, limit: 10_000 }))
      expect(await measureAsync(large, { by, assume: 'owned' })).toEqual(measure(large, { by, assume: 'owned' }))
      expect(await measureAsync(large, { by, exclude: () => false })).toEqual(measure(large, { by, exclude: () => false }))
    }
    const ring = rows(20_000).reduce((next, row) => Object.assign(row, { next }), {})
    Object.assign(ring, { list: [ring, ring] })
    expect(await measureAsync(ring, { assume: 'owned' })).toEqual(measure(ring))
  })
})

describe('keys that look like indices, and are none', () => {
  const keys = ['3.8', '1.5', '0.5', '01', '-1', '+1', '1e3', ' 1', '4294967295', '4294967296', 'Infinity', 'NaN']
  test.each(keys)('%p is a name: of an object', (key) => {
    const { lower, upper } = measure({ [key]: 1 }, { by: 'model' })
    const truth = measure({ [key]: 1 })
    expect(truth.by).toBe('probe')
    expect(truth.bytes).toBeGreaterThanOrEqual(lower)
    expect(truth.bytes).toBeLessThanOrEqual(upper)
    expect(lower).toBe(measure({ name: 1 }, { by: 'model' }).lower)
  })
  test.each(keys)('%p is a name: of an array', (key) => {
    const held = { much: Array.from({ length: 100 }, (_, i) => `text ${i}`) }
    const array = Object.assign([1, 2], { [key]: held })
    expect(deepSize(array, { by: 'model' })).toBeGreaterThan(deepSize(held, { by: 'model' }))
  })
  test.each(['0', '7', '4294967294'])('%p is an index', (key) => {
    const { lower } = measure({ [key]: 1 }, { by: 'model' })
    expect(lower).not.toBe(measure({ name: 1 }, { by: 'model' }).lower)
  })
})
