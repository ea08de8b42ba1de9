import { describe, expect, test } from '@jest/globals'
import { inEngine } from '../in-engines.js'
import { disagreements, type Found } from './census-agreement.js'

describe.each(['node20', 'node24'])('a census agrees with the heap snapshot taken just before, on %s', (engine) => {
  test('of structures of all kinds', async () => {
    const found = await inEngine<Found>(engine, 'isolate/census-child.cjs', [], ['structures'])
    expect(disagreements(found, engine)).toEqual([])
    expect(found.census.Special[0]).toBe(500)
    expect(found.census.OnlyByKey[0]).toBe(500)
  })

  test('and a live heap does', async () => {
    const found = await inEngine<Found>(engine, 'isolate/census-child.cjs', [], ['structures', 'live'])
    expect(disagreements(found, engine)).toEqual([])
  })

  test('in a worker thread', async () => {
    const found = await inEngine<Found>(engine, 'isolate/census-child.cjs', [], ['structures', 'worker'])
    expect(disagreements(found, engine)).toEqual([])
  })
})

describe('the comparison itself', () => {
  const rows = { '(array)': [100, 1600], Thing: [1000, 40_000] } as Found['census']

  test('sees what is missing, and what is invented', () => {
    expect(disagreements({ census: rows, snapshot: rows })).toEqual([])
    expect(disagreements({ census: { ...rows, Thing: [980, 39_200] }, snapshot: rows })).toEqual([
      'Thing: 980 of 1000, 39200 of 40000 bytes',
    ])
    expect(disagreements({ census: { ...rows, Thing: [1100, 44_000] }, snapshot: rows })).toHaveLength(1)
    expect(disagreements({ census: rows, snapshot: { ...rows, Gone: [50, 1000] } })).toHaveLength(1)
  })
})
