import { MemSizeError } from '../errors.js'
import { NO_EDGE } from '../graph/breadth-first.js'
import { classNameOf } from '../graph/classes.js'
import { EphemeronTables } from '../graph/edge-policy.js'
import type { HeapGraph } from '../graph/heap-graph.js'
import type { LiveGraph } from '../graph/live-graph.js'
import { symbolDescription, types } from '../intrinsics.js'
import { liveGraphOf } from '../live-graph.js'
import { type Chosen, chosenOptions, runningProbe } from '../method.js'
import type { SizeOptions } from '../options.js'
import { stepText } from '../path-step.js'
import { printable } from '../printable.js'
import { edgeText } from '../snapshot/edge-text.js'
import { type FoundValues, findInSnapshot } from '../snapshot/take-snapshot.js'
import { deepOf } from '../snapshot/value-policy.js'
import { stepOfEdge } from '../tree/nodes.js'
import { descriptionsOf, type Said } from './descriptions.js'
import { Side } from './side.js'
import { type Fault, type FaultKind, Verification } from './verification.js'

/**
 * Compares a measurement with the engine's own heap snapshot, object by object: what is missing in it, what is counted twice, what has other
 * bytes, each with its path and, below an object that is described, the field. So a description is proved right. It costs a snapshot of the
 * whole heap and holds every object of the value meanwhile: for tests, not for production. Takes the options of `measure`, but for `tracker`
 * and `limit`.
 */
export async function verify(value: unknown, options?: SizeOptions): Promise<Verification> {
  const chosen = chosenOptions(options)
  if (chosen.tracker !== undefined || chosen.limit !== undefined)
    throw new MemSizeError('Expected neither `tracker` nor `limit`: a part of a value cannot be compared with the whole of it.')
  const found = await compared(value, chosen)
  // a snapshot collects garbage, by which a string may lose its rope, or a class's instances their spare room: what differs then is a fault
  return found.ok ? found : compared(value, chosen)
}

async function compared(value: unknown, chosen: Chosen): Promise<Verification> {
  const excluded = new Set<object>()
  const { exclude } = chosen
  const watched = (object: object, path: () => string): boolean => {
    const isOut = exclude?.(object, path) === true
    if (isOut) excluded.add(object)
    return isOut
  }
  // one node for each object, whatever was promised
  const options: Chosen = { ...chosen, owned: false, ignoreOwned: true, exclude: exclude && watched }
  const { by, live, total } = liveGraphOf(value, [], options, { slack: false, values: true })
  const values = live.values ?? []
  const said = descriptionsOf(values, chosen.describe)
  const hidden = [...said.values()].flatMap((of) => of.hidden)
  const found = await findInSnapshot([...values, ...excluded, ...hidden.map(({ value }) => value)])
  let comparison = new Comparison(live, said, found, excluded.size)
  const readOnly = comparison.readOnlyTexts()
  if (readOnly.length > 0) comparison = new Comparison(live, said, found, excluded.size, readOnly)
  let claimed = 0
  for (const { claimed: bytes } of said.values()) claimed += bytes
  return new Verification({
    by,
    bytes: total.bytes - claimed,
    truth: comparison.truth,
    count: total.count,
    claimed,
    ...comparison.faults(),
  })
}

/** A live graph beside the same in a snapshot. Values are known by the live graph's numbers. */
class Comparison {
  /** Bytes that the engine has in the value. */
  readonly truth: number
  private readonly live: Side
  private readonly snapshot: Side
  private readonly classOf: (value: number) => string
  private readonly said: ReadonlyMap<number, Said>
  private readonly values: readonly unknown[]
  /** Number of a value -> its node in the snapshot, and back; -1 for none. */
  private readonly there: Int32Array
  private readonly here: Int32Array

  constructor(
    { graph: live, classOf, classNames, values = [] }: LiveGraph,
    said: ReadonlyMap<number, Said>,
    { graph, nodes }: FoundValues,
    excluded: number,
    readOnly: readonly number[] = [],
  ) {
    const there = new Int32Array(live.nodeCount).fill(-1)
    const here = new Int32Array(graph.nodeCount).fill(-1)
    const stops = new Set<number>(readOnly)
    for (const [number, node] of nodes) {
      if (number >= values.length + excluded) continue
      if (number >= values.length) stops.add(node)
      else if (values[number] !== undefined) {
        there[number] = node
        here[node] = number
      }
    }
    const skips = new Set<number>()
    let next = values.length + excluded
    for (const [number, { without, hidden }] of said) {
      const left = hidden.map(({ storage }) => ({ storage, node: nodes.get(next++) }))
      if (there[number] < 0) continue
      for (const name of without) addSkips(graph, there[number], (edge) => graph.edgeNameOf(edge) === edgeName(name), skips)
      // one edge for each: other fields may hold the same value
      const isHidden = (edge: number) => {
        const name = graph.edgeNameOf(edge)
        const isNamed = (storage: PropertyKey | undefined) => (storage === undefined ? name.startsWith('#') : name === edgeName(storage))
        const at = left.findIndex(({ storage, node }) => node === graph.edgeTo[edge] && isNamed(storage))
        if (at >= 0) left.splice(at, 1)
        return at >= 0
      }
      if (left.length > 0) addSkips(graph, there[number], isHidden, skips)
    }
    const follows = new Set<number>()
    const tables = new EphemeronTables(graph)
    for (const number of said.keys()) {
      if (there[number] >= 0) addEphemerons(graph, there[number], tables, (node) => here[node] >= 0, follows)
    }
    const extent =
      there[0] < 0 ? undefined : deepOf(graph, there[0], { nodes: true, stops, skips, follows, also: sharedArguments(live, values, there) })
    const isTrue = new Uint8Array(graph.nodeCount)
    for (const node of extent?.nodes ?? []) isTrue[node] = 1
    this.truth = extent?.bytes ?? 0
    this.live = new Side(live, 0, new Uint8Array(live.nodeCount).fill(1), new Set(), (number) => there[number] >= 0)
    this.snapshot = new Side(graph, Math.max(0, there[0]), isTrue, skips, (node) => here[node] >= 0)
    this.classOf = (number) => classNames[classOf(number)]
    this.said = said
    this.values = values
    this.there = there
    this.here = here
  }

  /** Everything that differs, heaviest first, and how many values do not. */
  faults(): { readonly faults: readonly Fault[]; readonly matched: number } {
    const faults: Fault[] = []
    const twice = this.ownedTwice()
    let matched = 0
    for (const number of this.live.ways.order) {
      if (this.live.isPart[number] === 1) continue
      const bytes = this.live.bytesOf(number) - (this.said.get(number)?.claimed ?? 0)
      const node = this.there[number]
      const isTrue = node >= 0 && this.snapshot.belongs[node] === 1
      const truth = isTrue ? this.snapshot.bytesOf(node) : 0
      const owner = twice.get(number)
      if (owner !== undefined) faults.push({ ...this.fault('twice', number, bytes, truth), field: owner })
      else if (bytes === truth) matched++
      // what is below one is as foreign
      else if (isTrue || !this.isForeign(this.live.ways.from[number]))
        faults.push(this.fault(isTrue ? 'wrong' : 'foreign', number, bytes, truth))
    }
    for (const fault of this.missing()) faults.push(fault)
    return { faults: faults.sort((a, b) => weight(b) - weight(a)), matched }
  }

  /**
   * Texts that the snapshot counts and this engine keeps read-only: up to V8 12 a snapshot writes those with their size, and not all of them among the
   * read-only roots. The probe knows them; without it there are none.
   */
  readOnlyTexts(): number[] {
    const { graph, belongs } = this.snapshot
    const found: number[] = []
    for (let node = 0; node < graph.nodeCount; node++) {
      if (belongs[node] === 0 || this.here[node] >= 0 || graph.selfSize[node] === 0 || graph.typeOf(node) !== 'string') continue
      if (isReadOnlyText(graph.nameOf(node))) found.push(node)
    }
    return found
  }

  private isForeign(number: number): boolean {
    const node = this.there[number]
    return number > 0 && this.live.graph.selfSize[number] > 0 && (node < 0 || this.snapshot.belongs[node] === 0)
  }

  /** Values that a description calls owned, and something else refers to: by which field. */
  private ownedTwice(): Map<number, string> {
    const fields = new Map<unknown, string>()
    for (const [number, { owned }] of this.said) {
      for (const [name, value] of owned) {
        if (typeof value === 'object' && value !== null) fields.set(value, printable(this.classOf(number) + stepText(name)))
      }
    }
    const twice = new Map<number, string>()
    if (fields.size === 0) return twice
    const holders = new Uint32Array(this.live.graph.nodeCount)
    for (const to of this.live.graph.edgeTo) holders[to]++
    for (const [number, value] of this.values.entries()) {
      const field = holders[number] > 1 && typeof value === 'object' ? fields.get(value) : undefined
      if (field !== undefined) twice.set(number, field)
    }
    return twice
  }

  /** What the engine has in the value and the measurement has not: each with all below it that is missing too. */
  private *missing(): Generator<Fault> {
    const { graph, isPart, ways } = this.snapshot
    const isMissing = (node: number) => this.here[node] < 0 && isPart[node] === 0 && graph.selfSize[node] > 0
    const sums = new Map<number, { bytes: number; count: number }>()
    const top = new Map<number, number>()
    for (const node of ways.order) {
      if (!isMissing(node)) continue
      let above = ways.from[node]
      while (ways.via[above] !== NO_EDGE && isPart[above] === 1) above = ways.from[above]
      const first = top.get(above) ?? node
      top.set(node, first)
      const sum = sums.get(first) ?? { bytes: 0, count: 0 }
      sum.bytes += this.snapshot.bytesOf(node)
      sum.count++
      sums.set(first, sum)
    }
    for (const [node, { bytes, count }] of sums) {
      const { start, edges } = this.snapshot.wayTo(node, (at) => this.here[at] >= 0)
      const steps = edges.map((edge) => printable(edgeText(graph, edge)))
      const number = Math.max(0, this.here[start])
      const path = this.pathOf(number) + steps.join('')
      const field = this.said.has(number) ? `${this.classOf(number)}${steps.join('')}` : this.fieldOf(number)
      yield {
        kind: 'missing',
        path,
        className: printable(classNameOf(graph, node)),
        ...(field && { field }),
        bytes: 0,
        truth: bytes,
        count,
      }
    }
  }

  private fault(kind: FaultKind, number: number, bytes: number, truth: number): Fault {
    const field = this.fieldOf(number)
    return { kind, path: this.pathOf(number), className: printable(this.classOf(number)), ...(field && { field }), bytes, truth, count: 1 }
  }

  private pathOf(number: number): string {
    const { edges } = this.live.wayTo(number, (at) => at === 0)
    return `$${edges.map((edge) => stepOfEdge(this.live.graph, edge)).join('')}`
  }

  /** `Session.cache`: the step out of the nearest object above that is described. */
  private fieldOf(number: number): string | undefined {
    const { ways, graph } = this.live
    if (ways.via[number] === NO_EDGE) return undefined
    const above = this.live.wayTo(ways.from[number], (at) => this.said.has(at))
    if (!this.said.has(above.start)) return undefined
    const [first = ways.via[number]] = above.edges
    return printable(this.classOf(above.start)) + stepOfEdge(graph, first)
  }
}

/**
 * What a WeakMap keeps for a described object, where the measurement has it in the value too: compilers make WeakMaps of `#private` fields, and an
 * entry lives as long as its object.
 */
function addEphemerons(
  graph: HeapGraph,
  node: number,
  tables: EphemeronTables,
  isKnown: (node: number) => boolean,
  follows: Set<number>,
): void {
  for (let edge = graph.firstEdge[node]; edge < graph.firstEdge[node + 1]; edge++) {
    if (graph.edgeTypeOf(edge) === 'internal' && isKnown(graph.edgeTo[edge]) && tables.idOf(graph.edgeName[edge]) >= 0) follows.add(edge)
  }
}

/** The longest text that an engine keeps read-only has 182 characters (test/oracle/read-only-texts.json). */
const longestReadOnly = 182

/** A name of a property is the engine's one string of that text: it weighs nothing where it is read-only. */
function isReadOnlyText(text: string): boolean {
  return text.length <= longestReadOnly && runningProbe()?.own(Object.keys({ [text]: 0 }), chosenOptions(undefined))?.[0] === 0
}

/** What an arguments object shares with the variables of its function: a snapshot does not write which variables those are. */
function sharedArguments(live: HeapGraph, values: readonly unknown[], there: Int32Array): number[] {
  const found: number[] = []
  for (const [number, value] of values.entries()) {
    if (!types?.isArgumentsObject(value)) continue
    for (let edge = live.firstEdge[number]; edge < live.firstEdge[number + 1]; edge++) {
      const node = there[live.edgeTo[edge]]
      if (live.edgeTypeOf(edge) === 'element' && node >= 0) found.push(node)
    }
  }
  return found
}

const weight = ({ bytes, truth }: Fault): number => Math.max(bytes, truth)

/** What the engine calls the edge of a field. */
const edgeName = (name: PropertyKey): string => (typeof name === 'symbol' ? `<symbol ${symbolDescription(name) ?? ''}>` : String(name))

/** The edges by which an object holds what is left out: its own, and those of its stores. */
function addSkips(graph: HeapGraph, node: number, isWithout: (edge: number) => boolean, skips: Set<number>): void {
  const { firstEdge, edgeTo } = graph
  const isField = (edge: number) => ['property', 'element'].includes(graph.edgeTypeOf(edge))
  const fields = Array.from({ length: firstEdge[node + 1] - firstEdge[node] }, (_, i) => firstEdge[node] + i).filter(isField)
  const without = fields.filter(isWithout)
  for (const edge of without) skips.add(edge)
  for (const store of ['properties', 'elements'].map((slot) => graph.findEdge(node, 'internal', slot))) {
    if (store < 0) continue
    for (let edge = firstEdge[edgeTo[store]]; edge < firstEdge[edgeTo[store] + 1]; edge++) {
      const isOf = (field: number) => edgeTo[field] === edgeTo[edge]
      if (without.some(isOf) && !fields.some((field) => !skips.has(field) && isOf(field))) skips.add(edge)
    }
  }
}
