import { expectOptions, wrongOption } from '../errors.js'
import { HeapGraph } from '../graph/heap-graph.js'
import { type WriteOptions, writeHeapSnapshot as writeGraph } from '../snapshot/write-heap-snapshot.js'
import { type ProbeSnapshotOptions, writeProbeSnapshot } from './write-probe-snapshot.js'

/**
 * Writes a graph as a .heapsnapshot file, which Chrome DevTools opens: whole or not at all. Gives its bytes.
 */
export function writeHeapSnapshot(path: string, graph: HeapGraph, options?: WriteOptions): Promise<number>
/**
 * Writes everything alive in this isolate as a .heapsnapshot file, read by the probe: on Linux by a forked child, so that the program stops only
 * for the fork. Nothing is collected, and V8 takes no part. The nodes are those of liveHeap(), in its order. Gives the file's bytes.
 *
 * The child has what the heap holds at the call. A child that is killed, a full disk or a missing permission is an error, and leaves the file as
 * it was. Where the probe cannot read the whole heap (see heapCensus), a MemSizeError says why.
 */
export function writeHeapSnapshot(path: string, options: ProbeSnapshotOptions): Promise<number>
export async function writeHeapSnapshot(path: string, given: HeapGraph | ProbeSnapshotOptions, options?: WriteOptions): Promise<number> {
  if (given instanceof HeapGraph) return writeGraph(path, given, options)
  expectOptions(given, ['by', 'fork', 'signal'], `a graph, or { by: 'probe' }`)
  if (given.by !== 'probe') throw wrongOption('by', `'probe'`, given.by)
  if (given.fork !== undefined && typeof given.fork !== 'boolean') throw wrongOption('fork', 'true or false', given.fork)
  return writeProbeSnapshot(path, given)
}
