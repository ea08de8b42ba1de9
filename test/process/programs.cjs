// Programs whose memory is known. Run as `node programs.cjs <name>`: prints the report as JSON, with what an independent look at /proc says.
const { readFileSync } = require('node:fs')
const { processMemory } = require('../../dist/cjs/process.js')

const keep = []
globalThis.keep = keep

/** Touched, and so resident. */
const full = (buffer) => {
  new Uint8Array(buffer).fill(1)
  return buffer
}

const programs = {
  idle() {},
  json() {
    const rows = Array.from({ length: 150_000 }, (_, id) => ({ id, name: `n${id}`, tags: ['a', `b${id % 10}`], x: id / 3 }))
    const text = JSON.stringify(rows)
    keep.push(JSON.parse(text))
    for (let i = 0; i < 5; i++) JSON.parse(text)
  },
  buffer() {
    for (let i = 0; i < 200; i++) keep.push(Buffer.alloc(300_000, 1))
    for (let i = 0; i < 20_000; i++) keep.push(Buffer.allocUnsafeSlow(2000).fill(1))
    for (let i = 0; i < 50_000; i++) keep.push(Buffer.from(`hello${i}`))
    keep.push(Buffer.alloc(50e6))
    keep.push(full(new ArrayBuffer(20e6, { maxByteLength: 50e6 })))
    keep.push(full(new SharedArrayBuffer(5e6)))
  },
  wasm() {
    for (let i = 0; i < 5; i++) {
      const memory = new WebAssembly.Memory({ initial: 100, maximum: 1000 })
      new Uint8Array(memory.buffer).fill(1, 0, 3e6)
      keep.push(memory)
    }
    const shared = new WebAssembly.Memory({ initial: 10, maximum: 100, shared: true })
    full(shared.buffer)
    keep.push(shared)
  },
  async workers() {
    const { Worker } = require('node:worker_threads')
    const body = `const kept = []
      for (let i = 0; i < 20000; i++) kept.push({ i, buffer: Buffer.alloc(100) })
      require('node:worker_threads').parentPort.postMessage(1)
      setInterval(() => kept, 1000)`
    const started = () =>
      new Promise((resolve) => {
        const worker = new Worker(body, { eval: true })
        worker.on('message', resolve)
        keep.push(worker)
      })
    await Promise.all(Array.from({ length: 10 }, started))
  },
  /** A heap of about 200 MB that was dropped: Node 22 and later keep its pages. */
  async dropped() {
    globalThis.rows = Array.from({ length: 2_000_000 }, (_, i) => ({ i, x: i + 0.5 }))
    await 0
    globalThis.rows = undefined
    globalThis.gc()
    globalThis.gc()
    await new Promise((resolve) => setTimeout(resolve, 1500))
  },
}

function rssOfSmaps() {
  let sum = 0
  for (const [, kB] of readFileSync('/proc/self/smaps', 'utf8').matchAll(/^Rss: +(\d+) kB$/gm)) sum += Number(kB) * 1024
  return sum
}

async function main() {
  await programs[process.argv[2]]()
  await new Promise((resolve) => setTimeout(resolve, 200))
  processMemory()
  const memory = processMemory()
  const quick = processMemory({ quick: true })
  const { counters: _counters, ...fields } = memory
  const report = {
    ...memory.toJSON(),
    strangers: fields.strangers,
    changed: fields.changed,
    smaps: rssOfSmaps(),
    quick: quick.toJSON(),
    usage: process.memoryUsage(),
    text: memory.toString(),
    prometheus: memory.toPrometheus(),
  }
  process.stdout.write(JSON.stringify(report), () => process.exit())
}

void main()
