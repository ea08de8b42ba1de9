import { execFileSync } from 'node:child_process'
import { enginePath } from '../../scripts/engines.mjs'
import { heapCensus } from '../../src/heap.js'
import { processMemory, withHeap } from '../../src/process.js'
import { nodes } from '../in-engines.js'
import { bytesAt, wrongSums } from './reports.js'

const used = 'v8/this isolate/used'

// a census takes the heap of a Jest worker to be that of its context
const child = `
  const { processMemory, registerReporter, withHeap } = require('./dist/cjs/process.js')
  const { heapCensus, readHeapSnapshot } = require('./dist/cjs/heap.js')
  class Session { constructor(i) { this.id = i; this.half = i + 0.5; this.tags = [i, i + 1] } }
  globalThis.kept = [Array.from({ length: 20_000 }, (_, i) => new Session(i)), Buffer.alloc(20_000_000, 1)]
  async function main() {
    registerReporter('sessions', () => ({ bytes: 1_000_000 }))
    const plain = processMemory()
    const classes = processMemory({ classes: true })
    const file = require('node:v8').writeHeapSnapshot(require('node:path').join(process.argv[1], process.pid + '.heapsnapshot'))
    const snapshot = withHeap(plain, await readHeapSnapshot(file))
    require('node:fs').rmSync(file)
    console.log(JSON.stringify({ plain, classes, snapshot, census: withHeap(plain, heapCensus()) }))
  }
  void main()`

test.each(nodes)('%s: the heap by class, by a census and by a snapshot', (engine) => {
  const text = execFileSync(enginePath(engine), ['-e', child, process.env.TMPDIR ?? '/tmp'], { encoding: 'utf8', maxBuffer: 2 ** 26 })
  const { plain, classes, snapshot, census } = JSON.parse(text)
  expect(bytesAt(plain, `${used}/reported/sessions`)).toBe(1_000_000)
  for (const report of [classes, snapshot, census]) {
    expect(report.missing).toEqual([])
    expect(wrongSums(report)).toEqual([])
    // an object of three fields, 24 to 56 bytes each
    const sessions = bytesAt(report, `${used}/Session`)
    expect(sessions / 20_000).toBeGreaterThanOrEqual(24)
    expect(sessions / 20_000).toBeLessThanOrEqual(64)
    expect(bytesAt(report, `${used}/Array`)).toBeGreaterThanOrEqual(20_000 * 16)
    // memory of buffers is malloc's
    expect(bytesAt(report, `${used}/system / JSArrayBufferData`)).toBe(0)
    expect(bytesAt(report, 'malloc/in use/array buffers')).toBeGreaterThanOrEqual(20_000_000)
    expect(report.beside).toContainEqual({
      name: 'sessions',
      bytes: 1_000_000,
      note: expect.stringMatching(/^reported; a part of the heap/),
    })
    expect(bytesAt(report, `${used}/reported`)).toBe(0)
  }
})

test('what cannot be had is a line of what is missing, or a wrong option', () => {
  const other = processMemory({ pid: process.ppid, classes: true })
  expect(other.missing.join()).toContain('the heap by class: a process counts its own alone')
  expect(() => processMemory({ classes: true, quick: true })).toThrow(/^Expected `classes` to be false beside `quick`/)
  expect(() => processMemory({ classes: 'yes' as never })).toThrow(/^Expected `classes` to be true or false, got "yes"/)
  expect(() => withHeap(processMemory(), {} as never)).toThrow(/^Expected `heap` to be a heap snapshot/)
  expect(() => withHeap({} as never, heapCensus())).toThrow(/^Expected a report of processMemory\(\)/)
})

test('a report without a heap stays as it is', () => {
  const report = { ...processMemory().toJSON(), parts: [], remainder: 5, rss: 5 }
  const census = {
    bytes: 100,
    heapBytes: 100,
    count: 1,
    memory: 0,
    remainder: [],
    classes: [{ name: 'A', count: 1, bytes: 100, share: 1, growth: 0, countGrowth: 0 }],
  }
  expect(withHeap(report, census)).toEqual(report)
})
