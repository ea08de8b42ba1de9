// Calls each assertion of memsize/assert once where it passes and once where it fails, and toMatchHeap of memsize/jest. Prints what the failures are.
// In a process of its own: a snapshot of the heap of a test's worker takes a minute.
import { AssertionError } from 'node:assert'
import { expect } from 'expect'
import { deepSize } from '../../dist/esm/index.js'
import { allocatesAtMost, doesNotLeak, fitsIn, hasDeepSize, matchesHeap, retainsAtMost } from '../../dist/esm/integrations/assert.js'

// its types are those of the sources, and cannot be there twice
const { extend } = await import(new URL('../../dist/esm/integrations/jest.js', import.meta.url).href)
const order = { id: 7, note: 'x'.repeat(3000), lines: [{ sku: 'a' }, { sku: 'b' }] }
const kept = []
/** @type {unknown} */
let sink

fitsIn(order, '10 kB')
hasDeepSize(order, deepSize(order))
retainsAtMost(order.lines, 500, { from: order })
await matchesHeap(order)
await allocatesAtMost(() => JSON.stringify(order), '1 MB')
await doesNotLeak(() => JSON.stringify(order), { runs: 20 })

const failing = {
  fitsIn: () => fitsIn(order, 100),
  hasDeepSize: () => hasDeepSize(order, 100),
  retainsAtMost: () => retainsAtMost(order.lines, 5, { from: order }),
  matchesHeap: () => matchesHeap(order, { describe: (_order, meter) => meter.external('x', 5) }),
  allocatesAtMost: () => allocatesAtMost(() => (sink = [1, 2, 3, {}]), 8),
  doesNotLeak: () => doesNotLeak(() => kept.push([1])),
}
/** @type {Record<string, object>} */
const failures = {}
for (const [operator, act] of Object.entries(failing)) {
  const error = await (async () => act())().then(
    () => undefined,
    (error) => error,
  )
  failures[operator] = {
    isAssertion: error instanceof AssertionError,
    operator: error?.operator,
    message: error?.message,
    isPlaced: error?.stack?.includes('assert-child.mjs'),
  }
}

extend(expect)
const matching = /** @type {any} */ (expect(order))
await matching.toMatchHeap()
const notMatching = await matching.not.toMatchHeap().then(
  () => undefined,
  (/** @type {Error} */ error) => error.message,
)
console.log(JSON.stringify({ failures, notMatching, sink: /** @type {unknown[]} */ (sink).length }))
