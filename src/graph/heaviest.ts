import type { DominatorTree } from './dominators.js'

/** Stores and bookkeeping of the engine: what they retain, the object that has them retains too. */
export const INTERNAL_TYPES = ['hidden', 'array', 'code', 'synthetic', 'object shape', 'number']

export interface HeaviestOptions {
  /** Also stores, code and other nodes of the engine. */
  readonly internals?: boolean | undefined
}

/** The `count` nodes that retain the most bytes, the most first. Time O(nodes + found × log count). */
export function heaviest({ graph, order, retained }: DominatorTree, count: number, { internals = false }: HeaviestOptions = {}): number[] {
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
  for (let i = 1; i < order.length; i++) {
    const node = order[i]
    if (left[nodeType[node]] === 1) continue
    if (heap.length < count) rise(heap.push(node) - 1)
    else if (count > 0 && lighter(heap[0], node)) {
      heap[0] = node
      sink(0)
    }
  }
  return heap.sort((a, b) => retained[b] - retained[a] || a - b)
}
