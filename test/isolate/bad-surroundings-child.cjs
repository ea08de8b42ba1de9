// Writes a heap snapshot where something is wrong, and prints the result: one line of JSON.
const { execFileSync, spawnSync } = require('node:child_process')
const { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync, existsSync } = require('node:fs')
const { tmpdir } = require('node:os')
const { join } = require('node:path')
const { Worker, isMainThread, workerData } = require('node:worker_threads')
const { heapCensus, writeHeapSnapshot } = require('../../dist/cjs/heap.js')
const { heapProbe } = require('../../dist/cjs/isolate/heap-probe.js')

const [, , situation, folder] = process.argv
globalThis.held = Array.from({ length: 20_000 }, (_, i) => ({ i, text: `text ${i}` }))
const file = () => join(folder, 'probe.heapsnapshot')
const saying = (promise) =>
  promise.then(
    (bytes) => ({ bytes: bytes > 0 }),
    (error) => ({ error: `${error.code ?? error.name}: ${error.message}` }),
  )
const children = () =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        const [, , parent] = /\) (\S) (\d+)/.exec(readFileSync(`/proc/${name}/stat`, 'utf8'))
        return Number(parent) === process.pid
      } catch {
        return false
      }
    })

const situations = {
  /** The process may write no file of more than 100 kB, as one that finds no room. */
  full: () => saying(writeHeapSnapshot(file(), { by: 'probe' })),
  fullHere: () => saying(writeHeapSnapshot(file(), { by: 'probe', fork: false })),
  missing: () => saying(writeHeapSnapshot(join(folder, 'no/such/folder'), { by: 'probe' })),
  folder: () => saying(writeHeapSnapshot(folder, { by: 'probe' })),
  async killed() {
    const writing = saying(writeHeapSnapshot(file(), { by: 'probe' }))
    for (;;) {
      const [child] = children()
      if (child !== undefined) {
        process.kill(Number(child), 'SIGKILL')
        break
      }
      await new Promise((resolve) => setImmediate(resolve))
    }
    return writing
  },
  async aborted() {
    const abort = new AbortController()
    const writing = saying(writeHeapSnapshot(file(), { by: 'probe', signal: abort.signal }))
    while (children().length === 0) await new Promise((resolve) => setImmediate(resolve))
    abort.abort(new Error('no more'))
    return writing
  },
  async two() {
    const files = [join(folder, 'a.heapsnapshot'), join(folder, 'b.heapsnapshot')]
    const answers = await Promise.all(files.map((one) => saying(writeHeapSnapshot(one, { by: 'probe' }))))
    const whole = files.map((one) => JSON.parse(readFileSync(one, 'utf8')).strings.length > 1000)
    for (const one of files) rmSync(one)
    return { answers, whole }
  },
  /** A worker ends while a child writes for it. */
  async worker() {
    const worker = new Worker(__filename, { workerData: folder, argv: ['inWorker', folder] })
    await new Promise((resolve) => worker.once('message', resolve))
    await worker.terminate()
    return { ended: true }
  },
  async inWorker() {
    writeHeapSnapshot(file(), { by: 'probe' }).catch(() => {})
    while (children().length === 0) await new Promise((resolve) => setImmediate(resolve))
    require('node:worker_threads').parentPort.postMessage('forked')
    await new Promise(() => {})
  },
  /** The self-check finds something wrong. */
  unlike() {
    const probe = heapProbe()
    const census = probe.heapCensus
    probe.heapCensus = (...look) => {
      const columns = census(...look)
      columns.counts.fill(1)
      return columns
    }
    const errors = []
    for (let i = 0; i < 2; i++) {
      try {
        heapCensus()
      } catch (error) {
        errors.push(`${error.name}: ${error.message}`)
      }
    }
    return { errors }
  },
  /** A stack near its end. */
  deep() {
    // learning needs more of it
    heapCensus()
    let deepest
    const down = (n) => {
      try {
        return down(n + 1)
      } catch (error) {
        if (!(error instanceof RangeError)) throw error
        try {
          deepest ??= heapCensus().count
        } catch (inner) {
          if (!(inner instanceof RangeError)) throw inner
        }
        throw error
      }
    }
    try {
      down(0)
    } catch {}
    return { counted: (deepest ?? 0) > 10_000 }
  },
}

const main = async () => {
  const came = await situations[situation]()
  if (!isMainThread) return
  // the program goes on
  const alive = { a: [1, 2, 3].map((x) => x * 2), left: readdirSync(folder), children: children().length }
  console.log(JSON.stringify({ ...came, ...alive }))
}
main()
