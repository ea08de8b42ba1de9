import { execFileSync } from 'node:child_process'
import { enginePath } from '../../scripts/engines.mjs'
import { nodes } from '../in-engines.js'

// Caches of real libraries, bound to 300 kB: what they say they hold is what they hold.

interface Result {
  readonly bytes: number
  readonly truth: number
  readonly entries: number
  readonly ofMap: number
  readonly isThere: boolean
}

/** How far off the truth may be: tables that a class hides are walked now and then, and projected; texts that Keyv joins are flattened later. */
const within = (name: string): number => (name === 'Map' ? 0.03 : 0.06)

test.each(nodes)('%s', (engine) => {
  const printed = execFileSync(enginePath(engine), ['test/integrations/caches-child.mjs'], { encoding: 'utf8' })
  const results = Object.entries<Result>(JSON.parse(printed))
  expect(results.length).toBe(8)
  for (const [name, { bytes, truth, entries, ofMap, isThere }] of results) {
    expect([name, isThere, entries]).toEqual([name, true, ofMap])
    expect(bytes).toBeLessThanOrEqual(300_000)
    const off = Math.abs(bytes / truth - 1)
    if (off > within(name)) expect([name, bytes]).toEqual([name, truth])
    if (!name.includes('by itself')) expect([name, bytes > 270_000]).toEqual([name, true])
  }
})
