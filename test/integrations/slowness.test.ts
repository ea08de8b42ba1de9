import { slownessText, withNotice } from '../../src/integrations/slowness.js'

const { setTimeout: realTimeout } = globalThis
const warnings = jest.spyOn(process, 'emitWarning').mockImplementation(() => {})
afterEach(() => warnings.mockClear())
afterAll(() => warnings.mockRestore())

test('a matcher that is done soon says nothing, and gives what its work gives', async () => {
  expect(await withNotice('toLeak', '', async () => 7)).toBe(7)
  await expect(withNotice('toLeak', '', async () => Promise.reject(new Error('of the function')))).rejects.toThrow('of the function')
  expect(warnings).not.toHaveBeenCalled()
})

test('one that is not says why, under fake timers too, before the time of a test is up', async () => {
  jest.useFakeTimers()
  let done = (): void => {}
  const work = withNotice(
    'toMatchHeap',
    'Without a heap snapshot there is toFitIn.',
    () => new Promise<void>((resolve) => (done = resolve)),
  )
  // a turn of the event loop each, by a timer that the fake ones do not replace
  while (warnings.mock.calls.length === 0) await new Promise<void>((resolve) => realTimeout(resolve, 50))
  jest.useRealTimers()
  done()
  await work
  expect(warnings).toHaveBeenCalledTimes(1)
  expect(warnings.mock.calls[0][0]).toMatch(/^toMatchHeap is still at work: .* which holds \d[\d.]* MB\b.* 120_000.* there is toFitIn\.$/)
})

test('the text names the size of the heap, and the remedy', () => {
  expect(slownessText('toLeak', 'Fewer runs are faster.', 480e6)).toBe(
    'toLeak is still at work: it looks through the whole heap, which holds 480 MB (ts-jest keeps a compiler there: @swc/jest and Babel do not). Give the test more time, as in test(name, act, 120_000). Fewer runs are faster.',
  )
})
