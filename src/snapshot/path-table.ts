import { classNameOf } from '../graph/classes.js'
import { type Distances, sourceOf } from '../graph/distances.js'
import type { DominatorTree } from '../graph/dominators.js'
import type { HeapGraph } from '../graph/heap-graph.js'
import { INTERNAL_TYPES } from '../graph/heaviest.js'
import { edgeText } from './edge-text.js'

/** All objects (stores and code are none) whose shortest path is the same but for indices. Sizes are bytes. */
export interface HeapPath {
  /** `globalThis.app.sessions[*].cache`. Not made harmless to print. */
  readonly path: string
  readonly count: number
  /** Of the objects themselves, with the stores that they alone lead to. */
  readonly shallow: number
  /** What would be freed with all of them. */
  readonly retained: number
}

/** How the objects of one path changed from one graph to another. */
export interface PathChange {
  readonly path: string
  readonly before: { readonly count: number; readonly bytes: number }
  readonly after: { readonly count: number; readonly bytes: number }
  readonly countDelta: number
  readonly bytesDelta: number
}

const ROOT = 0
const NOWHERE = -1
/** An object with more named parts than this is used as a map: its parts are told as one, `.*`. */
const manyNames = 64

/**
 * Paths, each under the one it goes on from. A path in a path table leads to objects of which none holds another (what dominates an object is on
 * the way to it, and nearer), so that what they retain adds up.
 */
export class PathTable {
  readonly parent: number[] = [-1]
  readonly step: string[] = ['']
  readonly counts: number[] = [0]
  readonly shallow: number[] = [0]
  readonly retained: number[] = [0]
  private readonly children: Map<string, number>[] = [new Map()]
  private readonly graph: HeapGraph
  private readonly names = new Map<number, number>()

  /** Time: O(nodes × log edges). */
  constructor(tree: DominatorTree, distances: Distances) {
    const { graph, order, shallow, retained } = tree
    this.graph = graph
    const isInternal = Uint8Array.from(graph.nodeTypes, (type) => (INTERNAL_TYPES.includes(type) ? 1 : 0))
    const places = new Int32Array(graph.nodeCount).fill(-1)
    const waiting: number[] = []
    for (const node of order) {
      // those on the way come first
      let from = node
      while (from >= 0 && places[from] < 0) {
        waiting.push(from)
        const edge = distances.edgeTo(from)
        from = edge < 0 ? NOWHERE : sourceOf(graph, edge)
      }
      for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
        places[at] = from < 0 ? ROOT : this.child(places[from], this.stepOf(distances.edgeTo(at), from, places[from]))
        from = at
      }
      // a store that counts as its owner's is not one more
      if (shallow[node] === 0 || isInternal[graph.nodeType[node]] === 1) continue
      const place = places[node]
      this.counts[place]++
      this.shallow[place] += shallow[node]
      this.retained[place] += retained[node]
    }
  }

  get length(): number {
    return this.parent.length
  }

  /** The place one step further; -1 where there is none. */
  find(place: number, step: string): number {
    return this.children[place].get(step) ?? -1
  }

  path(place: number): string {
    const steps: string[] = []
    for (let at = place; at > ROOT; at = this.parent[at]) steps.push(this.step[at])
    const isSnapshot = this.graph.typeOf(ROOT) === 'synthetic'
    return (isSnapshot ? '' : '$') + steps.reverse().join('')
  }

  private child(parent: number, step: string): number {
    const known = this.find(parent, step)
    if (known >= 0) return known
    const place = this.parent.length
    this.children[parent].set(step, place)
    this.children.push(new Map())
    this.parent.push(parent)
    this.step.push(step)
    this.counts.push(0)
    this.shallow.push(0)
    this.retained.push(0)
    return place
  }

  /** `from`: the node that the edge comes from; `place`: the path that leads there. */
  private stepOf(edge: number, from: number, place: number): string {
    const { graph } = this
    const isSnapshot = graph.typeOf(ROOT) === 'synthetic'
    // the steps out of a snapshot's root are named by what they lead to: its globals, its own lists of roots
    if (from === ROOT && isSnapshot) return classNameOf(graph, graph.edgeTo[edge])
    // all names of the globals tell something
    const isGlobal = isSnapshot && this.parent[place] === ROOT
    if (!isGlobal && graph.edgeTypeOf(edge) === 'property' && this.namesOf(from) > manyNames) return '.*'
    return edgeText(graph, edge).replace(/\d+(?=[\]>]$)/, '*')
  }

  private namesOf(node: number): number {
    const { firstEdge, edgeType, edgeTypes } = this.graph
    const property = edgeTypes.indexOf('property')
    if (firstEdge[node + 1] - firstEdge[node] <= manyNames) return 0
    let count = this.names.get(node)
    if (count === undefined) {
      count = 0
      for (let edge = firstEdge[node]; edge < firstEdge[node + 1]; edge++) if (edgeType[edge] === property) count++
      this.names.set(node, count)
    }
    return count
  }
}

/** The paths that retain most, the most first. */
export function heaviestPaths(table: PathTable, most: number): HeapPath[] {
  const places = Array.from({ length: table.length }, (_, place) => place).filter((place) => place !== ROOT && table.counts[place] > 0)
  return places
    .sort((a, b) => table.retained[b] - table.retained[a] || a - b)
    .slice(0, most)
    .map((place) => ({
      path: table.path(place),
      count: table.counts[place],
      shallow: table.shallow[place],
      retained: table.retained[place],
    }))
}

/** Every path whose objects are more or fewer, or have more or fewer bytes of their own; what grew most first. */
export function pathChanges(before: PathTable, after: PathTable): PathChange[] {
  const changes: PathChange[] = []
  const add = (path: () => string, old: number, now: number) => {
    const countDelta = (after.counts[now] ?? 0) - (before.counts[old] ?? 0)
    const bytesDelta = (after.shallow[now] ?? 0) - (before.shallow[old] ?? 0)
    if (countDelta === 0 && bytesDelta === 0) return
    changes.push({
      path: path(),
      before: { count: before.counts[old] ?? 0, bytes: before.shallow[old] ?? 0 },
      after: { count: after.counts[now] ?? 0, bytes: after.shallow[now] ?? 0 },
      countDelta,
      bytesDelta,
    })
  }
  // a path comes after the one it goes on from
  const counterpart = new Int32Array(before.length).fill(-1)
  const isOld = new Uint8Array(after.length)
  for (let place = 0; place < before.length; place++) {
    const parent = counterpart[before.parent[place]] ?? ROOT
    counterpart[place] = place === ROOT ? ROOT : parent < 0 ? -1 : after.find(parent, before.step[place])
    if (counterpart[place] >= 0) isOld[counterpart[place]] = 1
    add(() => before.path(place), place, counterpart[place])
  }
  for (let place = 0; place < after.length; place++) if (isOld[place] === 0) add(() => after.path(place), -1, place)
  return changes.sort((a, b) => b.bytesDelta - a.bytesDelta || b.countDelta - a.countDelta)
}
