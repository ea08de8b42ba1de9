/** When a program that is run gives its snapshots. */
export const moments = ['exit', 'signal', 'near-limit'] as const

/** What `memsize run` tells the file it has loaded into the program, as JSON in the variable MEMSIZE_RUN. */
export interface SnapshotPlan {
  /**
   * Where everything goes: `claim`, the id of the process that took the plan on; `1.heapsnapshot` and so on, under these names once they are
   * whole (near the limit, Node's own name: Heap.*.heapsnapshot); `problem`, why one could not be written.
   */
  readonly folder: string
  readonly at: (typeof moments)[number]
  readonly signal: string
  /** NODE_OPTIONS as it was. */
  readonly nodeOptions: string | undefined
}
