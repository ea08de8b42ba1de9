/** Prints what caches of real libraries, bound to 300 kB, say they hold, and what they do hold by the probe, after ten times that was set. */
import { TTLCache } from '@isaacs/ttlcache'
import { Cacheable, CacheableMemory } from 'cacheable'
import Keyv from 'keyv'
import QuickLRU from 'quick-lru'
import { boundBytes } from '../../dist/esm/budget.js'
import { deepSize } from '../../dist/esm/index.js'

const maxBytes = 300_000
let state = 7
/** @param {number} n */
const below = (n) => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0
  return Math.floor((state / 2 ** 32) * n)
}
/** @param {number} length @param {number} i */
const text = (length, i) => Buffer.alloc(length, `text ${i} `).toString('latin1')
/** @param {number} i */
const value = (i) => (i % 2 ? text(1 + below(2000), i) : { id: i, name: text(1 + below(900), i), tags: ['a', i] })

/** What the map and what bounds it hold, but for timers and functions. @param {object} map @param {object} bound */
const truthOf = (map, bound) =>
  deepSize([map, bound], {
    exclude: (object) => typeof object === 'function' || ['Timeout', 'Immediate'].includes(object.constructor?.name),
  })

/** A table that has grown since it was looked at last: it is looked at now, and the next set makes room. @param {{ bytes: number, set(key: string, value: string): unknown }} bound */
function settle(bound) {
  if (bound.bytes > maxBytes) bound.set('one more', 'to settle')
}

/** @type {Record<string, () => any>} */
const maps = {
  Map: () => new Map(),
  'quick-lru': () => new QuickLRU({ maxSize: 1e6 }),
  'quick-lru that drops by itself': () => new QuickLRU({ maxSize: 60 }),
  ttlcache: () => new TTLCache({ ttl: 1e6 }),
  'ttlcache that drops by itself': () => new TTLCache({ ttl: 1e6, max: 100 }),
  CacheableMemory: () => new CacheableMemory({ useClone: false }),
}
/** @type {Record<string, object>} */
const results = {}
for (const [name, make] of Object.entries(maps)) {
  const map = make()
  /** @type {import('../../dist/esm/budget.js').BoundedMap<string, unknown, any>} */
  const bound = boundBytes(map, { maxBytes })
  for (let i = 0; i < 3000; i++) {
    bound.set(`key ${i}`, value(i))
    bound.get(`key ${i - below(50)}`)
  }
  settle(bound)
  const { bytes, size } = bound
  results[name] = { bytes, truth: truthOf(map, bound), entries: size, ofMap: map.size, isThere: bound.has('key 2999') }
}

/** Keyv and Cacheable keep what they are given in a store. @type {Record<string, (store: any) => any>} */
const stores = {
  Keyv: (store) => new Keyv({ store }),
  Cacheable: (store) => new Cacheable({ primary: new Keyv({ store }) }),
}
for (const [name, make] of Object.entries(stores)) {
  const store = new Map()
  const bound = boundBytes(store, { maxBytes })
  const cache = make(bound)
  for (let i = 0; i < 3000; i++) await cache.set(`key ${i}`, value(i))
  settle(bound)
  const { bytes, size } = bound
  const isThere = (await cache.get('key 2999')) !== undefined && (await cache.get('key 0')) === undefined
  results[name] = { bytes, truth: truthOf(store, bound), entries: size, ofMap: store.size, isThere }
}
console.log(JSON.stringify(results))
process.exit()
