import { MemSizeError, shown, wrongOption } from '../errors.js'
import { type HeapClass, heapClasses } from '../graph/by-class.js'
import { classNameOf } from '../graph/classes.js'
import { difference, type HeapDifference } from '../graph/difference.js'
import { Distances, type PathStep, sourceOf } from '../graph/distances.js'
import { DominatorTree } from '../graph/dominators.js'
import { devtoolsPolicy, plainPolicy } from '../graph/edge-policy.js'
import type { HeapGraph } from '../graph/heap-graph.js'
import { heaviest } from '../graph/heaviest.js'
import { ProgramPaths, type Ways } from '../graph/program-paths.js'
import { type SourcePlace, sourcesOf } from '../graph/source-places.js'
import { edgeText } from './edge-text.js'
import { PathSteps } from './path-steps.js'
import { type HeapPath, heaviestPaths, type PathChange, PathTable, pathChanges } from './path-table.js'

const policies = { devtools: devtoolsPolicy, plain: plainPolicy }

/** What counts as keeping an object alive. */
export interface RetainingOptions {
  /**
   * Which edges keep their target alive. 'devtools' (default): as Chrome DevTools counts, to the byte. 'plain': every edge that is not weak,
   * and each node's own bytes.
   */
  readonly policy?: keyof typeof policies | undefined
}

/** Which objects, and how many. */
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
  /** Where a function is written; of an instance, where the constructor of its class is. Undefined where the graph does not say. */
  readonly place?: SourcePlace | undefined
}

/** One object of the path that keeps another alive. */
export interface PathObject extends HeapObject {
  /** How the one before refers to it: `.name`, `[3]`, `(closure).name`, `<elements>`; where the path begins, what the program calls it, else empty. */
  readonly edge: string
}

interface Known {
  tree?: DominatorTree
  distances?: Distances
  program?: ProgramPaths
  paths?: PathTable
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

/** The ways that paths follow: in a snapshot, from what its program names. */
export function waysOf(graph: HeapGraph, options: RetainingOptions = {}): (Distances | ProgramPaths) & Ways {
  if (graph.nodeCount === 0 || graph.typeOf(0) !== 'synthetic') return distancesOf(graph, options)
  const found = knownOf(graph, options)
  return (found.program ??= new ProgramPaths(found.tree, () => distancesOf(graph, options)))
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
    place: sourcesOf(graph).placeOf(node),
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
 * Why an object is alive: the shortest path to it from what the program names (its globals, variables of its modules, exports) or, where that does not
 * lead to it, from the globals and the engine's roots. It begins with what is named, with the root of the snapshot, or with an object that nothing holds.
 */
export function retainingPath(graph: HeapGraph, node: number, options: RetainingOptions = {}): PathObject[] {
  expectNode(graph, node)
  const ways = waysOf(graph, options)
  const edgeOf = ({ edge, node }: PathStep) => (edge < 0 ? (ways.originOf(node)?.text ?? '').trim() : edgeText(graph, edge))
  return ways.path(node).map((step) => ({ edge: edgeOf(step), ...heapObject(graph, step.node, options) }))
}

/** All that refers to an object. */
export interface Retainer extends HeapObject {
  /** How it refers to the object: `.name`, `[3]`, `(closure)`, `<elements>`, `<weak 3>`. */
  readonly edge: string
  /** Whether it keeps the object alive: a weak reference does not, nor does one that the policy leaves out. */
  readonly keeps: boolean
  /** Why it is alive itself, as one line. Not made harmless to print. */
  readonly path: string
}

/** How many retainers. */
export interface RetainersOptions extends RetainingOptions {
  /** How many; default: all. */
  readonly count?: number | undefined
}

/**
 * All references to an object, those on the shortest way to it first: `total` of them, of which `retainers` are the first `count`. Linear in nodes and edges.
 */
export function retainers(graph: HeapGraph, node: number, options: RetainersOptions = {}): { total: number; retainers: Retainer[] } {
  expectNode(graph, node)
  const { count = Infinity } = options
  if (count !== Infinity) expectCount(count)
  const { followed } = dominatorTree(graph, options)
  const ways = waysOf(graph, options)
  const edges: number[] = []
  for (let edge = 0; edge < graph.edgeCount; edge++) if (graph.edgeTo[edge] === node) edges.push(edge)
  const way = ways.edgeTo(node)
  const lengthOf = new Map(
    edges.map((edge) => [edge, edge === way ? -1 : followed[edge] === 0 ? Infinity : ways.path(sourceOf(graph, edge)).length]),
  )
  edges.sort((a, b) => compare(lengthOf.get(a) as number, lengthOf.get(b) as number) || a - b)
  const found = edges.slice(0, count).map((edge) => {
    const from = sourceOf(graph, edge)
    return {
      edge: edgeText(graph, edge, from),
      keeps: followed[edge] === 1,
      path: pathText(graph, from, options),
      ...heapObject(graph, from, options),
    }
  })
  return { total: edges.length, retainers: found }
}

const compare = (a: number, b: number): number => (a === b ? 0 : a < b ? -1 : 1)

/** What changed by class between two snapshots of one process, objects matched by their ids. */
export function diff(before: HeapGraph, after: HeapGraph): HeapDifference {
  return difference(before, after)
}

/** More of the ids than this standing for different classes, or fewer objects than this in both, tell that ids cannot be compared. */
const mistakenShare = 0.1
const keptShare = 0.2

/** Whether objects have the same ids in both snapshots: in those of one session with one process. */
export function comparable({ kept, mistaken, before }: Pick<HeapDifference, 'kept' | 'mistaken' | 'before'>): boolean {
  return mistaken <= (kept + mistaken) * mistakenShare && kept >= before.count * keptShare
}

/** What changed by path: objects whose shortest paths are the same but for indices. The two graphs may be of anything, snapshots or values. */
export function diffByPath(before: HeapGraph, after: HeapGraph): PathChange[] {
  return pathChanges(pathTable(before), pathTable(after))
}

/** The paths whose objects retain most, the most first; one may go on from another. */
export function topPaths(graph: HeapGraph, { count = 20, policy }: Pick<TopOptions, 'count' | 'policy'> = {}): HeapPath[] {
  expectCount(count)
  return heaviestPaths(pathTable(graph, { policy }), count)
}

/** Every path of a graph, found once. */
export function pathTable(graph: HeapGraph, options: RetainingOptions = {}): PathTable {
  const found = knownOf(graph, options)
  return (found.paths ??= new PathTable(found.tree, waysOf(graph, options)))
}

/** The node of an id, `1234`, or -1. Linear in the nodes. */
export function findId(graph: HeapGraph, id: number): number {
  return graph.nodeId.indexOf(id)
}

/**
 * The path as one line, as it is said of a value: `server.js: app.list[3]`, `global.app.list[3]`, and in a graph of a value `$.list[3]`. For a way through
 * the insides of the engine, the part from the last object with a class of its own before the program's function: `Timeout._onTimeout(tick server.js:30).held`.
 */
export function pathText(graph: HeapGraph, node: number, options: RetainingOptions = {}): string {
  expectNode(graph, node)
  const ways = waysOf(graph, options)
  const told = new PathSteps(graph, ways)
  const steps: string[] = []
  for (let at = node; ; ) {
    const beginning = told.beginningOf(at)
    const edge = ways.edgeTo(at)
    if (beginning !== undefined || edge < 0) {
      if (beginning !== undefined) steps.unshift(beginning.text, ...beginning.steps)
      else steps.unshift(graph.typeOf(0) === 'synthetic' ? (ways.originOf(at)?.text ?? '') : '$')
      return steps.join('').replace(/^(.*?: )\./, '$1')
    }
    const from = sourceOf(graph, edge)
    steps.unshift(told.stepOf(edge, from))
    at = from
  }
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
