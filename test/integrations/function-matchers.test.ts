import { execFileSync } from 'node:child_process'
import { enginePath } from '../../scripts/engines.mjs'
import { layouts, MemSizeError } from '../../src/index.js'
import '../../src/integrations/jest.js'
import { allocatedBytes, siteInterval } from '../../src/integrations/allocated.js'
import { nodes } from '../in-engines.js'

const failure = async (act: () => unknown): Promise<string> => {
  try {
    await act()
  } catch (error) {
    return (error as Error).message
  }
  throw new Error('It passed')
}

let sink: unknown
const points = (n: number) => () => {
  const list = []
  for (let i = 0; i < n; i++) list.push({ x: i, y: i })
  sink = list
}

describe('toAllocateAtMost', () => {
  test('counts to the byte what the engine allocates between two collections', async () => {
    const object = () => {
      sink = { x: 1, y: 2 }
    }
    // an object of two fields, and a list of a thousand slots with its header
    expect(await allocatedBytes(object, 5, 'counted')).toEqual({ bytes: 40, by: 'counted', collections: 0 })
    const list = () => {
      sink = new Array(1000).fill(0)
    }
    const { pointer, arrayHeader } = { pointer: layouts.node24.pointer, arrayHeader: 16 }
    const { bytes } = await allocatedBytes(list, 5, 'counted')
    expect(bytes).toBe(4 * pointer + arrayHeader + 1000 * pointer)
  })

  test('counts what was collected meanwhile, and memory outside the heap', async () => {
    const garbage = () => {
      for (let i = 0; i < 1e6; i++) sink = { x: i, y: i }
    }
    const found = await allocatedBytes(garbage, 2, 'counted')
    expect(found.collections).toBeGreaterThan(0)
    expect(Math.abs(found.bytes / 40e6 - 1)).toBeLessThan(0.03)
    const buffer = () => {
      sink = new Uint8Array(5e6)
    }
    expect((await allocatedBytes(buffer, 3, 'counted')).bytes).toBeGreaterThan(5e6)
  })

  test('by samples, which says so', async () => {
    const { bytes, by } = await allocatedBytes(points(20_000), 3, 'sampled')
    expect(by).toBe('sampled')
    expect(bytes).toBeGreaterThan(20_000 * 40 * 0.7)
    expect(bytes).toBeLessThan(20_000 * 40 * 3)
  })

  test('passes; fails with the excess, the method, and where it was allocated', async () => {
    await expect(points(1000)).toAllocateAtMost('1 MB')
    await expect(async () => points(1000)()).toAllocateAtMost('1 MB')
    await expect(points(20_000)).not.toAllocateAtMost('100 kB')
    const message = await failure(() => expect(points(20_000)).toAllocateAtMost('100 kB'))
    expect(message).toMatch(
      /^Expected the function to allocate at most 100 kB \(100,000 bytes\)\. It allocates [\d.]+ MB \([\d,]+ bytes\), [\d.]+ (kB|MB) \([\d,]+ bytes\) too much \(counted by the engine(, | between \d+ collections of garbage, )the least of 3 runs\)\.\nAllocated there, by samples:\n/,
    )
    const lines = message.split('\n').slice(2)
    expect(lines.length).toBeGreaterThan(0)
    expect(lines.length).toBeLessThanOrEqual(5)
    expect(message).toContain('function-matchers.test.ts:')
    const sampled = await failure(() => expect(points(20_000)).toAllocateAtMost(100, { by: 'sampled', runs: 1 }))
    expect(sampled).toContain('too much (sampled).')
    expect(await failure(() => expect(points(10)).not.toAllocateAtMost('1 MB'))).toMatch(
      /^Expected the function to allocate more than 1\.00 MB .* less \(/,
    )
  })

  test('what a timer allocates while the function waits is not its own', async () => {
    const act = async () => {
      await turns(20)
      points(100)()
    }
    // the engine's own count, while nothing runs beside it
    let { bytes: quiet, by } = await allocatedBytes(act, 5, 'counted')
    // the test runner has timers, too: then samples answer, and it is asked again
    for (let tries = 0; by !== 'counted' && tries < 10; tries++) ({ bytes: quiet, by } = await allocatedBytes(act, 5, 'counted'))
    expect(by).toBe('counted')
    timer = setInterval(points(2000), 0)
    const found = await allocatedBytes(act, 3, 'counted')
    expect(found.by).toBe('sampled')
    // six standard deviations of samples
    expect(Math.abs(found.bytes - quiet)).toBeLessThan(6 * Math.sqrt(siteInterval * quiet))
    await expect(act).not.toAllocateAtMost('1 kB')
  })

  test('an error of the function is the error of the test', async () => {
    const act = () => {
      throw new Error('of the function')
    }
    await expect(expect(act).toAllocateAtMost(5)).rejects.toThrow('of the function')
  })
})

let timer: NodeJS.Timeout | undefined
afterEach(() => clearInterval(timer))

/** Lets timers and others run. */
const turns = async (count: number) => {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setTimeout(resolve, 0))
}

describe('toLeak', () => {
  const kept: unknown[] = []
  const leaking = () => kept.push({ id: kept.length, tags: ['a', 'b'] })

  afterEach(() => {
    kept.length = 0
  })

  test('a function that keeps nothing does not, one that keeps a little each time does', async () => {
    await expect(points(100)).not.toLeak({ runs: 50 })
    await expect(async () => points(10)()).not.toLeak()
    await expect(leaking).toLeak()
    const message = await failure(() => expect(leaking).not.toLeak({ runs: 200 }))
    expect(message).toMatch(
      /^Expected the function not to leak\. Each run leaves about [\d.]+ B, [\d.]+ kB \([\d,]+ bytes\) in 200 runs\.\nAllocated there, by samples:\n/,
    )
    expect(message).toContain('leaking (function-matchers.test.ts:')
    expect(await failure(() => expect(points(100)).toLeak())).toBe('Expected the function to leak, and nothing stays of 100 runs.')
  })

  test('what a timer keeps while the function waits is none of its leaks; what the function keeps after it has waited is one', async () => {
    const others: unknown[] = []
    timer = setInterval(() => others.push({ list: [others.length] }), 0)
    await expect(async () => {
      await turns(1)
      points(10)()
    }).not.toLeak({ runs: 20 })
    expect(others.length).toBeGreaterThan(20)
    await expect(async () => {
      await turns(1)
      kept.push({ id: kept.length, tags: ['a', 'b'] })
    }).toLeak({ runs: 20 })
  })

  test('what is made once is no leak; memory outside the heap is one', async () => {
    let cache: unknown
    const lazy = () => {
      cache ??= new Array(1e5).fill(0)
      return cache
    }
    await expect(lazy).not.toLeak({ runs: 20 })
    await expect(() => kept.push(new Uint8Array(1000))).toLeak({ runs: 20 })
  })
})

test.each(nodes)('on %s', (engine) => {
  const program = `import { allocatedBytes, siteInterval } from './dist/esm/integrations/allocated.js'
    import { findLeak } from './dist/esm/integrations/leaks.js'
    let sink
    const kept = []
    const { bytes, by } = await allocatedBytes(() => { sink = { x: 1, y: 2 } }, 5, 'counted')
    const { perRun: none } = await findLeak(() => { sink = JSON.stringify([{}]) }, 50)
    const { perRun, sites } = await findLeak(function leaking() { kept.push({ x: 1 }) }, 50)
    console.log(JSON.stringify({ bytes, by, none, isFound: perRun > 20 && perRun < 200, isNamed: sites[0]?.path.startsWith('leaking') }))`
  const args = ['--input-type=module', '-e', program]
  const found = JSON.parse(execFileSync(enginePath(engine), args, { encoding: 'utf8' }))
  expect(found).toEqual({ bytes: 40, by: 'counted', none: 0, isFound: true, isNamed: true })
})

test.each<[string, () => Promise<unknown>]>([
  ['Expected a function to call, like expect(() => parse(text)), got 5 (number)', async () => expect(5).toAllocateAtMost(5)],
  ['Expected a function to call', async () => expect({}).not.toLeak()],
  ['Expected the limit in bytes', async () => expect(() => {}).toAllocateAtMost('5 parsecs')],
  ['Expected `runs` to be a whole number from 1 to 1000000, got 0 (number)', async () => expect(() => {}).not.toLeak({ runs: 0 })],
  ["Expected `by` to be 'counted' or 'sampled', got 5 (number)", async () => expect(() => {}).toAllocateAtMost(5, { by: 5 as never })],
  ['Unknown option `times`', async () => expect(() => {}).not.toLeak({ times: 5 } as never)],
])('%s', async (message, act) => {
  await expect(act()).rejects.toThrow(message)
  await expect(act()).rejects.toBeInstanceOf(MemSizeError)
})
