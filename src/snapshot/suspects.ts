import { classNameOf } from '../graph/classes.js'
import { entryAt } from '../graph/collection-tables.js'
import { sourceOf } from '../graph/distances.js'
import type { HeapGraph } from '../graph/heap-graph.js'
import { ProgramPaths } from '../graph/program-paths.js'
import { type SourcePlace, sourcesOf } from '../graph/source-places.js'
import type { ReadSource } from './declarations.js'
import type { PathTable } from './path-table.js'
import { dominatorTree, pathTable, waysOf } from './queries.js'
import { boundOf } from './suspect-bounds.js'
import { SuspectNames } from './suspect-names.js'
import { reasonOf } from './suspect-reasons.js'

/** Many objects of one kind that something gathers, and does not let go. Sizes are bytes. No text is made harmless to print. */
export interface Suspect {
  /** What is gathered: the class, of functions the name and place: `Function onChange server.js:12`. */
  readonly what: string
  /** How many there are. */
  readonly count: number
  /** What would be freed with all of them. */
  readonly bytes: number
  /** `bytes` as a part of the whole heap: 0 to 1. */
  readonly share: number
  /** What has them, as the program would write it: `sessions`, `bus._events.change`. */
  readonly variable: string
  /** The file that the variable is in; empty where it is a global, or unknown. */
  readonly file: string
  /** For functions: the variable that each keeps most by. */
  readonly keeps: string | undefined
  /** Where the variable is declared, or else where a function is that has it. */
  readonly place: SourcePlace | undefined
  /** Whether `place` is the declaration of the variable. */
  readonly isDeclared: boolean
  /** Why they are held, and what to do, in words. */
  readonly why: string
  /** The path to one of them. */
  readonly path: string
  /** One of them, and what has it. */
  readonly node: number
  /** The engine's number of that object. */
  readonly id: number
  /** The node of what has them. */
  readonly holder: number
  /** The engine's number of what has them. */
  readonly holderId: number
  /** The class of what has them. */
  readonly holderClass: string
  /** How many and how many bytes more there are than in the snapshots before; undefined where none was given. */
  readonly growth: { readonly count: number; readonly bytes: number } | undefined
}

/** What `suspects` found in a heap. Sizes are bytes. */
export interface Suspicion {
  /** The whole heap. */
  readonly bytes: number
  /** What is suspected, the worst first; often nothing. */
  readonly suspects: readonly Suspect[]
}

/** What suspects are compared with. */
export interface SuspectOptions {
  /** Snapshots that were taken before, the first first: only what grew from each to the next is suspected. */
  readonly before?: readonly HeapGraph[] | undefined
  /** Gives the text of a source file, to tell where a variable is declared: a snapshot has the first 1024 characters. */
  readonly readSource?: ReadSource | undefined
}

/** From this number on, objects of a kind are many. */
const many = 50
/** Less than this of the heap, or in all, is no suspicion: a Node process without a program has about 4 MB. */
const leastShare = 0.03
const leastBytes = 250_000
/** What grows may be small yet. */
const leastGrowth = 0.01
const leastGrownBytes = 30_000
const leastGrownCount = 10
/** How many objects of one path are looked at, and which part of them is of one kind if they are gathered. */
const sampled = 400
const ofOneKind = 0.6
const mostSuspects = 20
/** Classes of Node's and of the engine's that say nothing of a program. */
const HOSTED = /^(?:Timeout|Immediate|AsyncContextFrame|Socket|\(array\)|\(system\)|system \/ .*)$/

/**
 * What looks like a leak: many objects of one kind that one variable gathers. For one snapshot it is a guess by size: left out is what shows that it is
 * bounded (entries are deleted from it, it has a maximum), an array that was made at its whole length, modules and their functions. With snapshots
 * from before it is what grew from each to the next. Linear in nodes and edges.
 */
export function suspects(graph: HeapGraph, options: SuspectOptions = {}): Suspicion {
  const { before = [], readSource } = options
  const search = new Search(graph, before.map(rowsOf), readSource)
  return { bytes: search.bytes, suspects: search.run() }
}

type Row = { readonly count: number; readonly bytes: number }

/** All that is needed of a snapshot from before. */
function rowsOf(graph: HeapGraph): ReadonlyMap<string, Row> {
  const table = pathTable(graph)
  const rows = new Map<string, Row>()
  for (let place = 1; place < table.length; place++)
    if (table.counts[place] > 0) rows.set(table.key(place), { count: table.counts[place], bytes: table.retained[place] })
  return rows
}

interface Candidate {
  readonly place: number
  readonly growth: Row | undefined
}

class Search {
  readonly bytes: number
  private readonly graph: HeapGraph
  private readonly table: PathTable
  private readonly before: readonly ReadonlyMap<string, Row>[]
  private readonly names: SuspectNames
  /** Some of the objects of each place that many have. */
  private readonly members = new Map<number, number[]>()

  constructor(graph: HeapGraph, before: readonly ReadonlyMap<string, Row>[], readSource: ReadSource | undefined) {
    this.graph = graph
    this.table = pathTable(graph)
    this.before = before
    this.bytes = dominatorTree(graph).retained[0]
    this.names = new SuspectNames(graph, readSource)
    const { places, counts } = this.table
    const { shallow } = dominatorTree(graph)
    for (let node = 0; node < graph.nodeCount; node++) {
      const place = places[node]
      if (place <= 0 || counts[place] < many / 2 || shallow[node] === 0) continue
      const members = this.members.get(place)
      if (members === undefined) this.members.set(place, [node])
      else if (members.length < sampled) members.push(node)
    }
  }

  run(): Suspect[] {
    const weight = ({ place, growth }: Candidate) => growth?.bytes ?? this.table.retained[place]
    const found = this.candidates()
      .sort((a, b) => weight(b) - weight(a))
      .slice(0, mostSuspects * 3)
      .map((candidate) => this.suspectOf(candidate))
    return found.filter((suspect) => suspect !== undefined).slice(0, mostSuspects)
  }

  /** For each path, the first place that many objects have. */
  private candidates(): Candidate[] {
    const { table, before } = this
    const isInside = new Uint8Array(table.length)
    const found: Candidate[] = []
    for (let place = 1; place < table.length; place++) {
      const parent = table.parent[place]
      isInside[place] = isInside[parent]
      if (isInside[place] === 1 || table.counts[place] < many) continue
      // what grows may be further in: ten logs, of which each has more and more lines
      const growth = before.length === 0 ? undefined : this.growthOf(place)
      if (before.length > 0 && growth === undefined) continue
      isInside[place] = 1
      const isMuch =
        growth === undefined
          ? table.retained[place] >= Math.max(leastBytes, this.bytes * leastShare)
          : growth.bytes >= Math.max(leastGrownBytes, this.bytes * leastGrowth)
      if (isMuch) found.push({ place, growth })
    }
    return found
  }

  private growthOf(place: number): Row | undefined {
    const key = this.table.key(place)
    const rows = [...this.before.map((rows) => rows.get(key) ?? { count: 0, bytes: 0 })]
    rows.push({ count: this.table.counts[place], bytes: this.table.retained[place] })
    if (!rows.every(({ count }, i) => i === 0 || count > rows[i - 1].count)) return undefined
    const count = rows[rows.length - 1].count - rows[0].count
    return count < leastGrownCount ? undefined : { count, bytes: rows[rows.length - 1].bytes - rows[0].bytes }
  }

  private suspectOf({ place: outermost, growth }: Candidate): Suspect | undefined {
    const { graph, table, names } = this
    const ways = waysOf(graph)
    const place = this.tellingPlace(outermost)
    const members = this.members.get(place) ?? []
    const kinds = new Map<string, number[]>()
    for (const node of members) {
      const kind = this.kindOf(node)
      const same = kinds.get(kind)
      if (same) same.push(node)
      else kinds.set(kind, [node])
    }
    const [kind, alike] = [...kinds].sort(([, a], [, b]) => b.length - a.length)[0] ?? ['', []]
    const path = table.path(place)
    const isMixed = alike.length < members.length * ofOneKind
    const waiting = isMixed ? waitingIn(path) : undefined
    if ((isMixed && waiting === undefined) || kind === 'Module') return undefined
    const what = waiting === undefined ? kind : 'PromiseReaction'
    const count = waiting ?? table.counts[place]
    const { retained } = dominatorTree(graph)
    const node = alike.reduce((most, one) => (retained[one] > retained[most] ? one : most))
    const edge = ways.edgeTo(node)
    if (edge < 0) return undefined
    const holder = this.ownerOf(sourceOf(graph, edge))
    const steps = table.steps(place)
    // what only the engine has: sources, code, its own tables
    if (growth === undefined && !this.isProgram(node, steps[0])) return undefined
    if (growth === undefined && (boundOf(graph, ways, holder) !== undefined || this.isWhole(holder) || this.isThinnedOut(holder)))
      return undefined
    const found = names.nameOf(node, path)
    const perOne = waiting === undefined ? 1 : table.counts[place] / table.repeats[place]
    const grown = growth && (this.growthOf(place)?.count ?? growth.count)
    return {
      what,
      count,
      bytes: table.retained[outermost],
      share: table.retained[outermost] / this.bytes,
      ...found,
      why: reasonOf({
        ...found,
        steps,
        holderClass: classNameOf(graph, holder),
        memberType: graph.typeOf(node),
        what,
        isResolver: names.isResolver(node),
      }),
      path,
      node,
      id: graph.nodeId[node],
      holder,
      holderId: graph.nodeId[holder],
      holderClass: classNameOf(graph, holder),
      growth: growth && { count: Math.round((grown as number) / perOne), bytes: growth.bytes },
    }
  }

  /** From objects of the host that say nothing of the program, as timers do, on to what most of them have: a function, a store. */
  private tellingPlace(outermost: number): number {
    const { table } = this
    let place = outermost
    for (let depth = 0; depth < 6; depth++) {
      const members = this.members.get(place) ?? []
      if (members.filter((node) => this.isHosted(node)).length <= members.length / 2) return place
      const heaviest = table.below(place).reduce((most, at) => (table.retained[at] > (table.retained[most] ?? 0) ? at : most), -1)
      // what waits for a promise is up to four objects, of which one leads on
      if (heaviest < 0 || table.retained[heaviest] < table.retained[place] / 2 || table.counts[heaviest] < table.counts[place] / 8)
        return place
      place = heaviest
    }
    return place
  }

  /** Also the engine's own functions, as those that settle a promise are. */
  private isHosted(node: number): boolean {
    const { graph } = this
    return HOSTED.test(classNameOf(graph, node)) || (graph.typeOf(node) === 'closure' && sourcesOf(graph).scriptOf(node) < 0)
  }

  /** Whether the program has a name for it, or a function of the program is on the way: else it is Node's own. */
  private isProgram(node: number, first: string): boolean {
    const ways = waysOf(this.graph)
    if (!(ways instanceof ProgramPaths) || ways.isNamed(node)) return true
    return (
      !first.startsWith('(') && ![...ways.program.origins, ...ways.program.locals, ...ways.program.hosts].some(({ text }) => text === first)
    )
  }

  /** Functions are alike that are written at one place. */
  private kindOf(node: number): string {
    const { graph } = this
    const className = classNameOf(graph, node)
    if (graph.typeOf(node) !== 'closure') return className
    const place = sourcesOf(graph).placeOf(node)
    const name = graph.nameOf(node)
    return `${className}${name === '' ? '' : ` ${name}`}${place === undefined ? '' : ` ${place.file}:${place.line}`}`
  }

  /** The object whose store, table or variables it is. */
  private ownerOf(node: number): number {
    const ways = waysOf(this.graph)
    let at = node
    for (let i = 0; i < 4 && ['array', 'hidden'].includes(this.graph.typeOf(at)); i++) {
      const edge = ways.edgeTo(at)
      if (edge < 0) return at
      at = sourceOf(this.graph, edge)
    }
    return at
  }

  /** An array that grew has room to grow on: half as much again, and 16 slots (JSObject::NewElementsCapacity). One without was made whole. */
  private isWhole(holder: number): boolean {
    const { graph } = this
    const store = sourcesOf(graph).internalTarget(holder, 'elements')
    if (store < 0 || classNameOf(graph, holder) !== 'Array') return false
    const slots = (graph.selfSize[store] - 16) / 8
    let last = -1
    for (let edge = graph.firstEdge[holder]; edge < graph.firstEdge[holder + 1]; edge++)
      if (graph.edgeTypeOf(edge) === 'element') last = Math.max(last, graph.edgeName[edge])
    return last + 1 === slots
  }

  /** Whether entries are deleted from a Map or Set: they leave holes until the table is made again. */
  private isThinnedOut(holder: number): boolean {
    const { graph } = this
    const table = sourcesOf(graph).internalTarget(holder, 'table')
    if (table < 0) return false
    const entries = new Set<number>()
    let last = -1
    for (let edge = graph.firstEdge[table]; edge < graph.firstEdge[table + 1]; edge++) {
      const found = entryAt(graph, table, Number(graph.edgeNameOf(edge)))
      if (found === undefined) continue
      last = Math.max(last, found.entry)
      // Node 22 and 24 write the hole that is the key of a deleted entry, 20 and 26 nothing
      if (graph.typeOf(graph.edgeTo[edge]) !== 'hidden') entries.add(found.entry)
    }
    // an entry of two small integers has no edge either: a few are no gaps
    return last + 1 - entries.size > Math.max(4, entries.size * 0.05)
  }
}

/** How many wait for one promise, of the path to what they have; undefined where it is another path. */
function waitingIn(path: string): number | undefined {
  const count = /<reactions_or_result><\*>\{(\d+)\}$/.exec(path)?.[1]
  return count === undefined ? undefined : Number(count)
}
