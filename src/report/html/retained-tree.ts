/** Who keeps what alive, in plain arrays: what a report is made of. A DominatorTree has the first four under the same names. */
export interface RetainedTree {
  /** The nodes that the root reaches, each after its dominator; the root first. */
  readonly order: ArrayLike<number>
  /** By node: its immediate dominator. What it says of the root does not matter. */
  readonly dominator: ArrayLike<number>
  /** By node: bytes of its own, and bytes that would be freed with it. A node retains no more than its dominator. */
  readonly shallow: ArrayLike<number>
  readonly retained: ArrayLike<number>
  /** What a node is called: anything, the report makes it harmless. */
  nameOf(node: number): string
  classNameOf(node: number): string
  /** How the dominator refers to a node; empty where it does not itself. */
  edgeNameOf(node: number): string
  /** The number that other tools know the node by; 0 for none. */
  idOf(node: number): number
}

/** All nodes of one class. Bytes. */
export interface RetainedClass {
  readonly name: string
  readonly count: number
  readonly shallow: number
  readonly retained: number
}
