/** node --expose-gc cache-child.mjs <kB> <rows|articles>: what `set` costs with sizedLRU, as a part of the same with JSON.stringify().length, by round. */
import { currentLayout } from '../dist/esm/index.js'
import { SizedLRU, sizedLRU } from '../dist/esm/integrations/lru-cache.js'
import { quantile, ratios, timeInRounds } from './rounds.mjs'

/** The very class that it extends. */
const LRUCache = Object.getPrototypeOf(SizedLRU)

const ROUNDS = 31
const WARM_ROUNDS = 8
/** Bytes of JSON that are set in a round. */
const ROUND_BYTES = 2e6

const [kilobytes, shape] = process.argv.slice(2)
const bytes = Number(kilobytes) * 1000

const row = (i) => ({
  id: i,
  name: `name of ${i}`,
  email: `user${i}@example.org`,
  score: i / 7,
  roles: ['a', `role ${i % 9}`],
  active: i % 3 > 0,
})
const paragraph = (i) => ({
  id: i,
  kind: 'text',
  text: `${i}: what a paragraph of an article says, in a line or two, or in three. `.repeat(3),
})
const parts = { rows: row, articles: paragraph }

const list = []
while (JSON.stringify(list).length < bytes) list.push(parts[shape](list.length))
const text = JSON.stringify(list)
const values = Array.from({ length: Math.max(16, ROUND_BYTES / bytes) }, () => JSON.parse(text))

// as much as half of the values: each set evicts one
const sized = sizedLRU({ maxBytes: 1e12 })
values.forEach((value, i) => void sized.set(`key ${i}`, value))
const half = Math.ceil(sized.bytes / 2)
const caches = [
  sizedLRU({ maxBytes: half, onRefused() {} }),
  new LRUCache({ maxSize: (text.length * values.length) / 2, sizeCalculation: (value) => JSON.stringify(value).length }),
]
const runs = caches.map((cache) => () => values.forEach((value, i) => void cache.set(`key ${i}`, value)))
timeInRounds(runs, WARM_ROUNDS, 1)
const [ours, json] = timeInRounds(runs, ROUNDS, 1)
const found = ratios(ours, json)
console.log(
  JSON.stringify({
    by: currentLayout().probe.on ? 'probe' : 'model',
    ratio: quantile(found),
    quartiles: [quantile(found, 0.25), quantile(found, 0.75)],
    sizes: caches.map((cache) => cache.size / values.length),
  }),
)
