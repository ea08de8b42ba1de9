import { NO_EDGE } from './breadth-first.js'
import { type Distances, type PathStep, sourceOf } from './distances.js'
import type { DominatorTree } from './dominators.js'
import type { HeapGraph } from './heap-graph.js'
import { findProgram, HOST, type Origin, type Program } from './program-origins.js'
import { sourcesOf } from './source-places.js'

/** Ways to nodes: one each, of which the ways to the nodes on it are parts. */
export interface Ways {
  /** The last edge of the way to a node; -1 where a way begins. */
  edgeTo(node: number): number
  /** What a way begins with, where a program has a name for it. */
  originOf(node: number): Origin | undefined
}

/**
 * The shortest way to each object of a program from what the program itself names: its globals, variables of modules, exports. It goes through fields,
 * elements, entries, variables of functions, and what promises, bound functions and generators hold; not through hidden classes, code or prototypes, nor
 * through the variables of functions that are Node's. What cannot be reached so is reached as DevTools does.
 */
export class ProgramPaths implements Ways {
  readonly program: Program
  private readonly graph: HeapGraph
  private readonly via: Uint32Array
  private readonly met: Uint8Array
  private readonly starts = new Map<number, Origin>()
  private readonly distances: () => Distances

  /** Linear in nodes and edges. `distances`: of the same tree. */
  constructor(tree: DominatorTree, distances: () => Distances) {
    const { graph, followed } = tree
    const { nodeCount, firstEdge, edgeTo, edgeType, edgeName, nodeType, nodeName } = graph
    const sources = sourcesOf(graph)
    this.graph = graph
    this.distances = distances
    this.program = findProgram(graph)
    const { functions, origins, locals, hosts, realmNames } = this.program
    const via = new Uint32Array(nodeCount).fill(NO_EDGE)
    const met = new Uint8Array(nodeCount)
    const queue = new Uint32Array(nodeCount)
    const property = graph.edgeTypes.indexOf('property')
    const internal = graph.edgeTypes.indexOf('internal')
    const closure = graph.nodeTypes.indexOf('closure')
    const prototype = sources.nameIndex('__proto__')
    const context = sources.nameIndex('context')
    const isLeftOut = Uint8Array.from(graph.nodeTypes, (type) => (LEFT_OUT.includes(type) ? 1 : 0))
    const skipped = new Set(SKIPPED.map((name) => sources.nameIndex(name)))
    let mark = NAMED
    let length = 0
    const begin = (found: readonly Origin[]) => {
      for (const origin of found) {
        if (met[origin.node] > 0) continue
        met[origin.node] = mark
        this.starts.set(origin.node, origin)
        queue[length++] = origin.node
      }
    }
    let at = 0
    const search = () => {
      for (; at < length; at++) {
        const node = queue[at]
        const isHost = mark === NAMED && nodeType[node] === closure && functions[node] === HOST
        for (let edge = firstEdge[node]; edge < firstEdge[node + 1]; edge++) {
          const to = edgeTo[edge]
          if (met[to] > 0 || followed[edge] === 0 || isLeftOut[nodeType[to]] === 1) continue
          const name = edgeName[edge]
          if (edgeType[edge] === property) {
            if (name === prototype) continue
          } else if (edgeType[edge] === internal) {
            if (skipped.has(name) || (isHost && name === context)) continue
            if (realmNames.has(nodeName[to])) continue
          }
          met[to] = mark
          via[to] = edge
          queue[length++] = to
        }
      }
    }
    begin(origins)
    search()
    begin(locals)
    search()
    mark = HOSTED
    begin(hosts)
    // what a function of the host has that the program has a name for
    for (let i = 0, end = at; i < end; i++) if (functions[queue[i]] === HOST) queue[length++] = queue[i]
    search()
    this.via = via
    this.met = met
  }

  /** Whether the program's own names lead to the node. */
  isNamed(node: number): boolean {
    return this.met[node] === NAMED
  }

  edgeTo(node: number): number {
    if (this.met[node] === 0) return this.distances().edgeTo(node)
    return this.via[node] === NO_EDGE ? -1 : this.via[node]
  }

  originOf(node: number): Origin | undefined {
    return this.starts.get(node)
  }

  /** The way to a node from where it begins. Linear in its length. */
  path(node: number): PathStep[] {
    if (this.met[node] === 0 && this.distances().distance[node] === -1) return []
    const steps: PathStep[] = []
    for (let at = node; ; ) {
      const edge = this.edgeTo(at)
      steps.push({ node: at, edge })
      if (edge < 0) return steps.reverse()
      at = sourceOf(this.graph, edge)
    }
  }
}

/** How a node was reached: from what the program names, or from what its host does. */
const NAMED = 1
const HOSTED = 2

/** What an object is made by, and not of. */
const LEFT_OUT = ['code', 'object shape', 'synthetic']
const SKIPPED = [
  'map',
  'shared',
  'code',
  'feedback_cell',
  'scope_info',
  'extension',
  'prototype',
  'global_proxy',
  'native_context',
  'security_token',
]
