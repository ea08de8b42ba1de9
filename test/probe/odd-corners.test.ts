import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { enginePath } from '../../scripts/engines.mjs'
import { inEngine, nodes } from '../in-engines.js'

interface Answers {
  readonly bytes: number
  readonly external: number
  readonly isExact: boolean
  readonly graph: number
  readonly byClass: number
  readonly explain: number
  readonly retained: number
  readonly ok: boolean
}

interface Found {
  readonly found: Readonly<Record<string, Answers>>
  readonly temporal?: { readonly upper: string; readonly opaque: readonly string[] }
  readonly memory: { readonly holds: boolean; readonly upper: string }
  readonly helper?: string
  readonly details: number
  readonly error: number
}

/** The least that each value holds: objects of one field have 32 bytes, a page of WebAssembly 65,536. */
const least: Readonly<Record<string, number>> = {
  'sloppy arguments': 100 * 32,
  'strict arguments': 100 * 32,
  'an iterator of a Set that was rehashed': 1000 * 32,
  'an iterator of a Map that was rehashed': 2000 * 32,
  'buffers of a shared memory that grew, the short one first': 32 * 65536,
  'buffers of a shared memory that grew, the long one first': 32 * 65536,
  'everyday words': 72,
}

describe.each(nodes)('%s', (node) => {
  let found: Found
  beforeAll(async () => {
    found = await inEngine(node, 'probe/odd-corners-child.cjs', ['--expose-gc'])
  })

  test.each(Object.keys(least))('%s: one size, whoever is asked', (name) => {
    const { bytes, external: _, isExact, ok, ...others } = found.found[name] as Answers
    expect({ isExact, ...others }).toEqual({ isExact: true, graph: bytes, byClass: bytes, explain: bytes, retained: bytes })
    // a snapshot gives a store the length of the buffer that it meets first
    if (!name.startsWith('buffers')) expect(ok).toBe(true)
    expect(bytes).toBeGreaterThanOrEqual(least[name] as number)
  })

  test('buffers of one store weigh the same in either order', () => {
    const [short, long] = ['short', 'long'].map((first) => found.found[`buffers of a shared memory that grew, the ${first} one first`])
    expect(short?.external).toBe(32 * 65536)
    expect(long?.external).toBe(32 * 65536)
  })

  test('a memory of WebAssembly holds its bytes, or has no upper bound', () => {
    const { holds, upper } = found.memory
    expect(holds || upper === 'Infinity').toBe(true)
  })

  test('Temporal values have a part in C++ that has no bound', () => {
    if (found.temporal === undefined) {
      expect(node === 'node26').toBe(false)
      return
    }
    expect(found.temporal.upper).toBe('Infinity')
    expect(found.temporal.opaque).toEqual(['what Duration keeps in C++ cannot be seen'])
  })

  test("the model does not see what an iterator's helper goes through", () => {
    expect(found.helper ?? 'Infinity').toBe('Infinity')
  })

  test('an array of 2 ** 32 - 1 places is looked through by what it holds', () => {
    expect(found.details).toBe(1)
  })

  test('the text of a script that an error names is code, with and without WebAssembly', async () => {
    const program = `const { measure } = require(${JSON.stringify(join(process.cwd(), 'dist/cjs/index.js'))})
      let error
      try { JSON.parse('{"a":' + 'x'.repeat(50000)) } catch (found) { error = found }
      // the message of V8 11 is a slice of the text
      console.log(measure(error).bytes - measure(error.message).bytes)`
    const sizes = await Promise.all(
      [[], ['--jitless']].map(async (flags) => {
        const { stdout } = await promisify(execFile)(enginePath(node), [...flags, '-e', program], { cwd: process.cwd() })
        return Number(stdout)
      }),
    )
    const [plain, jitless] = sizes as [number, number]
    expect(Math.abs(plain - jitless)).toBeLessThan(20_000)
  })

  test.each(['Error.stackTraceLimit = 0', 'session.connect(); session.post("Runtime.enable")'])(
    'an unread error, where errors had no frames of the usual form at first use: %s',
    async (before) => {
      const program = `const { Session } = require('node:inspector')
        const session = new Session()
        ${before}
        const { measure } = require(${JSON.stringify(join(process.cwd(), 'dist/cjs/index.js'))})
        measure({})
        Error.stackTraceLimit = 10
        session.disconnect()
        const deep = (depth) => (depth === 0 ? new Error('unread') : deep(depth - 1))
        const { lower, upper, by } = measure(deep(20))
        console.log(JSON.stringify({ lower, upper: String(upper), by }))`
      const sizes = await Promise.all(
        [program, program.replace(before, '')].map(async (text) => {
          const { stdout } = await promisify(execFile)(enginePath(node), ['-e', text], { cwd: process.cwd() })
          return JSON.parse(stdout)
        }),
      )
      const [odd, usual] = sizes as [{ lower: number; upper: string }, { lower: number; upper: string; by: string }]
      expect(usual).toEqual({ lower: usual.lower, upper: String(usual.lower), by: 'probe' })
      // the frames are learned all the same, or nothing of them is certain
      expect(odd.lower).toBeLessThanOrEqual(usual.lower)
      expect(odd.upper === 'Infinity' || odd.lower === usual.lower).toBe(true)
    },
  )
})
