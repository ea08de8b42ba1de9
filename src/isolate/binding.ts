import type { Binding } from '../probe/binding.js'

/** Where `figures` has each number: native/heap-addon.c. Bytes, but for counts. */
export const FIGURE = {
  bytes: 0,
  count: 1,
  /** Text of external strings, outside the heap, that a heap snapshot counts as theirs. */
  external: 2,
  /** All pages, read-only ones too. */
  committed: 3,
  free: 4,
  /** The areas where V8 allocates next. */
  open: 5,
  code: 6,
  readOnly: 7,
  pageHeads: 8,
  /** Objects on the pages, dead ones too. */
  starts: 9,
  /** Words that belong to no object found. */
  lost: 10,
  /** Objects whose size was none. */
  guessed: 11,
  /** What the census itself takes. */
  memory: 12,
  /** The part of `code` in machine code that was reached. */
  codeReached: 13,
  /** Then, roots by kind: the global object, the engine's own memory, the stack, memory of C++. */
  firstRoot: 14,
} as const

/** Classes in columns: those of whole types first, in the order of `heapNodeTypes`, then those with a name. */
export interface CensusColumns {
  readonly counts: Float64Array
  readonly bytes: Float64Array
  /** For the named: the name of class n is texts[starts[n]] up to texts[starts[n + 1]], escaped as in a JSON string. */
  readonly starts: Float64Array
  readonly texts: Uint8Array
  readonly figures: Float64Array
}

/** A graph in columns, as HeapGraph has them; texts as in a StringTable. */
export interface LiveColumns {
  readonly nodeType: Uint8Array
  readonly nodeName: Uint32Array
  /** Float64 where an ArrayBuffer passes 4 GiB. */
  readonly selfSize: Uint32Array | Float64Array
  readonly firstEdge: Uint32Array
  readonly edgeType: Uint8Array
  readonly edgeName: Uint32Array
  readonly edgeTo: Uint32Array
  readonly textStarts: Float64Array
  readonly texts: Uint8Array
  readonly figures: Float64Array
}

/** What the writing of a snapshot came to. */
export interface SnapshotOutcome {
  /** A number of errno; 0 where every write went well. */
  readonly error: number
  /** Empty where there is none. */
  readonly problem: string
  readonly nodes: number
  readonly edges: number
  /** Bytes. */
  readonly written: number
}

export interface ForkedSnapshot {
  /** Its process id; below 0 where there is none. */
  readonly child: number
  /** The file descriptor that it writes its outcome to. */
  readonly told: number
  /** A number of errno, where there is no child. */
  readonly error: number
}

/** What a look at the whole heap begins with: an object on an ordinary page, one on a page of its own, and two names. */
export type LookArguments = readonly [young: object, large: readonly unknown[], constructorKey: string, toStringTag: symbol]

/** What the probe has for the whole heap; off Linux, `heapLearn` alone. Each gives a text where it has no answer: why. */
export interface HeapBinding extends Binding {
  heapLearn?(version: number, registered: symbol): string | undefined
  heapCensus?(...look: LookArguments): CensusColumns | string
  /** With a file descriptor, also writes it as a snapshot. */
  heapGraph?(...look: [...LookArguments, file?: number]): LiveColumns | string
  /** Writes to a file descriptor; with the file's path, by a forked child. */
  heapSnapshot?(...look: [...LookArguments, file: number, path?: string]): SnapshotOutcome | ForkedSnapshot | string
  /** Waits for a child that has ended: its exit code, or 256 and its signal. */
  heapReap?(child: number): number
  heapTold?(bytes: Uint8Array): SnapshotOutcome | undefined
}

/** Types of nodes as V8 numbers them in heap snapshots (HeapGraphNode::Type; native/heap-types.h). */
export const heapNodeTypes: readonly string[] = [
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
]

/** Types of edges as V8 numbers them (HeapGraphEdge::Type; native/heap-graph.h). */
export const heapEdgeTypes: readonly string[] = ['context', 'element', 'property', 'internal', 'hidden', 'shortcut', 'weak']
