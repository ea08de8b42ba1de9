import { measure } from '../../src/index.js'
import { arenaReport, whatIfGrowth } from '../../src/process.js'

test('a bump allocator: used, reserved, and what doubling leaves', () => {
  const chunks = [64_000, 128_000, 256_000].map((bytes) => new ArrayBuffer(bytes))
  const views = chunks.flatMap((chunk, i) =>
    Array.from({ length: i === 2 ? 10 : 100 }, (_, k) => new Uint8Array(chunk, 128 + k * 500, 500)),
  )
  const report = arenaReport([views])
  expect(report).toMatchObject({ reserved: 448_000, used: 210 * 500, waste: 448_000 - 105_000, views: 210, growth: 'doubling' })
  expect(report.chunks[0]).toMatchObject({ kind: 'buffer', bytes: 256_000, used: 5000, views: 10 })
  expect(report.advice).toEqual([
    expect.stringMatching(/^The last chunk, 256 kB, is less than half used, .* a first capacity of 105 kB would do/),
  ])
})

test('a view of the whole is no use of it where there are others; overlapping views count once', () => {
  const chunk = new ArrayBuffer(100_000)
  const report = arenaReport([new Uint8Array(chunk), new Uint8Array(chunk, 1000, 2000), new DataView(chunk, 2000, 2000)])
  expect(report.chunks).toEqual([{ kind: 'buffer', bytes: 100_000, reserved: 100_000, used: 3000, views: 3, waste: 97_000 }])
})

test('chunks that one small view keeps', () => {
  const kept = Array.from({ length: 5 }, () => new Uint8Array(new ArrayBuffer(1e6), 512, 100))
  const report = arenaReport(kept)
  expect(report.pinned).toHaveLength(5)
  expect(report.growth).toBe('fixed')
  expect(report.advice[0]).toMatch(/^5 chunks of 5\.00 MB are each kept by one view that shows 500 B of them in all: copy what is kept/)
})

test("Node's pool", () => {
  const texts = Array.from({ length: 3000 }, (_, i) => Buffer.from(`some text ${i}`))
  const report = arenaReport(texts)
  const pool = report.chunks.filter(({ kind }) => kind === 'pool')
  expect(pool.length).toBeGreaterThan(0)
  // the first buffer of a slab looks like one with a store of its own
  expect(report.views).toBeGreaterThan(2900)
})

test('a buffer that can grow, and one that has shrunk since', () => {
  const growable = new ArrayBuffer(1000, { maxByteLength: 1_000_000 })
  const tracking = new Uint8Array(growable)
  const tail = new Uint8Array(growable, 500, 400)
  expect(arenaReport([tracking, tail]).chunks).toEqual([
    { kind: 'growable', bytes: 1000, reserved: 1_000_000, used: 400, views: 2, waste: 999_600 },
  ])
  growable.resize(100)
  const report = arenaReport([tracking, tail, new DataView(growable)])
  expect(report.chunks).toEqual([
    { kind: 'growable', bytes: 100, reserved: 1_000_000, used: 100, views: expect.any(Number), waste: 999_900 },
  ])
})

test('nothing, and values that are no buffers', () => {
  expect(arenaReport([])).toMatchObject({ chunks: [], reserved: 0, advice: [] })
  expect(arenaReport([1, null, 'text', {}, new Proxy({}, {})])).toMatchObject({ chunks: [], views: 0 })
  const detached = new Uint8Array(new ArrayBuffer(1000), 8, 900)
  structuredClone(detached.buffer, { transfer: [detached.buffer] })
  expect(arenaReport([detached]).waste).toBe(0)
})

test('it moves no small array off the heap', () => {
  const small = new Uint8Array(16)
  const before = measure(small)
  arenaReport([small])
  expect(measure(small)).toEqual(before)
  // as asking for the buffer does
  expect(small.buffer.byteLength).toBe(16)
  expect(measure(small)).not.toEqual(before)
})

describe('what if', () => {
  const KB = 1024
  test('doubling the last chunk, as bumpalo does: its issue 152', () => {
    const small = whatIfGrowth([10, 2 ** 20], { kind: 'double last' })
    expect(small).toMatchObject({ chunks: [448, 1_052_608], reserved: 1_053_056 })
    expect(whatIfGrowth([10, 2 ** 20, ...Array(500).fill(10)], { kind: 'double last' })).toMatchObject({
      reserved: 3_158_336,
      afterReset: 2_105_280,
    })
    const sizes = whatIfGrowth(Array(20_000).fill(10), { kind: 'double last' }).chunks
    expect(sizes.slice(0, 9)).toEqual([448, 960, 1984, 4032, 8128, 16_320, 32_704, 65_472, 131_008])
  })

  test('other policies', () => {
    expect(whatIfGrowth(Array(100).fill(KB), { kind: 'fixed', chunk: 16 * KB })).toEqual({
      chunks: Array(7).fill(16 * KB),
      reserved: 112 * KB,
      used: 100 * KB,
      waste: 12 * KB,
      afterReset: 16 * KB,
    })
    expect(whatIfGrowth(Array(10).fill(KB), { kind: 'double all', first: KB }).chunks).toEqual([1, 1, 2, 4, 8].map((n) => n * KB))
    expect(whatIfGrowth(Array(40).fill(10), { kind: 'herd', workers: 4 })).toMatchObject({ chunks: [448, 448, 448, 448], used: 400 })
    // 32 * (2^k - 1) slots for each thread, of two words and the item
    expect(whatIfGrowth(Array(100).fill(0), { kind: 'slab', item: 48, threads: 1 })).toMatchObject({ reserved: 32 * 7 * 64, used: 4800 })
    expect(whatIfGrowth(Array(100).fill(0), { kind: 'slab', item: 48, threads: 4 }).reserved).toBe(4 * 32 * 64)
  })

  test.each([
    [[1.5], { kind: 'double last' }, /`requests` to be whole numbers of bytes, got 1\.5/],
    [[1], { kind: 'fixed', chunk: 0 }, /`chunk` to be a whole number, 1 or more, got 0/],
    [[1], { kind: 'triple' }, /`policy` to be an object with a kind/],
    [[1], undefined, /`policy` to be an object with a kind/],
  ])('%j, %j', (requests, policy, message) => {
    expect(() => whatIfGrowth(requests as number[], policy as never)).toThrow(message)
  })
})
