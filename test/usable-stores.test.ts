import { execFileSync } from 'node:child_process'
import { graph, measure, Tracker } from '../src/index.js'
import { preloads } from './process/reports.js'

const usable = (value: unknown) => measure(value, { external: 'usable' })

/** The types of the tests have no WebAssembly. */
function wasmMemory(): ArrayBuffer {
  const { Memory } = (globalThis as unknown as { WebAssembly: { Memory: new (options: object) => { buffer: ArrayBuffer } } }).WebAssembly
  return new Memory({ initial: 1 }).buffer
}

test('by default, and as `requested`, what was asked for', () => {
  const value = { buffer: new ArrayBuffer(1000) }
  expect(measure(value, { external: 'requested' })).toEqual(measure(value))
  expect(measure(value, { external: undefined })).toEqual(measure(value))
})

test('glibc gives a multiple of 16, less its header of 8', () => {
  const buffers = Array.from({ length: 1000 }, () => new ArrayBuffer(100))
  const each = buffers.map((buffer) => usable(buffer).external)
  // glibc leaves no free block below 32 bytes: where a reused one has a rest of 16, it gives that too
  expect(new Set([104, ...each, 120])).toEqual(new Set([104, 120]))
  const [plain, full] = [measure(buffers), usable(buffers)]
  expect(plain.external).toBe(100_000)
  expect(full.external).toBe(each.reduce((sum, bytes) => sum + bytes))
  for (const bound of ['bytes', 'lower', 'upper'] as const) expect(full[bound] - plain[bound]).toBe(full.external - plain.external)
})

test('what malloc did not give counts as it is', () => {
  const values = [new Uint8Array(16), new ArrayBuffer(0), new ArrayBuffer(100, { maxByteLength: 1000 }), wasmMemory()]
  expect(usable(values)).toEqual(measure(values))
})

test('a store that two views share counts once', () => {
  const buffer = new ArrayBuffer(100)
  const views = [new Uint8Array(buffer), new Uint16Array(buffer, 10, 5)]
  // 104 bytes, or 120 as above
  expect([4, 20]).toContain(usable(views).external - measure(views).external)
})

test('the graph sums to the same', () => {
  const value = { list: Array.from({ length: 100 }, () => new ArrayBuffer(100)), text: 'text' }
  const found = graph(value, { external: 'usable' })
  let sum = 0
  for (let node = 0; node < found.nodeCount; node++) sum += found.selfSize[node] as number
  expect(sum).toBe(usable(value).bytes)
})

test('under jemalloc, by its formula: `apt-get install libjemalloc2`', () => {
  const code = `const { measure } = require('./dist/cjs/index.js')
    const value = Array.from({ length: 100 }, () => new ArrayBuffer(1000))
    console.log(measure(value, { external: 'usable' }).external)`
  const text = execFileSync(process.execPath, ['-e', code], { encoding: 'utf8', env: { ...process.env, LD_PRELOAD: preloads.jemalloc } })
  expect(Number(text)).toBe(102_400)
})

test.each([
  [{ external: 'all' }, /^Expected `external` to be 'requested' or 'usable', got "all"/],
  [{ external: 'usable', limit: 5 }, /^Expected `external` to be 'requested' beside `limit`/],
  [{ external: 'usable', tracker: new Tracker() }, /^Expected `external` to be 'requested' beside `tracker`/],
])('%p', (options, message) => {
  expect(() => measure({}, options as never)).toThrow(message)
})
