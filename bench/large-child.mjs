/** node large-child.mjs <input> [model]: weighs one large value once, and prints what that took. */
import { deepSize } from '../dist/esm/index.js'
import { below, seeded } from './random.mjs'
import { linkedList } from './values.mjs'

const inputs = {
  array: { count: 30_000_000, build: integers },
  graph: { count: 20_000_000, build: graph },
  list: { count: 10_000_000, build: linkedList },
}

const { count, build } = inputs[process.argv[2]]
const value = build(count)
globalThis.gc()
const start = performance.now()
const bytes = deepSize(value, { by: process.argv[3] ?? 'probe' })
const seconds = (performance.now() - start) / 1000
const peak = Math.round(process.resourceUsage().maxRSS / 1000)
console.log(JSON.stringify({ bytes, seconds, count, peak }))

function integers(count) {
  const list = []
  for (let i = 0; i < count; i++) list.push(i)
  return list
}

/** A node links to the one before it and to any earlier one. */
function graph(count) {
  const random = seeded()
  const nodes = [{ id: 0, before: null, other: null }]
  for (let id = 1; id < count; id++) nodes.push({ id, before: nodes[id - 1], other: nodes[below(random, id)] })
  return nodes[count - 1]
}
