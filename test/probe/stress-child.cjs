// node --expose-gc stress-child.cjs <package> <million> <seconds>: under whatever flags it is started with, measures the zoo, structures of a
// million objects (or fewer), and has workers do so at once. Prints JSON: what the structures weigh, and what is wrong.
const { Worker, isMainThread, parentPort, workerData } = require('node:worker_threads')
const { join } = require('node:path')
const { zoo } = require('../zoo.cjs')

const [folder, million, seconds] = isMainThread ? process.argv.slice(2) : workerData
const { byClass, measure, measureAsync, MemSize, describeMemory, deepSize, explain, shallowSize, currentLayout } = require(
  join(folder, 'dist/cjs'),
)

const size = Number(million)
const array = (length, make) => Array.from({ length }, (_, i) => make(i))

class Point {
  #hidden
  constructor(i) {
    this.x = i + 0.5
    this.y = i
    this.#hidden = { i }
  }
  get hidden() {
    return this.#hidden
  }
}

/** Rules are a plan of the walk; what is by hand runs in rounds, between which anything may be collected and moved. */
class Ruled extends Point {
  left = [{ left: true }]
  sized = { sized: true }
}
MemSize.ignore('left out')(Ruled.prototype, 'left')
MemSize.sizedBy(() => 8)(Ruled.prototype, 'sized')
MemSize()(Ruled)
class Described extends Point {
  left = [{ left: true }]
  constructor(i, next) {
    super(i)
    this.next = next
  }
  [describeMemory](meter) {
    meter.skip('left', 'left out')
    meter.rest(this)
  }
}

/** Their bytes follow from what is in them, whatever was compiled or collected. */
const structures = {
  list: () => array(size, Number).reduce((next, i) => ({ i, next }), null),
  arrays: () => array(size / 4, (i) => [i, { i }]),
  Map: () => new Map(array(size / 10, (i) => [i, { i }])),
  JSON: () => JSON.parse(JSON.stringify(array(size / 20, (i) => ({ id: i, name: `name ${i}`, list: [i, i + 0.5] })))),
  instances: () => array(size / 10, (i) => new Point(i)),
  ruled: () => array(size / 20, (i) => new Ruled(i)),
  described: () => array(size / 20, (i) => new Described(i)),
  chain: () => array(size / 500, Number).reduce((next, i) => new Described(i, next), null),
  closures: () => array(size / 10, (i) => () => i),
  buffers: () => array(size / 100, (i) => new Uint8Array(65 + (i % 9))),
  tree: () => {
    let last = 0
    const node = (depth) => ({ i: last++, left: depth && node(depth - 1), right: depth && node(depth - 1) })
    return node(Math.floor(Math.log2(size)) - 2)
  },
}

const core = ({ bytes, external, count, by }) => `${by} ${bytes} ${external} ${count}`

/** The answer, once two in a row are the same; none where that never happens. */
function settled(value, options) {
  let last = core(measure(value, options))
  for (let i = 0; i < 8; i++) {
    const next = core(measure(value, options))
    if (next === last) return next
    last = next
  }
  return undefined
}

const wrong = []

/** They change by being looked at, or of themselves. */
const restless = /process|globalThis|require|timers|built-in|events|streams/

async function measureZoo() {
  const animals = Object.entries(await zoo())
  for (const [name, animal] of animals) {
    const answer = settled(animal)
    if (answer === undefined && !restless.test(name)) wrong.push(`${name} does not come to rest`)
    if (answer !== undefined && !answer.startsWith('probe')) wrong.push(`${name} by the model`)
    for (const number of [deepSize(animal), shallowSize(animal)]) if (!(number >= 0)) wrong.push(`${name}: ${number}`)
    settled(animal, { contexts: true, exclude: () => false, limit: 1e7 })
  }
  return animals.length
}

async function measureStructures() {
  const answers = {}
  for (const [name, make] of Object.entries(structures)) {
    const value = make()
    const answer = settled(value, { contexts: true })
    gc()
    const collected = settled(value, { contexts: true })
    if (answer !== collected) wrong.push(`${name}: ${answer}, after a collection ${collected}`)
    if (deepSize(value, { contexts: true, exclude: () => false }) !== Number(answer?.split(' ')[1]))
      wrong.push(`${name}: with rules another`)
    const bytes = deepSize(value)
    const inTable = byClass(value).rows.reduce((sum, row) => sum + row.bytes, 0)
    const inTree = size > 200_000 ? bytes : explain(value).retained
    const slowly = await measureAsync(value)
    if (slowly.by === 'probe' && slowly.bytes !== bytes) wrong.push(`${name}: in slices ${slowly.bytes}, not ${bytes}`)
    if (inTable !== bytes || inTree !== bytes) wrong.push(`${name}: byClass ${inTable}, explain ${inTree}, not ${bytes}`)
    answers[name] = answer
  }
  return answers
}

/** For some seconds: lists and more, made and measured, collected at times. */
function work() {
  const end = Date.now() + seconds * 1000
  let [rounds, wanted] = [0]
  const faults = new Set()
  while (Date.now() < end || rounds === 0) {
    const value = array(size / 100, (i) => ({ i, list: [i, { i }], text: `text ${i % 10}` }))
    const answer = settled(value)
    wanted ??= answer
    if (answer !== wanted) faults.add(`${wanted}, then ${answer}`)
    if (rounds++ % 4 === 3) globalThis.gc?.()
  }
  parentPort.postMessage({ rounds, answer: wanted, faults: [...faults] })
}

async function main() {
  if (!isMainThread) return work()
  const workers = array(
    3,
    () =>
      new Promise((resolve, reject) => {
        const worker = new Worker(__filename, { workerData: [folder, size, seconds] })
        worker.once('message', resolve)
        worker.once('error', reject)
      }),
  )
  const animals = await measureZoo()
  const bytes = await measureStructures()
  const reports = await Promise.all(workers)
  for (const { faults } of reports) wrong.push(...faults)
  bytes.workers = reports[0].answer
  if (reports.some(({ answer }) => answer !== reports[0].answer)) wrong.push(`workers: ${reports.map(({ answer }) => answer)}`)
  if (!currentLayout().probe.on) wrong.push(currentLayout().probe.reason)
  console.log(JSON.stringify({ animals, bytes, wrong, rounds: reports.map(({ rounds }) => rounds) }))
  process.exit(0)
}
main().catch((error) => {
  console.error(error)
  process.exit(1)
})
