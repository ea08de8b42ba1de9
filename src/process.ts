/**
 * Where the resident memory (RSS) of a process is. Node only.
 * @module memsize/process
 */
import { formatBytes } from './bytes.js'
import { expectOptions, wrongOption } from './errors.js'
import type { HeapGraph } from './graph/heap-graph.js'
import { type HeapCensus, heapCensus } from './isolate/census.js'
import { drawProcess } from './process/draw-process.js'
import type { ProcessDocument, ProcessFacts } from './process/facts.js'
import { withHeapClasses } from './process/heap-classes.js'
import { isCensus, isGraph, rowsOfCensus, rowsOfGraph } from './process/heap-rows.js'
import { reportFromJSON } from './process/process-diff.js'
import { ProcessMemory } from './process/process-memory.js'
import { ProcessNodes } from './process/process-nodes.js'
import { bareFacts, fullFacts, quickFacts } from './process/read-process.js'
import { treeChunks } from './report/html/to-html.js'
import type { DrawOptions } from './tree/draw-tree.js'

export { type AllocatorModel, usableSizes } from './allocators/usable-size.js'
export type { ArenaChunk } from './process/arena-chunk.js'
export { ArenaReport, type ArenaText, arenaReport, type GrowthShape } from './process/arena-report.js'
export type { Beside } from './process/beside.js'
export type { Advice, ProcessDetails, ProcessDocument, ProcessFigures } from './process/facts.js'
export { type Growth, type GrowthPolicy, whatIfGrowth } from './process/growth.js'
export type { MemoryLimit } from './process/limit.js'
export { type ObserveProcessOptions, observeProcess, type ProcessMeter, type ProcessObservation } from './process/observe-process.js'
export type { ProcessPart } from './process/part.js'
export { diffProcess, type PartChange, ProcessDifference, type ProcessDifferenceText, reportFromJSON } from './process/process-diff.js'
export { ProcessMemory } from './process/process-memory.js'
export { type Release, type ReleaseStep, releaseMemory } from './process/release.js'
export type { Stranger } from './process/scan.js'
export { type Reported, type ReportedKind, type Reporter, registerReporter } from './reporters.js'
export { type Allocator, allocator, usableSize } from './running-allocator.js'

/** Which process is asked, and how thoroughly. */
export interface ProcessOptions {
  /** The process; default: this one. For another one, V8's and malloc's own counters are not known, and its memory is read with ptrace rights only. */
  readonly pid?: number | undefined
  /** The kernel's sums and counters in place of every mapping: about 0.1 ms, cheap enough for every few seconds; its remainder is large. Default: false. */
  readonly quick?: boolean | undefined
  /**
   * The objects of this isolate's heap by class, by heapCensus(): about 20 ms more for each million objects. What reporters say of the heap is beside the parts
   * then. Not with `quick`, and not of another process: withHeap() adds its heap snapshot. Default: false.
   */
  readonly classes?: boolean | undefined
}

/**
 * Where the resident memory (RSS) of this process is, or of another on this machine. On Linux, where the probe runs, every mapping has an owner, and
 * counters of V8 and malloc divide what an owner has; elsewhere it is what the system tells, and `missing` says what is not known. It throws for wrong
 * options alone (MemSizeError). Caches, and decorated classes with `live: 'size'`, are walked: about 20 ns for each object they hold. Takes as long as
 * the kernel does to read its page tables, about 60 ms for a GB.
 */
export function processMemory(options: ProcessOptions = {}): ProcessMemory {
  expectOptions(options, ['pid', 'quick', 'classes'], '{ quick: true }')
  const { pid = 0, quick = false, classes = false } = options
  if (!Number.isInteger(pid) || pid < 0 || pid >= 2 ** 31) throw wrongOption('pid', "a process's number", pid)
  if (typeof quick !== 'boolean') throw wrongOption('quick', 'true or false', quick)
  if (typeof classes !== 'boolean') throw wrongOption('classes', 'true or false', classes)
  if (classes && quick) throw wrongOption('classes', 'false beside `quick`, which does not look into the heap', classes)
  const own = pid === process.pid ? 0 : pid
  try {
    return new ProcessMemory(quick ? quickFacts(own) : classes ? classFacts(own) : fullFacts(own))
  } catch (error) {
    return new ProcessMemory(bareFacts(own, error))
  }
}

function classFacts(pid: number): ProcessFacts {
  const facts = fullFacts(pid)
  const without = (why: string): ProcessFacts => ({ ...facts, missing: [...facts.missing, `the heap by class: ${why}`] })
  if (pid !== 0) return without('a process counts its own objects alone; take a heap snapshot of the other one')
  try {
    return withHeapClasses(facts, rowsOfCensus(heapCensus()), 'by a census')
  } catch (error) {
    return without(error instanceof Error ? error.message : 'it failed')
  }
}

/**
 * The report with the heap of its isolate (of another process: of its largest one) by class, from a heap snapshot that was taken at about that time, or a census.
 * Linear in the snapshot. Throws a MemSizeError for what is neither.
 */
export function withHeap(report: ProcessMemory | ProcessDocument, heap: HeapGraph | HeapCensus): ProcessDocument {
  const document = reportFromJSON(report instanceof ProcessMemory ? report.toJSON() : report)
  if (isGraph(heap)) return withHeapClasses(document, rowsOfGraph(heap), 'by a heap snapshot')
  if (isCensus(heap)) return withHeapClasses(document, rowsOfCensus(heap), 'by a census')
  throw wrongOption('heap', 'a heap snapshot as readHeapSnapshot() gives it, or a heapCensus()', heap)
}

/** A saved report as ProcessMemory's toString() has it. */
export const reportText = (report: ProcessDocument, options?: DrawOptions): string => drawProcess(report, options)

/** A page that shows a report as a treemap: one file, in pieces, that asks the network for nothing. */
export function processPage(report: ProcessDocument, title = `Process ${report.pid}`): Generator<string, void, undefined> {
  return treeChunks(new ProcessNodes(report), { title, note: `${formatBytes(report.rss)} resident`, rootName: 'process', nodes: 200_000 })
}
