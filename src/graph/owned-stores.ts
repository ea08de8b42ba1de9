import type { HeapGraph } from './heap-graph.js'

/** Stores and the like, which count as their owner's bytes; an external string's data comes as a native node. */
const STORE_TYPES = ['hidden', 'array']
const EXTERNAL_STRING_DATA = 'system / ExternalStringData'

const UNSEEN = 0xffffffff
const SEVERAL = 0xfffffffe

/**
 * Bytes of each object with the stores that it alone leads to, whose own bytes are then 0: the shallow sizes of DevTools (calculateShallowSizes).
 * Stores that several objects lead to, or only the engine's roots, keep theirs. Linear in nodes and edges: a node is looked at twice at most.
 */
export function sizesWithStores(graph: HeapGraph, root = 0): Float64Array {
  const { nodeType, nodeName, nodeCount, firstEdge, edgeTo, edgeType } = graph
  const sizes = new Float64Array(graph.selfSize)
  const weak = graph.edgeTypes.indexOf('weak')
  const synthetic = graph.nodeTypes.indexOf('synthetic')
  const native = graph.nodeTypes.indexOf('native')
  const stringData = graph.strings.indexOf(EXTERNAL_STRING_DATA)
  const isStore = Uint8Array.from(graph.nodeTypes, (type) => (STORE_TYPES.includes(type) ? 1 : 0))
  const owner = new Uint32Array(nodeCount)
  let stores = 0
  for (let node = 0; node < nodeCount; node++) {
    const owned = isStore[nodeType[node]] === 1 || (nodeType[node] === native && nodeName[node] === stringData)
    owner[node] = owned ? UNSEEN : node
    if (owned) stores++
  }
  // a store enters once when it finds an owner and once when it finds a second
  const stack = new Uint32Array(2 * stores)
  let top = 0
  const look = (node: number) => {
    const by = owner[node]
    const end = firstEdge[node + 1]
    for (let edge = firstEdge[node]; edge < end; edge++) {
      const to = edgeTo[edge]
      const had = owner[to]
      if (had === to || had === by || had === SEVERAL || edgeType[edge] === weak) continue
      owner[to] = had === UNSEEN ? by : SEVERAL
      stack[top++] = to
    }
  }
  for (let node = 0; node < nodeCount; node++) {
    if (owner[node] !== node) continue
    look(node)
    while (top > 0) look(stack[--top])
  }
  for (let node = 0; node < nodeCount; node++) {
    const by = owner[node]
    if (by === node || by === UNSEEN || by === SEVERAL || by === root || nodeType[by] === synthetic) continue
    sizes[by] += sizes[node]
    sizes[node] = 0
  }
  return sizes
}
