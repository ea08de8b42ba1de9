import { HeapGraph } from '../../src/graph/heap-graph.js'
import { StringTable } from '../../src/graph/string-table.js'

/*
 * Heap graphs in a notation, for tests. Tokens are separated by spaces and line ends; a `~` in a name stands for a space.
 *
 *   o:object=56        declares a node: label, type, self size (of type 'object' and size 1 unless said)
 *   c:object=32'Foo'   the same, called Foo instead of by its label
 *   .x>a               an edge out of the node declared last: property x
 *   [3]>a              ... element 3
 *   i:map>a            ... internal; h:3 hidden, w:x weak, s:x shortcut, c:x context
 *   r>a                a property edge out of any node, named as its target
 *
 * A node that is only pointed at is declared by that. The first one is node 0.
 */
export function graph(text: string): HeapGraph & { node(label: string): number } {
  const nodes = new Map<string, MutableNode>()
  const nodeOf = (label: string): MutableNode => {
    let node = nodes.get(label)
    if (!node) nodes.set(label, (node = { index: nodes.size, type: 'object', size: 1, name: label, edges: [] }))
    return node
  }
  let current: MutableNode | undefined
  for (const token of text.trim().split(/[ \n]+/)) {
    const edge = /^(?:\.(?<property>.+)|\[(?<element>\d+)\]|(?<kind>[ihwsc]):(?<name>.*)|(?<from>\w+))>(?<to>\w+)$/.exec(token)
    if (edge) {
      const { property, element, kind, name, from, to } = edge.groups!
      const [type, label] = property
        ? ['property', property]
        : element
          ? ['element', element]
          : kind
            ? [KINDS[kind], name]
            : ['property', to]
      const source = from ? nodeOf(from) : current
      if (!source) throw new Error(`Expected a node before the edge ${token}`)
      source.edges.push({ type, name: label.replaceAll('~', ' '), to: nodeOf(to).index })
      continue
    }
    const node = /^(?<label>\w+)(?::(?<type>[\w~]+))?(?:=(?<size>\d+))?(?:'(?<name>[^']*)')?$/.exec(token)
    if (!node) throw new Error(`Expected a node or an edge, got ${token}`)
    const { label, type, size, name } = node.groups!
    current = nodeOf(label)
    if (type) current.type = type.replaceAll('~', ' ')
    if (size) current.size = Number(size)
    if (name !== undefined) current.name = name.replaceAll('~', ' ')
  }
  const result = assemble([...nodes.values()])
  return Object.assign(result, { node: (label: string) => nodes.get(label)!.index })
}

/** The graph as the text of a .heapsnapshot, as Node 20 and 22 lay it out. */
export function snapshotText(heap: HeapGraph): string {
  const nodes: number[] = []
  for (let n = 0; n < heap.nodeCount; n++) {
    const degree = heap.firstEdge[n + 1] - heap.firstEdge[n]
    nodes.push(heap.nodeType[n], heap.nodeName[n], heap.nodeId[n], heap.selfSize[n], degree, 0, 0)
  }
  const edges: number[] = []
  for (let e = 0; e < heap.edgeCount; e++) edges.push(heap.edgeType[e], heap.edgeName[e], heap.edgeTo[e] * 7)
  const strings = Array.from({ length: heap.strings.length }, (_, i) => heap.strings.text(i))
  return JSON.stringify({
    snapshot: {
      meta: {
        node_fields: ['type', 'name', 'id', 'self_size', 'edge_count', 'trace_node_id', 'detachedness'],
        node_types: [heap.nodeTypes, 'string', 'number', 'number', 'number', 'number', 'number'],
        edge_fields: ['type', 'name_or_index', 'to_node'],
        edge_types: [heap.edgeTypes, 'string_or_number', 'node'],
      },
      node_count: heap.nodeCount,
      edge_count: heap.edgeCount,
      trace_function_count: 0,
    },
    nodes,
    edges,
    trace_function_infos: [],
    trace_tree: [],
    samples: [],
    locations: [0, 1, 2, 3],
    strings,
  })
}

interface MutableNode {
  readonly index: number
  readonly edges: { type: string; name: string; to: number }[]
  type: string
  size: number
  name: string
}

const KINDS: Record<string, string> = { i: 'internal', h: 'hidden', w: 'weak', s: 'shortcut', c: 'context' }

// The tables of Node 24, in its order.
const NODE_TYPES =
  'hidden,array,string,object,code,closure,regexp,number,native,synthetic,concatenated string,sliced string,symbol,bigint,object shape'
const EDGE_TYPES = 'context,element,property,internal,hidden,shortcut,weak'

function assemble(nodes: readonly MutableNode[]): HeapGraph {
  const nodeTypes = NODE_TYPES.split(',')
  const edgeTypes = EDGE_TYPES.split(',')
  const typeIn = (table: string[], type: string) => {
    if (!table.includes(type)) throw new Error(`Expected one of ${table.join(', ')}, got ${type}`)
    return table.indexOf(type)
  }
  const texts = ['<dummy>']
  const indexOf = (text: string) => (texts.includes(text) ? texts.indexOf(text) : texts.push(text) - 1)
  const edges = nodes.flatMap((node) => node.edges)
  const firstEdge = new Uint32Array(nodes.length + 1)
  for (const node of nodes) firstEdge[node.index + 1] = firstEdge[node.index] + node.edges.length
  const nodeName = Uint32Array.from(nodes, (node) => indexOf(node.name))
  const edgeName = Uint32Array.from(edges, ({ type, name }) => (['element', 'hidden'].includes(type) ? Number(name) : indexOf(name)))
  return new HeapGraph({
    nodeTypes,
    edgeTypes,
    strings: StringTable.from(texts),
    nodeType: Uint8Array.from(nodes, (node) => typeIn(nodeTypes, node.type)),
    nodeName,
    nodeId: Uint32Array.from(nodes, (node) => 2 * node.index + 1),
    selfSize: Float64Array.from(nodes, (node) => node.size),
    firstEdge,
    edgeType: Uint8Array.from(edges, ({ type }) => typeIn(edgeTypes, type)),
    edgeName,
    edgeTo: Uint32Array.from(edges, ({ to }) => to),
  })
}
