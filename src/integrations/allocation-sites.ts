import { type HeapProfiler, Session } from 'node:inspector'
import { printable } from '../printable.js'
import { here } from '../probe/here.js'
import { OriginalPlaces } from './original-places.js'

/** Where a program allocated. Bytes, by V8's sampling heap profiler: an estimate. */
export interface AllocationSite {
  readonly bytes: number
  /** The calls that led there, the innermost last: `load > parse (order.ts:12)`, by source maps where scripts have them. Harmless to print. */
  readonly path: string
}

/** What a function allocated, or left: it and what it calls. Nothing of the profiler, a timer, the test runner or another test. */
export interface SampledAllocations {
  readonly bytes: number
  /** The functions that allocated when it was called: where they start. */
  readonly functions: ReadonlySet<string>
  /** The heaviest first. */
  readonly sites: readonly AllocationSite[]
}

export interface SampleOptions {
  readonly times: number
  /** Bytes between two samples, on average. */
  readonly interval: number
  /** Called when it has run, while the profile goes on: what it collects was not left. Default: what was collected counts too. */
  readonly collect?: () => Promise<void>
  /** Functions that it is known to call. After an `await` they run without it below them, and what they allocate then is its own all the same. */
  readonly functions?: ReadonlySet<string>
}

type Node = HeapProfiler.SamplingHeapProfileNode

const callsTold = 3
/** Where the library's files are, as the profiler names them. */
const ownFolder = here?.replace(/[^\\/]+[\\/][^\\/]+$/, '')

/** Runs a function `times` times under V8's sampling heap profiler. */
export async function sampleAllocations(
  act: () => unknown,
  { times, interval, collect, functions }: SampleOptions,
): Promise<SampledAllocations> {
  const session = new Session()
  session.connect()
  try {
    const withCollected = collect === undefined
    session.post('HeapProfiler.startSampling', {
      samplingInterval: interval,
      includeObjectsCollectedByMajorGC: withCollected,
      includeObjectsCollectedByMinorGC: withCollected,
    })
    await callRepeatedly(act, times)
    await collect?.()
    const profile = await new Promise<HeapProfiler.SamplingHeapProfile>((resolve, reject) => {
      session.post('HeapProfiler.stopSampling', (error, answer) => (error ? reject(error) : resolve(answer.profile)))
    })
    return summed(profile.head, new OriginalPlaces(session), functions)
  } finally {
    session.disconnect()
  }
}

/** What it calls is found by its name in the profile. */
async function callRepeatedly(act: () => unknown, times: number): Promise<void> {
  // by a Proxy, which optimized code does not look through: a function that is inlined here would have no call of its own in the profile
  const called = new Proxy(act, {})
  for (let i = 0; i < times; i++) {
    const result = called()
    // a function that does not wait is not made to
    if (isThenable(result)) await result
  }
}

export const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function'

const nowhere = { file: '', line: 0 }

/** Where a call stands: below no function of the program, below one that is none of the function's, its caller, or the function or below it. */
type Place = 'outside' | 'beside' | 'caller' | 'inside'

interface Call {
  readonly node: Node
  readonly place: Place
  /** From the function on. */
  readonly names: readonly string[]
}

function summed(head: Node, places: OriginalPlaces, known: ReadonlySet<string> = new Set()): SampledAllocations {
  const functions = new Set(known)
  // what one that goes on after an `await` calls may do so too
  for (let size = -1; size < functions.size; ) {
    size = functions.size
    for (const { node } of callsInside(head, functions)) if (isOfProgram(node)) functions.add(startOf(node))
  }
  const found = new Map<string, number>()
  let bytes = 0
  for (const { node, names } of callsInside(head, functions)) {
    if (node.selfSize === 0) continue
    bytes += node.selfSize
    const { file, line } = node.callFrame.url === '' ? nowhere : places.of(node.callFrame)
    const text = printable(`${names.slice(-callsTold).join(' > ')}${file ? ` (${file}:${line})` : ''}`)
    found.set(text, (found.get(text) ?? 0) + node.selfSize)
  }
  const sites = [...found].map(([path, bytes]) => ({ path, bytes })).sort((a, b) => b.bytes - a.bytes)
  return { bytes, functions, sites }
}

/** The calls of the function, and all below them. */
function callsInside(head: Node, functions: ReadonlySet<string>): Call[] {
  const inside: Call[] = []
  const open: Call[] = [{ node: head, place: 'outside', names: [] }]
  for (let call = open.pop(); call; call = open.pop()) {
    if (call.place === 'inside') inside.push(call)
    for (const node of call.node.children) {
      const place = placeOf(node, call.node, call.place, functions)
      open.push({ node, place, names: place === 'inside' ? [...call.names, node.callFrame.functionName || '(anonymous)'] : [] })
    }
  }
  return inside
}

/**
 * Functions of Node that call a timer's callback themselves. What goes on after an `await` is never called by them: it comes from the queue of
 * microtasks. So a function that a timer calls is the timer's, even where the measured function calls the same one.
 */
const timers: ReadonlySet<string> = new Set(['listOnTimeout', 'processImmediate'])

function placeOf(node: Node, parent: Node, above: Place, functions: ReadonlySet<string>): Place {
  if (above === 'inside') return 'inside'
  // by its name: a test runner that transforms the library gives its files other names
  if (node.callFrame.functionName === callRepeatedly.name) return 'caller'
  if (isOwn(node)) return above
  if (above === 'caller') return 'inside'
  if (above === 'beside' || !isOfProgram(node)) return above
  if (timers.has(parent.callFrame.functionName) && parent.callFrame.url.startsWith('node:')) return 'beside'
  return functions.has(startOf(node)) ? 'inside' : 'beside'
}

const isOwn = ({ callFrame: { url } }: Node): boolean => ownFolder !== undefined && url.startsWith(ownFolder)

/** Not what the language or Node has: those run for everyone. */
const isOfProgram = ({ callFrame: { url } }: Node): boolean => url !== '' && !url.startsWith('node:')

const startOf = ({ callFrame: { scriptId, lineNumber, columnNumber } }: Node): string => `${scriptId}:${lineNumber}:${columnNumber}`
