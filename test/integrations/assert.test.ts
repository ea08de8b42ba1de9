import { MemSizeError } from '../../src/index.js'
import { fitsIn } from '../../src/integrations/assert.js'
import { inEngine, nodes } from '../in-engines.js'

interface Failure {
  readonly isAssertion: boolean
  readonly operator: string
  readonly message: string
  readonly isPlaced: boolean
}

const messages = [
  ['fitsIn', 'Expected the deep size to be at most 100 B.'],
  ['hasDeepSize', 'Expected the deep size to be 100 B.'],
  ['retainsAtMost', 'Expected what it retains to be at most 5 B.'],
  ['matchesHeap', "to match the engine's heap"],
  ['allocatesAtMost', 'to allocate at most 8 B'],
  ['doesNotLeak', 'Expected the function not to leak'],
] as const

test.each(nodes)('each passes, and throws an AssertionError with what the matcher says, on %s', async (node) => {
  const { failures, notMatching, sink } = await inEngine<{ failures: Record<string, Failure>; notMatching: string; sink: number }>(
    node,
    'integrations/assert-child.mjs',
  )
  expect(Object.keys(failures)).toEqual(messages.map(([operator]) => operator))
  for (const [operator, message] of messages) {
    expect(failures[operator]).toEqual({ isAssertion: true, operator, message: expect.stringContaining(message), isPlaced: true })
  }
  expect(notMatching).toContain("Expected the measurement not to match the engine's heap.")
  expect(sink).toBe(4)
})

test("wrong arguments are the library's own errors", () => {
  expect(() => fitsIn({}, '5 parsecs')).toThrow(MemSizeError)
})
