import { runInThisContext } from 'node:vm'
import { deepSize, exceeds, measure, shallowSize } from '../src/index.js'
import { askEverything } from './every-question.js'
import { inEngine, nodes } from './in-engines.js'

interface ZooReport {
  readonly animals: number
  readonly kept: number
  readonly reached: number
  readonly wrong: Record<string, unknown>
}

test.concurrent.each(nodes)('%s: every value of the zoo, and what the global object reaches', async (node) => {
  const { animals, kept, reached, wrong } = await inEngine<ZooReport>(node, 'zoo-child.cjs', ['--experimental-vm-modules', '--no-warnings'])
  expect(wrong).toEqual({})
  // Node 20 lacks Temporal, Float16Array and a few more; some need flags
  expect(animals).toBeGreaterThan(kept - 12)
  expect(reached).toBeGreaterThan(3000)
})

const many = <T>(length: number, make: (before: T | undefined) => T): T => {
  let last: T | undefined
  for (let i = 0; i < length; i++) last = make(last)
  return last as T
}

describe('depth overflows nothing', () => {
  const million = 1_000_000
  const deep: [name: string, value: unknown, count: number][] = [
    ['a list', many(million, (next) => ({ next })), million],
    ['arrays in arrays', many(million / 4, (inner) => [inner]), million / 4],
    ['Maps in Maps', many(50_000, (inner) => new Map([[1, inner]])), 50_000],
    ['Sets in Sets', many(50_000, (inner) => new Set([inner])), 50_000],
    ['functions with fields', many(50_000, (inner) => Object.assign(() => 1, { inner })), 50_000],
    ['errors with causes', many(50_000, (cause) => new Error('', { cause })), 50_000],
  ]
  test.each(deep)('%s', (_name, value, count) => {
    const measured = measure(value)
    // an Error holds frames too, which the model cannot see
    expect(measure(value, { by: 'model' }).count).toBe(count)
    expect(measured.count).toBeGreaterThanOrEqual(count)
    expect(measure(value, { assume: 'owned' }).bytes).toBe(measured.bytes)
    expect(shallowSize(value)).toBeLessThan(1000)
    expect(exceeds(value, 1000)).toBe(true)
  })
})

test('a million references to one object count it once', () => {
  const one = { a: 1 }
  expect(measure(new Array(1_000_000).fill(one)).count).toBe(2)
})

describe('cycles end', () => {
  const self: { me?: unknown } = {}
  self.me = self
  const list: unknown[] = []
  list.push(list, list)
  const map = new Map<unknown, unknown>()
  map.set(map, map)
  const fn: { (): void; again?: unknown } = () => {}
  fn.again = fn
  class Node {
    children: Node[] = []
    parent: Node | undefined
    constructor(parent?: Node) {
      this.parent = parent
      parent?.children.push(this)
    }
  }
  const tree = new Node()
  for (let i = 0; i < 10; i++) for (let j = 0; j < 10; j++) new Node(tree.children[i] ?? new Node(tree))
  test.each<[string, unknown, number]>([
    ['an object in itself', self, 1],
    ['an array in itself', list, 1],
    ['a Map in itself', map, 1],
    ['a function in itself', fn, 1],
    ['children and parents', tree, 2 * 111],
  ])('%s', async (_name, value, count) => {
    expect(measure(value).count).toBe(count)
    await askEverything(value)
  })
})

// minutes for each, where a pattern goes back and forth over it
describe('a class with an absurd source is measured', () => {
  const sources: Record<string, string> = {
    'ten megabytes of text': `(class { text = ${JSON.stringify('x'.repeat(1e7))} })`,
    'a template of megabytes': `(class { text() { return \`${'line\n'.repeat(1e6)}\` } })`,
    'blank lines': `(class {${'\n'.repeat(2e5)} a = 1 })`,
    'blanks after a hash': `(class { #a${' '.repeat(2e5)} = 1 })`,
    'quotes in quotes': `(class { a = [${`"'", '"', `.repeat(2e4)}] })`,
    'static again and again': `(class { ${'static  '.repeat(1)}a = ${'"static"+'.repeat(2e4)}"" })`,
    'thousands of private fields': `(class { ${Array.from({ length: 3000 }, (_, i) => `#p${i} = ${i}`).join(';')} })`,
    'thousands of fields': `(class { ${Array.from({ length: 3000 }, (_, i) => `p${i} = ${i}`).join(';')} })`,
    'braces that do not match': '(class { a = "}}}"; b() { return /[}]/ } c = `${"}"}` })',
  }
  test.each(Object.entries(sources))('%s', (_name, source) => {
    const value = runInThisContext(`new ${source}()`)
    expect(deepSize(value)).toBeGreaterThan(0)
  })
})

test('numbers of bytes stay safe integers, whatever is summed', () => {
  const huge = Array.from({ length: 5 }, () => Object.assign([], { length: 2 ** 32 - 1 }))
  const { lower, bytes, upper, slack } = measure(huge)
  for (const number of [lower, bytes, slack]) expect(Number.isSafeInteger(number)).toBe(true)
  expect(upper === Infinity || Number.isSafeInteger(upper)).toBe(true)
})
