import type { DrawOptions } from '../tree/draw-tree.js'
import { adviceOn } from './advice.js'
import type { Beside } from './beside.js'
import { drawProcess } from './draw-process.js'
import type { Advice, ProcessDocument, ProcessFacts } from './facts.js'
import type { MemoryLimit } from './limit.js'
import type { ProcessPart } from './part.js'
import { processMetrics } from './process-metrics.js'
import type { Stranger } from './scan.js'

const inspect: unique symbol = Symbol.for('nodejs.util.inspect.custom') as never

/**
 * Where the resident memory of a process is: `parts` and `remainder` sum to `rss`, and so do the parts of each part. Sizes are bytes.
 */
export class ProcessMemory {
  /** The process. */
  readonly pid: number
  /**
   * How it was found: `smaps`, every mapping by its owner; `status`, the kernel's sums (/proc/<pid>/status) divided by counters, which are not
   * what is resident;
   * `counters`, where there is no /proc.
   */
  readonly by: 'smaps' | 'status' | 'counters'
  /** Resident bytes: of all mappings together. */
  readonly rss: number
  /** Heaviest first. */
  readonly parts: readonly ProcessPart[]
  /** Resident bytes that no part explains. */
  readonly remainder: number
  /** The largest mappings in the remainder. */
  readonly strangers: readonly Stranger[]
  /** How far RSS moved while the mappings were read. */
  readonly changed: number
  /** Which malloc serves the process: `glibc`, `musl`, `jemalloc`, `mimalloc` or `unknown`. */
  readonly allocator: string
  /** What the container allows; undefined where it sets no limit. */
  readonly limit: MemoryLimit | undefined
  /** Figures that are no part of RSS, or that explain it. */
  readonly beside: readonly Beside[]
  /** What could not be found, and why. */
  readonly missing: readonly string[]
  readonly #facts: ProcessFacts
  #advice: readonly Advice[] | undefined

  /** @internal */
  constructor(facts: ProcessFacts) {
    this.pid = facts.pid
    this.by = facts.by
    this.rss = facts.rss
    this.parts = facts.parts
    this.remainder = facts.remainder
    this.strangers = facts.strangers
    this.changed = facts.changed
    this.allocator = facts.allocator
    this.limit = facts.limit
    this.beside = facts.beside
    this.missing = facts.missing
    this.#facts = facts
  }

  /** What dominates, with its figures and what helped against it when it was tried. Empty where nothing does, and where mappings are not known one by one. */
  get advice(): readonly Advice[] {
    this.#advice ??= this.by === 'smaps' ? adviceOn(this.#facts) : []
    return this.#advice
  }

  /** The part of a path like `malloc/in use`; undefined where there is none. Linear in the number of parts. */
  part(path: string): ProcessPart | undefined {
    const waiting = [...this.parts]
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      if (next.path === path) return next
      waiting.push(...next.children)
    }
    return undefined
  }

  /** A tree for a terminal: the parts, the remainder, what is beside them, and what is missing. */
  toString(options?: DrawOptions): string {
    return drawProcess(this.toJSON(), options)
  }

  /** As plain data; `JSON.stringify()` calls it. */
  toJSON(): ProcessDocument {
    const { pid, by, rss, parts, remainder, limit = null, allocator, beside, missing, advice } = this
    return { pid, by, rss, parts, remainder, limit, allocator, beside, missing, advice }
  }

  /** Gauges in Prometheus' text format 0.0.4: the parts that have no parts, by path, and the remainder; they sum to RSS. */
  toPrometheus(): string {
    return processMetrics(this.toJSON())
  }

  [inspect](): string {
    return this.toString()
  }
}
