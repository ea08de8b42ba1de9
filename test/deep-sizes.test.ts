import { deepSize, deepSizes } from '../src/index.js'
import { inEngine, nodes } from './in-engines.js'

interface Case {
  readonly name: string
  readonly each: readonly number[]
  readonly alone: readonly number[]
  readonly sum: number
  readonly together: number
  readonly repeated?: readonly number[]
}

test.each(nodes)('on %s each is what deepSize says of it, and with `once` all are what they hold together', async (node) => {
  const cases = await inEngine<Case[]>(node, 'deep-sizes-child.mjs')
  expect(cases).toHaveLength(24)
  for (const { name, each, alone, sum, together, repeated } of cases) {
    expect([name, each]).toEqual([name, alone])
    expect([name, sum]).toEqual([name, together])
    if (repeated) expect([name, repeated[1], repeated[3]]).toEqual([name, 0, 0])
  }
})

test('takes what can be iterated, and the options of deepSize', () => {
  const values = [{ a: 1 }, 'two', [3]]
  const alone = values.map((value) => deepSize(value))
  expect([...deepSizes(values)]).toEqual(alone)
  expect([...deepSizes(new Set(values))]).toEqual(alone)
  expect([...deepSizes(values, { by: 'model' })]).toEqual(values.map((value) => deepSize(value, { by: 'model' })))
  expect([...deepSizes(values, { exclude: [Array] })]).toEqual([alone[0], alone[1], 0])
  expect([...deepSizes(values, { exclude: (value) => value === values[0] })]).toEqual([0, alone[1], alone[2]])
})

test('a list with elements that are not in order, or accessors: each counts, and no accessor is called', () => {
  const values = () => [{ a: 1 }, { b: [1, 2] }]
  const sparse = (list: unknown[]) => {
    list[5e7] = 1
    list.length = 2
  }
  const lists: Record<string, (list: object[]) => unknown> = {
    'read-only': (list) => Object.defineProperty(list, 0, { writable: false }),
    hidden: (list) => Object.defineProperty(list, 1, { enumerable: false }),
    sparse,
    frozen: Object.freeze,
  }
  const options = [{}, { once: true }, { by: 'model' }, { once: true, by: 'model' }, { exclude: () => false }] as const
  for (const [name, change] of Object.entries(lists)) {
    for (const one of options) {
      const list = values()
      change(list)
      const alone = list.map((value) => deepSize(value, 'by' in one ? { by: one.by } : {}))
      expect([name, one, [...deepSizes(list, one)]]).toEqual([name, one, alone])
    }
  }
  for (const one of options) {
    const list = values()
    const get = (): never => {
      throw new Error('an accessor was called')
    }
    Object.defineProperty(list, 1, { get })
    expect([one, deepSizes(list, one)[1]]).toEqual([one, 0])
  }
})

test('says what is wrong with its arguments', () => {
  expect(() => deepSizes(5 as never)).toThrow('Expected an array or another iterable of values')
  expect(() => deepSizes([], { once: 1 as never })).toThrow('Expected `once` to be true or false, got 1')
  expect(() => deepSizes([], { once: true, limit: 5 })).toThrow('Expected `once` to be no `limit` beside it')
  expect(() => deepSizes([], { onse: true } as never)).toThrow('Unknown option `onse`')
})
