import { formatBytes } from '../bytes.js'
import { MemSizeError, shown } from '../errors.js'
import { printable } from '../printable.js'
import { type TextOptions, textTable } from '../tree/text-table.js'
import type { ProcessDocument } from './facts.js'
import type { ProcessPart } from './part.js'

/** A part in two reports of a process. Bytes; 0 where one has no such part. */
export interface PartChange {
  /** The part's names from the outermost on. */
  readonly path: string
  /** Resident bytes in the first report. */
  readonly before: number
  /** Resident bytes in the second. */
  readonly after: number
  /** `after` - `before`. */
  readonly change: number
}

/** How a difference of two reports is printed: `width` in columns of the terminal (80). */
export interface ProcessDifferenceText extends TextOptions {
  /** At most this many parts. Default: 20. */
  readonly rows?: number | undefined
}

/** What grew between two reports: the parts without parts, and the remainder; their changes sum to that of RSS. */
export class ProcessDifference {
  /** RSS in the first report, in bytes. */
  readonly before: number
  /** RSS in the second, in bytes. */
  readonly after: number
  /** What changed most first. */
  readonly parts: readonly PartChange[]

  constructor(before: ProcessDocument, after: ProcessDocument) {
    this.before = before.rss
    this.after = after.rss
    const olds = leafBytes(before)
    const news = leafBytes(after)
    const paths = new Set([...olds.keys(), ...news.keys()])
    this.parts = [...paths]
      .map((path) => {
        const [old, now] = [olds.get(path) ?? 0, news.get(path) ?? 0]
        return { path, before: old, after: now, change: now - old }
      })
      .filter(({ change }) => change !== 0)
      .sort((a, b) => Math.abs(b.change) - Math.abs(a.change))
  }

  /** A table of the parts that changed, what changed most first. */
  toString(options: ProcessDifferenceText = {}): string {
    const rows = [
      { path: 'RSS', before: this.before, after: this.after, change: this.after - this.before },
      ...this.parts.slice(0, options.rows ?? 20),
    ]
    const column = (title: string, textOf: (row: PartChange) => string) => ({
      title,
      right: true,
      cells: rows.map((row) => [['plain', textOf(row)] as const]),
    })
    return textTable(
      [
        column('CHANGE', ({ change }) => `${change > 0 ? '+' : ''}${formatBytes(change)}`),
        column('BEFORE', ({ before }) => formatBytes(before)),
        column('AFTER', ({ after }) => formatBytes(after)),
        { title: 'PATH', cells: rows.map(({ path }) => [['plain', printable(path)]]) },
      ],
      options,
    )
  }

  /** The same as plain data. */
  toJSON(): { readonly before: number; readonly after: number; readonly parts: readonly PartChange[] } {
    const { before, after, parts } = this
    return { before, after, parts }
  }
}

/** Bytes of the parts without parts: a part that has some in one report alone counts by itself, so that nothing counts twice. */
function leafBytes({ parts, remainder }: ProcessDocument): Map<string, number> {
  const bytes = new Map<string, number>([['remainder', remainder]])
  const add = (among: readonly ProcessPart[]) => {
    for (const part of among) {
      if (part.children.length > 0) add(part.children)
      else bytes.set(part.path, (bytes.get(part.path) ?? 0) + part.bytes)
    }
  }
  add(parts)
  return bytes
}

/** Compares two reports, as processMemory() gives them or as they were saved. Throws a MemSizeError for what is no report. */
export function diffProcess(before: ProcessDocument, after: ProcessDocument): ProcessDifference {
  expectReport(before, 'before')
  expectReport(after, 'after')
  return new ProcessDifference(before, after)
}

function expectReport(value: unknown, name: string): void {
  const problem = reportProblem(value)
  if (problem !== undefined)
    throw new MemSizeError(`Expected \`${name}\` to be a report of processMemory(), got ${shown(value)}: ${problem}.`)
}

/** A report as it was saved; what is optional in it has its default. Throws a MemSizeError for what is none. */
export function reportFromJSON(value: unknown): ProcessDocument {
  const problem = reportProblem(value)
  if (problem !== undefined) throw new MemSizeError(`Expected a report of processMemory(), got ${shown(value)}: ${problem}.`)
  return {
    pid: 0,
    by: 'smaps',
    limit: null,
    allocator: 'unknown',
    beside: [],
    missing: [],
    advice: [],
    ...(value as Partial<ProcessDocument>),
  } as ProcessDocument
}

/** The most steps of a path in a report that can be true: it guards those who read one by recursion. */
const deepest = 100

function reportProblem(value: unknown): string | undefined {
  const report = value as Partial<ProcessDocument> | null
  if (typeof report !== 'object' || report === null) return 'no object'
  if (!isBytes(report.rss)) return 'it has no number `rss`'
  if (!isBytes(report.remainder)) return 'it has no number `remainder`'
  return partsProblem(report.parts, 0)
}

function partsProblem(parts: unknown, depth: number): string | undefined {
  if (!Array.isArray(parts)) return 'it has no list `parts`'
  if (depth > deepest) return 'its parts are too deep'
  for (const part of parts as Partial<ProcessPart>[]) {
    if (typeof part?.path !== 'string' || typeof part.name !== 'string' || !isBytes(part.bytes)) return 'a part has no path, name and bytes'
    const problem = partsProblem(part.children, depth + 1)
    if (problem !== undefined) return problem
  }
  return undefined
}

const isBytes = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0
