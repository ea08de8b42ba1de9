import { calibrate } from '../../src/check/calibrate.js'
import { type Layout, layouts } from '../../src/index.js'
import { inEngine, nodes } from '../in-engines.js'

interface Found {
  readonly fromChromium: Layout
  readonly fromJsc: Layout
  readonly plain: Layout
  readonly spread: Layout['spread']
  readonly upper: number
  readonly wider: number
  readonly same: boolean
}

describe.each(nodes)('calibrate on %s', (node) => {
  let found: Found
  beforeAll(async () => {
    found = await inEngine<Found>(node, 'check/calibrate-child.cjs')
  })

  test('every number of the layout is learned from a snapshot, whichever it starts from', () => {
    const { name, title, ...known } = layouts[node as 'node24']
    expect(layouts.chromium.headers).not.toEqual(known.headers)
    for (const learned of [found.fromChromium, found.fromJsc, found.plain]) {
      expect(learned).toEqual({ ...known, name: 'calibrated', title: expect.stringMatching(/^V8 \d+\..*, calibrated$/) })
    }
    expect(found.same).toBe(true)
  })

  test('samples widen the bounds as far as their truth asks for, and the layout can be saved', () => {
    const [lower, upper] = found.spread
    expect(lower).toBe(1)
    expect(upper).toBeGreaterThan(5)
    // 56 bytes for each piece and its node
    expect(found.upper).toBeLessThan(6_000)
    expect(found.wider).toBeGreaterThan(50_000)
    expect(found.wider).toBeLessThan(60_000)
  })
})

test('samples that are no list', async () => {
  await expect(calibrate(5 as never)).rejects.toThrow('Expected `samples` to be a list of values, as [session, cache], got 5 (number).')
  await expect(calibrate({} as never)).rejects.toThrow('got an object')
})
