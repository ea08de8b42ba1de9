/** node cache-set.mjs: what `set` costs with measured sizes, as a part of the same with JSON.stringify().length, on documents of 1 to 100 kB; in turn, the best of five. */
import { LRUCache } from 'lru-cache'
import { currentLayout } from '../dist/esm/index.js'
import { sizedLRU } from '../dist/esm/integrations/lru-cache.js'

const row = (i) => ({
  id: i,
  name: `name of ${i}`,
  email: `user${i}@example.org`,
  score: i / 7,
  roles: ['a', `role ${i % 9}`],
  active: i % 3 > 0,
})
const document = (bytes) => {
  const rows = []
  while (JSON.stringify(rows).length < bytes) rows.push(row(rows.length))
  return JSON.stringify(rows)
}

const by = currentLayout().probe.on ? 'probe' : 'model'
for (const bytes of [1e3, 1e4, 1e5]) {
  const text = document(bytes)
  const values = Array.from({ length: Math.max(20, 2e6 / bytes) }, () => JSON.parse(text))
  const round = (cache) => {
    const start = performance.now()
    values.forEach((value, i) => void cache.set(`key ${i}`, value))
    return ((performance.now() - start) * 1e3) / values.length
  }
  const best = { measured: Infinity, json: Infinity }
  for (let i = 0; i < 8; i++) {
    const measured = round(sizedLRU({ maxBytes: '1 GB' }))
    const json = round(new LRUCache({ maxSize: 1e9, sizeCalculation: (value) => JSON.stringify(value).length }))
    if (i < 3) continue
    best.measured = Math.min(best.measured, measured)
    best.json = Math.min(best.json, json)
  }
  console.log(`${bytes / 1e3} kB by the ${by}: ${(best.measured / best.json).toFixed(2)} of JSON (${best.measured.toFixed(1)} µs a set)`)
}
