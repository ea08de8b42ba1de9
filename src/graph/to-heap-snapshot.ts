import { ByteChunks } from './byte-chunks.js'
import type { HeapGraph, SourceLocations } from './heap-graph.js'

/**
 * V8's kinds, in its order: what DevTools knows. It finds them by name, so the order is free, but all must be there.
 * https://chromium.googlesource.com/v8/v8/+/main/src/profiler/heap-snapshot-generator.cc, HeapSnapshotJSONSerializer::SerializeSnapshot
 */
const NODE_TYPES = [
  'hidden',
  'array',
  'string',
  'object',
  'code',
  'closure',
  'regexp',
  'number',
  'native',
  'synthetic',
  'concatenated string',
  'sliced string',
  'symbol',
  'bigint',
  'object shape',
  'wasm object',
]
const EDGE_TYPES = ['context', 'element', 'property', 'internal', 'hidden', 'shortcut', 'weak']

/** What a kind becomes that V8 has not: an edge keeps its name, a node its class. */
const OTHER_NODE = 'object'
const OTHER_EDGE = 'internal'

/** Loaders wait for every list that the head names fields of (HeapSnapshotLoader of DevTools): samples and locations are there, empty. */
const NODE_FIELDS = ['type', 'name', 'id', 'self_size', 'edge_count', 'trace_node_id', 'detachedness']
const EDGE_FIELDS = ['type', 'name_or_index', 'to_node']
const OTHER_FIELDS = {
  trace_function_info_fields: ['function_id', 'name', 'script_name', 'script_id', 'line', 'column'],
  trace_node_fields: ['id', 'function_info_index', 'count', 'size', 'children'],
  sample_fields: ['timestamp_us', 'last_assigned_id'],
  location_fields: ['object_index', 'script_id', 'line', 'column'],
}

/** How `toHeapSnapshot` writes a graph. */
export interface ToHeapSnapshotOptions {
  /** The node that holds the rest, where node 0 is not the engine's own root: a root is added that holds it (0). */
  readonly root?: number | undefined
}

/**
 * The graph as a .heapsnapshot, which Chrome DevTools opens, in pieces of about 64 KiB.
 * A graph whose node 0 is 'synthetic', the engine's root, is written as it stands; any other gets such a node in front, as tools look there.
 */
export function* toHeapSnapshot(graph: HeapGraph, options: ToHeapSnapshotOptions = {}): Generator<Uint8Array, void, undefined> {
  const { root = 0 } = options
  if (!(Number.isInteger(root) && root >= 0 && root < Math.max(1, graph.nodeCount)))
    throw new RangeError(`Expected a node below ${graph.nodeCount} as \`root\`, got ${root}`)
  const isRooted = graph.nodeCount > 0 && graph.typeOf(0) === 'synthetic'
  const added = isRooted ? 0 : 1
  const addedEdges = isRooted || graph.nodeCount === 0 ? 0 : 1
  const nodeTypes = tableOf(graph.nodeTypes, NODE_TYPES, OTHER_NODE)
  const edgeTypes = tableOf(graph.edgeTypes, EDGE_TYPES, OTHER_EDGE)
  const rootName = graph.strings.length
  const out = new ByteChunks()

  const meta = {
    node_fields: NODE_FIELDS,
    node_types: [nodeTypes.names, 'string', 'number', 'number', 'number', 'number', 'number'],
    edge_fields: EDGE_FIELDS,
    edge_types: [edgeTypes.names, 'string_or_number', 'node'],
    ...OTHER_FIELDS,
  }
  const counts = { node_count: graph.nodeCount + added, edge_count: graph.edgeCount + addedEdges, trace_function_count: 0 }
  out.text(`{"snapshot":${JSON.stringify({ meta, ...counts })},\n"nodes":[`)

  const { nodeType, nodeName, nodeId, selfSize, firstEdge } = graph
  if (added) out.row(false, nodeTypes.names.indexOf('synthetic'), rootName, freeId(graph), 0, addedEdges, 0, 0)
  for (let node = 0; node < graph.nodeCount; node++) {
    const edges = firstEdge[node + 1] - firstEdge[node]
    out.row(node + added > 0, nodeTypes.numbers[nodeType[node]], nodeName[node], nodeId[node], selfSize[node], edges, 0, 0)
    if (out.isFull) yield* out.take()
  }

  out.text('],\n"edges":[')
  const { edgeType, edgeName, edgeTo } = graph
  const width = NODE_FIELDS.length
  if (addedEdges) out.row(false, edgeTypes.names.indexOf('shortcut'), rootName + 1, (root + added) * width)
  for (let edge = 0; edge < graph.edgeCount; edge++) {
    out.row(edge + addedEdges > 0, edgeTypes.numbers[edgeType[edge]], edgeName[edge], (edgeTo[edge] + added) * width)
    if (out.isFull) yield* out.take()
  }

  out.text('],\n"trace_function_infos":[],\n"trace_tree":[],\n"samples":[],\n"locations":[')
  const { locations } = graph
  for (let i = 0; i < (locations?.node.length ?? 0); i++) {
    const { node, script, line, column } = locations as SourceLocations
    out.row(i > 0, (node[i] + added) * width, script[i], line[i], column[i])
    if (out.isFull) yield* out.take()
  }
  out.text('],\n"strings":[')
  const { bytes, starts } = graph.strings
  for (let i = 0; i < graph.strings.length; i++) {
    out.text(i > 0 ? ',\n"' : '"')
    // they are the insides of JSON strings already
    out.bytes(bytes, starts[i], starts[i + 1])
    out.text('"')
    if (out.isFull) yield* out.take()
  }
  if (added) out.text(`${rootName > 0 ? ',\n' : ''}"","root"`)
  out.text(']}\n')
  yield* out.take()
}

/** The graph's kinds where V8 has them, then the rest of V8's; and the new number of each old one. */
function tableOf(own: readonly string[], all: readonly string[], other: string): { names: string[]; numbers: Uint8Array } {
  const names = own.filter((name, i) => all.includes(name) && own.indexOf(name) === i)
  for (const name of all) if (!names.includes(name)) names.push(name)
  return { names, numbers: Uint8Array.from(own, (name) => names.indexOf(all.includes(name) ? name : other)) }
}

/** 1 as V8 gives its root, or beyond what is taken. */
function freeId({ nodeId }: HeapGraph): number {
  let largest = 0
  let isFree = true
  for (const id of nodeId) {
    if (id === 1) isFree = false
    if (id > largest) largest = id
  }
  return isFree ? 1 : largest + 1
}
