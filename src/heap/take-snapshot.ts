import { getHeapSnapshot } from 'node:v8'
import type { HeapGraph } from '../graph/heap-graph.js'
import { readHeapSnapshot } from './read-snapshot.js'
import { deepOf, findHolders, shallowOf } from './value-policy.js'

export interface SnapshotSizes {
  /** Bytes of the object with its own stores. */
  readonly shallow: number
  /** Bytes of all that it holds, each heap object once. */
  readonly deep: number
}

/** The heap of this process, garbage collected first. Nothing is written to disk; the process pauses while V8 collects the graph. */
export function takeHeapSnapshot(): Promise<HeapGraph> {
  return readHeapSnapshot(getHeapSnapshot())
}

/** What the engine's own snapshot says of a value. It costs a snapshot of the whole heap: for checks and tests, not for production. */
export async function snapshotSizes(value: unknown): Promise<SnapshotSizes> {
  const mark = String(Math.random()) // several calls may be under way
  const holder = new MemsizeSnapshotHolder(mark, value)
  const graph = await takeHeapSnapshot()
  for (const nodes of findHolders(graph, holder.constructor.name)) {
    const marked = nodes.get(0)
    if (marked === undefined || graph.nameOf(marked) !== mark) continue
    const node = nodes.get(1)
    if (node === undefined) break
    return { shallow: shallowOf(graph, node).bytes, deep: deepOf(graph, node).bytes }
  }
  return { shallow: 0, deep: 0 } // a small integer: no heap object
}

class MemsizeSnapshotHolder {
  readonly vals: readonly unknown[]

  constructor(mark: string, value: unknown) {
    this.vals = [mark, value]
  }
}
