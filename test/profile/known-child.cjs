// A program whose allocations are known by construction, profiled again and again with seeded amounts: how often each site's total is within
// its bound. The truths come from the probe's sizes of one of each. Usage: known-child.cjs ROUNDS INTERVAL SEED
const { isMainThread, parentPort, Worker, workerData } = require('node:worker_threads')
const { deepSize } = require('../../dist/cjs/index.js')
const { boundOfSum } = require('../../dist/cjs/profile/assemble.js')
const { boundOf } = require('../../dist/cjs/profile/bounds.js')
const { startProfile } = require('../../dist/cjs/profile.js')

const [rounds, interval, seed] = isMainThread ? process.argv.slice(2).map(Number) : workerData

const random = ((state) => () => {
  state = (state + 0x6d2b79f5) | 0
  let t = Math.imul(state ^ (state >>> 15), 1 | state)
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
})(seed)

const hold = new Array(4000).fill(null)
const text = Buffer.alloc(2000, 'x')
let sink

// each allocates `count` of what its `one` makes, and nothing else
const sites = {
  arrays: {
    most: 4000,
    one: (i) => [i, i, i, i],
    make: function makeArrays(n) {
      for (let i = 0; i < n; i++) hold[i] = [i, i, i, i]
    },
  },
  objects: {
    most: 4000,
    one: (i) => ({ a: i, b: i, c: i }),
    make: function makeObjects(n) {
      for (let i = 0; i < n; i++) hold[i] = { a: i, b: i, c: i }
    },
  },
  shortLived: {
    most: 20000,
    one: (i) => ({ x: i, y: [i] }),
    make: function makeShortLived(n) {
      for (let i = 0; i < n; i++) sink = { x: i, y: [i] }
    },
  },
  strings: {
    most: 1500,
    one: () => text.latin1Slice(0, 1000),
    make: function makeStrings(n) {
      for (let i = 0; i < n; i++) hold[i] = text.latin1Slice(0, 1000)
    },
  },
  // as large as the interval is at most seen for some: the hardest for a bound
  large: {
    most: 30,
    one: () => text.latin1Slice(0, 2000),
    make: function makeLarge(n) {
      for (let i = 0; i < n; i++) hold[i] = text.latin1Slice(0, 2000)
    },
  },
}
// to the byte
const buffers = {
  buffers: function makeBuffers(n) {
    for (let i = 0; i < n; i++) hold[i] = Buffer.alloc(9000 + i)
  },
  arrayBuffers: function makeArrayBuffers(n) {
    for (let i = 0; i < n; i++) sink = new ArrayBuffer(100 + i)
  },
  floats: function makeFloats(n) {
    for (let i = 0; i < n; i++) sink = new Float64Array(100 + i)
  },
  unsafe: function makeUnsafe(n) {
    for (let i = 0; i < n; i++) sink = Buffer.allocUnsafeSlow(500 + i)
  },
  slices: function makeSlices(n) {
    for (let i = 0; i < n; i++) sink = new ArrayBuffer(1000 + i).slice(1)
  },
  clones: function makeClones(n) {
    const from = new ArrayBuffer(333)
    for (let i = 0; i < n; i++) sink = structuredClone(from)
  },
}
const truthOf = {
  buffers: (n) => 9000 * n + (n * (n - 1)) / 2,
  arrayBuffers: (n) => 100 * n + (n * (n - 1)) / 2,
  floats: (n) => 8 * (100 * n + (n * (n - 1)) / 2),
  unsafe: (n) => 500 * n + (n * (n - 1)) / 2,
  slices: (n) => 1000 * n + (n * (n - 1)) / 2 + 999 * n + (n * (n - 1)) / 2,
  clones: (n) => 333 * (n + 1),
}

const sizes = Object.fromEntries(Object.entries(sites).map(([name, { one }]) => [name, deepSize(one(1))]))
for (let warm = 0; warm < 20; warm++) for (const { make, most } of Object.values(sites)) make(most)

const result = {}
for (const name of [...Object.keys(sites), ...Object.keys(buffers)])
  result[name] = { runs: 0, within: 0, below: 0, above: 0, truth: 0, told: 0, width: 0, samples: 0 }

const isBelow = (site, name) => site.stack.some((frame) => frame.function === name)

for (let round = 0; round < rounds; round++) {
  const counts = {}
  const profiler = startProfile({ interval, buffers: 'exact', collect: false })
  for (const name in sites) sites[name].make((counts[name] = 1 + Math.floor(random() * sites[name].most)))
  for (const name in buffers) buffers[name]((counts[name] = 1 + Math.floor(random() * 40)))
  const profile = profiler.stop()
  for (const name in result) {
    const r = result[name]
    const isBuffer = name in buffers
    const fn = (isBuffer ? buffers[name] : sites[name].make).name
    const found = profile.sites.filter((site) => isBelow(site, fn) && site.external > 0 === isBuffer)
    const truth = isBuffer ? truthOf[name](counts[name]) : sizes[name] * counts[name]
    const total = found.reduce((sum, site) => sum + site.total, 0)
    const [lower, upper] = found.length === 0 ? boundOf({ bytes: 0, variance: 0, widest: isBuffer ? 0 : interval }) : sumBound(found)
    r.runs++
    r.truth += truth
    r.told += total
    r.samples += found.reduce((sum, site) => sum + site.samples, 0)
    r.width += (upper - lower) / truth
    if (truth < lower) r.below++
    else if (truth > upper) r.above++
    else r.within++
  }
}

function sumBound(found) {
  return found.length === 1 ? found[0].bound : boundOfSum(found, 'total')
}

if (!isMainThread) parentPort.postMessage(result)
else {
  const threads = [Promise.resolve(result)]
  for (let i = 1; i <= 3; i++)
    threads.push(
      new Promise((resolve, reject) =>
        new Worker(__filename, { workerData: [rounds, interval, seed + i] }).once('message', resolve).once('error', reject),
      ),
    )
  Promise.all(threads).then((all) => console.log(JSON.stringify(all)))
}
