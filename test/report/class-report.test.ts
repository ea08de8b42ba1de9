import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Options, transformSync } from '@swc/core'
import { countInstance, MemSize } from '../../src/index.js'
import type { ClassReportRow } from '../../src/report/class-report-row.js'
import { type ClassGrowth, ClassReport, classReport, watchClasses } from '../../src/report.js'
import { inEngine, nodes } from '../in-engines.js'

type Rows = Readonly<Record<string, ClassReportRow>>
interface Found {
  readonly weights: { readonly twin: number[]; readonly session: number[]; readonly verified: boolean }
  readonly before: Rows
  readonly after: Rows
  readonly later: Rows
  readonly since: Rows
  readonly all: ClassReportRow
  readonly exact: number
  readonly sampled: ClassReportRow
  readonly none: ClassReportRow
  readonly growths: readonly (readonly ClassGrowth[])[]
  readonly isStopped: boolean
}

const dialects: Readonly<Record<string, NonNullable<Options['jsc']>['transform']>> = {
  standard: { decoratorVersion: '2022-03' },
  legacy: { legacyDecorator: true },
}
let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'memsize-class-report-'))
  const source = readFileSync('test/report/class-report-child.ts', 'utf8').replaceAll('../../src/', `${pathToFileURL('dist/esm')}/`)
  for (const [dialect, transform] of Object.entries(dialects)) {
    const jsc: Options['jsc'] = { target: 'es2022', parser: { syntax: 'typescript', decorators: true }, transform }
    writeFileSync(join(folder, `${dialect}.mjs`), transformSync(source, { jsc, module: { type: 'es6' } }).code)
  }
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

const runs = nodes.flatMap((node) => Object.keys(dialects).map((dialect) => [node, dialect] as const))

describe.each(runs)('on %s, by %s decorators', (node, dialect) => {
  let found: Found
  // only initializers of standard decorators report instances
  const told = dialect === 'standard' ? 'counted' : 'asked'
  beforeAll(async () => {
    found = await inEngine(node, relative('test', join(folder, `${dialect}.mjs`)), ['--expose-gc', '--no-warnings'])
  })

  test('an instance weighs what it weighed undecorated', () => {
    const { twin, session, verified } = found.weights
    expect(session).toEqual(twin)
    expect(verified).toBe(true)
  })

  test('each class has its own instances, those of a subclass without a decorator among them', () => {
    const { before } = found
    // the engine takes the prototype of an undecorated subclass for an instance; it distinguishes instances themselves
    expect(before).toMatchObject({
      Session: { live: 200, peak: 200, counted: told, sized: 200, by: 'probe' },
      Counted: { live: 100, counted: told, shallow: null, deep: null, sized: 0, by: null },
      Below: { live: 100, counted: told, sized: 100 },
      Told: { live: 100, counted: 'counted', sized: 100 },
      ToldBelow: { live: 100, counted: 'counted', sized: 100 },
      Untold: { live: 100, counted: 'asked', sized: 100 },
      UntoldBelow: { live: 100, counted: 'asked', sized: 100 },
      Untracked: { live: 100, counted: 'asked', deep: null },
    })
    for (const { growth } of Object.values(before)) expect(growth).toBeNull()
    expect(before.Counted.ignored).toEqual([{ field: 'pool', reason: 'belongs to the pool' }])
  })

  test('the bytes of a class are those its instances hold together, each object once', () => {
    const [, alone, together] = found.weights.session
    const { deep, lower, upper, mean, shallow } = found.before.Session
    expect({ deep, lower, upper }).toEqual({ deep: together, lower: together, upper: together })
    // a pool that all of them have counts once
    expect(together).toBeLessThan(3 * alone)
    expect(mean).toBe(Math.round(together / 200))
    expect(shallow).toBe(200 * found.weights.session[0])
  })

  test('what is dead is no longer counted, and the peak and the growth show it', () => {
    const { after, later, since } = found
    expect(after).toMatchObject({
      Session: { live: 20, peak: 200, growth: -180, sized: 20 },
      Counted: { live: 10, peak: 100, growth: -90 },
      Told: { live: 10, peak: 100, growth: -90 },
      Untold: { live: 10, peak: 100, growth: -90 },
      Untracked: { live: 10, peak: 100, growth: -90 },
    })
    expect(later.Session).toMatchObject({ live: 21, growth: 1, peak: 200 })
    expect(later.Counted.growth).toBe(0)
    expect(since.Told).toMatchObject({ live: 10, growth: -90, sized: 3, upper: null })
    expect(since.Untracked).toMatchObject({ live: null, peak: null, growth: null, counted: null })
    expect(since.Untracked.note).toContain("@MemSize({ live: 'count' })")
  })

  test('a hundred thousand instances', () => {
    if (told === 'asked') {
      expect(found.all).toMatchObject({ live: null, deep: null })
      return
    }
    const { all, sampled, exact, none } = found
    expect(all).toMatchObject({ live: 100_000, peak: 100_000, deep: exact, lower: exact, upper: exact, sized: 100_000 })
    expect(sampled).toMatchObject({ live: 100_000, deep: exact, sized: 1000, mean: all.mean, upper: null })
    expect(sampled.lower).toBe(exact / 100)
    expect(none).toMatchObject({ live: 0, peak: 100_000, growth: -100_000, deep: 0, mean: null })
  })

  test('a watch reports a class that only grows, and no other, until it is stopped', () => {
    const { growths, isStopped } = found
    expect(growths.map((classes) => classes.map(({ className, intervals }) => [className, intervals]))).toEqual([[['Leak', 3]]])
    const [[{ growth, live, collections }]] = growths
    expect(growth).toBeGreaterThanOrEqual(3)
    expect(live).toBeGreaterThanOrEqual(growth)
    expect(collections).toBeGreaterThan(0)
    expect(isStopped).toBe(true)
  })
})

const tag: unique symbol = Symbol('tag\n')
@MemSize({ live: 'size', name: 'Session "a\\b"\n\u001b[31m\u202e{}' })
class Hostile {
  @MemSize.ignore('belongs to\n"everybody" \\ \u001b[0m') pool = {}
  @MemSize.ignore('a symbol') [tag] = {}
  rows = [{}]
}
@MemSize({ live: 'count', name: 'Twice' })
class First {
  @MemSize.field id = 1
}
@MemSize({ live: 'count', name: 'Twice' })
class Second {
  @MemSize.field id = 1
}
@MemSize()
class Untracked {}
@MemSize({ live: 'count' })
class Untold {}
const kept: object[] = [new Hostile(), new First(), new First(), new Second(), new Untracked(), new Untold()]

test('a report is a table that is harmless and fits', () => {
  const report = classReport({ ask: false })
  const text = String(report)
  const [row] = report.rows
  expect(text).not.toMatch(/[^\P{C}\n]/u)
  for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
  for (const width of [20, 40, 60, 120]) {
    for (const line of report.toString({ width }).split('\n')) expect(line.length).toBeLessThanOrEqual(Math.max(width, 60))
  }
  expect(text.split('\n').map((line) => line.trimEnd().replace(/ {2,}/g, '  '))).toEqual([
    '  DEEP  SHALLOW  MEAN  LIVE  PEAK  GROWTH  CLASS',
    `  ${size(row.deep)}  ${size(row.shallow)}  ${size(row.mean)}  1  1  –  Session "a\\b"\\u00…`,
    '  –  –  –  2  2  –  Twice',
    '  –  –  –  1  1  –  Twice',
    '  –  –  –  –  –  –  Untracked',
    '  –  –  –  –  –  –  Untold',
    '  Session "a\\b"\\u000a\\u001b[31m\\u202e{}.pool  not counted: belongs',
    '  to\\u000a"everybody" \\ \\u001b[0m',
    '  Session "a\\b"\\u000a\\u001b[31m\\u202e{}.[Symbol(tag\\u000a)]  not counted: a',
    '  symbol',
    "  Untracked  not counted: that takes @MemSize({ live: 'count' })",
    '  Untold  not counted: that takes @MemSize.field on a field (standard',
    '  decorators), or countInstance(this) in the constructor',
  ])
  expect(report.toString({ rows: 1 })).toContain('(4 more)')
  expect(report.toJSON()).toEqual(report.rows)
})

const size = (bytes: number | null): string => `${bytes} B`

test('the Prometheus text holds to the format, whatever classes are called', () => {
  const samples = parsePrometheus(classReport({ ask: false }).toPrometheus())
  const hostile = 'Session "a\\b"\\u000a\\u001b[31m\\u202e{}'
  const valueOf = (name: string, className: string) =>
    samples.filter((sample) => sample.name === name && sample.labels.class === className).map(({ value }) => value)
  const [row] = classReport({ ask: false }).rows
  expect(valueOf('memsize_class_live_instances', hostile)).toEqual([1])
  expect(valueOf('memsize_class_peak_instances', hostile)).toEqual([1])
  expect(valueOf('memsize_class_shallow_bytes', hostile)).toEqual([row.shallow])
  expect(valueOf('memsize_class_deep_bytes', hostile)).toEqual([row.deep])
  expect(valueOf('memsize_class_mean_bytes', hostile)).toEqual([row.mean])
  // of one name, as one
  expect(valueOf('memsize_class_live_instances', 'Twice')).toEqual([3])
  expect(valueOf('memsize_class_deep_bytes', 'Twice')).toEqual([])
  expect(valueOf('memsize_class_live_instances', 'Untracked')).toEqual([])
  expect(samples.filter(({ name }) => name === 'memsize_class_ignored_field').map(({ labels, value }) => [labels, value])).toEqual([
    [{ class: hostile, field: 'pool', reason: 'belongs to\\u000a"everybody" \\ \\u001b[0m' }, 1],
    [{ class: hostile, field: '[Symbol(tag\\u000a)]', reason: 'a symbol' }, 1],
  ])
  expect(parsePrometheus(new ClassReport([], new WeakMap()).toPrometheus())).toEqual([])
  expect(String(new ClassReport([], new WeakMap()))).toBe('  no class is decorated with @MemSize()')
})

test('where the engine cannot be asked, what nobody counted is not known', () => {
  const asked = jest.spyOn(process, 'getBuiltinModule').mockReturnValue(undefined)
  const rows = classReport().toJSON()
  asked.mockRestore()
  expect(rows.map(({ className, live }) => [className, live]).slice(1)).toEqual([
    ['Twice', 2],
    ['Twice', 1],
    ['Untracked', null],
    ['Untold', null],
  ])
})

test('in a context of node:vm, as these tests run in, nobody can count what nobody reported', () => {
  const rows = classReport().toJSON()
  const found = rows.filter(({ className }) => className === 'Untracked' || className === 'Untold')
  expect(found.map(({ live, note }) => [live, note])).toEqual([
    [null, expect.stringMatching(/^not counted: in a context of node:vm, as Jest makes one, the engine is not asked; that takes @MemSize/)],
    [null, expect.stringMatching(/countInstance\(this\)/)],
  ])
})

test('a later report may be compared with any', () => {
  const before = classReport({ ask: false })
  kept.push(new First())
  const growthOf = (report: ClassReport) => report.rows.filter(({ className }) => className === 'Twice').map(({ growth }) => growth)
  expect(growthOf(classReport({ ask: false }))).toEqual([1, 0])
  expect(growthOf(classReport({ ask: false }))).toEqual([0, 0])
  expect(growthOf(classReport({ ask: false, since: before }))).toEqual([1, 0])
})

test('an instance that is reported is one whose class has `live`', async () => {
  @MemSize()
  class Plain {}
  class Bare {}
  expect(() => countInstance(new Plain())).toThrow("Expected @MemSize({ live: 'count' }) above Plain")
  expect(() => countInstance(5 as never)).toThrow('Expected an object, as in countInstance(this), got 5 (number)')
  // while it is being defined, a class is not decorated yet: that can be known only later
  const queue = jest.spyOn(globalThis, 'queueMicrotask').mockImplementation(() => {})
  countInstance(new Bare())
  const [[later]] = queue.mock.calls
  queue.mockRestore()
  expect(later).toThrow("Expected @MemSize({ live: 'count' }) above Bare")
})

test('a constructor that returns a Proxy is not disturbed', () => {
  class Odd {
    constructor() {
      const trap = () => {
        throw new Error('a trap fired')
      }
      return new Proxy(this, { getPrototypeOf: trap })
    }
  }
  @MemSize({ live: 'count' })
  class Below extends Odd {
    @MemSize.field id = 1
  }
  expect(new Below().id).toBe(1)
})

describe('watchClasses', () => {
  beforeEach(() => {
    jest.useFakeTimers()
    jest.spyOn(process, 'getBuiltinModule').mockReturnValue(undefined)
  })
  afterEach(() => {
    jest.useRealTimers()
    jest.restoreAllMocks()
  })

  test('reports growth in that number of intervals in a row, and never what stood still', () => {
    const grown: string[] = []
    const watch = watchClasses({
      every: 1000,
      intervals: 2,
      onGrowth: (classes) => grown.push(...classes.map(({ className, growth, intervals }) => `${className} +${growth} in ${intervals}`)),
    })
    const pass = (more: number) => {
      kept.push(...Array.from({ length: more }, () => new First()))
      jest.advanceTimersByTime(1000)
    }
    for (const more of [1, 2, 0, 1, 0, 3, 4, 0, 1, 1, 1, 1]) pass(more)
    expect(grown).toEqual(['Twice +3 in 2', 'Twice +7 in 2', 'Twice +2 in 2', 'Twice +4 in 4'])
    watch[Symbol.dispose]()
    for (const more of [1, 1, 1]) pass(more)
    expect(grown.length).toBe(4)
  })
})

const wrong: [name: string, act: () => unknown, message: string][] = [
  ['no options', () => classReport(null as never), 'Expected options as an object like { sample: 1000 }, got null.'],
  ['an unknown one', () => classReport({ samples: 1 } as never), 'Unknown option `samples`. Known ones are ask, sample, since.'],
  ['sample', () => classReport({ sample: -1 }), 'Expected `sample` to be a whole number of instances, 0 or more, got -1 (number).'],
  ['since', () => classReport({ since: {} as never }), 'Expected `since` to be a report, as classReport() returns one, got an object.'],
  ['ask', () => classReport({ ask: 1 as never }), 'Expected `ask` to be true or false, got 1 (number).'],
  ['rows', () => classReport({ ask: false }).toString({ rows: 0 }), 'Expected `rows` to be a number, 1 or more, got 0 (number).'],
  ['no watch', () => watchClasses(undefined as never), 'Expected options as an object like { every: 60_000, onGrowth: console.warn }'],
  ['every', () => watchClasses({ every: 2 ** 31, onGrowth() {} }), 'Expected `every` to be a number of milliseconds from 1 to 2147483647'],
  ['onGrowth', () => watchClasses({ every: 1000 } as never), 'Expected `onGrowth` to be a function (classes) => void, got undefined.'],
  ['intervals', () => watchClasses({ every: 9, onGrowth() {}, intervals: 0 }), 'Expected `intervals` to be a whole number, 1 or more'],
  ['unknown', () => watchClasses({ every: 9, onGrowth() {}, often: 1 } as never), 'Known ones are every, intervals, onGrowth.'],
]

test.each(wrong)('a wrong option: %s', (_name, act, message) => {
  expect(act).toThrow(message)
})

interface Sample {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

/** Reads the text exposition format, version 0.0.4, and accepts nothing else. */
function parsePrometheus(text: string): Sample[] {
  if (text === '') return []
  expect(text.endsWith('\n')).toBe(true)
  const samples: Sample[] = []
  const seen = new Set<string>()
  let family: string | undefined
  let helped: string | undefined
  const families = new Set<string>()
  for (const line of text.slice(0, -1).split('\n')) {
    const help = /^# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) (?:[^\\]|\\\\|\\n)+$/.exec(line)
    const type = /^# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) gauge$/.exec(line)
    const sample = /^([a-zA-Z_:][a-zA-Z0-9_:]*)\{((?:[a-zA-Z_]\w*="(?:[^\\"]|\\[\\"n])*"(?:,(?!\})|(?=\})))*)\} (\S+)$/.exec(line)
    if (help) helped = help[1]
    else if (type) {
      // HELP comes right before TYPE, and each name once
      expect([type[1], families.has(type[1])]).toEqual([helped, false])
      families.add((family = type[1]))
    } else if (sample) {
      const [, name, pairs, number] = sample
      expect(name).toBe(family)
      expect(seen.has(`${name}{${pairs}}`)).toBe(false)
      seen.add(`${name}{${pairs}}`)
      const labels: Record<string, string> = {}
      for (const [, label, escaped] of pairs.matchAll(/([a-zA-Z_]\w*)="((?:[^\\"]|\\.)*)"/g)) {
        expect(labels).not.toHaveProperty(label)
        labels[label] = escaped.replace(/\\(.)/g, (_, character) => (character === 'n' ? '\n' : character))
      }
      expect(number).toMatch(/^-?\d+(\.\d+)?(e[+-]?\d+)?$/)
      samples.push({ name, labels, value: Number(number) })
    } else throw new Error(`not of the format: ${line}`)
  }
  return samples
}
