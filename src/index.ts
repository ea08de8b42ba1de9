export { type AuditedField, auditSize, type SizeAudit } from './audit.js'
export type { ClassRow, ClassTable, ClassTableOptions } from './breakdown/class-table.js'
export type { DrawOptions } from './breakdown/draw-tree.js'
export type { PlainNode, TreeLimits } from './breakdown/plain-tree.js'
export type { SizeTree } from './breakdown/size-tree.js'
export type { Paint, Tone } from './breakdown/text-table.js'
export { formatBytes, parseBytes } from './bytes.js'
export { countInstance } from './decorators/counting.js'
export type { AccessorDecorator, FieldDecorator } from './decorators/field-decorator.js'
export { type ClassDecorator, MemSize, type MemSizeDecorator } from './decorators/mem-size.js'
export type { ClassOptions } from './decorators/rules.js'
export { touch } from './decorators/tracked.js'
export { type CurrentLayout, currentLayout, type ProbeState } from './engine.js'
export { MemSizeError } from './errors.js'
export { byClass, explain } from './explain.js'
export type { HeapGraph } from './graph/heap-graph.js'
export { layouts } from './layout/engines.js'
export {
  type AsyncSizeOptions,
  deepSize,
  exceeds,
  type Measurement,
  measure,
  measureAsync,
  type SizeOptions,
  shallowSize,
} from './measure.js'
export { describeMemory, type Estimate, type Layout, type Meter, type Sizer } from './protocol.js'
export { type GraphOptions, graph, type RetainedOptions, retainedSize } from './retained.js'
export { defineSize } from './sizers/registry.js'
export type { Skipped } from './walk/live-graph.js'
export type { Opaque } from './walk/opaque-paths.js'
export { Tracker } from './walk/tracker.js'
