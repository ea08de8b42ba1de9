import { classFacts } from '../describe/class-facts.js'
import { HeapGraph } from '../graph/heap-graph.js'
import type { DescribedArena, LiveGraph, Skipped } from '../graph/live-graph.js'
import { StringTable } from '../graph/string-table.js'
import { SafeArray, symbolDescription, types } from '../intrinsics.js'
import type { Request } from '../measuring.js'
import { printable } from '../printable.js'
import type { Met } from '../unknowns.js'
import { inGraphsBut, nobodyBut } from './descriptions.js'
import { GraphNotes, type NotedArena, type NotedSkip } from './graph-notes.js'
import type { Found, Look, Probe, ProbedGraph } from './probe.js'
import { hasRules } from './probed.js'
import { Rounds } from './rounds.js'
import { unseen } from './unseen.js'
import { addTo } from './weak-privates.js'

/** Types of nodes and edges, and names of internal slots, by the numbers of native/graph.h. */
const nodeTypes = [
  'object',
  'closure',
  'regexp',
  'string',
  'concatenated string',
  'sliced string',
  'symbol',
  'bigint',
  'number',
  'array',
  'hidden',
  'native',
]
const edgeTypes = ['property', 'element', 'internal', 'hidden', 'key', 'value', 'member', 'shared']
const slotNames = [
  'properties',
  'elements',
  'table',
  'buffer',
  'backing_store',
  'context',
  'first',
  'second',
  'parent',
  'actual',
  'description',
  'name',
]
/** Nodes of the types up to this are values. */
const LAST_VALUE = nodeTypes.indexOf('bigint')

/** A graph that the probe found, and what all its nodes come to. */
export interface ProbedLiveGraph extends LiveGraph {
  readonly totals: Pick<Found, 'bytes' | 'external' | 'slack' | 'count'>
}

/** Everything a value holds, user rules heeded; the value is node 0. Undefined where the probe failed. */
export function liveGraph(
  probe: Probe,
  value: unknown,
  targets: readonly unknown[],
  options: Request,
  look: Look,
  withValues = false,
): ProbedLiveGraph | undefined {
  const values: unknown[] | undefined = withValues ? new SafeArray() : undefined
  const names = slotNames.length
  const { excluded } = options
  const plain = hasRules(options) ? 'described' : probe.graph(value, targets, undefined, names, inGraphsBut(excluded), look, values)
  if (plain !== 'described') return plain && assembled(plain, value, targets.length, undefined, undefined, values)
  const notes = new GraphNotes()
  const rounds = new Rounds(probe, value, options, look, notes)
  const came = rounds.end()
  if (came === undefined) return undefined
  // where what was left out is shown, and an arena's room, is looked up as targets are
  const { skips, arenas } = notes
  const asked = skips.length + arenas.length > 0 ? rounds.asked : noTargets
  const wanted = [...targets]
  for (let i = 0; i < skips.length; i++) wanted[wanted.length] = asked[(skips[i] as NotedSkip).owner]
  for (let i = 0; i < arenas.length; i++) wanted[wanted.length] = asked[(arenas[i] as NotedArena).owner]
  const ruled = probe.graph(value, wanted, rounds.graphRules(names), names + notes.names.length, nobodyBut(excluded), look, values)
  return typeof ruled === 'object' ? assembled(ruled, value, targets.length, notes, came.unknowns, values) : undefined
}

const noTargets: readonly unknown[] = []

/** Values in the order of their nodes, each at the number of its node. */
function byNode(values: readonly unknown[], nodeType: Uint8Array): unknown[] {
  const placed: unknown[] = new SafeArray()
  let next = 0
  for (let node = 0; node < nodeType.length; node++) placed[node] = (nodeType[node] as number) <= LAST_VALUE ? values[next++] : undefined
  return placed
}

/** By node; the nodes are those of the targets after the first `from`. */
function skipsOf(notes: GraphNotes | undefined, targets: Float64Array, from: number): Map<number, Skipped[]> {
  const skips = new Map<number, Skipped[]>()
  for (const [i, { name, reason }] of notes?.skips.entries() ?? []) {
    const node = targets[from + i] as number
    const skipped = { name: printable(String(name)), reason: printable(reason) }
    const before = skips.get(node)
    if (before === undefined) skips.set(node, [skipped])
    else before.push(skipped)
  }
  skips.delete(-1)
  return skips
}

/** Arenas by node; the nodes are those of the targets after the first `from`. What is free in one is its node's slack. */
function arenasOf(notes: GraphNotes | undefined, targets: Float64Array, from: number, columns: ProbedGraph['columns']): DescribedArena[] {
  const found: DescribedArena[] = []
  for (const [i, { name, used, capacity, part }] of notes?.arenas.entries() ?? []) {
    const node = targets[from + i] as number
    if (node < 0) continue
    found.push({ node, name: printable(String(name)), used, capacity })
    const { firstEdge, edgeName, edgeType, edgeTo, slack } = columns
    if (slack === undefined) continue
    for (let edge = firstEdge[node] as number; edge < (firstEdge[node + 1] as number); edge++) {
      if (edgeType[edge] === 0 && edgeName[edge] === slotNames.length + part)
        slack[edgeTo[edge] as number] = Math.min(capacity - used, largestSlack)
    }
  }
  return found
}

function spareIn(notes: GraphNotes | undefined): number {
  let spare = 0
  for (const { used, capacity } of notes?.arenas ?? []) spare += capacity - used
  return spare
}

/** Slack of a node has 32 bits. */
const largestSlack = 2 ** 32 - 1

/** Classes by number: first the types of nodes, then those of their own. A string is one whatever its form. */
const typeClasses = nodeTypes.map((type) => (/ string$/.test(type) ? 'string' : type))

/** The number of each example's class, and the names of all. */
function classesOf(examples: readonly object[]): { numbers: number[]; classNames: string[] } {
  const classNames = [...typeClasses]
  const classes = classFacts()
  const known = new Map<unknown, number>()
  const numberOf = (key: unknown, name: string): number => {
    let number = known.get(key)
    if (number === undefined) {
      known.set(key, (number = classNames.length))
      classNames.push(name)
    }
    return number
  }
  const numbers = examples.map((example) => {
    if (types?.isProxy(example)) return numberOf('Proxy', 'Proxy')
    const info = classes.of(example)
    return numberOf(info, info.name)
  })
  return { numbers, classNames }
}

/** What WeakMaps keep of objects, by their classes. */
function inWeakMaps(examples: readonly object[], nodeClass: Uint32Array): Met[] {
  const met: Met[] = new SafeArray()
  const classes = classFacts()
  for (let number = 0; number < examples.length; number++) {
    const example = examples[number] as object
    if (types?.isProxy(example)) continue
    const count = () => nodeClass.reduce((sum, of) => sum + Number(of === nodeTypes.length + number), 0)
    addTo(met, example, count, classes.of(example))
  }
  return met
}

/** Texts, in this order: names of slots, those that descriptions gave, names of properties, then of classes: a type's in brackets. */
function assembled(
  { columns, names, examples, targets, found }: ProbedGraph,
  value: unknown,
  targetCount: number,
  notes: GraphNotes | undefined,
  unknowns: readonly Met[] | undefined,
  values: readonly unknown[] | undefined,
): ProbedLiveGraph {
  const { numbers, classNames } = classesOf(examples)
  const texts: string[] = [...slotNames]
  for (const name of notes?.names ?? []) texts.push(textOf(name))
  for (const name of names) texts.push(textOf(name))
  const firstClass = texts.length
  for (const [number, name] of classNames.entries()) texts.push(number < nodeTypes.length ? `(${nodeTypes[number]})` : name)
  const nameOfClass = Uint32Array.from([...nodeTypes.keys(), ...numbers], (number) => firstClass + number)
  const { nodeClass: nodeName } = columns
  const before = unknowns ?? inWeakMaps(examples, nodeName)
  for (let node = 0; node < nodeName.length; node++) nodeName[node] = nameOfClass[nodeName[node]]
  const classOfName = Uint32Array.from(classNames, (name, number) => (number < nodeTypes.length ? nodeTypes.indexOf(name) : number))
  return {
    graph: new HeapGraph({ ...columns, nodeTypes, edgeTypes, strings: StringTable.from(texts), nodeName, isTextless: true }),
    targets: Array.from(targets.subarray(0, targetCount)),
    classOf: (node) => classOfName[nodeName[node] - firstClass],
    classNames,
    slack: columns.slack,
    totals: columns.slack === undefined ? found : { ...found, slack: found.slack + spareIn(notes) },
    skips: skipsOf(notes, targets, targetCount),
    arenas: arenasOf(notes, targets, targetCount + (notes?.skips.length ?? 0), columns),
    unknowns: unseen(found, value, before),
    values: values && byNode(values, columns.nodeType),
  }
}

/** As heap snapshots write names of properties; a private one is a symbol to the engine. */
function textOf(name: PropertyKey): string {
  if (typeof name !== 'symbol') return String(name)
  const description = symbolDescription(name) ?? ''
  return description.startsWith('#') ? description : `<symbol ${description}>`
}
