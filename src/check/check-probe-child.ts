import { described } from '../probe/descriptions.js'
import { theProbe } from '../probe/probe.js'
import { findInSnapshot } from '../snapshot/take-snapshot.js'
import { deepOf } from '../snapshot/value-policy.js'

// The process that checkProbe() starts: prints `passed`, or what is wrong.

const text = (length: number) => Array.from({ length }, (_, i) => String.fromCharCode(97 + (i % 26))).join('')
const range = <T>(length: number, make: (i: number) => T): T[] => Array.from({ length }, (_, i) => make(i))

/** One of each kind that programs hold, and some thousands of the commonest. */
function values(): unknown[] {
  const long = text(100)
  const buffer = new ArrayBuffer(1000)
  const cycle: Record<string, unknown> = { name: text(20) }
  cycle.self = cycle
  const removed: Record<string, unknown> = { a: 1, b: [2], c: {} }
  delete removed.a
  const generator = (function* (a: object) {
    yield a
  })({ held: true })
  generator.next()
  class Private {
    readonly #hidden = { list: [1.5, 2.5] }
    static kept = { one: 1 }
    get seen() {
      return this.#hidden
    }
  }
  const read = new Error('read')
  void read.stack
  return [
    range(2000, (i) => ({ i, half: i / 2, text: `text ${i}`, list: [i, `item ${i}`] })),
    range(50, () => new Private()),
    Private,
    cycle,
    removed,
    Object.assign(Object.create(null), { a: { b: 1 } }),
    Object.fromEntries(range(2000, (i) => [`key ${i}`, i])),
    [1, 2.5, 'x', null, undefined, 2 ** 40],
    Object.assign(new Array(5), { 3: {} }),
    Object.assign([], { 100000: {} }),
    new Map(range(100, (i) => [{ i }, [i]])),
    new Set(range(100, (i) => `member ${i}`)),
    new WeakMap([[cycle, {}]]),
    new WeakRef(cycle),
    long.slice(10, 60),
    long + text(30),
    'ключ'.repeat(9) + long,
    2n ** 500n,
    Symbol('a symbol'),
    new Date(1e12),
    /a+(?<name>b)/g,
    read,
    Promise.resolve([1]),
    generator,
    new Proxy({ target: {} }, { get: () => 1 }),
    () => long,
    Object.assign(() => 1, { extra: [1, 2] }),
    function (this: unknown) {}.bind({ bound: 1 }, ...([[2]] as never)),
    Object.defineProperty({}, 'x', { get: () => 1 }),
    buffer,
    [new Uint8Array(buffer, 8, 16), new Float64Array(buffer), new DataView(buffer)],
    new Float64Array(4),
    new SharedArrayBuffer(100),
    Object(1.5),
    [{}].values(),
    new Map([[1, {}]]).entries(),
  ]
}

async function problem(): Promise<string | undefined> {
  const probe = theProbe()
  if (typeof probe === 'string') return probe
  const held = values()
  globalThis.gc?.()
  const options = { slack: true, contexts: false, limit: undefined, budget: undefined }
  for (const value of held) probe.deep(value, described, options)
  const { graph, nodes } = await findInSnapshot(held)
  for (const [i, value] of held.entries()) {
    const found = probe.deep(value, described, options)
    if (found === undefined || found === 'described') return `the probe is off: ${probe.off}`
    const node = nodes.get(i)
    const truth = node === undefined ? 0 : deepOf(graph, node).bytes
    if (found.bytes !== truth || found.unknown > 0)
      return `value ${i} (${Object.prototype.toString.call(value)}) came out as ${found.bytes} bytes, and is ${truth}`
  }
  return undefined
}

problem().then(
  (what) => process.stdout.write(what ?? 'passed', () => process.exit(0)),
  (error) => process.stdout.write(String(error?.stack ?? error), () => process.exit(1)),
)
