import { AssertionError } from 'node:assert'
import { deepSize, MemSizeError } from '../../src/index.js'
import { allocatesAtMost, doesNotLeak, fitsIn, hasDeepSize, matchesHeap, retainsAtMost } from '../../src/integrations/assert.js'

const order = { id: 7, note: 'x'.repeat(3000), lines: [{ sku: 'a' }, { sku: 'b' }] }
const kept: unknown[] = []
let sink: unknown

test('each passes, and throws an AssertionError with what the matcher says', async () => {
  fitsIn(order, '10 kB')
  hasDeepSize(order, deepSize(order))
  retainsAtMost(order.lines, 500, { from: order })
  await matchesHeap(order)
  await allocatesAtMost(() => JSON.stringify(order), '1 MB')
  await doesNotLeak(() => JSON.stringify(order), { runs: 20 })
  const cases: [string, string, () => unknown][] = [
    ['fitsIn', 'Expected the deep size to be at most 100 B.', () => fitsIn(order, 100)],
    ['hasDeepSize', 'Expected the deep size to be 100 B.', () => hasDeepSize(order, 100)],
    ['retainsAtMost', 'Expected what it retains to be at most 5 B.', () => retainsAtMost(order.lines, 5, { from: order })],
    ['matchesHeap', "to match the engine's heap", () => matchesHeap(order, { sizer: (_order, meter) => meter.external('x', 5) })],
    ['allocatesAtMost', 'to allocate at most 8 B', () => allocatesAtMost(() => (sink = [1, 2, 3, {}]), 8)],
    ['doesNotLeak', 'Expected the function not to leak', () => doesNotLeak(() => kept.push([1]))],
  ]
  for (const [operator, message, act] of cases) {
    const error = await (async () => act())().then(
      () => undefined,
      (error: unknown) => error,
    )
    expect([operator, error]).toEqual([operator, expect.any(AssertionError)])
    expect((error as AssertionError).operator).toBe(operator)
    expect((error as AssertionError).message).toContain(message)
    expect((error as AssertionError).stack?.split('\n').some((line) => line.includes('assert.test.ts'))).toBe(true)
  }
  expect(sink).toBeDefined()
})

test("wrong arguments are the library's own errors", () => {
  expect(() => fitsIn(order, '5 parsecs')).toThrow(MemSizeError)
})
