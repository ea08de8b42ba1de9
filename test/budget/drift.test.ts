import { execFileSync } from 'node:child_process'
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
  for (let i = 0; i < 10_000 && told.length < 2; i++) await new Promise((resolve) => setTimeout(resolve, 2))
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
  const program = `import { MemoryBudget, watchDrift } from './dist/esm/budget.js'
    const budget = new MemoryBudget({ name: 'app', limit: '100 MB' })
    gc()
    const watch = watchDrift(budget, { every: 1000, onDrift() {} })
    const charged = new Uint8Array(2e7)
    const held = budget.reserve(charged)
    const little = watch.read().drift
    const more = new Uint8Array(3e7)
    gc()
    console.log(JSON.stringify([little, watch.read().drift, charged.length + more.length]))`
  const args = ['--expose-gc', '--input-type=module', '-e', program]
  const [little, more] = JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }))
  expect(Math.abs(little)).toBeLessThan(3e6)
  expect(Math.abs(more - 3e7)).toBeLessThan(3e6)
})

test.each<[string, unknown, unknown]>([
  ['Expected a MemoryBudget to watch, got an object', {}, {}],
  [
    'Expected `every` to be a number of milliseconds from 1 to 2147483647, like 60_000, got 0 (number)',
    undefined,
    { every: 0, onDrift() {} },
  ],
  ['Expected `onDrift` to be a function (drift) => void, got undefined', undefined, { every: 5 }],
  ['Unknown option `evry`', undefined, { evry: 5 }],
])('%s', (message, budget, options) => {
  const act = () => watchDrift((budget ?? new MemoryBudget({ name: 'app', limit: 5 })) as never, options as never)
  expect(act).toThrow(message)
  expect(act).toThrow(MemSizeError)
})
