import { formatBytes } from '../bytes.js'
import { shorten, textWidth } from '../printable.js'
import { type Cell, countText, expectAtLeast, type TextOptions, textTable } from '../tree/text-table.js'
import type { ClassReportRow } from './class-report-row.js'
import { prometheusText } from './prometheus.js'

/** How a class report is printed: at most so many `rows` of classes (20), `width` in columns of the terminal (80). */
export interface ClassReportText extends TextOptions {
  /** At most this many classes. Default: 20. */
  readonly rows?: number | undefined
}

const inspect: unique symbol = Symbol.for('nodejs.util.inspect.custom') as never

/** The decorated classes: how many instances live, and what they weigh. Heaviest first, then by number. */
export class ClassReport {
  /** One row for each decorated class, the heaviest first. */
  readonly rows: readonly ClassReportRow[]
  /** By class's prototype: a later report may be compared with this one. */
  readonly #counts: WeakMap<object, number>

  constructor(rows: readonly ClassReportRow[], counts: WeakMap<object, number>) {
    this.rows = [...rows].sort((a, b) => (b.deep ?? -1) - (a.deep ?? -1) || (b.live ?? -1) - (a.live ?? -1))
    this.#counts = counts
  }

  /** How many instances lived, of the class that has this prototype. */
  static countIn(report: ClassReport, prototype: object): number | undefined {
    return report.#counts.get(prototype)
  }

  /** A table of the classes, the heaviest first, with what to know about the numbers below it. */
  toString(options: ClassReportText = {}): string {
    const { rows: most = 20, width = 80, paint = (_tone, text) => text } = options
    expectAtLeast('rows', most, 1)
    expectAtLeast('width', width, 20)
    if (this.rows.length === 0) return '  no class is decorated with @MemSize()'
    const shown = this.rows.slice(0, most)
    const right = (title: string, textOf: (row: ClassReportRow) => string, dispensable = 0) => ({
      title,
      right: true,
      dispensable,
      cells: shown.map((row): Cell => [['plain', textOf(row)]]),
    })
    const nameRoom = Math.max(16, width - numbersWidth)
    const table = textTable(
      [
        right('DEEP', (row) => bytesText(row.deep, isEstimate(row))),
        right('SHALLOW', (row) => bytesText(row.shallow, isSampled(row)), 2),
        right('MEAN', (row) => bytesText(row.mean, isEstimate(row)), 3),
        right('LIVE', ({ live }) => numberText(live)),
        right('PEAK', ({ peak }) => numberText(peak), 1),
        right('GROWTH', ({ growth }) => (growth !== null && growth > 0 ? `+${countText(growth)}` : numberText(growth))),
        { title: 'CLASS', cells: shown.map(({ className }): Cell => [['plain', shorten(className, nameRoom)]]) },
      ],
      { width, paint },
    )
    const below = [
      ...(this.rows.length > shown.length ? [`(${countText(this.rows.length - shown.length)} more)`] : []),
      ...shown.flatMap(({ className, ignored }) => ignored.map(({ field, reason }) => `${className}.${field}  not counted: ${reason}`)),
      ...notes(shown),
      ...(shown.some(isEstimate) ? ['~ is an estimate: toJSON() has its bounds, and how many were sized'] : []),
    ]
    return [table, ...below.flatMap((line) => wrapped(line, width - 2)).map((line) => `  ${paint('quiet', line)}`)].join('\n')
  }

  /** The rows as plain data. */
  toJSON(): ClassReportRow[] {
    return [...this.rows]
  }

  /**
   * As a Prometheus server reads it (text format 0.0.4: `content-type: text/plain; version=0.0.4`), all of them gauges. What is not known has no
   * sample; classes of one name have one together.
   */
  toPrometheus(): string {
    return prometheusText(this.rows)
  }

  [inspect](): string {
    return this.toString()
  }
}

/** What the columns of numbers take of a terminal's width. */
const numbersWidth = 62

/** Each note once, behind the classes it is on. */
function notes(rows: readonly ClassReportRow[]): string[] {
  const classes = new Map<string, string[]>()
  for (const { className, note } of rows) {
    if (note !== undefined) classes.set(note, [...(classes.get(note) ?? []), className])
  }
  return [...classes].map(([note, names]) => `${names.join(', ')}  ${note}`)
}

/** In lines of at most so many columns; a word that is longer is cut. */
function wrapped(text: string, width: number): string[] {
  const lines = ['']
  for (const word of text.split(' ')) {
    const line = lines[lines.length - 1] as string
    if (line === '') lines[lines.length - 1] = shorten(word, width)
    else if (textWidth(line) + 1 + textWidth(word) <= width) lines[lines.length - 1] = `${line} ${word}`
    else lines.push(shorten(word, width))
  }
  return lines
}

const isSampled = ({ sized, live }: ClassReportRow): boolean => sized > 0 && live !== null && sized < live
const isEstimate = (row: ClassReportRow): boolean => row.deep !== null && (row.lower !== row.upper || isSampled(row))
const numberText = (count: number | null): string => (count === null ? '–' : countText(count))
const bytesText = (bytes: number | null, isAbout: boolean): string =>
  bytes === null ? '–' : `${isAbout && bytes > 0 ? '~' : ''}${formatBytes(bytes)}`
