import { describe, expect, test } from '@jest/globals'
import { inEngine, nodes } from '../in-engines.js'
import { disagreements, type Found } from './census-agreement.js'

describe.each(nodes)('a census agrees with the heap snapshot of real programs, on %s', (engine) => {
  test.each(['structures', 'http', 'tsc', 'rollup', 'realm'])('%s', async (program) => {
    const found = await inEngine<Found>(engine, 'isolate/census-child.cjs', [], [program])
    expect(disagreements(found, engine)).toEqual([])
  })
})
