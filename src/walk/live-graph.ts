import { HeapGraph } from '../graph/heap-graph.js'
import { StringTable } from '../graph/string-table.js'
import { SafeArray, symbolDescription, types } from '../intrinsics.js'
import { printable } from '../printable.js'
import type { GraphRules } from '../probe/binding.js'
import type { Look, Probe, ProbedGraph } from '../probe/probe.js'
import { ClassTable } from '../sizers/classes.js'
import { described, Gathering, PART, Parts } from './gathering.js'
import { hasRules, unseen } from './probed.js'
import type { Met, WalkOptions } from './walk.js'

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
const PROPERTY = edgeTypes.indexOf('property')
const SHARED = edgeTypes.indexOf('shared')
const nobody = 2 ** 32 - 1
/** Added to the number of a name that a description gave. */
const GIVEN_NAME = 0x80000000

/** A graph of live objects, and what else is known of them. */
export interface LiveGraph {
  readonly graph: HeapGraph
  /** The node of each target; -1 where it is not in the graph. */
  readonly targets: readonly number[]
  /** By node: a number of its class. Two classes of one name are apart. */
  readonly classOf: Uint32Array
  readonly classNames: readonly string[]
  /** By node: of its bytes, those reserved and not used. */
  readonly slack: Float64Array
  /** What descriptions left out on purpose, by node. */
  readonly skips: ReadonlyMap<number, readonly Skipped[]>
  /** What could not be seen. */
  readonly unknowns: readonly Met[]
  /** By node: the value itself, where it is one that JavaScript can hold; only where asked for. */
  readonly values?: readonly unknown[] | undefined
}

/** A part that a description left out on purpose. */
export interface Skipped {
  readonly name: string
  readonly reason: string
}

/** Everything a value holds, user rules heeded; the value is node 0. Undefined where the probe failed. */
export function liveGraph(
  probe: Probe,
  value: unknown,
  targets: readonly unknown[],
  options: WalkOptions,
  look: Look,
  withValues = false,
): LiveGraph | undefined {
  let rules: GraphRules | undefined
  let parts: Parts | undefined
  let gathered: Gathering | undefined
  if (hasRules(options) || isDescribed(probe, value, look)) {
    parts = new Parts()
    const gathering = new Gathering(probe, value, options, look, parts)
    for (let progress = gathering.step(); progress !== 'done'; progress = gathering.step()) if (progress === 'void') return undefined
    rules = rulesOf(gathering, parts)
    gathered = gathering
  }
  const values: unknown[] | undefined = withValues ? new SafeArray() : undefined
  const found = probe.graph(value, targets, rules, look, values)
  if (found === undefined) return undefined
  const classes = classesOf(found)
  return {
    graph: assembled(found, parts, classes),
    targets: Array.from(found.targets),
    ...classes,
    slack: found.columns.slack,
    skips: skipsOf(parts),
    unknowns: unseen(found.unseen, value, gathered?.unknowns),
    values: values && byNode(values, found.columns.nodeType),
  }
}

/** Values in the order of their nodes, each at the number of its node. */
function byNode(values: readonly unknown[], nodeType: Uint8Array): unknown[] {
  const placed: unknown[] = new SafeArray()
  let next = 0
  for (let node = 0; node < nodeType.length; node++) placed[node] = (nodeType[node] as number) <= LAST_VALUE ? values[next++] : undefined
  return placed
}

/** Classes by number: each type of node without one has its own. */
function classesOf({ columns, examples }: ProbedGraph): { classOf: Uint32Array; classNames: string[] } {
  // a string is one whatever its form
  const classNames = nodeTypes.map((type) => (/ string$/.test(type) ? 'string' : type))
  const classes = new ClassTable()
  const numbers = new Map<unknown, number>()
  const numberOf = (key: unknown, name: string): number => {
    let number = numbers.get(key)
    if (number === undefined) {
      numbers.set(key, (number = classNames.length))
      classNames.push(name)
    }
    return number
  }
  const byExample = examples.map((example) => {
    if (types?.isProxy(example)) return numberOf('Proxy', 'Proxy')
    const info = classes.of(example)
    return numberOf(info, info.name)
  })
  const byType = nodeTypes.map((_, type) => nodeTypes.indexOf(classNames[type] as string))
  const { nodeClass: classOf, nodeType } = columns
  for (let node = 0; node < classOf.length; node++) {
    const example = classOf[node] as number
    classOf[node] = example < byExample.length ? (byExample[example] as number) : (byType[nodeType[node] as number] as number)
  }
  return { classOf, classNames }
}

function skipsOf(parts: Parts | undefined): Map<number, Skipped[]> {
  const skips = new Map<number, Skipped[]>()
  for (const { owner, name, reason } of parts?.skips ?? []) {
    const skipped = { name: printable(String(name)), reason: printable(reason) }
    const before = skips.get(owner)
    if (before === undefined) skips.set(owner, [skipped])
    else before.push(skipped)
  }
  return skips
}

/** Whether some object in it describes itself. */
const isDescribed = (probe: Probe, value: unknown, look: Look): boolean =>
  probe.deep(value, described, { ...look, slack: false, limit: undefined, budget: undefined }) === 'described'

function rulesOf({ kept, stops, depthList }: Gathering, { owners, values, bytes }: Parts): GraphRules {
  return {
    list: kept,
    depths: depthList,
    stops,
    // the last is nobody's: numbers alone would be held raw, so there is always something else
    owners: Uint32Array.from([...owners, nobody]),
    names: Uint32Array.from([...owners, nobody], (_, i) => i),
    parts: [...values, undefined],
    bytes: Float64Array.from([...bytes, PART]),
  }
}

function assembled(
  { columns, names }: ProbedGraph,
  parts: Parts | undefined,
  { classOf, classNames }: { classOf: Uint32Array; classNames: readonly string[] },
): HeapGraph {
  const texts: string[] = [...slotNames]
  const firstName = texts.length
  for (const name of names) texts.push(textOf(name))
  const firstGiven = texts.length
  for (const name of parts?.names ?? []) texts.push(textOf(name))
  const firstClass = texts.length
  for (const [number, name] of classNames.entries()) texts.push(number < nodeTypes.length ? `(${nodeTypes[number]})` : name)
  const { nodeType, selfSize, firstEdge, edgeType, edgeTo } = columns
  const nodeCount = nodeType.length
  const nodeName = new Uint32Array(nodeCount)
  const nodeId = new Uint32Array(nodeCount)
  for (let node = 0; node < nodeCount; node++) {
    const number = classOf[node] as number
    nodeName[node] = firstClass + (number < nodeTypes.length ? (nodeType[node] as number) : number)
    nodeId[node] = 2 * node + 1
  }
  const { edgeName } = columns
  for (let edge = 0; edge < edgeName.length; edge++) {
    const type = edgeType[edge]
    if (type !== PROPERTY && type !== SHARED) continue
    const number = edgeName[edge] as number
    edgeName[edge] = number >= GIVEN_NAME ? firstGiven + (number - GIVEN_NAME) : firstName + number
  }
  return new HeapGraph({
    nodeTypes,
    edgeTypes,
    strings: StringTable.from(texts),
    nodeType,
    nodeName,
    nodeId,
    selfSize,
    firstEdge,
    edgeType,
    edgeName,
    edgeTo,
    isTextless: true,
  })
}

/** As heap snapshots write names of properties; a private one is a symbol to the engine. */
function textOf(name: PropertyKey): string {
  if (typeof name !== 'symbol') return String(name)
  const description = symbolDescription(name) ?? ''
  return description.startsWith('#') ? description : `<symbol ${description}>`
}
