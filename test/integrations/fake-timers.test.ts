import { measureAsync } from '../../src/index.js'
import { toAllocateAtMost, toLeak } from '../../src/integrations/matchers.js'

// A test with fake timers: what waits for a turn of the event loop would wait forever.

let sink: unknown
const act = (): void => {
  sink = { list: [sink === undefined] }
}
const big = Array.from({ length: 20_000 }, (_, i) => ({ i }))

afterEach(() => {
  jest.useRealTimers()
})

const kinds = [{}, { legacyFakeTimers: true }] as const

test.each(kinds)('put in place after the library was loaded: %j', async (config) => {
  jest.useFakeTimers(config)
  expect((await toAllocateAtMost(act, '1 MB', { runs: 2 })).pass).toBe(true)
  expect((await toLeak(act, { runs: 2 })).pass).toBe(false)
  expect((await measureAsync(big)).count).toBe(20_001)
})

test.each(kinds)('put in place before: %j', async (config) => {
  jest.useFakeTimers(config)
  await jest.isolateModulesAsync(async () => {
    const matchers = await import('../../src/integrations/matchers.js')
    const library = await import('../../src/index.js')
    expect((await matchers.toAllocateAtMost(act, '1 MB', { runs: 2 })).pass).toBe(true)
    expect((await library.measureAsync(big, { by: 'model' })).count).toBe(20_001)
  })
})
