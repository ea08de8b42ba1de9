export { calibrate } from './check/calibrate.js'
export { checkProbe, type ProbeCheck } from './check/check-probe.js'
export { type Fault, type FaultKind, Verification, type VerificationFacts, type VerificationText } from './check/verification.js'
export { verify } from './check/verify.js'
export type { HeapClass } from './graph/by-class.js'
export type { ClassChange, HeapDifference } from './graph/difference.js'
export type { DominatorTree } from './graph/dominators.js'
export type { HeapGraph } from './graph/heap-graph.js'
export { type ToHeapSnapshotOptions, toHeapSnapshot } from './graph/to-heap-snapshot.js'
export type { HeapPath, PathChange } from './snapshot/path-table.js'
export {
  classTable,
  diff,
  diffByPath,
  dominatorTree,
  findId,
  type HeapObject,
  heapObject,
  type PathObject,
  type RetainingOptions,
  retained,
  retainingPath,
  type TopOptions,
  topObjects,
  topPaths,
} from './snapshot/queries.js'
export { type ReadOptions, type ReadProgress, readHeapSnapshot, type SnapshotStream } from './snapshot/read-snapshot.js'
export { type SnapshotSizes, snapshotSizes, takeHeapSnapshot } from './snapshot/take-snapshot.js'
export { findWaste, type Waste, type WasteGroup, type WasteOptions } from './snapshot/waste.js'
export { type WriteOptions, writeHeapSnapshot } from './snapshot/write-heap-snapshot.js'
