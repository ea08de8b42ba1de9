import { MemSizeError, shown, wrongOption } from '../errors.js'
import { type HeapClass, heapClasses } from '../graph/by-class.js'
import { classNameOf } from '../graph/classes.js'
import { difference, type HeapDifference } from '../graph/difference.js'
import { Distances } from '../graph/distances.js'
import { DominatorTree } from '../graph/dominators.js'
import { devtoolsPolicy, plainPolicy } from '../graph/edge-policy.js'
import type { HeapGraph } from '../graph/heap-graph.js'
import { heaviest } from '../graph/heaviest.js'
import { edgeText } from './edge-text.js'
import { type HeapPath, heaviestPaths, type PathChange, PathTable, pathChanges } from './path-table.js'

const policies = { devtools: devtoolsPolicy, plain: plainPolicy }

export interface RetainingOptions {
  /**
   * Which edges keep their target alive. 'devtools' (default): as Chrome DevTools counts, to the byte. 'plain': every edge that is not weak,
   * and each node's own bytes.
   */
  readonly policy?: keyof typeof policies | undefined
}

export interface TopOptions extends RetainingOptions {
  /** How many; default 20. */
  readonly count?: number | undefined
  /** Also stores, code and other nodes of the engine. Default: objects, functions, strings and the like alone. */
  readonly internals?: boolean | undefined
}

/** One object of a heap. Sizes are bytes. */
export interface HeapObject {
  /** Its place in the graph. */
  readonly node: number
  /** The engine's number for it, the same in later snapshots of the process; `@1234` in DevTools. */
  readonly id: number
  /** 'object', 'closure', 'string' ... */
  readonly type: string
  /** The class's name, or what all of the type are called: `Map`, `(string)`, `Function`. */
  readonly className: string
  /** The class again, a function's own name, the text of a string (its first 1024 characters). Not made harmless to print. */
  readonly name: string
  /** The object with the stores that it alone leads to. */
  readonly shallow: number
  /** What would be freed with it. */
  readonly retained: number
}

/** One object of the path that keeps another alive. */
export interface PathObject extends HeapObject {
  /** How the one before refers to it: `.name`, `[3]`, `(closure).name`, `<elements>`; empty where the path begins. */
  readonly edge: string
}

interface Known {
  tree?: DominatorTree
  distances?: Distances
}

const known = new WeakMap<HeapGraph, Map<string, Known>>()

function knownOf(graph: HeapGraph, { policy = 'devtools' }: RetainingOptions): Required<Pick<Known, 'tree'>> & Known {
  if (!Object.hasOwn(policies, policy)) {
    throw wrongOption('policy', "'devtools' or 'plain'", policy)
  }
  let byPolicy = known.get(graph)
  if (!byPolicy) known.set(graph, (byPolicy = new Map()))
  let found = byPolicy.get(policy)
  if (!found) byPolicy.set(policy, (found = {}))
  found.tree ??= new DominatorTree(graph, policies[policy])
  return found as Required<Pick<Known, 'tree'>> & Known
}

function distancesOf(graph: HeapGraph, options: RetainingOptions): Distances {
  const found = knownOf(graph, options)
  return (found.distances ??= new Distances(found.tree))
}

/**
 * Who keeps what alive, and what each object retains, for the whole heap: computed once for a graph. Time O(edges × log nodes), in practice
 * linear: half a second for a million nodes.
 */
export function dominatorTree(graph: HeapGraph, options: RetainingOptions = {}): DominatorTree {
  return knownOf(graph, options).tree
}

/** Bytes that would be freed with that node. */
export function retained(graph: HeapGraph, node: number, options: RetainingOptions = {}): number {
  expectNode(graph, node)
  return dominatorTree(graph, options).retained[node]
}

/** What there is to say of a node. */
export function heapObject(graph: HeapGraph, node: number, options: RetainingOptions = {}): HeapObject {
  expectNode(graph, node)
  const tree = dominatorTree(graph, options)
  return {
    node,
    id: graph.nodeId[node],
    type: graph.typeOf(node),
    className: classNameOf(graph, node),
    name: graph.nameOf(node),
    shallow: tree.shallow[node],
    retained: tree.retained[node],
  }
}

/** The objects that retain the most bytes, the most first. One may be inside another. */
export function topObjects(graph: HeapGraph, options: TopOptions = {}): HeapObject[] {
  const { count = 20, internals } = options
  expectCount(count)
  return heaviest(dominatorTree(graph, options), count, { internals }).map((node) => heapObject(graph, node, options))
}

/** Every class of the heap: objects, shallow and retained bytes, the most retained first. Linear in the nodes. */
export function classTable(graph: HeapGraph, options: RetainingOptions = {}): HeapClass[] {
  return heapClasses(dominatorTree(graph, options))
}

/**
 * Why an object is alive: the shortest path to it from the program's globals or, where they do not lead to it, from the engine's roots. It
 * begins with the root of the snapshot, or with an object that nothing holds.
 */
export function retainingPath(graph: HeapGraph, node: number, options: RetainingOptions = {}): PathObject[] {
  expectNode(graph, node)
  return distancesOf(graph, options)
    .path(node)
    .map((step) => ({ edge: step.edge < 0 ? '' : edgeText(graph, step.edge), ...heapObject(graph, step.node, options) }))
}

/** What changed by class between two snapshots of one process, objects matched by their ids. */
export function diff(before: HeapGraph, after: HeapGraph): HeapDifference {
  return difference(before, after)
}

/** What changed by path: objects whose shortest paths are the same but for indices. Of two graphs of anything, snapshots or values. */
export function diffByPath(before: HeapGraph, after: HeapGraph): PathChange[] {
  const [old, now] = [before, after].map((graph) => new PathTable(dominatorTree(graph), distancesOf(graph, {})))
  return pathChanges(old, now)
}

/** The paths whose objects retain most, the most first; one may go on from another. */
export function topPaths(graph: HeapGraph, { count = 20, policy }: Pick<TopOptions, 'count' | 'policy'> = {}): HeapPath[] {
  expectCount(count)
  return heaviestPaths(new PathTable(dominatorTree(graph, { policy }), distancesOf(graph, { policy })), count)
}

/** The node of an id, `1234`, or -1. Linear in the nodes. */
export function findId(graph: HeapGraph, id: number): number {
  return graph.nodeId.indexOf(id)
}

/** The path as one line, as it is said of a value: `globalThis.app.list[3]`, and in a graph of a value `$.list[3]`. */
export function pathText(graph: HeapGraph, node: number, options: RetainingOptions = {}): string {
  const isSnapshot = graph.typeOf(0) === 'synthetic'
  return retainingPath(graph, node, options)
    .map(({ edge, className }, i) => (i > (isSnapshot ? 1 : 0) ? edge : isSnapshot ? (i === 0 ? '' : className) : '$'))
    .join('')
}

function expectCount(count: unknown): void {
  if (!(Number.isInteger(count) && (count as number) >= 0)) throw wrongOption('count', 'a whole number', count)
}

function expectNode(graph: HeapGraph, node: number): void {
  if (Number.isInteger(node) && node >= 0 && node < graph.nodeCount) return
  throw new MemSizeError(
    `Expected a node of the graph, 0 to ${graph.nodeCount - 1}, got ${shown(node)}. findId(graph, id) finds the node of an id.`,
  )
}
