import { nodes } from '../in-engines.js'
import { bytesAt, reportOf, wrongSums } from './reports.js'

const MB = 1e6

describe.each(nodes)('%s', (engine) => {
  test('idle: the parts and the remainder sum to RSS, which is that of smaps', async () => {
    const report = await reportOf(engine, 'idle')
    expect(report.by).toBe('smaps')
    expect(wrongSums(report)).toEqual([])
    expect(wrongSums(report.quick)).toEqual([])
    // the program allocates between the two looks
    expect(Math.abs(report.smaps - report.rss)).toBeLessThan(8 * MB)
    expect(report.remainder / report.rss).toBeLessThan(0.03)
    expect(report.missing).toEqual([])
    expect(report.text).toMatch(/process \d+\n/)
    const samples = [...report.prometheus.matchAll(/^memsize_process_part_bytes\{path="[^"]+"\} (\d+)$/gm)]
    expect(samples.reduce((sum, [, bytes]) => sum + Number(bytes), 0)).toBe(report.rss)
  })

  test('buffers: what was allocated is found, and what was not touched is not', async () => {
    const report = await reportOf(engine, 'buffer')
    expect(wrongSums(report)).toEqual([])
    expect(report.remainder / report.rss).toBeLessThan(0.03)
    // 60 MB + 40 MB + 5 MB, and the pool's slabs
    const buffers = bytesAt(report, 'malloc/in use/array buffers')
    expect(buffers).toBeGreaterThan(105 * MB)
    expect(buffers).toBeLessThan(110 * MB)
    expect(bytesAt(report, 'malloc')).toBeGreaterThanOrEqual(buffers)
    expect(bytesAt(report, 'malloc')).toBeLessThan(125 * MB)
    expect(Math.abs(bytesAt(report, 'growable buffers') - 20 * MB)).toBeLessThan(0.1 * MB)
    const untouched = report.beside.find(({ name }) => name === 'malloc, untouched')
    expect(Math.abs((untouched?.bytes ?? 0) - 50 * MB)).toBeLessThan(MB)
  })

  test('WebAssembly: five memories of which 3 MB each were written to, and a shared one', async () => {
    const report = await reportOf(engine, 'wasm')
    expect(wrongSums(report)).toEqual([])
    expect(Math.abs(bytesAt(report, 'WebAssembly memories') - (15 * MB + 10 * 65_536))).toBeLessThan(0.5 * MB)
  })

  test("this isolate's spaces are known one by one", async () => {
    const report = await reportOf(engine, 'json')
    expect(wrongSums(report)).toEqual([])
    const used = ['old_space', 'new_space', 'large_object_space'].map((space) => bytesAt(report, `v8/this isolate/used/${space}`))
    const sum = used.reduce((total, bytes) => total + bytes, 0)
    expect(sum).toBeGreaterThan(0.9 * report.usage.heapUsed)
    expect(sum).toBeLessThan(1.1 * report.usage.heapUsed)
  })
})

test('pages that V8 keeps in no space', async () => {
  // Node 20 gives them back within a second
  const report = await reportOf('node24', 'dropped', 'glibc', ['--expose-gc'])
  expect(wrongSums(report)).toEqual([])
  expect(bytesAt(report, 'v8/this isolate/kept by V8 in no space')).toBeGreaterThan(50 * MB)
  expect(bytesAt(report, 'v8/this isolate/used')).toBeLessThan(15 * MB)
})

test('ten workers are ten isolates', async () => {
  const report = await reportOf('node24', 'workers')
  expect(wrongSums(report)).toEqual([])
  const v8 = report.parts.find(({ name }) => name === 'v8')
  expect(v8?.children.filter(({ name }) => /^isolate \d+$/.test(name))).toHaveLength(10)
  expect(report.remainder / report.rss).toBeLessThan(0.03)
})
