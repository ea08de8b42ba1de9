/**
 * Where the resident memory (RSS) of a process is. Node only.
 * @module memsize/process
 */
import { formatBytes } from './bytes.js'
import { expectOptions, wrongOption } from './errors.js'
import { drawProcess } from './process/draw-process.js'
import type { ProcessDocument } from './process/facts.js'
import { ProcessMemory } from './process/process-memory.js'
import { ProcessNodes } from './process/process-nodes.js'
import { bareFacts, fullFacts, quickFacts } from './process/read-process.js'
import { treeChunks } from './report/html/to-html.js'
import type { DrawOptions } from './tree/draw-tree.js'

export { type AllocatorModel, usableSizes } from './allocators/usable-size.js'
export type { ArenaChunk } from './process/arena-chunk.js'
export { ArenaReport, type ArenaText, arenaReport, type GrowthShape } from './process/arena-report.js'
export type { Beside } from './process/beside.js'
export type { Advice, ProcessDocument } from './process/facts.js'
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
}

/**
 * Where the resident memory (RSS) of this process is, or of another on this machine. On Linux, where the probe runs, every mapping has an owner, and
 * counters of V8 and malloc divide what an owner has; elsewhere it is what the system tells, and `missing` says what is not known. It throws for wrong
 * options alone (MemSizeError). Takes as long as the kernel does to read its page tables, about 60 ms for a GB.
 */
export function processMemory(options: ProcessOptions = {}): ProcessMemory {
  expectOptions(options, ['pid', 'quick'], '{ quick: true }')
  const { pid = 0, quick = false } = options
  if (!Number.isInteger(pid) || pid < 0 || pid >= 2 ** 31) throw wrongOption('pid', "a process's number", pid)
  if (typeof quick !== 'boolean') throw wrongOption('quick', 'true or false', quick)
  const own = pid === process.pid ? 0 : pid
  try {
    return new ProcessMemory(quick ? quickFacts(own) : fullFacts(own))
  } catch (error) {
    return new ProcessMemory(bareFacts(own, error))
  }
}

/** A saved report as ProcessMemory's toString() has it. */
export const reportText = (report: ProcessDocument, options?: DrawOptions): string => drawProcess(report, options)

/** A page that shows a report as a treemap: one file, in pieces, that asks the network for nothing. */
export function processPage(report: ProcessDocument, title = `Process ${report.pid}`): Generator<string, void, undefined> {
  return treeChunks(new ProcessNodes(report), { title, note: `${formatBytes(report.rss)} resident`, rootName: 'process', nodes: 200_000 })
}
