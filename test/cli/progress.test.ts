import { progressOf } from '../../src/cli/progress.js'

function terminal(isTTY = true, env: Record<string, string> = {}) {
  const written: string[] = []
  const silent = { write() {} }
  const stderr = { write: (text: string) => void written.push(text), isTTY, columns: 60 }
  return { written, progress: progressOf({ argv: [], env, stdin: (async function* () {})(), stdout: silent, stderr }) }
}

const { now } = performance
let time = 0
beforeEach(() => {
  jest.useFakeTimers()
  time = 1000
  performance.now = () => time
})
afterEach(() => {
  jest.useRealTimers()
  performance.now = now
})
const pass = (ms: number) => {
  time += ms
  jest.advanceTimersByTime(ms)
}

test('nothing in the first second', () => {
  const { written, progress } = terminal()
  progress.show('Reading', 1, 100)
  pass(900)
  progress.show('Reading', 50, 100)
  progress.end()
  pass(5000)
  expect(written).toEqual([])
})

test('then a line that is drawn over, and erased at the end', () => {
  const { written, progress } = terminal()
  progress.show('Waiting')
  pass(1000)
  progress.show('Reading', 1.5e6, 3e6)
  pass(100)
  progress.show('Reading', 2.25e6, 3e6)
  progress.end()
  progress.end()
  expect(written).toEqual(['\r\u001b[K  Waiting …', '\r\u001b[K  Reading  ━━━━━━━━━━━━━━━━━━──────  75% of 3.00 MB', '\r\u001b[K'])
})

test('it comes back, after another second', () => {
  const { written, progress } = terminal()
  progress.show('Writing', 5e6)
  pass(1000)
  progress.end()
  progress.show('Reading')
  pass(999)
  expect(written).toEqual(['\r\u001b[K  Writing  5.00 MB', '\r\u001b[K'])
  pass(1)
  expect(written).toHaveLength(3)
})

test('none without a terminal', () => {
  for (const { written, progress } of [terminal(false), terminal(true, { TERM: 'dumb' })]) {
    progress.show('Waiting')
    pass(5000)
    progress.show('Waiting')
    progress.end()
    expect(written).toEqual([])
  }
})

test('never wider than the terminal', () => {
  const { written, progress } = terminal()
  progress.show('x'.repeat(200))
  pass(1000)
  expect(written[0]).toBe(`\r\u001b[K  ${'x'.repeat(56)}…`)
})
