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

/** What a report has, as an object and as plain data. Sizes are bytes. */
export interface ProcessFigures {
  /** The process. */
  readonly pid: number
  /**
   * How it was found: `smaps`, every mapping by its owner; `status`, the kernel's sums (/proc/<pid>/status) divided by counters, which are not
   * what is resident; `counters`, where there is no /proc.
   */
  readonly by: 'smaps' | 'status' | 'counters'
  /** Resident bytes: of all mappings together. */
  readonly rss: number
  /** Heaviest first. */
  readonly parts: readonly ProcessPart[]
  /** Resident bytes that no part explains. */
  readonly remainder: number
  /** Which malloc serves the process: `glibc`, `musl`, `jemalloc`, `mimalloc` or `unknown`. */
  readonly allocator: string
  /** Figures that are no part of RSS, or that explain it. */
  readonly beside: readonly Beside[]
  /** What could not be found, and why. */
  readonly missing: readonly string[]
}

/** What a report has beside that while its process lives. */
export interface ProcessDetails extends ProcessFigures {
  /** The largest mappings in the remainder. */
  readonly strangers: readonly Stranger[]
  /** How far RSS moved while the mappings were read. */
  readonly changed: number
  /** What the container allows; undefined where it sets no limit. */
  readonly limit: MemoryLimit | undefined
}

/** Everything that was found of a process. */
export interface ProcessFacts extends ProcessDetails {
  readonly counters: Counters | undefined
  readonly figures: AllocatorFigures
  readonly scan: Scan | undefined
}

/** A report as plain data. */
export interface ProcessDocument extends ProcessFigures {
  /** What the container allows; null where it sets no limit. */
  readonly limit: MemoryLimit | null
  /** What to do about it; often nothing. */
  readonly advice: readonly Advice[]
}
