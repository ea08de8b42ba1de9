import type { DrawOptions } from '../tree/draw-tree.js'
import { adviceOn } from './advice.js'
import { drawProcess } from './draw-process.js'
import type { Advice, ProcessDetails, ProcessDocument, ProcessFacts } from './facts.js'
import type { ProcessPart } from './part.js'
import { processMetrics } from './process-metrics.js'

const inspect: unique symbol = Symbol.for('nodejs.util.inspect.custom') as never

export interface ProcessMemory extends ProcessDetails {}

/**
 * Where the resident memory of a process is: `parts` and `remainder` sum to `rss`, and so do the parts of each part. Sizes are bytes.
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the constructor assigns all that the interface has
export class ProcessMemory {
  readonly #facts: ProcessFacts
  #advice: readonly Advice[] | undefined

  /** @internal */
  constructor(facts: ProcessFacts) {
    const { counters: _counters, figures: _figures, scan: _scan, ...details } = facts
    Object.assign(this, details)
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
