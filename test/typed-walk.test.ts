import fc from 'fast-check'
import { arrayOf, type Counter, has, objectType, total, unseen, useCounter } from '../src/generated.js'
import { deepSize, defineSize, measure, type Sizer } from '../src/index.js'

interface Row {
  id: number
  name: string
  note?: string | undefined
  tags: string[]
  next?: Row | undefined
}

const rowType = objectType({ id: 'primitive', name: 'text', note: 'text?', tags: 'object', next: 'object?' })
const countRow: Counter<Row> = (value, walk) => {
  const fields = walk.fieldsOf(rowType, value, (has(value, 'note') ? 1 : 0) | (has(value, 'next') ? 2 : 0))
  if (fields === undefined) return
  let i = 0
  walk.field(fields, i++, value.id)
  walk.text(fields, i++, value.name)
  if (has(value, 'note')) walk.text(fields, i++, value.note)
  walk.field(fields, i++, value.tags)
  if (has(value, 'next')) walk.part(fields, i++, value.next, countRow)
}
const countRows = arrayOf(countRow)
const byModel = (value: unknown, sizer?: Sizer) => deepSize(value, { by: 'model', sizer })

const text = () => fc.oneof(fc.constantFrom('new', 'open', 'a longer constant'), fc.string(), fc.string({ unit: 'binary' }))
const { row } = fc.letrec<{ row: Row }>((tie) => ({
  row: fc.record(
    {
      id: fc.oneof(fc.integer(), fc.double()),
      name: text(),
      note: fc.option(text(), { nil: undefined }),
      tags: fc.array(text()),
      next: fc.option(tie('row'), { nil: undefined, maxDepth: 4 }),
    },
    { requiredKeys: ['id', 'name', 'tags'], noNullPrototype: true },
  ) as fc.Arbitrary<Row>,
}))

test('a walk told by counters comes to the total of the one that asks', () => {
  fc.assert(fc.property(row, (value) => expect(total(value, countRow)).toBe(byModel(value))))
  fc.assert(
    fc.property(fc.array(row, { maxLength: 40 }), fc.array(fc.nat({ max: 39 })), (rows, again) => {
      const values = [...rows, ...again.flatMap((i) => rows[i] ?? [])]
      expect(total(values, countRows)).toBe(byModel(values))
    }),
  )
})

test('in whatever order the keys are', () => {
  const order = fc.shuffledSubarray(['id', 'name', 'note', 'tags'] as const, { minLength: 4 })
  const flat = fc.array(fc.record({ id: fc.double(), name: text(), note: text(), tags: fc.array(text()) }), { maxLength: 20 })
  fc.assert(
    fc.property(order, flat, (keys, rows) => {
      const values = rows.map((one) => Object.fromEntries(keys.map((key) => [key, one[key]])) as unknown as Row)
      expect(total(values, countRows)).toBe(byModel(values))
    }),
    { numRuns: 500 },
  )
})

test.each<[string, unknown]>([
  ['keys in an order that does not matter', { name: 'x y', tags: ['a b'], id: 1.5 }],
  ['keys in an order that does', { note: 'x y', name: 'a b', id: 1, tags: [] }],
  ['keys in another order', { name: 'x y', id: 1.5, tags: ['a b'] }],
  ['a key more', { id: 1, name: 'x y', tags: [], more: { much: 'more' } }],
  ['a key less', { id: 1 }],
  ['another type of value', { id: 'one', name: { first: 'x' }, tags: 3n }],
  ['a prototype of its own', Object.setPrototypeOf({ id: 1, name: 'x y', tags: [] }, { helper: 1 })],
  ['no prototype', Object.assign(Object.create(null), { id: 1, name: 'x y', tags: [] })],
  ['a Proxy', new Proxy({ id: 1, name: 'x y', tags: [] }, {})],
  [
    'an accessor',
    Object.defineProperty({ id: 1, name: 'x y' }, 'tags', { get: () => expect('a getter').toBe('not called'), enumerable: true }),
  ],
  ['another type of object', new Map([[1, 'one']])],
  ['null', null],
  ['a string', 'a longer text'],
])('%s is counted as the walk counts it', (_name, value) => {
  expect(total(value as Row, countRow)).toBe(byModel(value))
  const rows = [{ id: 1, name: 'first of all', tags: [] }, value, value] as Row[]
  expect(total(rows, countRows as never)).toBe(byModel(rows))
})

test('a long list is no problem', () => {
  let list: Row = { id: 0, name: 'the end', tags: [] }
  for (let i = 0; i < 200_000; i++) list = { id: i, name: 'a row', tags: [], next: list }
  expect(total(list, countRow)).toBe(byModel(list))
})

test('many rows, and rows in rows', () => {
  const rows = Array.from({ length: 10_000 }, (_, id) => ({ id, name: `row ${id}`, tags: ['new'], ...(id % 3 ? { note: 'n2' } : {}) }))
  expect(total(rows, countRows)).toBe(byModel(rows))
  const nested = [rows.slice(0, 20), rows.slice(10, 5000), [], rows.slice(5)]
  expect(total(nested as never, arrayOf(countRows as never))).toBe(byModel(nested))
})

test('instances of a class are counted by its counter wherever they are, with the rules of its description', () => {
  class Session {
    readonly user: string
    readonly cache: object
    readonly buffer: number[]
    readonly started: number

    constructor(user: string, cache: object, buffer: number[], started: number) {
      this.user = user
      this.cache = cache
      this.buffer = buffer
      this.started = started
    }
  }
  class Long extends Session {
    readonly until = 'the end of time'
  }
  const describe: Sizer<Session> = (session, meter) => {
    meter.skip('cache', 'is the application’s')
    meter.owned('buffer', session.buffer)
    meter.rest(session)
  }
  const type = objectType({ user: 'text', cache: 'primitive', buffer: 'primitive', started: 'primitive' }, describe)
  let told = 0
  const count: Counter<Session> = (value, walk) => {
    told++
    const fields = walk.fieldsOf(type, value, 0)
    if (fields === undefined) return
    walk.ruledOwned(value.buffer)
    walk.text(fields, 0, value.user)
    walk.numberIn(fields, 1, value.cache)
    walk.numberIn(fields, 2, value.buffer)
    walk.field(fields, 3, value.started)
  }
  useCounter(describe, count)
  defineSize(Session, describe)
  const cache = { much: Array.from({ length: 1000 }, (_, i) => `text ${i}`) }
  const sessions = Array.from({ length: 20 }, (_, i) => new (i % 5 ? Session : Long)(`user ${i}`, cache, [i, 0.5], Date.now()))
  expect(total(sessions[1] as Session, count, describe)).toBe(byModel(sessions[1]))
  told = 0
  expect(total({ sessions } as never, ((value: object, walk: { untyped(v: object): void }) => walk.untyped(value)) as never)).toBe(
    byModel({ sessions }),
  )
  expect(told).toBe(20)
})

test('a field that only its class can reach is said to be unseen', () => {
  class Secretive {
    #secret = 'a secret'
    isSecret = (text: string) => text === this.#secret
  }
  defineSize(Secretive, (value, meter) => {
    unseen(meter, '#secret')
    meter.rest(value)
  })
  expect(measure(new Secretive(), { by: 'model' })).toMatchObject({
    upper: Number.POSITIVE_INFINITY,
    opaque: [{ reason: '`#secret` cannot be reached from outside its class' }],
  })
})
