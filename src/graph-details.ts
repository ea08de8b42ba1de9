import { HeapGraph } from './graph/heap-graph.js'
import type { LiveGraph } from './graph/live-graph.js'
import { StringTable } from './graph/string-table.js'
import { getOwnPropertyNames, getOwnPropertySymbols, hasOwn, isArray, isOneByte, isView, SafeMap, slice, types } from './intrinsics.js'
import { viewBytes } from './model/buffers.js'
import { entryCount } from './model/collections.js'
import { isIndex } from './path-step.js'
import { copyOf } from './text-copy.js'

/** As long as heap snapshots have them. */
const longestText = 1024
/** An array of which fewer elements than this part are objects is looked through for how many are there at all. */
const thinlyFilled = 0.1

/**
 * The graph with what a heap snapshot also has, the texts of strings (their first 1024 characters), and what it has not: spare room, and how much
 * of views, slices, arrays and collections is in use. Linear in nodes and texts, and in the length of arrays with few objects.
 */
export function withDetails({ graph, slack, values = [] }: LiveGraph): HeapGraph {
  const { nodeName, nodeCount, strings } = graph
  const texts: string[] = Array.from({ length: strings.length }, (_, i) => strings.text(i))
  const numbers = new SafeMap<string, number>()
  const names = nodeName.slice()
  const used = new Float64Array(nodeCount).fill(-1)
  for (let node = 0; node < nodeCount; node++) {
    const value = values[node]
    if (typeof value === 'string') {
      // a copy: a lookup may change a string, and reading a rope does
      const text = slice(copyOf(value), 0, Math.min(value.length, longestText))
      let number = numbers.get(text)
      if (number === undefined) {
        numbers.set(text, (number = texts.length))
        texts.push(text)
      }
      names[node] = number
      if (graph.typeOf(node) === 'sliced string') used[node] = value.length * (isOneByte?.(value) === false ? 2 : 1)
    } else if (typeof value === 'object' && value !== null && !types?.isProxy(value)) used[node] = usedOf(value, graph, node)
  }
  return new HeapGraph({
    ...graph,
    strings: StringTable.from(texts),
    nodeName: names,
    details: { slack: slack ?? new Uint32Array(nodeCount), used },
    isTextless: false,
  })
}

/** Bytes of an element, where pointers are compressed. */
const smallestSlot = 4

function countOfIndices(array: readonly unknown[]): number {
  let count = 0
  for (const name of getOwnPropertyNames(array)) if (isIndex(name)) count++
  return count
}

function usedOf(value: object, graph: HeapGraph, node: number): number {
  if (isView(value)) return viewBytes(value as ArrayBufferView)
  const entries = entryCount(value)
  if (entries !== undefined) return entries
  if (isArray(value)) {
    const edges = graph.firstEdge[node + 1] - graph.firstEdge[node]
    if (edges >= value.length * thinlyFilled) return value.length
    const elements = graph.findEdge(node, 'internal', 'elements')
    const bytes = graph.selfSize[node] + (elements < 0 ? 0 : graph.selfSize[graph.edgeTo[elements]])
    // longer than its store can be: the elements are a dictionary, and few
    if (value.length > bytes / smallestSlot) return countOfIndices(value)
    let count = 0
    for (let i = 0; i < value.length; i++) if (hasOwn(value, i)) count++
    return count
  }
  const store = graph.findEdge(node, 'internal', 'properties')
  if (store < 0 || graph.typeOf(graph.edgeTo[store]) !== 'array') return -1
  return getOwnPropertyNames(value).length + getOwnPropertySymbols(value).length
}
