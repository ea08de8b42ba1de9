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
  /** The process's number. */
  readonly pid: number
  /** See ProcessMemory. */
  readonly by: 'smaps' | 'status' | 'counters'
  /** Resident bytes: of all mappings together. */
  readonly rss: number
  /** Heaviest first. */
  readonly parts: readonly ProcessPart[]
  /** Resident bytes that no part explains. */
  readonly remainder: number
  /** What the container allows; null where it sets no limit. */
  readonly limit: MemoryLimit | null
  /** Which malloc serves the process; `unknown` where that was not found. */
  readonly allocator: string
  /** Figures that are no part of RSS, or that explain it. */
  readonly beside: readonly Beside[]
  /** What could not be found, and why. */
  readonly missing: readonly string[]
  /** What to do about it; often nothing. */
  readonly advice: readonly Advice[]
}
