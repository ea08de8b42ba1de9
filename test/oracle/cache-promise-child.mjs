/**
 * node --expose-gc cache-promise-child.mjs <limit in bytes> <measured|json> [mix]: fills a cache with mixed values until it has evicted ten times its
 * limit, and prints what the process holds for it, as the engine reports.
 */
import { LRUCache } from 'lru-cache'
import { currentLayout, describeMemory } from '../../dist/esm/index.js'
import { SizedLRU, sizedLRU } from '../../dist/esm/integrations/lru-cache.js'

const limit = Number(process.argv[2])
const isMeasured = process.argv[3] === 'measured'

class Order {
  /** @param {number} id @param {object[]} lines */
  constructor(id, lines) {
    this.id = id
    this.lines = lines
    this.total = lines.length * 1.25
    this.placed = new Date(1.7e12 + id)
    this.state = { paid: id % 2 === 0, notes: [], tags: new Set([`tag ${id}`, 'all']) }
  }
}

let state = 2025
/** @param {number} n */
const below = (n) => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0
  return Math.floor((state / 2 ** 32) * n)
}
const word = () => `w${below(1e6).toString(36)}`
/** @param {number} n */
const words = (n) => Array.from({ length: n }, word).join(' ')
/** @param {number} i */
const row = (i) => ({
  id: i,
  name: words(2),
  email: `${word()}@example.org`,
  score: below(1e6) / 7,
  roles: [word(), word()],
  active: i % 3 > 0,
})

class Page {
  /** @param {number} i @param {object} template what many pages hold, and call shared */
  constructor(i, template) {
    this.i = i
    this.template = template
    this.text = words(10 + below(300))
  }

  /** @param {import('../../dist/esm/index.js').Meter} meter */
  [describeMemory](meter) {
    meter.shared('template', this.template)
    meter.rest(this)
  }
}

/** @type {Record<string, (i: number, templates: object[]) => object | string>} */
const kinds = {
  document: (i) => JSON.parse(JSON.stringify({ page: i, rows: Array.from({ length: 1 + below(60) }, (_, j) => row(i + j)) })),
  text: () => words(10 + below(600)),
  wideText: (i) => `${words(5 + below(20))} \u2014 ${i}`.repeat(1 + below(20)),
  buffer: () => Buffer.alloc(4096 + below(30_000), 1),
  bytes: () => new Uint8Array(below(3000)),
  instance: (i) =>
    new Order(
      i,
      Array.from({ length: below(40) }, () => ({ sku: word(), count: below(9), price: below(1e5) / 100 })),
    ),
  map: (i) => new Map(Array.from({ length: below(80) }, (_, j) => [`${i} ${j}`, { at: j, text: word() }])),
  sharing: (i, templates) => new Page(i, templates[below(templates.length)]),
  set: (i) => new Set(Array.from({ length: below(200) }, (_, j) => i + j)),
  numbers: () => Array.from({ length: below(400) }, () => below(1e9) / 3),
}
/** @type {Record<string, string[]>} */
const mixes = {
  mixed: Object.keys(kinds),
  documents: ['document'],
  'Maps and instances': ['map', 'set', 'instance'],
  buffers: ['buffer', 'bytes'],
}
const mix = mixes[process.argv[4] ?? 'mixed'].map((name) => kinds[name])

/** @param {number} maxBytes */
function fill(maxBytes) {
  let evicted = 0
  const templates = Array.from({ length: 40 }, (_, i) => ({ id: i, rows: Array.from({ length: 300 }, (_, j) => row(j)) }))
  /** @param {object | string} _value @param {string} key @param {string} reason */
  const dispose = (_value, key, reason) => {
    if (reason === 'evict') evicted += cache.info(key)?.size ?? 0
  }
  /** @type {SizedLRU<string, object | string> | LRUCache<string, object | string>} */
  const cache = isMeasured
    ? sizedLRU({ maxBytes, dispose })
    : new LRUCache({ maxSize: maxBytes, dispose, sizeCalculation: (value) => JSON.stringify(value).length || 1 })
  let sets = 0
  for (let i = 0; evicted < 10 * maxBytes; i++, sets++) cache.set(`key:${i}:${word()}`, mix[i % mix.length](i, templates))
  return { cache, sets }
}

async function held() {
  // what a collection frees outside the heap is given back a turn later
  for (let i = 0; i < 4; i++) {
    globalThis.gc?.()
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

fill(1e6)
const before = await held()
const start = performance.now()
const { cache, sets } = fill(limit)
const ms = performance.now() - start
const bytes = (await held()) - before
console.log(
  JSON.stringify({
    node: process.versions.node,
    by: !isMeasured ? 'JSON length' : currentLayout().probe.on ? 'probe' : 'model',
    limit,
    bytes,
    claimed: cache instanceof SizedLRU ? cache.bytes : cache.calculatedSize,
    shared: cache instanceof SizedLRU ? cache.sharedBytes : 0,
    entries: cache.size,
    sets,
    ms: Math.round(ms),
  }),
)
