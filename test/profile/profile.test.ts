import { boundOf } from '../../src/profile/bounds.js'
import { inEngine } from '../in-engines.js'

interface Found {
  readonly labels: Record<string, number>
  readonly drops: { ratio: number; external: number; kept: number; steady: boolean; other: number }
  readonly mapped: Record<string, string>
}

describe.each(['node20', 'node24'])('%s', (node) => {
  let found: Found
  beforeAll(async () => {
    found = await inEngine<Found>(node, 'profile/profile-child.cjs', ['--random-seed=3'])
  })

  test('labels follow what they were given to over promises, timers and immediates', () => {
    const { labels } = found
    expect(Object.keys(labels)).toEqual(['', 'route,a', 'route,b tenant,t'])
    // a sample each 2 kB: thousands of samples each, of which the standard deviation is below 1 %; the unlabelled are the fewest
    for (const ratio of Object.values(labels)) expect(Math.abs(ratio - 1)).toBeLessThan(0.1)
  })

  test('weighDrop is what the process gets back, and nothing where others hold it', () => {
    const { ratio, external, kept, steady, other } = found.drops
    expect(steady).toBe(true)
    expect(Math.abs(ratio - 1)).toBeLessThan(0.02)
    expect(external).toBe(10_000_000)
    expect(Math.abs(kept)).toBeLessThan(50_000)
    expect(other).toBe(50_000)
  })

  test('source maps say where code came from; those that lie do not hide it', () => {
    expect(found.mapped).toEqual({
      good: 'src/original.ts:3',
      gone: 'gone.js:2',
      lie0: 'lie0.js:2',
      lie1: 'lie1.js:2',
      // mappings that are none: what Node's reader makes of them
      lie2: expect.any(String),
      lie3: 'lie3.js:2',
    })
  })
})

describe('boundOf', () => {
  test('of what was seen whole is the figure itself', () => {
    expect(boundOf({ bytes: 123, variance: 0, widest: 0 })).toEqual([123, 123])
    expect(boundOf({ bytes: 0, variance: 0, widest: 0 })).toEqual([0, 0])
  })

  test('of no sample is some intervals', () => {
    // -log(0.01) of one interval: the quantile of an exponential distribution
    expect(boundOf({ bytes: 0, variance: 0, widest: 1000 })).toEqual([0, Math.ceil(-Math.log(0.01) * 1000)])
  })

  test('of n samples of one interval is a gamma distribution', () => {
    const n = 10
    const [lower, upper] = boundOf({ bytes: n * 1000, variance: n * 1e6, widest: 1000 })
    // chi-squared with 20 and 22 degrees of freedom, halved: tables of 1 % and 99 %
    expect(lower / 1000).toBeCloseTo(8.26 / 2, 2)
    expect(upper / 1000).toBeCloseTo(40.289 / 2, 2)
  })

  test('is continuous where the method changes', () => {
    const [a, b] = [199.9, 200.1].map((n) => boundOf({ bytes: n * 1e6, variance: n * 1e12, widest: 1e6 }))
    expect(b[0] / a[0]).toBeCloseTo(200.1 / 199.9, 3)
    expect(b[1] / a[1]).toBeCloseTo(200.1 / 199.9, 3)
  })
})
