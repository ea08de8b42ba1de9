import type { HeapGraph } from './heap-graph.js'

export const NO_EDGE = 0xffffffff

/** The shortest ways from one node to all others. */
export interface Ways {
  /** By node: the edge that reached it first; NO_EDGE for the root, and where nothing leads. */
  readonly via: Uint32Array
  /** By node: where that edge comes from. */
  readonly from: Uint32Array
  /** The nodes reached, nearest first. */
  readonly order: Uint32Array
}

/** Breadth first, through all edges or those that are followed: linear in nodes and edges. */
export function breadthFirst(graph: HeapGraph, root: number, follows?: (edge: number, to: number) => boolean): Ways {
  const { firstEdge, edgeTo, nodeCount } = graph
  const via = new Uint32Array(nodeCount).fill(NO_EDGE)
  const from = new Uint32Array(nodeCount)
  const order = new Uint32Array(nodeCount)
  const met = new Uint8Array(nodeCount)
  order[0] = root
  met[root] = 1
  let length = 1
  for (let at = 0; at < length; at++) {
    const node = order[at]
    const end = firstEdge[node + 1]
    for (let edge = firstEdge[node]; edge < end; edge++) {
      const to = edgeTo[edge]
      if (met[to] === 1 || follows?.(edge, to) === false) continue
      met[to] = 1
      via[to] = edge
      from[to] = node
      order[length++] = to
    }
  }
  return { via, from, order: order.subarray(0, length) }
}
