import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import type { Fault } from '../../src/check/verification.js'
import { inEngine, nodes } from '../in-engines.js'
import { compilers, type Refusals } from './compilers.js'
import { expected, features, mistakes, notOffered, parameterMistakes, privateMistakes, type Reason, type Said } from './expected.js'

// One contract for every compiler, in both dialects, on every Node. What a compiler does not offer is in `notOffered`, and still has to fail in the
// same way: else the table of docs/decorators.md, which UPDATE=1 writes again, would be out of date.

interface Looks {
  readonly bytes: number
  readonly own: readonly string[]
  readonly enumerable: readonly string[]
}
interface Found {
  readonly error?: string
  readonly values: Readonly<Record<string, Said & { readonly className: string; readonly types?: object }>>
  readonly twins: Readonly<Record<string, readonly Looks[]>>
  readonly facts: Readonly<Record<string, unknown>>
  readonly uncaught: readonly string[]
  /** Values for which the model's bounds do not hold. */
  readonly unbounded: readonly string[]
}
interface Printed {
  readonly found: Readonly<Record<string, Readonly<Record<string, Found>>>>
  readonly verified: { readonly by: string; readonly faults: readonly Fault[] }
}

const casesFolder = 'test/describe/cases'
const cases = readdirSync(casesFolder).map((file) => basename(file, '.ts'))
const refused: Record<string, Refusals> = {}
const printed: Record<string, Printed> = {}
let folder: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'memsize-decorators-'))
  mkdirSync(join(folder, 'node_modules'))
  symlinkSync(process.cwd(), join(folder, 'node_modules/memsize'))
  for (const name of ['@swc', '@types', 'reflect-metadata'])
    symlinkSync(join(process.cwd(), 'node_modules', name), join(folder, 'node_modules', name))
  cpSync(casesFolder, join(folder, 'cases'), { recursive: true })
  const sources = cases.map((name) => join(folder, 'cases', `${name}.ts`))
  await Promise.all(
    compilers.map(async ({ id, compile }) => {
      refused[id] = await compile(sources, join(folder, id))
      // tsc writes something all the same
      for (const name of Object.keys(refused[id])) rmSync(join(folder, id, `${name}.js`), { force: true })
    }),
  )
  await Promise.all(nodes.map(async (node) => void (printed[node] = await inEngine<Printed>(node, 'describe/child.cjs', [], [folder]))))
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** The result of a case on every Node: it has to be the same. */
function outcome<T>(id: string, name: string, of: (found: Found) => T): T | string {
  if (refused[id][name] !== undefined) return refused[id][name]
  const all = nodes.map((node) => printed[node].found[id][name])
  const outcomes = all.map((found) => found.error ?? of(found))
  for (const other of outcomes) expect(other).toEqual(outcomes[0])
  return outcomes[0]
}

const saidOf = ({ values }: Found): Record<string, Said> =>
  Object.fromEntries(
    Object.entries(values).map(([key, { parts, skipped, external, opaque }]) => [key, { parts, skipped, external, opaque }]),
  )

/** What has to come of a case. */
function contract<T>(id: string, name: string, offered: T): T | string | object {
  const reason: Reason | undefined = notOffered[id]?.[name]
  if (reason === undefined) return offered
  if (typeof reason === 'string') return reason
  return 'error' in reason ? reason.error : 'facts' in reason ? reason.facts : { ...reason.values }
}

/** A warning, not an error: where another decorator has thrown, its error is the one to be seen. */
const ignored = (dialect: string) => [
  `MemSizeWarning: The rule @MemSize.ignore of the field \`app\` is ignored: no @MemSize() above ${dialect === 'legacy' ? 'Session' : 'the class'} was applied. Write one, unless another decorator of the class threw an error.`,
]

describe.each(compilers)('$id', ({ id, dialect }) => {
  test.each(Object.keys(expected))('%s', (name) => {
    expect(outcome(id, name, saidOf)).toEqual(contract(id, name, expected[name]))
    if (notOffered[id][name] === undefined) expect(outcome(id, name, ({ unbounded }) => unbounded)).toEqual([])
  })

  test('classes are themselves, and keep their names', () => {
    const facts = { isOwn: true, names: ['Members', 'Box', 'Shape', 'Parameters', 'Self'], isSquare: true }
    expect(outcome(id, 'classes', (found) => found.facts)).toEqual(facts)
  })

  test('an instance is what it would be without us, and weighs the same', () => {
    for (const node of nodes) {
      for (const [decorated, nothing, plain] of Object.values(printed[node].found[id].twins.twins)) {
        expect(decorated).toEqual(nothing)
        // its fields are no more the class's, but assigned in the constructor, where V8 counts them otherwise
        const isAssigned = id === 'standard esbuild' || id === 'standard esbuild, es2021'
        // below es2022 a field without a value is none, unless it is decorated
        const hasMore = id === 'standard tsc, es2021' ? { own: decorated.own, enumerable: decorated.enumerable } : {}
        expect(decorated).toEqual({
          ...plain,
          ...hasMore,
          ...(isAssigned || id === 'standard tsc, es2021' ? { bytes: expect.any(Number) } : {}),
        })
      }
    }
  })

  test('types come with reflect-metadata, as a hint', () => {
    const isTold = ['legacy tsc, metadata', 'legacy swc', 'legacy swc, es2021'].includes(id)
    const types = isTold ? { date: 'Date', list: 'Array', handle: 'Object' } : undefined
    expect(outcome(id, 'metadata', ({ values }) => values.session.types)).toEqual(types)
  })

  const errors = (texts: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, `MemSizeError: ${text}`]))

  test.each(Object.entries(errors(mistakes(dialect))))('mistake: %s', (name, error) => {
    expect(outcome(id, 'bad', ({ facts }) => facts[name])).toBe(error)
  })

  test('one error for a mistake, and none for classes that are as they should be', () => {
    for (const node of nodes) {
      for (const [name, { uncaught }] of Object.entries(printed[node].found[id])) {
        if (name !== 'bad-unclaimed' && name !== 'bad-other' && uncaught !== undefined)
          expect({ node, name, uncaught }).toEqual({ node, name, uncaught: [] })
      }
    }
  })

  test('mistake: no @MemSize() above the class', () => {
    expect(outcome(id, 'bad-unclaimed', ({ uncaught }) => uncaught)).toEqual(ignored(dialect))
  })

  test('no mistake: another decorator throws before @MemSize() is applied', () => {
    const facts = { thrown: 'Error: of another library', skippedOfTheNext: [] }
    expect(outcome(id, 'bad-other', ({ facts, uncaught }) => ({ facts, uncaught }))).toEqual({ facts, uncaught: ignored(dialect) })
  })

  test('mistakes with private fields', () => {
    expect(outcome(id, 'bad-private', ({ facts }) => facts)).toEqual(contract(id, 'bad-private', errors(privateMistakes)))
  })

  if (dialect === 'legacy')
    test('mistakes with parameters', () => {
      expect(outcome(id, 'bad-parameters', ({ facts }) => facts)).toEqual(contract(id, 'bad-parameters', errors(parameterMistakes)))
    })
})

test.each(nodes)('on %s every value is as the engine has it', (node) => {
  const { by, faults } = printed[node].verified
  expect(by).toBe('probe')
  // below a path like $["legacy tsc"].rules.session; what is not offered is not promised
  const isPromised = ({ path }: Fault) => {
    const [, id, quoted, plain] = /^\$\["([^"]+)"\](?:\["([^"]+)"\]|\.(\w+))/.exec(path) ?? []
    return notOffered[id]?.[quoted ?? plain] === undefined
  }
  expect(faults.filter(isPromised)).toEqual([])
})

test('every case is part of the contract', () => {
  const tested = [...Object.keys(expected), 'twins', 'bad', 'bad-unclaimed', 'bad-other', 'bad-private', 'bad-parameters']
  expect(cases.toSorted()).toEqual(tested.toSorted())
  expect(new Set(Object.values(features).flat())).toEqual(new Set(Object.keys(expected)))
})

const path = 'docs/decorators.md'
const markers = /(?<=<!-- decorators -->\n)[^]*?(?=<!-- \/decorators -->)/

test('the page about decorators says what works where', () => {
  const page = readFileSync(path, 'utf8')
  const text = table()
  if (process.env.UPDATE) writeFileSync(path, page.replace(markers, text))
  else expect(markers.exec(page)?.[0]).toBe(text)
})

function table(): string {
  const names = Object.keys(features)
  const reasons: string[] = []
  const cell = (id: string, feature: string): string => {
    const notes = new Set<string>()
    for (const name of features[feature]) {
      const reason = notOffered[id]?.[name]
      if (reason !== undefined) notes.add(typeof reason === 'string' ? reason : reason.note)
    }
    if (notes.size === 0) return '✓'
    return [...notes].map((note) => `– (${reasons.includes(note) ? reasons.indexOf(note) + 1 : reasons.push(note)})`).join(' ')
  }
  const rows = (dialect: string) =>
    compilers
      .filter((compiler) => compiler.dialect === dialect)
      .map(({ id, title }) => `| ${[title, ...names.map((name) => cell(id, name))].join(' | ')} |`)
  const standard = rows('standard')
  const legacy = rows('legacy')
  const bold = (text: string) => `| ${[`**${text}**`, ...names.map(() => '')].join(' | ')} |`
  return [
    `| ${['', ...names].join(' | ')} |`,
    `| ${['---', ...names.map(() => ':-:')].join(' | ')} |`,
    bold('standard'),
    ...standard,
    bold('`experimentalDecorators`'),
    ...legacy,
    '',
    ...reasons.map((reason, i) => `${i + 1}. ${reason}`),
    '',
  ].join('\n')
}
