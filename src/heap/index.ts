export type { HeapGraph } from '../graph/heap-graph.js'
export { checkProbe, type ProbeCheck } from './check-probe.js'
export { type ReadOptions, type ReadProgress, readHeapSnapshot, type SnapshotStream } from './read-snapshot.js'
export { type SnapshotSizes, snapshotSizes, takeHeapSnapshot } from './take-snapshot.js'
