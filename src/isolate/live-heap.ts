import { HeapGraph } from '../graph/heap-graph.js'
import { StringTable } from '../graph/string-table.js'
import { heapEdgeTypes, heapNodeTypes } from './binding.js'
import { lookArguments, needHeapProbe, switchOff } from './heap-probe.js'

/**
 * Everything alive in this isolate as a graph, without a collection and without a heap snapshot: dominators, `retainingPath`, `topObjects`,
 * `findWaste`, `diff` and the rest work on it as on one that readHeapSnapshot() gives. Node 0 is the root; below it, in this order, are the
 * global object, the engine's own memory, the stack, and what only memory of C++ refers to. What WeakMaps hold hangs on its key.
 *
 * Alive is what heapCensus() says, with the same limits and the same errors. The numbers of nodes are of this graph alone: `nodeId` is not what
 * V8 calls an object. Linear in objects and references; about 40 bytes for each object, outside the heap, until the graph is collected.
 */
export function liveHeap(): HeapGraph {
  const probe = needHeapProbe('liveHeap')
  const columns = probe.heapGraph(...lookArguments())
  if (typeof columns === 'string') return switchOff(probe, columns)
  const { nodeType, nodeName, selfSize, firstEdge, edgeType, edgeName, edgeTo, texts, textStarts } = columns
  return new HeapGraph({
    nodeTypes: heapNodeTypes,
    edgeTypes: heapEdgeTypes,
    strings: new StringTable(texts, textStarts),
    nodeType,
    nodeName,
    selfSize,
    firstEdge,
    edgeType,
    edgeName,
    edgeTo,
  })
}
