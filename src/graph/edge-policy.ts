import type { HeapGraph } from './heap-graph.js'

/** Which edges of a heap graph keep their target alive, and whose bytes are whose, as data. */
export interface EdgePolicy {
  /** `devtools` or `plain`. */
  readonly name: string
  /** Edge types that hold nothing. */
  readonly skipped: readonly string[]
  /** Edge types that count out of the root alone. */
  readonly rootOnly: readonly string[]
  /** The value of a WeakMap entry hangs on its key alone; its table writes a strong edge to it too, in a pair with the key's. */
  readonly ephemeronsByKey: boolean
  /** What the program's own globals do not reach holds nothing of what they reach: else a debugger's reference would count as an owner. */
  readonly programFirst: boolean
  /** What nothing reaches hangs on the root; otherwise it is outside, with no dominator and no retained size. */
  readonly straysAtRoot: boolean
  /** Bytes of a store that one object alone leads to are that object's own. */
  readonly storesToOwner: boolean
}

/**
 * What Chrome DevTools counts.
 * https://github.com/ChromeDevTools/devtools-frontend/blob/main/front_end/entrypoints/heap_snapshot_worker/HeapSnapshot.ts,
 * computeIsEssentialEdge, markPageOwnedNodes, calculateShallowSizes, calculateDominatorsAndRetainedSizes
 */
export const devtoolsPolicy: EdgePolicy = {
  name: 'devtools',
  skipped: ['weak'],
  rootOnly: ['shortcut'],
  ephemeronsByKey: true,
  programFirst: true,
  straysAtRoot: true,
  storesToOwner: true,
}

/** Every edge that is not weak, nothing that the root does not reach, each node with its own bytes. */
export const plainPolicy: EdgePolicy = {
  name: 'plain',
  skipped: ['weak'],
  rootOnly: [],
  ephemeronsByKey: false,
  programFirst: false,
  straysAtRoot: false,
  storesToOwner: false,
}

/** What would go if something went: a part that its description calls shared is held by others, and never goes with its object. */
export const ownedPolicy: EdgePolicy = { ...plainPolicy, name: 'owned', skipped: ['weak', 'shared'], straysAtRoot: true }

const FOLLOW = 0
const SKIP = 1
const ROOT_ONLY = 2
const INTERNAL = 3

/** Which edges are followed: 1 by type of edge, where that alone decides (but for edges of a node to itself), or else by edge. */
export type Followed =
  | { readonly types: Uint8Array; readonly edges?: undefined }
  | { readonly types?: undefined; readonly edges: Uint8Array }

/** Undefined where not the type alone decides. */
export function followedTypes(graph: HeapGraph, policy: EdgePolicy): Uint8Array | undefined {
  if (policy.rootOnly.length > 0 || policy.ephemeronsByKey || policy.programFirst) return undefined
  return Uint8Array.from(graph.edgeTypes, (type) => (policy.skipped.includes(type) ? 0 : 1))
}

/** By edge: 1 where it is followed. Edges of a node to itself are not. Linear in nodes and edges. */
export function followedEdges(graph: HeapGraph, policy: EdgePolicy, root = 0): Uint8Array {
  const { firstEdge, edgeTo, edgeType, edgeName, nodeCount } = graph
  const rules = Uint8Array.from(graph.edgeTypes, (type) => {
    if (policy.skipped.includes(type)) return SKIP
    if (policy.rootOnly.includes(type)) return ROOT_ONLY
    return policy.ephemeronsByKey && type === 'internal' ? INTERNAL : FOLLOW
  })
  const tables = policy.ephemeronsByKey ? new EphemeronTables(graph) : undefined
  const owned = policy.programFirst ? programOwned(graph, root) : undefined
  const followed = new Uint8Array(graph.edgeCount)
  for (let node = 0; node < nodeCount; node++) {
    const end = firstEdge[node + 1]
    // only an owner may hold what is owned
    const unfit = owned !== undefined && node !== root && owned[node] === 0
    for (let edge = firstEdge[node]; edge < end; edge++) {
      const rule = rules[edgeType[edge]]
      const to = edgeTo[edge]
      if (rule === SKIP || to === node || (rule === ROOT_ONLY && node !== root)) continue
      if (unfit && owned[to] === 1) continue
      if (rule === INTERNAL && tables?.idOf(edgeName[edge]) === graph.nodeId[node]) continue
      followed[edge] = 1
    }
  }
  return followed
}

const DOM_TREES = '(Document DOM trees)'

/** By node: 1 where the program's globals, which the root names by shortcuts, or a document lead to it; undefined where there are none. */
function programOwned(graph: HeapGraph, root: number): Uint8Array | undefined {
  const { firstEdge, edgeTo, edgeType } = graph
  const weak = graph.edgeTypes.indexOf('weak')
  const shortcut = graph.edgeTypes.indexOf('shortcut')
  const element = graph.edgeTypes.indexOf('element')
  const synthetic = graph.nodeTypes.indexOf('synthetic')
  const owned = new Uint8Array(graph.nodeCount)
  const stack = new Uint32Array(graph.nodeCount)
  let top = 0
  for (let edge = firstEdge[root]; edge < firstEdge[root + 1]; edge++) {
    const to = edgeTo[edge]
    const isDocument = edgeType[edge] === element && graph.nodeType[to] === synthetic && graph.nameOf(to) === DOM_TREES
    if (owned[to] === 1 || (!isDocument && edgeType[edge] !== shortcut)) continue
    owned[to] = 1
    stack[top++] = to
  }
  if (top === 0) return undefined
  while (top > 0) {
    const node = stack[--top]
    const end = firstEdge[node + 1]
    for (let edge = firstEdge[node]; edge < end; edge++) {
      const to = edgeTo[edge]
      if (owned[to] === 1 || edgeType[edge] === weak) continue
      owned[to] = 1
      stack[top++] = to
    }
  }
  return owned
}

/** `12 / part of key (Object @5) -> value (Object @7) pair in WeakMap (table @9)`: CreateEphemeronEdges of V8. */
const EPHEMERON = /^\d+ \/ part of key \(.*? @\d+\) -> value \(.*? @\d+\) pair in WeakMap \(table @(\d+)\)$/s
const NO_TABLE = -1

/** The table that an edge's name speaks of; each name is read once. */
export class EphemeronTables {
  private readonly graph: HeapGraph
  private readonly plain: Uint8Array

  constructor(graph: HeapGraph) {
    this.graph = graph
    this.plain = new Uint8Array(graph.strings.length)
  }

  /** The id of the WeakMap's table where this is the name of an entry's edge, else -1. */
  idOf(name: number): number {
    if (this.plain[name] === 1) return NO_TABLE
    const match = EPHEMERON.exec(this.graph.strings.text(name))
    if (match) return Number(match[1])
    this.plain[name] = 1
    return NO_TABLE
  }
}
