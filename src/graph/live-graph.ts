import type { Met } from '../unknowns.js'
import type { HeapGraph } from './heap-graph.js'

/** A part that a description left out on purpose. */
export interface Skipped {
  /** The part's name. */
  readonly name: string
  /** Why it is left out. */
  readonly reason: string
}

/** An arena outside the heap that a description named, with how much of it is in use. Bytes. */
export interface DescribedArena {
  /** The object that described it. */
  readonly node: number
  readonly name: string
  readonly used: number
  readonly capacity: number
}

/** A graph of live objects, and what else a method knows of them. */
export interface LiveGraph {
  readonly graph: HeapGraph
  /** The node of each target; -1 where it is not in the graph. */
  readonly targets: readonly number[]
  /** The number of a node's class. Two classes of one name are apart. */
  readonly classOf: (node: number) => number
  readonly classNames: readonly string[]
  /** By node: bytes that are reserved and not used; undefined where nobody asked for them. */
  readonly slack: Uint32Array | undefined
  /** What descriptions left out on purpose, by node. */
  readonly skips: ReadonlyMap<number, readonly Skipped[]>
  /** Arenas outside the heap that descriptions named. */
  readonly arenas: readonly DescribedArena[]
  /** What could not be seen. */
  readonly unknowns: readonly Met[]
  /** By node: the value itself, where JavaScript can hold it; only where asked for. */
  readonly values?: readonly unknown[] | undefined
}
