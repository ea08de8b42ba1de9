import { type DominatorTree, nobody } from './dominators.js'

/** Stores and bookkeeping of the engine: what they retain, the object that has them retains too. */
export const INTERNAL_TYPES = ['hidden', 'array', 'code', 'synthetic', 'object shape', 'number']

export interface HeaviestOptions {
  /** Also stores, code and other nodes of the engine. */
  readonly internals?: boolean | undefined
}

/** The `count` nodes that retain the most bytes, the most first. Time O(nodes + found × log count). */
export function heaviest(
  { graph, root, dominator, retained }: DominatorTree,
  count: number,
  { internals = false }: HeaviestOptions = {},
): number[] {
  const left = Uint8Array.from(graph.nodeTypes, (type) => (!internals && INTERNAL_TYPES.includes(type) ? 1 : 0))
  const { nodeType } = graph
  // a heap whose top is the lightest kept
  const heap: number[] = []
  const lighter = (a: number, b: number) => retained[a] < retained[b] || (retained[a] === retained[b] && a > b)
  const sink = (at: number) => {
    for (let i = at; ; ) {
      let least = i
      for (const child of [2 * i + 1, 2 * i + 2]) if (child < heap.length && lighter(heap[child], heap[least])) least = child
      if (least === i) return
      const kept = heap[i]
      heap[i] = heap[least]
      heap[least] = kept
      i = least
    }
  }
  const rise = (at: number) => {
    for (let i = at; i > 0; ) {
      const parent = (i - 1) >> 1
      if (!lighter(heap[i], heap[parent])) return
      const kept = heap[i]
      heap[i] = heap[parent]
      heap[parent] = kept
      i = parent
    }
  }
  // of the lightest kept, once there are enough
  let least = count > 0 ? -1 : Infinity
  for (let node = 0; node < graph.nodeCount; node++) {
    // of two that retain the same the first is heavier
    if (retained[node] <= least || left[nodeType[node]] === 1 || dominator[node] === nobody || node === root) continue
    if (heap.length < count) rise(heap.push(node) - 1)
    else {
      heap[0] = node
      sink(0)
    }
    if (heap.length === count) least = retained[heap[0]]
  }
  return heap.sort((a, b) => retained[b] - retained[a] || a - b)
}
