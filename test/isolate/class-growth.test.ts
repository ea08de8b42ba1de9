import { expect, test } from '@jest/globals'
import { ClassGrowth } from '../../src/isolate/class-growth.js'

const census = (rows: Record<string, number>) => ({
  classes: Object.entries(rows).map(([name, count]) => ({ name, count, bytes: count * 100, share: 0, growth: 0, countGrowth: 0 })),
})
/** The names reported after each census. */
const told = (times: number, least: number, ...all: Record<string, number>[]) => {
  const growth = new ClassGrowth(times, least)
  return all.map((rows) => growth.add(census(rows)).map(({ name }) => name))
}

const cases: [string, Record<string, number>[], string[][]][] = [
  ['a class that grows three times in a row', [{ A: 1 }, { A: 2 }, { A: 3 }, { A: 4 }], [[], [], [], ['A']]],
  ['one that stays as it is ends the row', [{ A: 1 }, { A: 2 }, { A: 2 }, { A: 3 }, { A: 4 }], [[], [], [], [], []]],
  ['one that shrinks, too', [{ A: 1 }, { A: 2 }, { A: 3 }, { A: 1 }, { A: 2 }], [[], [], [], [], []]],
  ['a new one has grown from nothing', [{}, { A: 1 }, { A: 2 }, { A: 3 }], [[], [], [], ['A']]],
  ['one that has gone begins again', [{ A: 1 }, { A: 2 }, {}, { A: 3 }, { A: 4 }], [[], [], [], [], []]],
  [
    'it is reported again once its growth has doubled',
    [{ A: 1 }, { A: 2 }, { A: 3 }, { A: 4 }, { A: 5 }, { A: 6 }, { A: 7 }],
    [[], [], [], ['A'], [], [], ['A']],
  ],
]

test.each(cases)('%s', (_, all, expected) => {
  expect(told(3, 0, ...all)).toEqual(expected)
})

test('little growth is left out', () => {
  expect(told(2, 1000, { A: 1 }, { A: 2 }, { A: 3 }, { A: 30 })).toEqual([[], [], [], ['A']])
})

test('what is reported', () => {
  const growth = new ClassGrowth(2, 0)
  growth.add(census({ A: 10 }))
  growth.add(census({ A: 12 }))
  expect(growth.add(census({ A: 15 }))).toEqual([{ name: 'A', count: 15, bytes: 1500, countGrowth: 5, growth: 500, times: 2 }])
})
