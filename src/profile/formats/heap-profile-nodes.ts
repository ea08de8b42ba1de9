/** V8's sampling heap profile, as DevTools, `--heap-prof`, the inspector and Node 26 write it: a tree whose nodes are functions. */
export interface HeapNode {
  /** Lines and columns from 0. */
  readonly callFrame: { functionName: string; scriptId: string; url: string; lineNumber: number; columnNumber: number }
  readonly selfSize: number
  readonly id: number
  readonly children: readonly HeapNode[]
  readonly selfCount?: number
  readonly memsize?: NodeExtra
}

export interface HeapSample {
  readonly size: number
  readonly nodeId: number
  readonly ordinal?: number
  /** These three are Node 26's. */
  readonly objectSize?: number
  readonly objectCount?: number
  readonly isLive?: boolean
}

/** What we add to a node; other readers leave it alone. */
export interface NodeExtra {
  readonly blocks?: number
  readonly liveBlocks?: number
}
