// @ts-nocheck
// contexts-child.mjs: what caches charge for closures, as JSON: the option off, on, and not given.
import { boundBytes, MemoryBudget } from '../../dist/esm/budget.js'
import { deepSize } from '../../dist/esm/index.js'
import { sizedLRU } from '../../dist/esm/integrations/lru-cache.js'

const make = () => {
  const big = new Uint8Array(1e6)
  return () => big
}
const warnings = []
process.on('warning', ({ message }) => warnings.push(message))
const nextTurn = () => new Promise((resolve) => setImmediate(resolve))

const results = {}
for (const [name, cacheOf] of [
  ['sizedLRU', (options) => sizedLRU({ onRefused() {}, ...options })],
  ['boundBytes', (options) => boundBytes(new Map(), { onRefused() {}, ...options })],
]) {
  const off = cacheOf({ maxBytes: '100 kB', contexts: false })
  off.set('a', make())
  const refused = []
  const on = cacheOf({ maxBytes: '100 kB', contexts: true, onRefused: (_value, key, { bytes }) => refused.push([key, bytes]) })
  on.set('a', make())
  const many = cacheOf({ maxBytes: '10 MB', contexts: true })
  for (let i = 0; i < 30; i++) many.set(i, make())
  results[name] = {
    off: [off.has('a'), off.bytes],
    refused,
    many: [many.size, many.bytes],
    ...shared(cacheOf),
    own: own(cacheOf),
    evicted: evicted(cacheOf),
  }
}

/** Closures of entries that have an outer variable in common, and one of their own. */
function shared(cacheOf) {
  const table = Array.from({ length: 10_000 }, (_, i) => `row ${i}`)
  const cache = cacheOf({ maxBytes: '10 MB', contexts: true })
  for (let i = 0; i < 50; i++) cache.set(i, { get: () => table[i], size: () => cache.size })
  const all = cache.sharedBytes
  // the one that was charged first, and all but the last
  cache.delete(0)
  const withoutFirst = cache.sharedBytes
  for (let i = 1; i < 49; i++) cache.delete(i)
  const last = cache.sharedBytes
  cache.set(49, 'no closure any more')
  return { table: deepSize(table), shared: [all, withoutFirst, last, cache.sharedBytes] }
}

/** What an entry holds by itself and by its closures counts once. */
function own(cacheOf) {
  const cache = cacheOf({ maxBytes: '10 MB', contexts: true })
  cache.set('none', 1)
  const before = cache.bytes
  const value = { rows: Array.from({ length: 10_000 }, (_, i) => ({ i })) }
  value.count = () => value.rows.length
  cache.set('own', value)
  return [cache.bytes - before, deepSize(value)]
}

/** Entries that are evicted are collected, though others hold an outer variable of theirs, which is charged once all the same. */
function evicted(cacheOf) {
  const table = Array.from({ length: 10_000 }, (_, i) => `row ${i}`)
  const cache = cacheOf({ maxBytes: '2 MB', contexts: true })
  const shared = []
  let first
  for (let i = 0; i < 100; i++) {
    const buffer = new Uint8Array(100_000)
    if (i === 0) first = new WeakRef(buffer)
    cache.set(i, () => [buffer.length, table.length])
    if (i % 10 === 9) shared.push(cache.sharedBytes)
    if (i % 25 === 24) gc()
  }
  return { size: cache.size, shared: [...new Set(shared)], first }
}

await nextTurn()
gc()
for (const { evicted } of [results.sizedLRU, results.boundBytes]) evicted.first = evicted.first.deref() === undefined
const quiet = warnings.length
for (let i = 0; i < 2; i++) {
  const cache = sizedLRU({ maxBytes: '100 kB' })
  cache.set('no closure', { a: 1 })
  await nextTurn()
  results.early ??= warnings.length - quiet
  cache.set('a', make())
  cache.set('b', make())
}
await nextTurn()
results.budgets = [true, false].map((contexts) => new MemoryBudget({ name: 'app', limit: '10 MB', contexts }).reserve(make()).bytes)
console.log(JSON.stringify({ ...results, quiet, warnings }))
