import { deepSize, describeMemory, explain, graph, type Meter, measure, retainedSize, Tracker } from '../../src/index.js'
import { arenaReport } from '../../src/process.js'
import { Box } from '../heavy-box.js'

/** A native pool: nothing of it is in the heap. */
class Pool {
  readonly used: number
  readonly capacity: number

  constructor(used: number, capacity: number) {
    this.used = used
    this.capacity = capacity
  }

  [describeMemory](meter: Meter): void {
    meter.reserved('rows', this.used, this.capacity)
    meter.rest(this)
  }
}

describe.each(['probe', 'model'] as const)('an arena that a description names, by the %s', (by) => {
  const plain = () => measure({ used: 3000, capacity: 10_000 }, { by })

  test('it counts with its capacity, outside the heap; what is free in it is slack', () => {
    const found = measure(new Pool(3000, 10_000), { by })
    expect(found).toMatchObject({ by, external: 10_000, opaque: [] })
    expect(found.slack - measure(new Pool(10_000, 10_000), { by }).slack).toBe(7000)
    const described = measure(new Box((meter) => meter.external('rows', 10_000)), { by })
    const reserved = measure(new Box((meter) => meter.reserved('rows', 3000, 10_000)), { by })
    expect(reserved).toEqual({ ...described, slack: described.slack + 7000 })
    expect(found.bytes).toBeGreaterThanOrEqual(plain().bytes + 10_000)
  })

  test('in graphs and trees it is a part of its object', () => {
    const root = { pool: new Pool(3000, 10_000), other: [1, 2, 3] }
    const found = graph(root, { by, details: true })
    const nodes = [...found.selfSize.keys()]
    expect(nodes.reduce((sum, node) => sum + (found.selfSize[node] as number), 0)).toBe(deepSize(root, { by }))
    expect(retainedSize(root.pool, { from: root, by })).toBe(deepSize(root.pool, { by }))
    const pool = explain(root, { by })
      .toJSON()
      .children?.find(({ path }) => path === '$.pool')
    expect(pool?.retained).toBe(deepSize(root.pool, { by }))
    if (by === 'probe') {
      const node = nodes.find((node) => found.typeOf(node) === 'native' && found.selfSize[node] === 10_000) as number
      expect(found.details?.slack[node]).toBe(7000)
      expect(pool?.slack).toBe(7000 + (explain(new Pool(1, 1), { by }).toJSON().slack as number))
    }
  })

  test('a tracker counts it once; a function asks for it', () => {
    const pool = new Pool(1, 5000)
    const tracker = new Tracker()
    const first = measure(pool, { by, tracker })
    expect(first.external).toBe(5000)
    expect(measure(pool, { by, tracker })).toMatchObject({ bytes: 0, external: 0, slack: 0 })
    const handle = measure({}, { by, describe: (_handle, meter) => meter.reserved('pages', 100, 4096) })
    expect(handle).toMatchObject({ external: 4096 })
  })

  test.each([
    ['more used than reserved', 5, 3, /^`rows` has 5 \(number\) bytes in use of 3 \(number\), as a description says$/],
    ['a negative number', -1, 3, /has -1 \(number\) bytes in use/],
    ['NaN', 1, Number.NaN, /in use of NaN \(number\)/],
    ['Infinity', 1, Infinity, /in use of Infinity/],
    ['a text', '1' as never, 3, /has "1" \(string\) bytes in use/],
    ['nothing', undefined as never, undefined as never, /has undefined bytes in use of undefined/],
  ])('%s is opaque', (_name, used, capacity, reason) => {
    const found = measure(new Box((meter) => meter.reserved('rows', used, capacity)), { by })
    expect(found.upper).toBe(Infinity)
    expect(found.external).toBe(0)
    expect(found.opaque.map(({ reason }) => reason)).toEqual([expect.stringMatching(reason)])
  })

  test('a name counts once, and a kept meter is deaf', () => {
    let kept: Meter | undefined
    const found = measure(
      new Box((meter) => {
        kept = meter
        meter.reserved('rows', 1, 100)
        meter.reserved('rows', 1, 100)
        meter.external('rows', 100)
      }),
      { by },
    )
    expect(found.external).toBe(100)
    expect(found.opaque).toEqual([expect.objectContaining({ count: 2 })])
    kept?.reserved('later', 0, 1e6)
  })
})

test('arenaReport lists it, without advice about views', () => {
  const report = arenaReport([{ pools: [new Pool(3000, 10_000), new Pool(0, 10_000)] }, new Uint8Array(5000).subarray(0, 100)])
  expect(report.chunks.filter(({ kind }) => kind === 'described')).toEqual([
    { kind: 'described', name: 'Pool.rows', bytes: 10_000, reserved: 10_000, used: 0, views: 0, waste: 10_000 },
    { kind: 'described', name: 'Pool.rows', bytes: 10_000, reserved: 10_000, used: 3000, views: 0, waste: 7000 },
  ])
  expect(report).toMatchObject({ reserved: 25_000, used: 3100, growth: 'one' })
  expect(String(report)).toMatch(/10\.0 kB +0 B +10\.0 kB +0 +described: Pool\.rows/)
})
