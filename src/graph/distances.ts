import { NO_EDGE } from './breadth-first.js'
import type { DominatorTree } from './dominators.js'
import type { HeapGraph } from './heap-graph.js'

/** One step of a path: through this edge to this node. */
export interface PathStep {
  readonly node: number
  /** The edge that led to it; -1 where the path begins. */
  readonly edge: number
}

/**
 * The shortest way to each node along the edges that keep it alive. Objects that the program's globals reach are reached from there, and
 * only the others from the engine's own roots, as DevTools counts distances (calculateDistances).
 */
export class Distances {
  /** By node: steps from the globals; `systemDistance` and more where only the engine's roots lead to it, -1 where nothing does. */
  readonly distance: Int32Array
  private readonly graph: HeapGraph
  private readonly via: Uint32Array

  /** Linear in nodes and edges. */
  constructor({ graph, root, order, followed, policy }: DominatorTree) {
    const { firstEdge, edgeTo, nodeCount } = graph
    const distance = new Int32Array(nodeCount).fill(-1)
    const via = new Uint32Array(nodeCount).fill(NO_EDGE)
    const queue = new Uint32Array(nodeCount)
    const isDetour = detours(graph)
    let length = 0
    let mayDetour = false
    const search = () => {
      for (let at = 0; at < length; at++) {
        const node = queue[at]
        const next = distance[node] + 1
        for (let edge = firstEdge[node]; edge < firstEdge[node + 1]; edge++) {
          const to = edgeTo[edge]
          if (followed[edge] === 0 || distance[to] !== -1 || (!mayDetour && isDetour(node, edge))) continue
          distance[to] = next
          via[to] = edge
          queue[length++] = to
        }
      }
    }
    const synthetic = graph.nodeTypes.indexOf('synthetic')
    distance[root] = 0
    if (policy.programFirst) {
      for (let edge = firstEdge[root]; edge < firstEdge[root + 1]; edge++) {
        const to = edgeTo[edge]
        if (
          followed[edge] === 0 ||
          distance[to] !== -1 ||
          (graph.nodeType[to] === synthetic && graph.nameOf(to) !== '(Document DOM trees)')
        ) {
          continue
        }
        distance[to] = 1
        via[to] = edge
        queue[length++] = to
      }
      search()
      distance[root] = length > 0 ? systemDistance : 0
    }
    queue[0] = root
    length = 1
    search()
    // what hangs on a detour alone is reached all the same
    mayDetour = true
    if (order.some((node) => distance[node] === -1)) {
      length = 0
      for (const node of order) if (distance[node] !== -1) queue[length++] = node
      search()
    }
    for (const node of order) {
      if (distance[node] !== -1) continue
      distance[node] = systemDistance
      queue[0] = node
      length = 1
      search()
    }
    this.graph = graph
    this.distance = distance
    this.via = via
  }

  /** The last edge of the path to a node; -1 where a path begins. */
  edgeTo(node: number): number {
    return this.via[node] === NO_EDGE ? -1 : this.via[node]
  }

  /** A way begins at the root, which has no name. */
  originOf(_node: number): undefined {}

  /** The path to a node from the root, or from a stray that nothing holds; empty where nothing reaches it. Linear in its length. */
  path(node: number): PathStep[] {
    if (this.distance[node] === -1) return []
    const steps: PathStep[] = []
    for (let at = node; ; ) {
      const edge = this.via[at]
      if (edge === NO_EDGE) {
        steps.push({ node: at, edge: -1 })
        return steps.reverse()
      }
      steps.push({ node: at, edge })
      at = sourceOf(this.graph, edge)
    }
  }
}

/** Distances from here on are those of objects that only the engine holds. */
export const systemDistance = 100_000_000

/** The node an edge comes out of: a binary search. */
export function sourceOf({ firstEdge, nodeCount }: HeapGraph, edge: number): number {
  let low = 0
  let high = nodeCount
  while (high - low > 1) {
    const middle = (low + high) >>> 1
    if (firstEdge[middle] <= edge) low = middle
    else high = middle
  }
  return low
}

/**
 * Edges that DevTools leaves out of distances as they tell nothing: a hidden class's own descriptors of other classes' fields (every third,
 * crbug.com/413608), and the realm's map for sloppy functions.
 */
function detours(graph: HeapGraph): (node: number, edge: number) => boolean {
  const { nodeType, nodeName, edgeName, edgeType, indexed, strings } = graph
  const array = graph.nodeTypes.indexOf('array')
  const hidden = graph.nodeTypes.indexOf('hidden')
  const descriptors = strings.indexOf('(map descriptors)')
  const realm = strings.indexOf('system / NativeContext')
  const sloppy = strings.indexOf('sloppy_function_map')
  return (node, edge) => {
    if (nodeType[node] === array && nodeName[node] === descriptors) {
      const index = indexed[edgeType[edge]] === 1 ? edgeName[edge] : Number.parseInt(strings.text(edgeName[edge]), 10)
      return index >= 2 && index % 3 === 1
    }
    return nodeType[node] === hidden && nodeName[node] === realm && indexed[edgeType[edge]] === 0 && edgeName[edge] === sloppy
  }
}
