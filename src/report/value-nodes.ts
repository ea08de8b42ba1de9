import { classesOf } from '../graph/classes.js'
import type { HeapGraph } from '../graph/heap-graph.js'
import { Nodes } from '../tree/nodes.js'
import { nodeName } from './node-name.js'

/** A graph of live values as `explain` tells it: stores and boxes of numbers are parts of their values, and each value stands under its shortest path. */
export class ValueNodes extends Nodes {
  private readonly graph: HeapGraph

  constructor(graph: HeapGraph, root = 0) {
    const { classOf, names: classNames } = classesOf(graph)
    super(undefined, { graph, classOf: (node) => classOf[node], classNames, slack: graph.details?.slack, skips: new Map() }, root)
    this.graph = graph
  }

  nameOf(node: number): string {
    return nodeName(this.graph, this.values[node], this.classNames[this.classOf[node]])
  }
}
