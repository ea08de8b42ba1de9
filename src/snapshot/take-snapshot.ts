import { getHeapSnapshot } from 'node:v8'
import { MemSizeError } from '../errors.js'
import type { HeapGraph } from '../graph/heap-graph.js'
import { retained } from './queries.js'
import { readHeapSnapshot } from './read-snapshot.js'
import { deepOf, findHolders, shallowOf } from './value-policy.js'

/** The size of a value by the engine's own heap snapshot. */
export interface SnapshotSizes {
  /** Bytes of the object with its own stores. */
  readonly shallow: number
  /** Bytes of all that it holds, each heap object once. */
  readonly deep: number
  /** Bytes that would be freed with it, as DevTools counts: a hidden class that nothing else has is among them, what others hold is not. */
  readonly retained: number
}

/** The heap of this process, garbage collected first. Nothing is written to disk; the process pauses while V8 collects the graph. */
export function takeHeapSnapshot(): Promise<HeapGraph> {
  return readHeapSnapshot(getHeapSnapshot())
}

/** A snapshot, and where in it some values are. */
export interface FoundValues {
  readonly graph: HeapGraph
  /** By the number of the value: its node. Small integers have none. */
  readonly nodes: ReadonlyMap<number, number>
}

/** Takes a snapshot of the heap and finds values in it. */
export async function findInSnapshot(values: readonly unknown[]): Promise<FoundValues> {
  const mark = String(Math.random()) // several calls may be under way
  const holder = new MemsizeSnapshotHolder([...values, mark])
  const graph = await takeHeapSnapshot()
  for (const nodes of findHolders(graph, holder.constructor.name)) {
    const marked = nodes.get(values.length)
    if (marked !== undefined && graph.nameOf(marked) === mark) return { graph, nodes }
  }
  throw new MemSizeError('Expected the values in the heap snapshot of this process, and found them not.')
}

/** What the engine's own snapshot says of a value. It costs a snapshot of the whole heap: for checks and tests, not for production. */
export async function snapshotSizes(value: unknown): Promise<SnapshotSizes> {
  const { graph, nodes } = await findInSnapshot([value])
  const node = nodes.get(0)
  if (node === undefined) return { shallow: 0, deep: 0, retained: 0 } // a small integer: no heap object
  return { shallow: shallowOf(graph, node).bytes, deep: deepOf(graph, node).bytes, retained: retained(graph, node) }
}

class MemsizeSnapshotHolder {
  readonly vals: readonly unknown[]

  constructor(vals: readonly unknown[]) {
    this.vals = vals
  }
}
