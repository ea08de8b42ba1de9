import { classesOf } from '../graph/classes.js'
import { HeapGraph } from '../graph/heap-graph.js'
import type { HeapClassRow } from './heap-classes.js'

/** What is used of a census; its rows count memory outside the heap too. */
export interface Census {
  readonly bytes: number
  /** Of `bytes`, those on the heap itself. */
  readonly heapBytes: number
  readonly classes: readonly { readonly name: string; readonly count: number; readonly bytes: number }[]
}

/** Memory of ArrayBuffers, as V8's snapshots call it: it is malloc's. */
const stores = 'system / JSArrayBufferData'
/** Their texts may be outside. */
const strings = '(string)'

export const isCensus = (value: unknown): value is Census =>
  typeof value === 'object' && value !== null && Array.isArray((value as Partial<Census>).classes) && 'heapBytes' in value

/** Classes of a census without what is outside the heap. */
export function rowsOfCensus({ bytes, heapBytes, classes }: Census): HeapClassRow[] {
  const outside = classes.find(({ name }) => name === stores)?.bytes ?? 0
  const texts = Math.max(0, bytes - heapBytes - outside)
  return classes
    .filter(({ name }) => name !== stores)
    .map(({ name, count, bytes }) => ({ name, count, bytes: name === strings ? Math.max(0, bytes - texts) : bytes }))
}

export const isGraph = (value: unknown): value is HeapGraph => value instanceof HeapGraph

/** Classes of a heap snapshot without its native nodes, which are outside the heap. Linear in its nodes. */
export function rowsOfGraph(graph: HeapGraph): HeapClassRow[] {
  const { classOf, names } = classesOf(graph)
  const { nodeType, nodeTypes, selfSize, nodeCount } = graph
  const isOutside = Uint8Array.from(nodeTypes, (type) => (type === 'native' || type === 'synthetic' ? 1 : 0))
  const counts = new Float64Array(names.length)
  const bytes = new Float64Array(names.length)
  for (let node = 0; node < nodeCount; node++) {
    if (isOutside[nodeType[node] as number] === 1) continue
    const kind = classOf[node] as number
    counts[kind] = (counts[kind] as number) + 1
    bytes[kind] = (bytes[kind] as number) + (selfSize[node] as number)
  }
  return names.map((name, kind) => ({ name, count: counts[kind] as number, bytes: bytes[kind] as number })).filter(({ bytes }) => bytes > 0)
}
