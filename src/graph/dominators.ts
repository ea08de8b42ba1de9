import { devtoolsPolicy, type EdgePolicy, followedEdges, followedTypes } from './edge-policy.js'
import { forwardDominators } from './forward-dominators.js'
import type { HeapGraph } from './heap-graph.js'
import { dominate, nobody } from './lengauer-tarjan.js'
import { sizesWithStores } from './owned-stores.js'

export { nobody }

/**
 * Who keeps what alive. A node's dominator is on every path to it from the root: without it the node would go too, and what a node dominates,
 * itself included, is what it retains.
 */
export class DominatorTree {
  /** The graph that it is of. */
  readonly graph: HeapGraph
  /** Which edges keep their target alive. */
  readonly policy: EdgePolicy
  /** The node that everything is held from. */
  readonly root: number
  /** By node: its immediate dominator; of the root the root itself, and `nobody` where nothing reaches the node. */
  readonly dominator: Uint32Array
  /** By node: bytes of its own. */
  readonly shallow: Uint32Array | Float64Array
  private sums: Float64Array | undefined
  private edges: Uint8Array | undefined
  private places: Uint32Array | undefined
  private lists: { readonly firstChild: Uint32Array; readonly childList: Uint32Array } | undefined

  /**
   * Time O(edges × log nodes), in practice linear; memory: 45 bytes a node and up to 12 an edge while it runs, then 24 and 1. Where every node
   * has an edge from one before it, as in a graph of the probe's, and few have several: 4 bytes a node, and 8 more for `retained`.
   */
  constructor(graph: HeapGraph, policy: EdgePolicy = devtoolsPolicy, root = 0) {
    this.graph = graph
    this.policy = policy
    this.root = root
    const types = followedTypes(graph, policy)
    const forward = root === 0 ? forwardDominators(graph, types === undefined ? { edges: this.followed } : { types }) : undefined
    if (forward !== undefined) this.dominator = forward
    else {
      const { order, dominator } = dominate(graph, this.followed, root, policy.straysAtRoot)
      this.places = order
      this.dominator = dominator
    }
    this.shallow = policy.storesToOwner ? sizesWithStores(graph, root) : graph.selfSize
  }

  /** By edge: 1 where it is followed. */
  get followed(): Uint8Array {
    return (this.edges ??= followedEdges(this.graph, this.policy, this.root))
  }

  /** The nodes reached, each after its dominator. */
  get order(): Uint32Array {
    return (this.places ??= this.dominator.map((_, node) => node))
  }

  /** By node: bytes that would be freed with it; 0 where nothing reaches it. */
  get retained(): Float64Array {
    return (this.sums ??= this.places === undefined ? forwardSums(this) : sums(this))
  }

  /** The nodes that a node dominates immediately are childList[firstChild[node]] up to childList[firstChild[node + 1]]. */
  get children(): { readonly firstChild: Uint32Array; readonly childList: Uint32Array } {
    return (this.lists ??= childLists(this))
  }
}

function sums({ graph, order, dominator, shallow }: DominatorTree): Float64Array {
  const retained = new Float64Array(graph.nodeCount)
  for (let i = order.length - 1; i >= 0; i--) {
    const node = order[i]
    retained[node] += shallow[node]
    if (i > 0) retained[dominator[node]] += retained[node]
  }
  return retained
}

/** Where each node comes after its dominator. */
function forwardSums({ dominator, shallow }: DominatorTree): Float64Array {
  const retained = new Float64Array(shallow)
  for (let node = retained.length - 1; node > 0; node--) retained[dominator[node]] += retained[node]
  return retained
}

function childLists({ graph, order, dominator }: DominatorTree) {
  const firstChild = new Uint32Array(graph.nodeCount + 1)
  for (let i = 1; i < order.length; i++) firstChild[dominator[order[i]]]++
  for (let node = 1; node <= graph.nodeCount; node++) firstChild[node] += firstChild[node - 1]
  // firstChild held where the lists end; filled in from the back, it ends as where they begin
  const childList = new Uint32Array(Math.max(0, order.length - 1))
  for (let i = order.length - 1; i > 0; i--) childList[--firstChild[dominator[order[i]]]] = order[i]
  return { firstChild, childList }
}
