import fc from 'fast-check'
import { type Counter, has, objectType, type Reader, total as totalBy, unseen, useCounter } from '../../src/generated.js'
import { type Describe, deepSize, defineSize, measure } from '../../src/index.js'

/** By the model, as without the probe. */
const total = <T>(value: T, counter: Counter, sizer?: Describe<T>) => totalBy(value, counter, { by: 'model' }, sizer)

interface Row {
  id: number
  name: string
  note?: string | undefined
  tags: string[]
  next?: Row | undefined
}

const rowType = objectType({ id: 'number', name: 'text', note: 'text?', tags: 'object', next: 'object?' })
const countRow: Counter<Row> = (value, walk) => {
  const fields = walk.fieldsOf(rowType, value, (has(value, 'note') ? 1 : 0) | (has(value, 'next') ? 2 : 0))
  if (fields === undefined) return
  let i = 0
  fields.number(i++, value.id)
  fields.text(i++, value.name)
  if (has(value, 'note')) fields.text(i++, value.note)
  fields.value(i++, value.tags)
  if (has(value, 'next')) fields.part(i++, value.next, countRow)
}
const readRows: Reader<Row> = (elements, walk) => {
  const { site } = walk
  let i = 0
  for (let value = walk.objectAt(elements, 0); value !== undefined; value = walk.objectAt(elements, ++i)) {
    if (walk.begin(value, countRow)) {
      countRow(value, walk)
      walk.end(site)
    }
  }
  walk.rest(elements, i, site)
}
const countRows: Counter<readonly Row[]> = (value, walk) => walk.array(value, readRows)
const byModel = (value: unknown, sizer?: Describe) => deepSize(value, { by: 'model', describe: sizer })

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
  const readNested: Reader<Row[]> = (elements, walk) => {
    const { site } = walk
    let i = 0
    for (let value = walk.objectAt(elements, 0); value !== undefined; value = walk.objectAt(elements, ++i)) {
      if (walk.begin(value, countRows)) {
        countRows(value, walk)
        walk.end(site)
      }
    }
    walk.rest(elements, i, site)
  }
  expect(total(nested as never, (value: object, walk) => walk.array(value, readNested))).toBe(byModel(nested))
})

interface Point {
  x: number
  label: string
}
const pointType = objectType({ x: 'number', label: 'text' })
const countPoint: Counter<Point> = (value, walk) => {
  const fields = walk.ownFieldsOf(pointType, value, 0)
  if (fields === undefined) return
  fields.number(0, value.x)
  fields.ownText(1, value.label)
}
const readPoints: Reader<Point> = (elements, walk) => {
  const { site } = walk
  let i = 0
  for (let value = walk.objectAt(elements, 0); value !== undefined; value = walk.objectAt(elements, ++i)) countPoint(value, walk)
  walk.rest(elements, i, site)
}
const countPoints: Counter<readonly Point[]> = (value, walk) => walk.array(value, readPoints)
const countPointMap: Counter<object> = (value, walk) => walk.collection(value, undefined, countPoint)
const countPointRecord: Counter<object> = (value, walk) => walk.record(value, countPoint)

test('objects that nothing else refers to are counted as the walk counts them that is promised a tree', () => {
  const owned = (value: unknown) => deepSize(value, { by: 'model', assume: 'owned' })
  const point = fc.record({ x: fc.oneof(fc.integer(), fc.double()), label: text() }, { noNullPrototype: true })
  fc.assert(
    fc.property(fc.array(point, { maxLength: 600 }), (points) => {
      expect(total(points, countPoints)).toBe(owned(points))
      // keys are looked up, and may be equal to labels
      const map = new Map(points.map((one, i) => [i, one]))
      expect(total(map, countPointMap)).toBe(owned(map))
      const record = Object.fromEntries(points.map((one, i) => [`key ${i}`, one]))
      expect(total(record, countPointRecord)).toBe(owned(record))
    }),
    { numRuns: 50 },
  )
  const mixed = [
    { x: 1, label: 'a b' },
    { x: 2, label: 'a b' },
    null,
    5,
    0.5,
    'text',
    { other: {} },
    [1.5],
    { x: 1, label: 'a b' },
    undefined,
    ,
  ]
  expect(total(mixed as never, countPoints)).toBe(owned(mixed))
  const many = Array.from({ length: 10_000 }, (_, x) => ({ x, label: `label ${x}` }))
  many[5000] = new Proxy({ x: 1, label: 'not asked' }, {}) as Point
  expect(total(many.slice(0, 5000), countPoints)).toBe(owned(many.slice(0, 5000)))
  const map = new Map(many.slice(0, 5000).map((one) => [`key ${one.label}`, one]))
  expect(total(map, countPointMap)).toBe(byModel(map))
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
  const describe: Describe<Session> = (session, meter) => {
    meter.skip('cache', 'is the application’s')
    meter.owned('buffer', session.buffer)
    meter.rest(session)
  }
  const type = objectType({ user: 'text', cache: 'primitive', buffer: 'primitive', started: 'number' }, describe)
  let told = 0
  const count: Counter<Session> = (value, walk) => {
    told++
    const fields = walk.fieldsOf(type, value, 0)
    if (fields === undefined) return
    walk.ruledOwned(value.buffer)
    fields.text(0, value.user)
    fields.numberIn(1, value.cache)
    fields.numberIn(2, value.buffer)
    fields.number(3, value.started)
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
