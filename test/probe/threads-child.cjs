// node threads-child.cjs <package> <test> [handler.node or a count]: the probe in several threads, and what becomes of faults. Prints JSON.
const { Worker, isMainThread, parentPort, workerData } = require('node:worker_threads')
const { setTimeout: sleep } = require('node:timers/promises')
const { join } = require('node:path')
const { randomShape } = require('../oracle/shapes.cjs')

const [folder, test, given] = isMainThread ? process.argv.slice(2) : workerData
const loadLibrary = () => require(join(folder, 'dist/cjs'))
const loadBinding = () => require(join(folder, 'prebuilds', `${process.platform}-${process.arch}`, 'memsize.node'))

const start = (name, ...rest) => new Worker(__filename, { workerData: [folder, name, ...rest] })
const answer = (worker) =>
  new Promise((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
  })
const range = (length) => Array.from({ length }, (_, i) => i)
const list = (length) => range(length).reduce((next, i) => ({ i, next }), null)
const shapes = (seeds) => seeds.map((seed) => randomShape(seed))

// 42 at address 2^32 - 8, where a memory of one page has nothing: a trap, which is a SIGSEGV of the engine's own
const wasm = new Uint8Array([
  ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 5, 3, 1, 0, 1],
  ...[7, 5, 1, 1, 102, 0, 0, 10, 11, 1, 9, 0, 65, 120, 65, 42, 54, 2, 0, 11],
])

const threads = {
  /** Measures values of its own again and again: different answers, or those of the model, are printed. */
  measures() {
    const { measure } = loadLibrary()
    const values = [list(100_000), shapes(range(40)), new Map(range(10_000).map((i) => [i, { i }]))]
    // a first collection may take nodes of flattened ropes and thin strings away
    for (let i = 0; i < 2; i++) globalThis.gc()
    const answers = new Set()
    const end = Date.now() + 1500
    let rounds = 0
    for (; Date.now() < end; rounds++) answers.add(JSON.stringify(values.map((value) => [measure(value).by, measure(value).bytes])))
    parentPort.postMessage({ rounds, answers: [...answers] })
  },

  /** Until it is terminated, in a walk most likely. */
  endless() {
    const { measure } = loadLibrary()
    const value = list(300_000)
    measure(value)
    parentPort.postMessage('ready')
    for (;;) measure(value)
  },

  /** Its own lessons are spoiled, and nobody else's. */
  spoiled() {
    const { measure, currentLayout } = loadLibrary()
    measure({})
    const binding = loadBinding()
    const value = [5e-324, 1.5]
    binding.spoil('by_type', binding.look(value, 16)[0], binding.look([{}], 16)[2])
    parentPort.postMessage([measure(value).by, currentLayout().probe])
  },
}

const tests = {
  async 'at once'() {
    const { measure } = loadLibrary()
    const workers = range(3).map(() => start('measures'))
    const reports = await Promise.all(workers.map(answer))
    const alone = [list(100_000), new Map(range(10_000).map((i) => [i, { i }]))].map((value) => measure(value).bytes)
    return { alone, answers: reports.map((report) => report.answers), rounds: reports.map((report) => report.rounds) }
  },

  async terminated() {
    const { measure, currentLayout } = loadLibrary()
    const value = list(1000)
    const before = measure(value)
    let ended = 0
    for (let i = 0; i < Number(given); i++) {
      const worker = start('endless')
      await answer(worker)
      await sleep(i)
      await worker.terminate()
      ended++
    }
    return { ended, same: measure(value).bytes === before.bytes, by: measure(value).by, probe: currentLayout().probe }
  },

  async 'off in one'() {
    const { measure } = loadLibrary()
    const mine = measure({}).by
    return { mine, theirs: await answer(start('spoiled')), then: measure([5e-324, 1.5]).by, next: await answer(start('spoiled')) }
  },

  /** Out-of-bounds accesses of WebAssembly, while another thread walks and while nobody does, and with a walk before each. */
  async wasm() {
    const { measure } = loadLibrary()
    measure({})
    const instance = new WebAssembly.Instance(new WebAssembly.Module(wasm))
    const trap = (before) => {
      before()
      try {
        return instance.exports.f() ?? 'no trap'
      } catch (error) {
        return `${error.name}: ${error.message}`
      }
    }
    const count = (before) => {
      const results = {}
      for (let i = 0; i < 1000; i++) {
        const result = trap(before)
        results[result] = (results[result] ?? 0) + 1
      }
      return results
    }
    const alone = count(() => {})
    const worker = start('endless')
    await answer(worker)
    const beside = count(() => {})
    const both = count(() => measure([{}, 1.5]))
    await worker.terminate()
    return { alone, beside, both, by: measure({}).by }
  },

  /** After somebody else's handler was installed: faults in walks are the probe's, others theirs. */
  'handled before'() {
    require(given).install(process.env.WITH_INFO === '1')
    const { measure, currentLayout } = loadLibrary()
    measure({})
    const binding = loadBinding()
    const value = [5e-324, 1.5]
    binding.spoil('by_type', binding.look(value, 16)[0], binding.look([{}], 16)[2])
    console.log(measure(value).by, currentLayout().probe.reason)
    if (process.env.SENT) process.kill(process.pid, process.env.SENT)
    else binding.fault()
    return 'survived'
  },

  /** Nobody handles it: the process has to die. */
  foreign() {
    loadLibrary().measure({})
    loadBinding().fault()
    return 'survived'
  },

  async sent() {
    loadLibrary().measure({})
    process.kill(process.pid, process.env.SENT)
    await sleep(1000)
    return 'survived'
  },
}

async function main() {
  if (!isMainThread) return threads[test]()
  console.log(JSON.stringify(await tests[test]()))
  process.exit(0)
}
main()
