import { breadthFirst, NO_EDGE, type Ways } from '../graph/breadth-first.js'
import type { HeapGraph } from '../graph/heap-graph.js'
import { TEXTS } from '../tree/nodes.js'

/** Nodes that are no values, but parts of one: stores, boxes of numbers, memory outside the heap. */
const PARTS = ['array', 'hidden', 'number', 'native', 'code', 'object shape', 'synthetic']
/** Some of the engine's own have the type of objects in a snapshot. */
const OF_ENGINE = /^system \//

/** One of the two graphs that are compared: which of its nodes belong to the value, and what each weighs with its parts. */
export class Side {
  readonly graph: HeapGraph
  /** By node: whether it belongs to the value. */
  readonly belongs: Uint8Array
  /** By node: whether it is reported as a part of what holds it. */
  readonly isPart: Uint8Array
  readonly ways: Ways
  private readonly skips: ReadonlySet<number>
  private readonly mark: Uint32Array
  private marks = 0

  /** `isKnown`: whether the other side has the node too; a string within a string that has no other side is a part of it. */
  constructor(graph: HeapGraph, root: number, belongs: Uint8Array, skips: ReadonlySet<number>, isKnown: (node: number) => boolean) {
    const ofPart = Uint8Array.from(graph.nodeTypes, (type) => (PARTS.includes(type) ? 1 : 0))
    // a Proxy has the type of the engine's own in a snapshot
    const isPart = Uint8Array.from(graph.nodeType, (type, node) => (ofPart[type] === 1 && !isKnown(node) ? 1 : 0))
    const object = graph.nodeTypes.indexOf('object')
    for (let node = 0; node < graph.nodeCount; node++) {
      if (belongs[node] === 1 && graph.nodeType[node] === object && !isKnown(node) && OF_ENGINE.test(graph.nameOf(node))) isPart[node] = 1
    }
    const ways = breadthFirst(graph, root, (edge, to) => belongs[to] === 1 && !skips.has(edge))
    const isText = (node: number) => TEXTS.includes(graph.typeOf(node))
    for (const node of ways.order) {
      if (ways.via[node] !== NO_EDGE && !isKnown(node) && isText(node) && isText(ways.from[node])) isPart[node] = 1
    }
    this.graph = graph
    this.belongs = belongs
    this.isPart = isPart
    this.ways = ways
    this.skips = skips
    this.mark = new Uint32Array(graph.nodeCount)
  }

  /** Bytes of a value with its parts; those that several have count with each. */
  bytesOf(value: number): number {
    const { graph, isPart, belongs, skips, mark } = this
    const { firstEdge, edgeTo, selfSize } = graph
    const now = ++this.marks
    const stack = [value]
    let bytes = 0
    for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
      bytes += selfSize[node]
      for (let edge = firstEdge[node]; edge < firstEdge[node + 1]; edge++) {
        const to = edgeTo[edge]
        if (isPart[to] === 0 || belongs[to] === 0 || mark[to] === now || skips.has(edge)) continue
        mark[to] = now
        stack.push(to)
      }
    }
    return bytes
  }

  /** The steps that lead to a node from the nearest node on the way there for which `isStart` holds, and that node. */
  wayTo(node: number, isStart: (node: number) => boolean): { readonly start: number; readonly edges: readonly number[] } {
    const edges: number[] = []
    let at = node
    while (this.ways.via[at] !== NO_EDGE && !isStart(at)) {
      edges.push(this.ways.via[at])
      at = this.ways.from[at]
    }
    return { start: at, edges: edges.reverse() }
  }
}
