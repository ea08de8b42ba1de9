import { MemoryBudget, watchDrift } from '../../src/budget.js'
import { MemSizeError } from '../../src/index.js'

test('tells what grew and nobody charged, and goes on until it is stopped', async () => {
  const usage = jest.spyOn(process, 'memoryUsage')
  const holds = (heapUsed: number, external: number) => usage.mockReturnValue({ heapUsed, external } as never)
  holds(1000, 100)
  const budget = new MemoryBudget({ name: 'app', limit: 10_000 })
  const before = budget.reserve(50)
  const told: unknown[] = []
  const watch = watchDrift(budget, { every: 1, onDrift: (drift) => told.push(drift) })
  expect(watch.read()).toEqual({ charged: 0, held: 0, drift: 0 })
  const held = budget.reserve(500)
  holds(1500, 400)
  expect(watch.read()).toEqual({ charged: 500, held: 800, drift: 300 })
  while (told.length < 2) await new Promise((resolve) => setTimeout(resolve, 2))
  expect(told[1]).toEqual({ charged: 500, held: 800, drift: 300 })
  watch.stop()
  const count = told.length
  await new Promise((resolve) => setTimeout(resolve, 10))
  expect(told.length).toBe(count)
  held.release()
  before.release()
  expect(watch.read()).toEqual({ charged: -50, held: 800, drift: 850 })
  expect(budget.tryReserve(10_000)?.bytes).toBe(10_000)
  usage.mockRestore()
})

test('the real heap: a buffer that was charged drifts little', () => {
  const budget = new MemoryBudget({ name: 'app', limit: '100 MB' })
  const watch = watchDrift(budget, { every: 1000, onDrift() {} })
  const buffer = new Uint8Array(2e7)
  const held = budget.reserve(buffer)
  expect(Math.abs(watch.read().drift)).toBeLessThan(5e6)
  held.release()
  watch[Symbol.dispose]()
})

test.each<[string, unknown, unknown]>([
  ['Expected a MemoryBudget to watch, got an object', {}, {}],
  ['Expected `every` to be milliseconds, 1 to 2147483647, got 0 (number)', undefined, { every: 0, onDrift() {} }],
  ['Expected `onDrift` to be a function (drift) => void, got undefined', undefined, { every: 5 }],
  ['Unknown option `evry`', undefined, { evry: 5 }],
])('%s', (message, budget, options) => {
  const act = () => watchDrift((budget ?? new MemoryBudget({ name: 'app', limit: 5 })) as never, options as never)
  expect(act).toThrow(message)
  expect(act).toThrow(MemSizeError)
})
