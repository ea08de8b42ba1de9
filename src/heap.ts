export { calibrate } from './check/calibrate.js'
export { type Fault, type FaultKind, Verification, type VerificationFacts, type VerificationText } from './check/verification.js'
export { verify } from './check/verify.js'
export type { HeapClass } from './graph/by-class.js'
export type { ClassChange, HeapDifference } from './graph/difference.js'
export type { DominatorTree } from './graph/dominators.js'
export type { HeapGraph } from './graph/heap-graph.js'
export { type ToHeapSnapshotOptions, toHeapSnapshot } from './graph/to-heap-snapshot.js'
export { checkProbe, type ProbeCheck } from './heap/check-probe.js'
export type { HeapPath, PathChange } from './heap/path-table.js'
export { type ReadOptions, type ReadProgress, readHeapSnapshot, type SnapshotStream } from './heap/read-snapshot.js'
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
} from './heap/retained.js'
export { type SnapshotSizes, snapshotSizes, takeHeapSnapshot } from './heap/take-snapshot.js'
export { findWaste, type Waste, type WasteGroup, type WasteOptions } from './heap/waste.js'
export { type WriteOptions, writeHeapSnapshot } from './heap/write-heap-snapshot.js'
