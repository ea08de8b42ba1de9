import type { Followed } from './edge-policy.js'
import type { HeapGraph } from './heap-graph.js'
import { dominate, nobody } from './lengauer-tarjan.js'

/**
 * By node: its immediate dominator, of a graph in which each node but the first has a followed edge from one before it. All are reached then, and
 * none comes before its dominator: along such edges there is a way down to node 0, and the dominator is on it. Undefined of other graphs.
 *
 * What one node alone refers to has that node as its dominator. So only nodes with several ways in are left to be solved, with what refers to
 * them and the nodes above those: no way to them leads through any others. A value of a program is nearly a tree, and leaves next to nothing.
 */
export function forwardDominators(graph: HeapGraph, followed: Followed): Uint32Array | undefined {
  const met = firstReferences(graph, followed)
  if (met === undefined) return undefined
  const { referrer, links } = met
  if (links.length === 0) return referrer
  const { kept, ...core } = coreOf(referrer, links)
  const { dominator } = dominate(core, new Uint8Array(core.edgeTo.length).fill(1), 0, false)
  for (let i = 0; i < kept.length; i++) referrer[kept[i]] = kept[dominator[i]]
  return referrer
}

/** By node the first that refers to it, the root to itself, and every further reference as two numbers: where it comes from and where it leads. */
function firstReferences(graph: HeapGraph, { types, edges }: Followed): { referrer: Uint32Array; links: Uint32Array } | undefined {
  const { firstEdge, edgeTo, edgeType, nodeCount } = graph
  const referrer = new Uint32Array(nodeCount).fill(nobody)
  // what is not written to takes no memory
  const links = new Uint32Array(2 * Math.max(0, graph.edgeCount - nodeCount + 1))
  let linkCount = 0
  referrer[0] = 0
  for (let node = 0; node < nodeCount; node++) {
    if (referrer[node] === nobody) return undefined
    const end = firstEdge[node + 1]
    for (let edge = firstEdge[node]; edge < end; edge++) {
      if ((types === undefined ? edges[edge] : types[edgeType[edge]]) === 0) continue
      const to = edgeTo[edge]
      const had = referrer[to]
      if (had === nobody) referrer[to] = node
      else if (had !== node && to !== node && to !== 0) {
        links[linkCount++] = node
        links[linkCount++] = to
      }
    }
  }
  return { referrer, links: links.subarray(0, linkCount) }
}

/** The nodes that the links leave to be solved, in their order, and their edges by their places in it. */
function coreOf(referrer: Uint32Array, links: Uint32Array) {
  const place = new Uint32Array(referrer.length)
  let count = 1
  place[0] = 1
  for (let i = 0; i < links.length; i++) {
    for (let node = links[i]; place[node] === 0; node = referrer[node]) {
      place[node] = 1
      count++
    }
  }
  const kept = new Uint32Array(count)
  for (let node = 0, at = 0; at < count; node++) {
    if (place[node] === 0) continue
    kept[at] = node
    place[node] = at++
  }
  const firstEdge = new Uint32Array(count + 1)
  for (let at = 1; at < count; at++) firstEdge[place[referrer[kept[at]]]]++
  for (let i = 0; i < links.length; i += 2) firstEdge[place[links[i]]]++
  for (let at = 1; at <= count; at++) firstEdge[at] += firstEdge[at - 1]
  // firstEdge held where the edges of each end; filled in from the back, it ends as where they begin
  const edgeTo = new Uint32Array(firstEdge[count])
  for (let i = links.length - 2; i >= 0; i -= 2) edgeTo[--firstEdge[place[links[i]]]] = place[links[i + 1]]
  for (let at = count - 1; at > 0; at--) edgeTo[--firstEdge[place[referrer[kept[at]]]]] = at
  return { kept, nodeCount: count, firstEdge, edgeTo }
}
