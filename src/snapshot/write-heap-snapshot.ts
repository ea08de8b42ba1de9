import type { HeapGraph } from '../graph/heap-graph.js'
import { type ToHeapSnapshotOptions, toHeapSnapshot } from '../graph/to-heap-snapshot.js'
import { writeWhole } from './write-whole.js'

/** How a graph is written as a snapshot. */
export interface WriteOptions extends ToHeapSnapshotOptions {
  /** Aborting it ends the writing with its reason, and leaves the file as it was. */
  readonly signal?: AbortSignal | undefined
}

/** Writes a graph as a .heapsnapshot file, which Chrome DevTools opens: whole or not at all. Gives its bytes. */
export function writeHeapSnapshot(path: string, graph: HeapGraph, { signal, ...options }: WriteOptions = {}): Promise<number> {
  return writeWhole(path, toHeapSnapshot(graph, options), { signal })
}
