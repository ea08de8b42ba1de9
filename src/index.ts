/**
 * Sizes of values in bytes, in any engine: shallow, deep and retained.
 * @module memsize
 */
export { type AuditedField, auditSize, type SizeAudit } from './audit.js'
export { formatBytes, parseBytes } from './bytes.js'
export { invalidateSize } from './describe/cached.js'
export type { ClassDecorator } from './describe/class-decorator.js'
export { countInstance } from './describe/counting.js'
export type { AccessorDecorator, FieldDecorator } from './describe/field-decorator.js'
export { MemSize, type MemSizeDecorator } from './describe/mem-size.js'
export { defineSize } from './describe/registry.js'
export type { ClassOptions } from './describe/rules.js'
export { MemSizeError } from './errors.js'
export { byClass, explain } from './explain.js'
export type { GraphDetails, HeapGraph, HeapGraphColumns, SourceLocations } from './graph/heap-graph.js'
export type { Skipped } from './graph/live-graph.js'
export type { StringTable } from './graph/string-table.js'
export { type GraphOptions, graph, type RetainedOptions, retainedSize } from './graph.js'
export { layouts } from './layout/engines.js'
export {
  deepSize,
  exceeds,
  type Measurement,
  type MeasureOptions,
  measure,
  shallowSize,
} from './measure.js'
export { measureAsync } from './measure-async.js'
export { type CurrentLayout, currentLayout, type ProbeState } from './method.js'
export type { AsyncSizeOptions, Exclude, SizeOptions } from './options.js'
export { type Describe, describeMemory, type Estimate, type HeaderKind, type Layout, type Meter } from './protocol.js'
export { Tracker } from './tracker.js'
export type { ClassRow, ClassTable, ClassTableOptions } from './tree/class-table.js'
export type { DrawOptions } from './tree/draw-tree.js'
export type { Whole as WholeSize } from './tree/nodes.js'
export type { PlainNode, TreeLimits, TreePart } from './tree/plain-tree.js'
export type { SizeTree } from './tree/size-tree.js'
export type { Paint, Tone } from './tree/text-table.js'
export type { Opaque } from './unknowns.js'
export type { External } from './usable-stores.js'
