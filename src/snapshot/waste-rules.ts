import { formatBytes } from '../bytes.js'
import type { DominatorTree } from '../graph/dominators.js'
import type { GraphDetails, HeapGraph } from '../graph/heap-graph.js'
import { layouts } from '../layout/engines.js'
import type { Rules } from '../layout/rules.js'
import { rulesFor } from '../layout/rules-for.js'

/** What the rules look at: made once for a graph. */
export class WasteView {
  readonly graph: HeapGraph
  readonly tree: DominatorTree
  readonly rules: Rules
  /** Known of live graphs alone. */
  readonly details: GraphDetails | undefined
  /** By node: edges that keep it alive. */
  readonly holders: Uint32Array

  constructor(tree: DominatorTree) {
    const { graph, followed } = tree
    this.graph = graph
    this.tree = tree
    this.details = graph.details
    this.rules = rulesFor(layoutOf(graph))
    this.holders = new Uint32Array(graph.nodeCount)
    for (let edge = 0; edge < graph.edgeCount; edge++) if (followed[edge] === 1) this.holders[graph.edgeTo[edge]]++
  }

  /** Where a node's internal edge of that name leads, or -1. */
  internal(node: number, name: string): number {
    const edge = this.graph.findEdge(node, 'internal', name)
    return edge < 0 ? -1 : this.graph.edgeTo[edge]
  }

  /** The slots of a store that hold something visible, in order: holes and small integers leave no edge. */
  slots(store: number): number[] {
    const { firstEdge, edgeType } = this.graph
    const internal = this.graph.edgeTypes.indexOf('internal')
    const slots: number[] = []
    for (let edge = firstEdge[store]; edge < firstEdge[store + 1]; edge++) {
      const name = edgeType[edge] === internal ? this.graph.edgeNameOf(edge) : ''
      if (/^\d+$/.test(name)) slots.push(Number(name))
    }
    return slots.sort((a, b) => a - b)
  }

  /** How many slots a store has. */
  slotCount(store: number): number {
    const { rules } = this
    const header = rules.exactStore(1, false) - rules.layout.pointer
    return (this.graph.selfSize[store] - header) / rules.layout.pointer
  }

  /** Elements, entries or properties of an object, where that is known. */
  usedOf(node: number): number | undefined {
    const used = this.details?.used[node] ?? -1
    return used < 0 ? undefined : used
  }

  /** Every object of a class that has an internal edge of that name, with where that leads. */
  *stores(name: string, isWanted: (className: string) => boolean): Generator<readonly [node: number, store: number]> {
    const { graph } = this
    const { nodeType, nodeName, firstEdge, edgeType, edgeName, edgeTo, nodeCount } = graph
    const object = graph.nodeTypes.indexOf('object')
    const internal = graph.edgeTypes.indexOf('internal')
    const text = graph.strings.indexOf(name)
    if (text < 0) return
    const wanted = new Map<number, boolean>()
    for (let node = 0; node < nodeCount; node++) {
      if (nodeType[node] !== object) continue
      let isOne = wanted.get(nodeName[node])
      if (isOne === undefined) wanted.set(nodeName[node], (isOne = isWanted(graph.nameOf(node))))
      if (!isOne) continue
      for (let edge = firstEdge[node]; edge < firstEdge[node + 1]; edge++) {
        if (edgeName[edge] !== text || edgeType[edge] !== internal) continue
        yield [node, edgeTo[edge]]
        break
      }
    }
  }
}

/** Takes one object in which `bytes` are wasted; objects of one `group` are reported together. */
export type Report = (node: number, bytes: number, group: number | string) => void

export interface WasteRule {
  readonly kind: string
  readonly advice: string
  /** Whether the bytes are exact; else they are the most that can be saved, as a snapshot does not show all that decides. */
  readonly exact: boolean
  find(view: WasteView, report: Report): void
}

/** Boxes of 12 bytes are Chromium's and Electron's, of 16 Node's: the layouts differ in nothing else that matters here. */
function layoutOf(graph: HeapGraph) {
  const box = graph.findNode('number', 'heap number')
  return box >= 0 && graph.selfSize[box] === rulesFor(layouts.chromium).box ? layouts.chromium : layouts.node24
}

/** V8 cuts names at this many characters (--heap-snapshot-string-limit): texts that are equal so far may differ later. */
const longestName = 1024

const duplicateStrings: WasteRule = {
  kind: 'duplicate strings',
  advice: 'keep one of each: intern through a Map, or do not copy',
  exact: true,
  find({ graph, tree }, report) {
    if (graph.isTextless) return
    const { nodeType, nodeName, selfSize, nodeCount, strings } = graph
    const string = graph.nodeTypes.indexOf('string')
    const counts = new Uint32Array(strings.length)
    for (let node = 0; node < nodeCount; node++) if (nodeType[node] === string && selfSize[node] > 0) counts[nodeName[node]]++
    const first = new Map<string, number>()
    for (let node = 0; node < nodeCount; node++) {
      const name = nodeName[node]
      if (nodeType[node] !== string || selfSize[node] === 0 || counts[name] < 2 || tree.retained[node] === 0) continue
      // one of another length or width only begins alike
      const key = `${name} ${selfSize[node]}`
      if (!first.has(key)) first.set(key, node)
      else if (strings.starts[name + 1] - strings.starts[name] < longestName) report(node, selfSize[node], name)
    }
  },
}

/** Texts shorter than this are not worth a thought. */
const leastParent = 1024
/** The shortest slice (SlicedString::kMinLength). */
const shortestSlice = 13

const slices: WasteRule = {
  kind: 'slices of large strings',
  advice: 'copy the slice, as Buffer.from(text).toString() does, and let the large string go',
  exact: false,
  find(view, report) {
    const { graph, rules, holders } = view
    const { nodeType, nodeCount, selfSize } = graph
    const sliced = graph.nodeTypes.indexOf('sliced string')
    const parents = new Map<number, { count: number; copies: number }>()
    for (let node = 0; node < nodeCount; node++) {
      if (nodeType[node] !== sliced) continue
      const parent = view.internal(node, 'parent')
      if (parent < 0 || selfSize[parent] < leastParent) continue
      const slices = parents.get(parent) ?? { count: 0, copies: 0 }
      slices.count++
      // how long a slice is, a snapshot does not say
      slices.copies += rules.string(view.usedOf(node) ?? shortestSlice, false)
      parents.set(parent, slices)
    }
    for (const [parent, { count, copies }] of parents) {
      const saved = selfSize[parent] - copies
      if (holders[parent] === count && saved > 0) report(parent, saved, graph.nodeName[parent])
    }
  },
}

const boxedNumbers: WasteRule = {
  kind: 'boxed numbers',
  advice: 'keep many fractions in a Float64Array, or in arrays of nothing else',
  exact: true,
  find({ graph, tree }, report) {
    const { nodeType, selfSize } = graph
    const number = graph.nodeTypes.indexOf('number')
    const isStore = Uint8Array.from(graph.nodeTypes, (type) => (type === 'array' || type === 'hidden' ? 1 : 0))
    const object = graph.nodeTypes.indexOf('object')
    for (const node of tree.order) {
      if (nodeType[node] !== number || selfSize[node] === 0) continue
      let owner = tree.dominator[node]
      if (isStore[nodeType[owner]] === 1) owner = tree.dominator[owner]
      if (nodeType[owner] === object) report(owner, selfSize[node], graph.nodeName[owner])
    }
  },
}

/** Objects below this are left: a shape of their own costs about as much. */
const leastDictionary = 512
/** From so many properties on an object is used as a map (kFastPropertiesSoftLimit is 12 for names computed, 128 for stores in code). */
const manyProperties = 128
/** Where the first key stands in a NameDictionary: five numbers and the flags come before. */
const firstKey = 6
const slotsPerProperty = 3

const dictionaries: WasteRule = {
  kind: 'objects in dictionary mode',
  advice: 'do not delete properties, add them in one order; use a Map for many keys',
  exact: false,
  find(view, report) {
    const { graph, rules } = view
    const array = graph.nodeTypes.indexOf('array')
    for (const [node, store] of view.stores('properties', () => true)) {
      if (graph.nodeType[store] !== array || graph.selfSize[store] < leastDictionary) continue
      const keys =
        view.usedOf(node) ?? view.slots(store).filter((slot) => slot >= firstKey && (slot - firstKey) % slotsPerProperty === 0).length
      const map = rules.mapTable(keys).bytes + rules.header('map') - rules.header('object')
      const saved = graph.selfSize[store] - (keys < manyProperties ? Math.min(map, rules.exactStore(keys, false)) : map)
      if (saved > 0) report(node, saved, graph.nodeName[node])
    }
  },
}

/** A table begins with its counts of entries, deleted ones and buckets; then a slot for each bucket, then the entries (OrderedHashTable). */
const countsOfTable = 3
const entriesPerBucket = 2

const emptyCollections: WasteRule = {
  kind: 'empty and nearly empty collections',
  advice: 'make the Map or Set when its first entry comes; one entry fits a field',
  exact: false,
  find(view, report) {
    const { graph, tree, rules } = view
    for (const [node, table] of view.stores('table', (name) => name === 'Map' || name === 'Set')) {
      const isMap = graph.nameOf(node) === 'Map'
      const bytes = graph.selfSize[table]
      if (bytes > (isMap ? rules.mapTable(0) : rules.setTable(0)).upper) continue
      const width = isMap ? 3 : 2
      const capacity = (view.slotCount(table) - countsOfTable) / (width + 1 / entriesPerBucket)
      const first = countsOfTable + capacity / entriesPerBucket
      const entries = view.usedOf(node) ?? new Set(view.slots(table).map((slot) => Math.floor((slot - first) / width))).size
      if (entries > 1) continue
      const name = graph.nameOf(node)
      report(node, tree.shallow[node], entries === 0 ? `empty ${name}` : `${name} of one entry`)
    }
  },
}

/** Unused slots, below which an array is left alone; and their share of its slots. */
const leastSpare = 8
const leastSpareShare = 0.25

const spareSlots: WasteRule = {
  kind: 'spare slots of arrays',
  advice: 'array.slice() of a finished array has none',
  exact: false,
  find(view, report) {
    const { graph, rules } = view
    // where unused room is known, it is reported as such
    if (view.details) return
    for (const [node, store] of view.stores('elements', (name) => name === 'Array')) {
      const slots = view.slots(store)
      const used = slots.length === 0 ? 0 : slots[slots.length - 1] + 1
      // gaps are holes, small integers, or a dictionary: the snapshot does not show which, nor what follows the last one that is seen
      if (used === 0 || used !== slots.length) continue
      const capacity = view.slotCount(store)
      const spare = capacity - used
      if (spare >= leastSpare && spare >= capacity * leastSpareShare) report(node, spare * rules.layout.pointer, graph.nodeName[node])
    }
  },
}

const spareRoom: WasteRule = {
  kind: 'spare room of arrays and objects',
  advice: 'array.slice() of a finished array has none; an object has none where all of its fields are set in its literal or constructor',
  exact: true,
  find({ graph, tree, details }, report) {
    if (details === undefined) return
    const object = graph.nodeTypes.indexOf('object')
    for (const node of tree.order) {
      const spare = details.slack[node]
      if (graph.nodeType[node] === object && spare > 0 && spare >= tree.shallow[node] * leastSpareShare)
        report(node, spare, graph.nodeName[node])
    }
  },
}

/** Shorter arrays are left alone. */
const leastSparse = 128
/** An array is sparse with fewer elements than this part of its slots. */
const sparseShare = 0.1

const sparseArrays: WasteRule = {
  kind: 'sparse arrays',
  advice: 'keep few elements at far indices in a Map, or delete none and push them',
  exact: false,
  find(view, report) {
    const { graph, rules } = view
    for (const [node, store] of view.stores('elements', (name) => name === 'Array')) {
      const capacity = view.slotCount(store)
      if (capacity < leastSparse) continue
      const present = view.usedOf(node) ?? view.slots(store).length
      // none to be seen: they are small integers, or fractions
      if (present === 0 || present >= capacity * sparseShare) continue
      const saved = graph.selfSize[store] - rules.sparseStore(present)
      if (saved > 0) report(node, saved, graph.nodeName[node])
    }
  },
}

const views: WasteRule = {
  kind: 'small views of large buffers',
  advice: 'copy what is looked at: view.slice(), Uint8Array.from(buffer), Buffer.allocUnsafeSlow() for what lives long',
  exact: true,
  find(view, report) {
    const { graph, holders } = view
    // a snapshot does not tell how long a view is
    if (view.details === undefined) return
    const buffers = new Map<number, { count: number; seen: number }>()
    for (const [node, buffer] of view.stores('buffer', () => true)) {
      const known = buffers.get(buffer) ?? { count: 0, seen: 0 }
      known.count++
      known.seen += view.usedOf(node) ?? 0
      buffers.set(buffer, known)
    }
    for (const [buffer, { count, seen }] of buffers) {
      const kept = view.internal(buffer, 'backing_store')
      const saved = kept < 0 ? 0 : graph.selfSize[kept] - seen
      if (holders[buffer] === count && saved > 0)
        report(buffer, saved, `${formatBytes(graph.selfSize[kept])} kept for ${formatBytes(seen)}`)
    }
  },
}

/** Everything that is looked for. */
export const wasteRules: readonly WasteRule[] = [
  duplicateStrings,
  slices,
  views,
  boxedNumbers,
  dictionaries,
  emptyCollections,
  sparseArrays,
  spareSlots,
  spareRoom,
]
