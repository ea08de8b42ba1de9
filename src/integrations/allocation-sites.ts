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

/** What a function allocated, or left: nothing of the profiler, the test runner or a compiler. */
export interface SampledAllocations {
  readonly bytes: number
  /** The heaviest first. */
  readonly sites: readonly AllocationSite[]
}

export interface SampleOptions {
  readonly times: number
  /** A sample is taken each so many bytes, on average. */
  readonly interval: number
  /** Called when it has run, while the profile goes on: what it collects was not left. Default: what was collected counts too. */
  readonly collect?: () => Promise<void>
}

type Node = HeapProfiler.SamplingHeapProfileNode

const callsTold = 3
/** Where the library's files are, as the profiler names them. */
const ownFolder = here?.replace(/[^\\/]+[\\/][^\\/]+$/, '')

/** Runs a function so many times under V8's sampling heap profiler. */
export async function sampleAllocations(act: () => unknown, { times, interval, collect }: SampleOptions): Promise<SampledAllocations> {
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
    return summed(profile.head, new OriginalPlaces(session))
  } finally {
    session.disconnect()
  }
}

/** What it calls is told by its name in the profile. */
async function callRepeatedly(act: () => unknown, times: number): Promise<void> {
  for (let i = 0; i < times; i++) {
    const result = act()
    // a function that does not wait is not made to
    if (isThenable(result)) await result
  }
}

export const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function'

const nowhere = { file: '', line: 0 }

function summed(head: Node, places: OriginalPlaces): SampledAllocations {
  const found = new Map<string, number>()
  let bytes = 0
  // a call of the function's, or below one
  const open: { node: Node; calls: readonly string[] | undefined }[] = [{ node: head, calls: undefined }]
  for (let one = open.pop(); one; one = open.pop()) {
    const { node, calls: above } = one
    const { functionName, url } = node.callFrame
    const calls = above && [...above, functionName || '(anonymous)']
    if (calls && node.selfSize > 0) {
      bytes += node.selfSize
      const { file, line } = url === '' ? nowhere : places.of(node.callFrame)
      const text = printable(`${calls.slice(-callsTold).join(' > ')}${file ? ` (${file}:${line})` : ''}`)
      found.set(text, (found.get(text) ?? 0) + node.selfSize)
    }
    for (const child of node.children) open.push({ node: child, calls: calls ?? (isForeign(child, node) ? [] : undefined) })
  }
  const sites = [...found].map(([path, bytes]) => ({ path, bytes })).sort((a, b) => b.bytes - a.bytes)
  return { bytes, sites }
}

/** A function of the program. What the language itself has (no URL) is one, where it was called in its place. */
function isForeign({ callFrame: { url } }: Node, { callFrame: caller }: Node): boolean {
  if (url === '') return caller.functionName === callRepeatedly.name
  return !url.startsWith('node:') && !(ownFolder !== undefined && url.startsWith(ownFolder))
}
