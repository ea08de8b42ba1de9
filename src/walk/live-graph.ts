import { HeapGraph } from '../graph/heap-graph.js'
import { StringTable } from '../graph/string-table.js'
import { types } from '../intrinsics.js'
import type { GraphRules } from '../probe/binding.js'
import type { Look, Probe, ProbedGraph } from '../probe/probe.js'
import { ClassTable } from '../sizers/classes.js'
import { described, Gathering, PART, Parts } from './gathering.js'
import { hasRules } from './probed.js'
import type { WalkOptions } from './walk.js'

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
const PROPERTY = edgeTypes.indexOf('property')
const SHARED = edgeTypes.indexOf('shared')
const nobody = 2 ** 32 - 1
/** Added to the number of a name that a description gave. */
const GIVEN_NAME = 0x80000000

/** A graph of live objects, and where some of them are in it. */
export interface LiveGraph {
  readonly graph: HeapGraph
  /** The node of each target; -1 where it is not in the graph. */
  readonly targets: readonly number[]
}

/** Everything a value holds, user rules heeded; the value is node 0. Undefined where the probe failed. */
export function liveGraph(
  probe: Probe,
  value: unknown,
  targets: readonly unknown[],
  options: WalkOptions,
  look: Look,
): LiveGraph | undefined {
  let rules: GraphRules | undefined
  let parts: Parts | undefined
  if (hasRules(options) || isDescribed(probe, value, look)) {
    parts = new Parts()
    const gathering = new Gathering(probe, value, options, look, parts)
    for (let progress = gathering.step(); progress !== 'done'; progress = gathering.step()) if (progress === 'void') return undefined
    rules = rulesOf(gathering, parts)
  }
  const found = probe.graph(value, targets, rules, look)
  return found && { graph: assembled(found, parts), targets: Array.from(found.targets) }
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

function assembled({ columns, names, examples }: ProbedGraph, parts: Parts | undefined): HeapGraph {
  const texts: string[] = [...slotNames]
  const firstName = texts.length
  for (const name of names) texts.push(textOf(name))
  const firstGiven = texts.length
  for (const name of parts?.names ?? []) texts.push(textOf(name))
  const firstClass = texts.length
  const classes = new ClassTable()
  for (const example of examples) texts.push(nameOf(example, classes))
  const firstType = texts.length
  for (const type of nodeTypes) texts.push(`(${type})`)
  const { nodeType, nodeClass, selfSize, firstEdge, edgeType, edgeTo } = columns
  const nodeName = nodeClass.map((number, node) => (number < examples.length ? firstClass + number : firstType + nodeType[node]))
  const edgeName = columns.edgeName.map((number, edge) => {
    if (edgeType[edge] === PROPERTY || edgeType[edge] === SHARED)
      return number >= GIVEN_NAME ? firstGiven + (number - GIVEN_NAME) : firstName + number
    return number
  })
  return new HeapGraph({
    nodeTypes,
    edgeTypes,
    strings: StringTable.from(texts),
    nodeType,
    nodeName,
    nodeId: Uint32Array.from({ length: nodeType.length }, (_, node) => 2 * node + 1),
    selfSize,
    firstEdge,
    edgeType,
    edgeName,
    edgeTo,
  })
}

const textOf = (name: PropertyKey): string => (typeof name === 'symbol' ? String(name) : `${String(name)}`)

function nameOf(example: object, classes: ClassTable): string {
  if (types?.isProxy(example)) return 'Proxy'
  return typeof example === 'function' ? 'Function' : classes.of(example).name
}
