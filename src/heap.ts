/**
 * Heap snapshots, censuses of the whole heap, and checks against the engine. Node only.
 * @module memsize/heap
 */
export { calibrate } from './check/calibrate.js'
export { checkProbe, type ProbeCheck } from './check/check-probe.js'
export { type Fault, type FaultKind, Verification, type VerificationFacts, type VerificationText } from './check/verification.js'
export { verify } from './check/verify.js'
export type { HeapClass } from './graph/by-class.js'
export type { ClassChange, HeapDifference } from './graph/difference.js'
export type { DominatorTree } from './graph/dominators.js'
export type { EdgePolicy } from './graph/edge-policy.js'
export type { GraphDetails, HeapGraph, HeapGraphColumns, SourceLocations } from './graph/heap-graph.js'
export type { SourcePlace } from './graph/source-places.js'
export type { StringTable } from './graph/string-table.js'
export { type ToHeapSnapshotOptions, toHeapSnapshot } from './graph/to-heap-snapshot.js'
export { type CensusClass, type CensusOptions, type CensusRemainder, type HeapCensus, heapCensus } from './isolate/census.js'
export { liveHeap } from './isolate/live-heap.js'
export { type HeapGrowth, type HeapWatch, type WatchHeapOptions, watchHeap } from './isolate/watch-heap.js'
export { writeHeapSnapshot } from './isolate/write-heap-snapshot.js'
export type { ProbeSnapshotOptions } from './isolate/write-probe-snapshot.js'
export type { ReadSource } from './snapshot/declarations.js'
export { type Growth, growth } from './snapshot/growth.js'
export type { HeapPath, PathChange } from './snapshot/path-table.js'
export {
  classTable,
  comparable,
  diff,
  diffByPath,
  dominatorTree,
  findId,
  type HeapObject,
  heapObject,
  type PathObject,
  pathText,
  type Retainer,
  type RetainersOptions,
  type RetainingOptions,
  retained,
  retainers,
  retainingPath,
  type TopOptions,
  topObjects,
  topPaths,
} from './snapshot/queries.js'
export {
  type ReadableStreamLike,
  type ReadOptions,
  type ReadProgress,
  readHeapSnapshot,
  type SnapshotStream,
} from './snapshot/read-snapshot.js'
export { type Suspect, type SuspectOptions, type Suspicion, suspects } from './snapshot/suspects.js'
export { type SnapshotSizes, snapshotSizes, takeHeapSnapshot } from './snapshot/take-snapshot.js'
export { findWaste, type Waste, type WasteGroup, type WasteOptions } from './snapshot/waste.js'
export type { WriteOptions } from './snapshot/write-heap-snapshot.js'
