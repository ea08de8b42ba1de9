import { inEngine, nodes } from '../in-engines.js'

interface Tally {
  readonly runs: number
  readonly within: number
  readonly truth: number
  readonly told: number
}

const toTheByte = ['buffers', 'arrayBuffers', 'floats', 'unsafe', 'slices', 'clones']
const rounds = 60

// of 60 rounds that keep the truth in 95 of 100, fewer than 52 are one in 2,000; of all together fewer than 95 % are one in many millions
test.each(nodes)('%s: totals are within their bounds, in four threads', async (node) => {
  const threads = await inEngine<Record<string, Tally>[]>(
    node,
    'profile/known-child.cjs',
    ['--random-seed=7'],
    [String(rounds), '4096', '7'],
  )
  expect(threads).toHaveLength(4)
  let runs = 0
  let within = 0
  for (const tallies of threads) {
    for (const [site, tally] of Object.entries(tallies)) {
      if (toTheByte.includes(site)) expect({ site, ...tally }).toMatchObject({ within: rounds, told: tally.truth })
      else {
        expect({ site, isOften: tally.within >= 52, tally }).toMatchObject({ isOften: true })
        runs += tally.runs
        within += tally.within
      }
    }
  }
  expect(within / runs).toBeGreaterThan(0.95)
})

test.each(nodes)('%s: whatever goes wrong has a defined outcome', async (node) => {
  const found = await inEngine<Record<string, unknown>>(node, 'profile/problems-child.cjs')
  const { options, labels, event, events, ...rest } = found
  expect(rest).toEqual({
    twice: expect.stringMatching(/^MemSizeError: .*one does\. Stop it first/),
    stoppedTwice: true,
    afterwards: true,
    company: expect.stringMatching(/^MemSizeError: .*another profiler does/),
    companyOfV8: expect.stringMatching(/^MemSizeError: .*another profiler does/),
    stoppedByOthers: [expect.stringContaining('another profiler stopped')],
    replaced: 1,
    nothing: { sums: { external: 0 }, sites: 0 },
    deep: 255,
    names: [true, true],
    thrown: 'TypeError: mine',
    afterThrown: 'no error',
    threads: ['main', 'worker 1', 'worker 2'],
    busy: true,
    workerIsBack: true,
    eventsAfterwards: true,
  })
  for (const message of [...(options as string[]), ...(labels as string[]), ...(event as string[])])
    expect(message).toMatch(/^MemSizeError: (Expected|Unknown)/)
  expect(events).toMatchObject({ unit: 'rows', sites: [{ weight: 7 }, { weight: 5 }] })
})

test.each(nodes)('%s: without the probe, what is lost is said', async (node) => {
  const found = await inEngine<{
    by: string
    costs: string[]
    notes: string[]
    reading: string
    truth: number
    live: { live: number; bound: [number, number] }[]
  }>(node, 'profile/fallback-child.cjs')
  expect(found).toMatchObject({ by: 'v8', reading: expect.stringContaining('Call stop()') })
  expect(found.costs).toContain('live')
  expect(found.notes.join()).toMatch(/lifetimes.*turned off by MEMSIZE_PROBE=off/)
  expect(found.live.length).toBeGreaterThan(0)
  const [lower, upper] = [0, 1].map((end) => found.live.reduce((sum, { bound }) => sum + bound[end], 0))
  expect(lower).toBeLessThan(found.truth * 1.05)
  expect(upper).toBeGreaterThan(found.truth * 0.95)
})
