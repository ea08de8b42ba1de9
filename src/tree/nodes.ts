import { breadthFirst } from '../graph/breadth-first.js'
import { DominatorTree } from '../graph/dominators.js'
import { plainPolicy } from '../graph/edge-policy.js'
import type { HeapGraph } from '../graph/heap-graph.js'
import type { LiveGraph, Skipped } from '../graph/live-graph.js'
import { propertyText } from '../graph/property-text.js'
import { isIndex, Slot, type Step, stepText } from '../path-step.js'
import { printable } from '../printable.js'

/** What is known of a whole: bounds of its size, and what could not be seen. All sizes are bytes. */
export interface Whole {
  /** The likeliest deep size. */
  readonly bytes: number
  /** The truth is at least this. */
  readonly lower: number
  /** The truth is at most this; Infinity where nothing bounds it. */
  readonly upper: number
  /** The part of `bytes` that is outside the JavaScript heap. */
  readonly external: number
  /** Heap objects counted. */
  readonly count: number
  /** False where `limit` stopped the count. */
  readonly complete: boolean
  /** What could not be seen, each with the place where it was met first. */
  readonly opaque: readonly { readonly reason: string; readonly path: string; readonly count: number }[]
}

/** A whole of which all was seen. */
export const exactly = (bytes: number, count: number): Whole => ({
  bytes,
  lower: bytes,
  upper: bytes,
  external: 0,
  count,
  complete: true,
  opaque: [],
})

/** Nodes that are no values of a program: stores, boxes of numbers, memory outside the heap. They are shown as parts of what holds them. */
const PARTS = ['array', 'hidden', 'number', 'native']
/** Below a string there are strings it is made of: told as one with it, though each counts. */
export const TEXTS = ['string', 'concatenated string', 'sliced string']
/** Labels of edges that one object can have many of. */
const ENTRIES = ['key', 'value', 'member']

/** A tree over objects, in columns: one entry per node. */
export interface TreeNodes {
  readonly whole: Whole
  readonly root: number
  /** Bytes of the node itself, and with all below it. */
  readonly own: ArrayLike<number>
  readonly retained: ArrayLike<number>
  /** Its own bytes that are reserved and not used; undefined where that is not known. */
  readonly slack: ArrayLike<number> | undefined
  /** Heap objects at and below the node. */
  readonly count: ArrayLike<number>
  readonly classOf: ArrayLike<number>
  /** Harmless to print. */
  readonly classNames: readonly string[]
  /** The children of node n are childList[firstChild[n]] up to childList[firstChild[n + 1]]. */
  readonly firstChild: Uint32Array
  readonly childList: Uint32Array
  /** The steps to the node from the one above it as they stand in a path: `.name`, `[3]`, `.left.next` where both ways meet there. Harmless to print. */
  stepOf(node: number): string
  /** Whether the node is one of many of a kind, as an element or an entry of a Map is; a field with a name is not. */
  isElement(node: number): boolean
  /** What like parts of like objects have in common: all elements one kind, each field its own. */
  kindOf(node: number): number | string
  /** How the parts of that kind are written: `[*]`, `<value *>`, `.name`. */
  patternOf(node: number): string
  /** Where in the sources a function is written, or an object's class; harmless to print, empty where that is not known. */
  placeOf?(node: number): string
  readonly hasSkips: boolean
  skipsOf(node: number): readonly Skipped[]
}

/**
 * The dominator tree over all values of a measurement, in columns: an object stands under the one that keeps it alive, under the shortest path
 * from there. One entry per node, a parent before its children. The bytes of a node are its own, with its stores, boxes and strings a string is
 * made of.
 */
export class Nodes implements TreeNodes {
  readonly whole: Whole
  readonly root: number
  readonly length: number
  readonly own: Float64Array
  readonly retained: Float64Array
  readonly slack: Uint32Array
  readonly count: Uint32Array
  readonly classOf: Uint32Array
  readonly classNames: readonly string[]
  readonly firstChild: Uint32Array
  readonly childList: Uint32Array
  /** By node: which of the graph's it is. */
  readonly values: Uint32Array
  private readonly ways: Ways
  private readonly skips: ReadonlyMap<number, readonly Skipped[]>

  /** Linear in objects and references, but for a logarithm. */
  constructor(whole: Whole | undefined, live: Pick<LiveGraph, 'graph' | 'classOf' | 'classNames' | 'slack' | 'skips'>, root = 0) {
    const { graph, classOf, classNames, slack, skips } = live
    const { nodeCount, nodeType, selfSize } = graph
    const { order, dominator } = new DominatorTree(graph, plainPolicy)
    const isPart = Uint8Array.from(graph.nodeTypes, (type) => (PARTS.includes(type) ? 1 : 0))
    const isText = Uint8Array.from(graph.nodeTypes, (type) => (TEXTS.includes(type) ? 1 : 0))
    // by node: the place of its value, or of the value it is part of; a value comes after the one above it
    const place = new Uint32Array(nodeCount)
    const values = new Uint32Array(order.length)
    const parents = new Uint32Array(order.length)
    const own = new Float64Array(order.length)
    const spare = new Uint32Array(order.length)
    const count = new Uint32Array(order.length)
    let length = 0
    for (let i = 0; i < order.length; i++) {
      const node = order[i]
      const type = nodeType[node]
      const above = dominator[node]
      let at = place[above]
      if (i === 0 || (isPart[type] === 0 && (isText[type] === 0 || isText[nodeType[above]] === 0))) {
        parents[length] = at
        values[length] = node
        at = length++
      }
      place[node] = at
      own[at] += selfSize[node]
      if (slack !== undefined) spare[at] += slack[node]
      if (isPart[type] === 0) count[at]++
    }
    this.own = own.subarray(0, length)
    this.slack = spare.subarray(0, length)
    this.count = count.subarray(0, length)
    this.classOf = new Uint32Array(length)
    for (let at = 0; at < length; at++) this.classOf[at] = classOf(values[at])
    const retained = own.slice(0, length)
    const firstChild = new Uint32Array(length + 1)
    for (let at = length - 1; at > 0; at--) {
      retained[parents[at]] += retained[at]
      count[parents[at]] += count[at]
      firstChild[parents[at]]++
    }
    // firstChild held how many children each has; now where they end, and after they are filled in from the back, where they begin
    for (let at = 1; at <= length; at++) firstChild[at] += firstChild[at - 1]
    const childList = new Uint32Array(firstChild[length])
    for (let at = length - 1; at > 0; at--) childList[--firstChild[parents[at]]] = at
    this.retained = retained
    this.firstChild = firstChild
    this.childList = childList
    this.root = place[root]
    this.whole = whole ?? exactly(retained[this.root], this.count[this.root])
    this.length = length
    this.values = values.subarray(0, length)
    this.classNames = classNames.map(printable)
    this.ways = new Ways(graph, values, place, dominator, isPart)
    this.skips = new Map([...skips].map(([node, skipped]) => [place[node], skipped]))
  }

  stepOf(node: number): string {
    return this.ways
      .to(node)
      .map((step) => printable(textOf(step)))
      .join('')
  }

  isElement(node: number): boolean {
    return this.ways.isLastNumbered(node)
  }

  kindOf(node: number): number | string {
    return this.ways.directKind(node) ?? this.patternOf(node)
  }

  patternOf(node: number): string {
    return this.ways
      .to(node)
      .map((step) => (isMany(step) ? patternText(step) : printable(textOf(step))))
      .join('')
  }

  get hasSkips(): boolean {
    return this.skips.size > 0
  }

  skipsOf(node: number): readonly Skipped[] {
    return this.skips.get(node) ?? []
  }
}

/** An edge of a live graph as a step of a path: `.name`, `[3]`, `<value 2>`. Harmless to print. */
export const stepOfEdge = (graph: HeapGraph, edge: number): string => printable(textOf(stepAt(graph, edge)))

const isMany = (step: Step): boolean => (step instanceof Slot ? step.isNumbered : typeof step === 'number')

const patternText = (step: Step): string => (step instanceof Slot ? `<${step.label} *>` : '[*]')

const textOf = (step: Step): string => (typeof step === 'string' && !isIndex(step) ? propertyText(step) : stepText(step))

/**
 * The ways to each value from the one above it in the dominator tree. All ways to it lead through that one, so they are the end of the shortest
 * way from the root. What leads through a part, as a store, is named by the step into it.
 */
class Ways {
  private readonly graph: HeapGraph
  private readonly values: Uint32Array
  private readonly place: Uint32Array
  private readonly dominator: Uint32Array
  private readonly isPart: Uint8Array
  /** By node: the edge that reached it first, and where that comes from. */
  private readonly via: Uint32Array
  private readonly from: Uint32Array
  private readonly isNumbered: Uint8Array
  private readonly hidden: number

  /** Linear in nodes and edges. */
  constructor(graph: HeapGraph, values: Uint32Array, place: Uint32Array, dominator: Uint32Array, isPart: Uint8Array) {
    const { via, from } = breadthFirst(graph, 0)
    this.graph = graph
    this.values = values
    this.place = place
    this.dominator = dominator
    this.isPart = isPart
    this.via = via
    this.from = from
    this.isNumbered = Uint8Array.from(graph.edgeTypes, (type) =>
      type === 'element' || type === 'hidden' || ENTRIES.includes(type) ? 1 : 0,
    )
    this.hidden = graph.edgeTypes.indexOf('hidden')
  }

  to(at: number): Step[] {
    const { graph, from, via } = this
    const steps: Step[] = []
    const value = this.values[at]
    const above = this.above(value)
    for (let node = value; node !== above && node !== 0; node = from[node]) {
      const isInPart = graph.edgeType[via[node]] === this.hidden && this.isPart[graph.nodeType[from[node]]] === 1
      if (!isInPart) steps.push(stepAt(graph, via[node]))
    }
    return steps.reverse()
  }

  isLastNumbered(at: number): boolean {
    return at > 0 && this.isNumbered[this.graph.edgeType[this.via[this.values[at]]]] === 1
  }

  /** A number for the kind of a way of one step; undefined for a longer one. */
  directKind(at: number): number | undefined {
    const value = this.values[at]
    if (this.from[value] !== this.above(value)) return undefined
    const edge = this.via[value]
    const type = this.graph.edgeType[edge]
    return (this.isNumbered[type] === 1 ? 0 : this.graph.edgeName[edge]) * this.graph.edgeTypes.length + type
  }

  private above(value: number): number {
    return this.values[this.place[this.dominator[value]]]
  }
}

function stepAt(graph: HeapGraph, edge: number): Step {
  const type = graph.edgeTypeOf(edge)
  const name = graph.edgeName[edge]
  if (type === 'element') return name
  if (ENTRIES.includes(type)) return new Slot(type, name)
  if (type === 'hidden') return new Slot('slot', name)
  const text = graph.edgeNameOf(edge)
  return type === 'internal' ? new Slot(text, 0) : text
}
