/** node census-child.mjs <records>: what the whole heap costs by the probe and by V8, in one process on the same heap. Prints one line of JSON. */
import { mkdtempSync, rmSync } from 'node:fs'
import http from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import v8 from 'node:v8'
import { dominatorTree, heapCensus, liveHeap, writeHeapSnapshot } from '../dist/esm/heap.js'

const ROUNDS = 3
const records = Number(process.argv[2])
class Rec {
  constructor(i, before) {
    this.id = i
    this.name = `name ${i % 1000}`
    this.tags = [i, i + 1]
    this.next = before
  }
}
const held = []
for (let i = 0; i < records; i++) held.push(new Rec(i, held[(i * 7919) % (i || 1)]))
globalThis.held = held

const median = (list) => list.sort((a, b) => a - b)[list.length >> 1]
const timed = (run) => {
  const start = performance.now()
  const result = run()
  return [performance.now() - start, result]
}
/** The longest time that nothing else ran, in ms, while something is under way. */
async function longestGap(run) {
  let last = performance.now()
  let longest = 0
  const tick = () => {
    const now = performance.now()
    longest = Math.max(longest, now - last)
    last = now
  }
  const timer = setInterval(tick, 1)
  await new Promise((resolve) => setTimeout(resolve, 50))
  longest = 0
  const result = await run()
  tick()
  clearInterval(timer)
  return [longest, result]
}

const folder = mkdtempSync(join(tmpdir(), 'memsize-bench-'))
const file = join(folder, 'a.heapsnapshot')
// a server under load, whose answers wait meanwhile
const server = http.createServer((_, response) => setTimeout(() => response.end('x'), 1))
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
const agent = new http.Agent({ keepAlive: true, maxSockets: 8 })
const { port } = server.address()
const ask = () => http.get({ port, host: '127.0.0.1', agent }, (response) => response.resume().on('end', ask)).on('error', () => {})
for (let i = 0; i < 8; i++) ask()

const census = []
const live = []
let objects = 0
let memory = 0
let bytes = 0
heapCensus()
for (let round = 0; round < ROUNDS; round++) {
  const [time, found] = timed(() => heapCensus())
  census.push(time)
  objects = found.count
  const pages = found.heapBytes + found.remainder.reduce((sum, part) => sum + part.bytes, 0)
  memory = found.memory / pages
  bytes = found.heapBytes
  live.push(timed(() => dominatorTree(liveHeap()).retained)[0])
}
const before = process.memoryUsage.rss()
const forks = []
let written = 0
let grown = 0
for (let round = 0; round < ROUNDS; round++) {
  const watch = setInterval(() => (grown = Math.max(grown, process.memoryUsage.rss() - before)), 5)
  const [gap, size] = await longestGap(() => writeHeapSnapshot(file, { by: 'probe' }))
  clearInterval(watch)
  forks.push(gap)
  written = size
}
const [byV8] = await longestGap(async () => v8.writeHeapSnapshot(file))
rmSync(folder, { recursive: true })
console.log(
  JSON.stringify({
    objects,
    bytes,
    memory,
    census: median(census),
    live: median(live),
    fork: median(forks),
    byV8,
    written,
    grown: grown / before,
  }),
)
process.exit()
