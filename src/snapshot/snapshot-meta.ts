import { MemSizeError } from '../errors.js'

/** What the head of a heap snapshot says: where each column stands in a row, and what the type numbers mean. */
export interface SnapshotMeta {
  readonly nodeWidth: number
  readonly type: number
  readonly name: number
  readonly id: number
  readonly selfSize: number
  readonly edgeCount: number
  readonly nodeTypes: readonly string[]
  readonly edgeWidth: number
  readonly edgeType: number
  readonly edgeName: number
  readonly edgeTo: number
  readonly edgeTypes: readonly string[]
  /** Where in the sources objects come from; undefined where the file does not say. */
  readonly locations: LocationFields | undefined
  /** As claimed; undefined where the head does not say. */
  readonly nodes: number | undefined
  readonly edges: number | undefined
}

/** Where each field stands in a row of `locations`. */
export interface LocationFields {
  readonly width: number
  readonly node: number
  readonly script: number
  /** The node of the script; -1 where the row has none. */
  readonly scriptNode: number
  readonly line: number
  readonly column: number
}

/**
 * Columns are found by name: their number and order differ between engines (trace_node_id is in every file of Node 20 and 22, and only
 * in allocation-tracking ones later; detachedness came with V8 9), and so do the types ('wasm object' is in Node 20 only).
 * https://github.com/v8/v8/blob/main/src/profiler/heap-snapshot-generator.cc, HeapSnapshotJSONSerializer::SerializeSnapshot
 */
export function readMeta(snapshot: unknown): SnapshotMeta {
  const head = record(snapshot, 'snapshot')
  const meta = record(head.meta, 'snapshot.meta')
  const nodeFields = names(meta.node_fields, 'snapshot.meta.node_fields')
  const edgeFields = names(meta.edge_fields, 'snapshot.meta.edge_fields')
  const node = (field: string) => column(nodeFields, field, 'node_fields')
  const edge = (field: string) => column(edgeFields, field, 'edge_fields')
  return {
    nodeWidth: nodeFields.length,
    type: node('type'),
    name: node('name'),
    id: node('id'),
    selfSize: node('self_size'),
    edgeCount: node('edge_count'),
    nodeTypes: types(meta.node_types, node('type'), 'node_types'),
    edgeWidth: edgeFields.length,
    edgeType: edge('type'),
    edgeName: edge('name_or_index'),
    edgeTo: edge('to_node'),
    edgeTypes: types(meta.edge_types, edge('type'), 'edge_types'),
    locations: locationFields(meta.location_fields),
    nodes: count(head.node_count),
    edges: count(head.edge_count),
  }
}

const MEND = 'Give a file that V8 wrote: Node\'s v8.writeHeapSnapshot() or "Take heap snapshot" in DevTools.'

function bad(expected: string, got: unknown): never {
  const shown = JSON.stringify(got) ?? 'nothing'
  throw new MemSizeError(`Expected ${expected}, got ${shown.length > 60 ? `${shown.slice(0, 60)}…` : shown}. ${MEND}`)
}

/** Four fields; from V8 15 on five, with the node of the script among them. Node 10 and before had none. */
function locationFields(value: unknown): LocationFields | undefined {
  if (!Array.isArray(value)) return undefined
  const [node, script, line, column] = ['object_index', 'script_id', 'line', 'column'].map((field) => value.indexOf(field))
  if (Math.min(node, script, line, column) < 0 || value.length > 64) return undefined
  return { width: value.length, node, script, scriptNode: value.indexOf('script_object_index'), line, column }
}

function record(value: unknown, where: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  return bad(`an object as ${where}`, value)
}

function names(value: unknown, where: string): string[] {
  const fine = Array.isArray(value) && value.length > 0 && value.length <= 64 && value.every((name) => typeof name === 'string')
  return fine ? (value as string[]) : bad(`1 to 64 names as ${where}`, value)
}

function column(fields: string[], field: string, where: string): number {
  const index = fields.indexOf(field)
  return index < 0 ? bad(`'${field}' among snapshot.meta.${where}`, fields) : index
}

/** The table of types stands beside the field they belong to: [['hidden', 'array', ...], 'string', 'number', ...]. */
function types(value: unknown, index: number, where: string): string[] {
  const list: unknown = Array.isArray(value) ? value[index] : undefined
  const fine = Array.isArray(list) && list.length > 0 && list.length <= 256 && list.every((name) => typeof name === 'string')
  return fine ? (list as string[]) : bad(`1 to 256 names as snapshot.meta.${where}[${index}]`, list)
}

function count(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined
}
