import { describeMemory, explain, MemSize, type Meter, measure } from '../../src/index.js'

// After its first instances, a decorated class is described by a plan; a description by hand that says the same never is.

const pool = { big: new Array(1000).fill(1) }

interface Part {
  id: number
  half: number
  text: string
  list: unknown[]
  pool: object
  owned: object | null
  nothing: unknown
  extra?: unknown
}

function fill(part: Part, i: number): void {
  part.id = i
  part.half = i % 3 === 0 ? i : i / 2
  part.text = i % 2 ? `text ${i}` : 'one'
  part.list = [i, { i }]
  part.pool = pool
  part.owned = i % 5 === 0 ? null : { i }
  part.nothing = i % 7 === 0 ? undefined : () => i
}

@MemSize()
class Derived {
  id!: number
  half!: number
  text!: string
  list!: unknown[]
  @MemSize.ignore('belongs to the pool') pool!: object
  @MemSize.owned owned!: object | null
  @MemSize.shared nothing: unknown
  extra?: unknown
  constructor(i: number) {
    fill(this as Part, i)
  }
}

class ByHand {
  id!: number
  half!: number
  text!: string
  list!: unknown[]
  pool!: object
  owned!: object | null
  nothing: unknown
  extra?: unknown
  constructor(i: number) {
    fill(this as Part, i)
  }
  [describeMemory](meter: Meter): void {
    meter.skip('pool', 'belongs to the pool')
    meter.owned('owned', this.owned)
    meter.shared('nothing', this.nothing)
    meter.rest(this)
  }
}

const both = (change: (part: Part, i: number) => void, count = 500) =>
  [Derived, ByHand].map((Class) =>
    Array.from({ length: count }, (_, i) => {
      const part = new Class(i) as Part
      change(part, i)
      return part
    }),
  )

test.each<[what: string, change: (part: Part, i: number) => void]>([
  ['as the constructor made them', () => undefined],
  ['some with one more field', (part, i) => void (i % 50 === 0 && Object.assign(part, { late: [i] }))],
  ['ever other fields', (part, i) => void Object.assign(part, { [`late${i}`]: { i } })],
  ['some without a field', (part, i) => void (i % 3 === 0 && delete (part as Partial<Part>).text)],
  ['a getter in place of a field', (part, i) => void (i % 40 === 39 && Object.defineProperty(part, 'list', { get: () => fail() }))],
  ['fields that cannot be enumerated', (part, i) => void (i % 40 === 39 && Object.defineProperty(part, 'hidden', { value: [i] }))],
  ['elements', (part, i) => void (i % 40 === 39 && Object.assign(part, { 7: [i] }))],
  [
    'a private description of its own',
    (part, i) => void (i === 100 && Object.defineProperty(part, describeMemory, { value: () => undefined })),
  ],
  ['frozen', (part) => void Object.freeze(part)],
  ['the same object in two of them', (part) => void (part.list = pool.big)],
])('instances %s', (_, change) => {
  const [derived, byHand] = both(change)
  const { opaque, ...found } = measure(derived, { by: 'model' })
  const { opaque: _opaque, ...expected } = measure(byHand, { by: 'model' })
  expect(found).toEqual(expected)
  expect(explain(derived, { by: 'model' }).retained).toBe(found.bytes)
  const nested = { first: derived[1], all: new Map(derived.map((part) => [part, part])) }
  const other = { first: byHand[1], all: new Map(byHand.map((part) => [part, part])) }
  expect(measure(nested, { by: 'model' }).bytes).toBe(measure(other, { by: 'model' }).bytes)
})

test('a cycle of owned fields ends', () => {
  @MemSize()
  class Ring {
    @MemSize.owned next: unknown
  }
  const ring = Array.from({ length: 100 }, () => new Ring())
  for (const [i, one] of ring.entries()) one.next = ring[(i + 1) % 100]
  expect(measure(ring[0], { by: 'model' }).count).toBe(100)
})
