import type { StringTable } from './string-table.js'

/** Edges whose name is a number: of an element, of a word nobody named, of an entry of a Map or Set. */
const NUMBERED = ['element', 'hidden', 'key', 'value', 'member']

/** What a producer (the snapshot reader, the live walk) hands over: one array per column, one entry per node or edge. */
export interface HeapGraphColumns {
  /** Kinds of nodes and of edges by number, such as 'object', 'closure' and 'property', 'internal', 'weak'. */
  readonly nodeTypes: readonly string[]
  /** Kinds of edges by number. */
  readonly edgeTypes: readonly string[]
  /** The texts that names are indices of. */
  readonly strings: StringTable
  /** By node: an index of `nodeTypes`. */
  readonly nodeType: Uint8Array
  /** String indices. */
  readonly nodeName: Uint32Array
  /** The engine's own number for the object, the same in later snapshots of the process; where there is none, odd numbers from 1 on. */
  readonly nodeId?: Uint32Array | Float64Array
  /** Bytes. Float64 where one node passes 4 GiB. */
  readonly selfSize: Uint32Array | Float64Array
  /** Node n owns the edges firstEdge[n] up to firstEdge[n + 1]; one entry more than there are nodes. */
  readonly firstEdge: Uint32Array
  /** By edge: an index of `edgeTypes`. */
  readonly edgeType: Uint8Array
  /** A string index, or for the types 'element' and 'hidden' a plain number. */
  readonly edgeName: Uint32Array
  /** Node indices. */
  readonly edgeTo: Uint32Array
  /** Where objects come from in the sources; undefined where the producer does not know. */
  readonly locations?: SourceLocations | undefined
  /** What no heap snapshot has; undefined unless it was asked for. */
  readonly details?: GraphDetails | undefined
  /** Strings are named by their type, not by their texts. */
  readonly isTextless?: boolean | undefined
}

/**
 * Where objects come from in the sources: functions where they are written, instances where their class's constructor is. One entry per object that has a
 * place, in no order. Lines and columns count from 0.
 */
export interface SourceLocations {
  /** The node that has the place. */
  readonly node: Uint32Array
  /** The engine's numbers of scripts. */
  readonly script: Uint32Array
  /** The nodes of scripts; 2^32 - 1 for none. Engines before V8 15 do not say. */
  readonly scriptNode: Uint32Array | undefined
  /** From 0. */
  readonly line: Uint32Array
  /** From 0. */
  readonly column: Uint32Array
}

/** What no heap snapshot has. By node. */
export interface GraphDetails {
  /** Bytes of the node reserved and not used. */
  readonly slack: Uint32Array
  /** Bytes that a view or a slice shows of what it is of; how many elements an array, entries a collection, properties an object in dictionary mode has; else -1. */
  readonly used: Float64Array
}

/** A heap, or part of one, as typed arrays: hot code reads the columns by index, names come back only at the edge. */
export class HeapGraph implements HeapGraphColumns {
  readonly nodeTypes: readonly string[]
  readonly edgeTypes: readonly string[]
  readonly strings: StringTable
  readonly nodeType: Uint8Array
  readonly nodeName: Uint32Array
  readonly selfSize: Uint32Array | Float64Array
  readonly firstEdge: Uint32Array
  readonly edgeType: Uint8Array
  readonly edgeName: Uint32Array
  readonly edgeTo: Uint32Array
  readonly locations: SourceLocations | undefined
  readonly details: GraphDetails | undefined
  readonly isTextless: boolean
  /** How many nodes there are. */
  readonly nodeCount: number
  /** How many edges there are. */
  readonly edgeCount: number
  /** By edge type: 1 where edgeName is a number, 0 where it is a string index. */
  readonly indexed: Uint8Array
  private ids: Uint32Array | Float64Array | undefined

  constructor(columns: HeapGraphColumns) {
    this.nodeTypes = columns.nodeTypes
    this.edgeTypes = columns.edgeTypes
    this.strings = columns.strings
    this.nodeType = columns.nodeType
    this.nodeName = columns.nodeName
    this.ids = columns.nodeId
    this.selfSize = columns.selfSize
    this.firstEdge = columns.firstEdge
    this.edgeType = columns.edgeType
    this.edgeName = columns.edgeName
    this.edgeTo = columns.edgeTo
    this.locations = columns.locations
    this.details = columns.details
    this.isTextless = columns.isTextless ?? false
    this.nodeCount = columns.nodeType.length
    this.edgeCount = columns.edgeType.length
    this.indexed = Uint8Array.from(columns.edgeTypes, (type) => (NUMBERED.includes(type) ? 1 : 0))
  }

  get nodeId(): Uint32Array | Float64Array {
    return (this.ids ??= Uint32Array.from({ length: this.nodeCount }, (_, node) => 2 * node + 1))
  }

  /** The kind of a node: `object`, `string`, `closure`. */
  typeOf(node: number): string {
    return this.nodeTypes[this.nodeType[node]]
  }

  /** The name of a node: an object's class, a string's text. */
  nameOf(node: number): string {
    return this.strings.text(this.nodeName[node])
  }

  /** The kind of an edge: `property`, `element`, `context`. */
  edgeTypeOf(edge: number): string {
    return this.edgeTypes[this.edgeType[edge]]
  }

  /** The name of an edge: a property's key, an index as text. */
  edgeNameOf(edge: number): string {
    const name = this.edgeName[edge]
    return this.indexed[this.edgeType[edge]] ? String(name) : this.strings.text(name)
  }

  /** The first edge of that type and name out of a node, or -1. */
  findEdge(node: number, type: string, name: string): number {
    const wanted = this.edgeTypes.indexOf(type)
    for (let edge = this.firstEdge[node]; edge < this.firstEdge[node + 1]; edge++) {
      if (this.edgeType[edge] === wanted && this.edgeNameOf(edge) === name) return edge
    }
    return -1
  }

  /** The first node of that type and name, or -1. */
  findNode(type: string, name: string): number {
    const wanted = this.nodeTypes.indexOf(type)
    const text = this.strings.indexOf(name)
    for (let node = 0; node < this.nodeCount; node++) {
      if (this.nodeType[node] === wanted && this.nodeName[node] === text) return node
    }
    return -1
  }
}
