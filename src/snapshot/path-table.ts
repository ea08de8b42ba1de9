import { sourceOf } from '../graph/distances.js'
import { type DominatorTree, nobody } from '../graph/dominators.js'
import type { HeapGraph } from '../graph/heap-graph.js'
import { INTERNAL_TYPES } from '../graph/heaviest.js'
import type { Ways } from '../graph/program-paths.js'
import { PathSteps } from './path-steps.js'

/** All objects (stores and code are none) whose shortest path is the same but for indices. Sizes are bytes. */
export interface HeapPath {
  /** `globalThis.app.sessions[*].cache`. Not made harmless to print. */
  readonly path: string
  /** How many objects have this path. */
  readonly count: number
  /** Bytes of the objects themselves, with the stores that they alone lead to. */
  readonly shallow: number
  /** What would be freed with all of them. */
  readonly retained: number
}

/** How the objects of one path changed from one graph to another. */
export interface PathChange {
  /** `globalThis.app.sessions[*].cache`. Not made harmless to print. */
  readonly path: string
  /** Objects and their bytes in the first graph. */
  readonly before: { readonly count: number; readonly bytes: number }
  /** Objects and their bytes in the second. */
  readonly after: { readonly count: number; readonly bytes: number }
  /** Objects more, or fewer where it is below 0. */
  readonly countDelta: number
  /** Bytes more, or fewer where it is below 0. */
  readonly bytesDelta: number
}

const ROOT = 0
const NOWHERE = -1
/** An object with more named parts than this is used as a map: its parts are shown as one, `.*`. */
const manyNames = 64

/** At most this many steps that come again and again are shown as one: `.next`, `.left.parent`. */
const longestRound = 3
/** The first rounds are shown one by one: a list of lists has other things at each level. */
const toldRounds = 3
/** From one object on the way to its holder, so many are looked at for one of the same path. */
const mostHolders = 12

/**
 * Paths, each under the one it goes on from. Steps that repeat those right before them, as in a linked list, lead to the path that is there already.
 * A path in a path table leads to objects; what one of them holds of another (what dominates an object is on the way to it, and nearer) counts once,
 * so that what they retain adds up.
 */
export class PathTable {
  readonly parent: number[] = [-1]
  readonly step: string[] = ['']
  readonly counts: number[] = [0]
  readonly shallow: number[] = [0]
  readonly retained: number[] = [0]
  /** By node: its place; -1 where nothing leads to it. */
  readonly places: Int32Array
  /** Where steps repeat: how many times at most; else 1. */
  readonly repeats: number[] = [1]
  /** How many of the last steps they are that repeat. */
  private readonly rounds: number[] = [0]
  private readonly children: Map<string, number>[] = [new Map()]
  private readonly graph: HeapGraph
  private readonly ways: Ways
  private readonly told: PathSteps
  private readonly names = new Map<number, number>()
  /** Whether the last step led to a path that was there before. */
  private hasFolded = false

  /** Time: O(nodes × log edges). */
  constructor(tree: DominatorTree, ways: Ways) {
    const { graph, order, shallow, retained } = tree
    this.graph = graph
    this.ways = ways
    this.told = new PathSteps(graph, ways)
    const isInternal = Uint8Array.from(graph.nodeTypes, (type) => (INTERNAL_TYPES.includes(type) ? 1 : 0))
    const places = new Int32Array(graph.nodeCount).fill(-1)
    this.places = places
    const depths = new Map<number, number>()
    const waiting: number[] = []
    for (const node of order) {
      // a store that counts as its owner's is not one more, and has a place only where it is on the way to an object
      if (shallow[node] === 0 || isInternal[graph.nodeType[node]] === 1) continue
      // those on the way come first
      let from = node
      while (from >= 0 && places[from] < 0) {
        waiting.push(from)
        const edge = ways.edgeTo(from)
        from = edge < 0 ? NOWHERE : sourceOf(graph, edge)
      }
      for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
        const place = from < 0 ? this.begin(at) : this.reach(at, from, places[from])
        places[at] = place
        if (this.hasFolded || depths.has(from)) {
          const depth = (depths.get(from) ?? 0) + (this.hasFolded ? 1 : 0)
          depths.set(at, depth)
          if (this.hasFolded) this.repeats[place] = Math.max(this.repeats[place], depth + 1)
          this.hasFolded = false
        }
        from = at
      }
      const place = places[node]
      this.counts[place]++
      this.shallow[place] += shallow[node]
      this.retained[place] += retained[node]
    }
    this.retainOnce(tree)
  }

  /**
   * Where steps repeat, what is held by one of the same path counts once. The engine's own objects count too: the list of what waits for a promise is made
   * of them.
   */
  private retainOnce({ order, retained, dominator }: DominatorTree): void {
    const { places, rounds } = this
    const isRepeated = Uint8Array.from(rounds, (round) => (round > 0 ? 1 : 0))
    if (!isRepeated.includes(1)) return
    isRepeated.forEach((repeats, place) => {
      if (repeats === 1) this.retained[place] = 0
    })
    for (const node of order) {
      const place = places[node]
      if (isRepeated[place] === 1 && !isHeld(node, places, dominator)) this.retained[place] += retained[node]
    }
  }

  get length(): number {
    return this.parent.length
  }

  /** The place one step further; -1 where there is none. */
  find(place: number, step: string): number {
    return this.children[place].get(step) ?? -1
  }

  /** `server.js: sessions<value *>.next{12}`: steps that repeat are shown once, with how often they come at most. */
  path(place: number): string {
    let text = ''
    for (let at = place; at > ROOT; ) {
      const round = this.rounds[at]
      const folded = at
      const [steps, above] = this.lastSteps(at, Math.max(1, round))
      text = steps + text
      at = above
      if (round === 0) continue
      let times = this.repeats[folded]
      for (let [earlier, next] = this.lastSteps(at, round); earlier === steps; [earlier, next] = this.lastSteps(at, round)) {
        times++
        at = next
      }
      text = `${round === 1 ? steps : `(${steps})`}{${times}}${text.slice(steps.length)}`
    }
    const isSnapshot = this.graph.typeOf(ROOT) === 'synthetic'
    return (isSnapshot ? '' : '$') + text.replace(/^(.*?: )\./, '$1')
  }

  /** The same for the same path in another snapshot, where a list may be longer: without how often steps repeat. */
  key(place: number): string {
    return this.steps(place).join('')
  }

  /** The places one step further. */
  below(place: number): number[] {
    return [...this.children[place].values()].filter((at) => at > place)
  }

  /** The steps of a path. */
  steps(place: number): string[] {
    const steps: string[] = []
    for (let at = place; at > ROOT; at = this.parent[at]) steps.unshift(this.step[at])
    return steps
  }

  /** The last steps of a path, so many, and the place before them. */
  private lastSteps(place: number, count: number): [steps: string, above: number] {
    let steps = ''
    let at = place
    for (let i = 0; i < count && at > ROOT; i++) {
      steps = this.step[at] + steps
      at = this.parent[at]
    }
    return [steps, at]
  }

  private child(parent: number, step: string): number {
    if (step === '') return parent
    const known = this.find(parent, step)
    if (known >= 0) {
      this.hasFolded = known <= parent
      return known
    }
    const again = this.roundBefore(parent, step)
    if (again >= 0) {
      this.hasFolded = true
      this.children[parent].set(step, again)
      return again
    }
    const place = this.parent.length
    this.children[parent].set(step, place)
    this.children.push(new Map())
    this.parent.push(parent)
    this.step.push(step)
    this.counts.push(0)
    this.shallow.push(0)
    this.retained.push(0)
    this.repeats.push(1)
    this.rounds.push(0)
    return place
  }

  /** Where a step leads if it and those before it repeat the ones before them often enough; -1 where they do not. */
  private roundBefore(parent: number, step: string): number {
    rounds: for (let round = 1; round <= longestRound; round++) {
      // the step itself stands one round after `earlier`
      let later = parent
      let earlier = parent
      for (let i = 1; i < round && earlier > ROOT; i++) earlier = this.parent[earlier]
      const first = earlier
      if (first <= ROOT || this.step[first] !== step) continue
      for (let i = 1; i < round * toldRounds; i++) {
        earlier = this.parent[earlier]
        if (earlier <= ROOT || this.step[later] !== this.step[earlier]) continue rounds
        later = this.parent[later]
      }
      this.rounds[first] = round
      return first
    }
    return -1
  }

  /** The place where a way begins: at what the program names, or at the root. */
  private begin(node: number): number {
    const origin = this.ways.originOf(node)
    return origin === undefined ? ROOT : this.child(ROOT, origin.text)
  }

  private reach(node: number, from: number, place: number): number {
    const beginning = this.told.beginningOf(node)
    if (beginning !== undefined)
      return beginning.steps.reduce((at, step) => this.child(at, anyIndex(step)), this.child(ROOT, beginning.text))
    const { graph } = this
    const edge = this.ways.edgeTo(node)
    // all names of the globals tell something
    const isGlobal = this.parent[place] === ROOT && graph.typeOf(ROOT) === 'synthetic'
    if (!isGlobal && graph.edgeTypeOf(edge) === 'property' && this.namesOf(from) > manyNames) return this.child(place, '.*')
    return this.child(place, anyIndex(this.told.stepOf(edge, from)))
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

/** A step of any index: `[*]`, `<value *>`. */
const anyIndex = (step: string): string => step.replace(/\d+(?=[\]>]$)/, '*')

/** Whether one that holds the node has the same path. */
function isHeld(node: number, places: Int32Array, dominator: Uint32Array): boolean {
  let at = node
  for (let i = 0; i < mostHolders; i++) {
    const holder = dominator[at]
    if (holder === nobody || holder === at) return false
    if (places[holder] === places[node]) return true
    at = holder
  }
  return false
}

/** The paths that retain most, the most first. */
export function heaviestPaths(table: PathTable, most: number): HeapPath[] {
  return placesWithObjects(table)
    .sort((a, b) => table.retained[b] - table.retained[a] || a - b)
    .slice(0, most)
    .map((place) => heapPath(table, place))
}

/** Every path with objects. */
export const allPaths = (table: PathTable): HeapPath[] => placesWithObjects(table).map((place) => heapPath(table, place))

/** The places of paths that have objects. */
export const placesWithObjects = (table: PathTable): number[] =>
  Array.from({ length: table.length }, (_, place) => place).filter((place) => place !== ROOT && table.counts[place] > 0)

const heapPath = (table: PathTable, place: number): HeapPath => ({
  path: table.path(place),
  count: table.counts[place],
  shallow: table.shallow[place],
  retained: table.retained[place],
})

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
