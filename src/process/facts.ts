import type { AllocatorFigures } from '../probe/process-binding.js'
import type { Beside } from './beside.js'
import type { Counters } from './counters.js'
import type { MemoryLimit } from './limit.js'
import type { ProcessPart } from './part.js'
import type { Scan, Stranger } from './scan.js'

/** Something that has much of the process's memory, and what helped against it when it was tried. */
export interface Advice {
  /** The path of the part. */
  readonly path: string
  /** Resident bytes of it. */
  readonly bytes: number
  /** What it is, with the figures of this process. */
  readonly text: string
  /** What helped, with the figures of the experiment. */
  readonly remedy: string
}

/** What was found of a process. Bytes. */
export interface ProcessFacts {
  readonly pid: number
  readonly by: 'smaps' | 'status' | 'counters'
  readonly rss: number
  readonly parts: readonly ProcessPart[]
  readonly remainder: number
  readonly strangers: readonly Stranger[]
  readonly changed: number
  readonly allocator: string
  readonly limit: MemoryLimit | undefined
  readonly beside: readonly Beside[]
  readonly missing: readonly string[]
  readonly counters: Counters | undefined
  readonly figures: AllocatorFigures
  readonly scan: Scan | undefined
}

/** A report as plain data. Bytes. */
export interface ProcessDocument {
  readonly pid: number
  /** See ProcessMemory. */
  readonly by: 'smaps' | 'status' | 'counters'
  readonly rss: number
  readonly parts: readonly ProcessPart[]
  readonly remainder: number
  readonly limit: MemoryLimit | null
  readonly allocator: string
  readonly beside: readonly Beside[]
  readonly missing: readonly string[]
  readonly advice: readonly Advice[]
}
