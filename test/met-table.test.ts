import fc from 'fast-check'
import { MetTable } from '../src/met-table.js'

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31)

test('a thing is new once, whatever the keys', () => {
  const key = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.double(), fc.string({ maxLength: 20 }), fc.constantFrom(undefined, null, true))
  const table = new MetTable<object>(13)
  fc.assert(
    fc.property(fc.array(key, { maxLength: 300 }), fc.array(fc.nat(), { maxLength: 600 }), (keys, order) => {
      const things = keys.map((of) => ({ of }))
      const met = new Set<object>()
      for (const n of order) {
        const thing = things[n % things.length]
        if (thing === undefined) continue
        expect(table.add(thing, thing.of)).toBe(!met.has(thing))
        met.add(thing)
      }
      // the next value begins again
      table.clear()
    }),
    { seed },
  )
})

test('so many that it grows, and that it is let go of', () => {
  const things = Array.from({ length: 40_000 }, (_, id) => ({ id }))
  const table = new MetTable<object>(13)
  for (let round = 0; round < 2; round++) {
    expect(things.filter((thing) => table.add(thing, thing.id))).toHaveLength(things.length)
    expect(things.filter((thing) => table.add(thing, thing.id))).toHaveLength(0)
    table.clear()
  }
})

test('equal strings are one', () => {
  const table = new MetTable<string>(13)
  const texts = Array.from({ length: 2000 }, (_, i) => `text ${i % 500}`)
  expect(texts.filter((text) => table.add(text, text))).toHaveLength(500)
})
