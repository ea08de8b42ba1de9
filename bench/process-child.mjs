/** One kind of process: prints what a report costs there. */
import { closeSync, openSync, readFileSync, readSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import { processMemory } from '../dist/esm/process.js'
import { quantile, ratios, timeInRounds } from './rounds.mjs'

const ROUNDS = 25
const FIRST_ROUNDS = 10
const WARMING = 200
const kept = []

const prepare = {
  idle() {},
  'heap of 300 MB'() {
    for (let i = 0; i < 3e6; i++) kept.push({ i, x: i + 0.5 })
  },
  'buffers of 400 MB'() {
    for (let i = 0; i < 100_000; i++) kept.push(Buffer.allocUnsafeSlow(2000).fill(1))
    for (let i = 0; i < 1000; i++) kept.push(Buffer.alloc(200_000, 1))
  },
  async 'ten workers'() {
    const code = `require('node:worker_threads').parentPort.postMessage(1); setInterval(() => {}, 1000)`
    const started = () => new Promise((resolve) => kept.push(new Worker(code, { eval: true }).on('message', resolve)))
    await Promise.all(Array.from({ length: 10 }, started))
  },
}

const bytes = Buffer.allocUnsafeSlow(65_536)
function bare() {
  const file = openSync('/proc/self/smaps', 'r')
  while (readSync(file, bytes, 0, bytes.length, null) > 0);
  closeSync(file)
}

const kind = process.argv[2]
await prepare[kind]()
const full = () => processMemory()
const quick = () => processMemory({ quick: true })
// the first reports: V8 has compiled little of it, and compiles meanwhile
const first = timeInRounds([bare, full], FIRST_ROUNDS, 3)
for (let i = 0; i < WARMING; i++) full()
const samples = timeInRounds([bare, full, quick], ROUNDS)
globalThis.gc()
const before = process.memoryUsage()
const memory = full()
const after = process.memoryUsage()
const report = {
  kind,
  rss: memory.rss,
  mappings: readFileSync('/proc/self/maps', 'latin1').split('\n').length - 1,
  first: quantile(ratios(first[1], first[0])),
  full: quantile(ratios(samples[1], samples[0])),
  quick: quantile(ratios(samples[2], samples[0])),
  allocated: after.heapUsed - before.heapUsed,
  moved: after.rss - before.rss,
}
process.stdout.write(JSON.stringify(report), () => process.exit())
