import { Nodes } from '../breakdown/nodes.js'
import { classesOf } from '../graph/classes.js'
import type { HeapGraph } from '../graph/heap-graph.js'

/** A graph of live values as `explain` tells it: stores and boxes of numbers are parts of their values, and each value stands under its shortest path. */
export function valueNodes(graph: HeapGraph, root = 0): Nodes {
  const { classOf, names: classNames } = classesOf(graph)
  const slack = new Float64Array(graph.nodeCount)
  return new Nodes(undefined, { graph, classOf, classNames, slack, skips: new Map() }, root)
}
