import { NO_EDGE } from '../graph/breadth-first.js'
import { classesOf } from '../graph/classes.js'
import type { DominatorTree } from '../graph/dominators.js'
import { isProgramFile, placeText, sourcesOf } from '../graph/source-places.js'
import { printable } from '../printable.js'
import { edgeText } from '../snapshot/edge-text.js'
import { waysOf } from '../snapshot/queries.js'
import { exactly, type TreeNodes, type Whole } from '../tree/nodes.js'
import { SizeTree } from '../tree/size-tree.js'
import { nodeName } from './node-name.js'

/** What a heap's objects retain as a tree: below each object those that it dominates, by the edge that leads there. */
export function retainedTree(tree: DominatorTree, node = tree.root): SizeTree {
  const name = node === tree.root ? '(heap)' : `@${tree.graph.nodeId[node]}`
  return new SizeTree(new DominatorNodes(tree, node), [node], name, name)
}

/** A dominator tree, or what is below one object of it, as the columns of a size tree. Linear in nodes and edges. */
export class DominatorNodes implements TreeNodes {
  readonly whole: Whole
  readonly root: number
  readonly own: ArrayLike<number>
  readonly retained: ArrayLike<number>
  /** A snapshot does not tell. */
  readonly slack = undefined
  readonly count: Uint32Array
  readonly classOf: Uint32Array
  readonly classNames: readonly string[]
  readonly firstChild: Uint32Array
  readonly childList: Uint32Array
  readonly hasSkips = false
  private readonly tree: DominatorTree
  /** By node: the edge from its dominator. */
  private readonly step: Uint32Array

  constructor(tree: DominatorTree, root: number) {
    const { graph, order, dominator, shallow, retained, children } = tree
    const { classOf, names } = classesOf(graph)
    const count = new Uint32Array(graph.nodeCount)
    for (let i = order.length - 1; i >= 0; i--) {
      const node = order[i]
      // a store that counts as its owner's is not one more
      if (shallow[node] > 0) count[node]++
      if (i > 0) count[dominator[node]] += count[node]
    }
    this.tree = tree
    this.step = steps(tree)
    this.root = root
    this.own = shallow
    this.retained = retained
    this.count = count
    this.classOf = classOf
    this.classNames = names.map(printable)
    this.firstChild = children.firstChild
    this.childList = children.childList
    this.whole = exactly(retained[root], count[root])
  }

  stepOf(node: number): string {
    const edge = this.step[node]
    // the variables of a module, which all of its functions have
    const named = edge === NO_EDGE ? waysOf(this.tree.graph).originOf(node)?.text.replace(/: $/, '') : undefined
    if (named !== undefined) return `<${printable(named)}>`
    return edge === NO_EDGE ? `<shared ${this.className(node)}>` : printable(edgeText(this.tree.graph, edge))
  }

  isElement(node: number): boolean {
    const edge = this.step[node]
    return edge === NO_EDGE || this.tree.graph.indexed[this.tree.graph.edgeType[edge]] === 1 || isNumber(this.tree.graph.edgeNameOf(edge))
  }

  kindOf(node: number): string {
    return this.isElement(node) ? this.patternOf(node) : this.stepOf(node)
  }

  patternOf(node: number): string {
    const edge = this.step[node]
    if (edge === NO_EDGE) return `<shared ${this.className(node)} *>`
    if (!this.isElement(node)) return this.stepOf(node)
    return this.stepOf(node).startsWith('<') ? '<*>' : '[*]'
  }

  skipsOf(): readonly never[] {
    return []
  }

  nameOf(node: number): string {
    const name = nodeName(this.tree.graph, node, this.className(node))
    const place = this.placeOf(node)
    return place === '' ? name : `${name}  ${place}`.trim()
  }

  /** Where a function is written, and the class of what the program makes: `server.js:12:3`. Harmless to print; empty where the graph does not say. */
  placeOf(node: number): string {
    const { graph } = this.tree
    const place = sourcesOf(graph).placeOf(node)
    return place !== undefined && (graph.typeOf(node) === 'closure' || isProgramFile(place.file)) ? printable(placeText(place)) : ''
  }

  /** `@123` in other tools. */
  idOf(node: number): number {
    return this.tree.graph.nodeId[node]
  }

  private className(node: number): string {
    return this.classNames[this.classOf[node]]
  }
}

const isNumber = (name: string): boolean => /^\d+$/.test(name)

/** What an object dominates without an edge of its own to it, parts of it share. */
function steps({ graph, followed, order, dominator }: DominatorTree): Uint32Array {
  const { firstEdge, edgeTo } = graph
  const step = new Uint32Array(graph.nodeCount).fill(NO_EDGE)
  for (const node of order) {
    for (let edge = firstEdge[node]; edge < firstEdge[node + 1]; edge++) {
      const to = edgeTo[edge]
      if (followed[edge] === 1 && dominator[to] === node && step[to] === NO_EDGE) step[to] = edge
    }
  }
  return step
}
