import { formatBytes } from '../bytes.js'
import { type ClassChange, comparable, diffByPath, diff as difference, type Growth, type HeapDifference, type PathChange } from '../heap.js'
import { printable, shortenMiddle } from '../printable.js'
import { type Cell, type Column, countText, type Paint, textTable } from '../tree/text-table.js'
import type { SnapshotInput } from './snapshot-input.js'

export interface DiffText {
  readonly rows: number
  readonly width: number
  readonly paint: Paint
}

/** As help texts write it. */
export const diffShape = `before: { file, count, bytes }, after: { file, count, bytes },
    kept, mistaken, comparable,
    classes: [{ name, before, after, created, freed, grown, shrunk,
                countDelta, bytesDelta }],
    paths: [{ path, before, after, countDelta, bytesDelta }]`

/** What changed from one snapshot to another. */
export class Difference {
  private readonly inputs: readonly [SnapshotInput, SnapshotInput]
  private readonly found: HeapDifference
  private readonly paths: readonly PathChange[]

  constructor(before: SnapshotInput, after: SnapshotInput) {
    this.inputs = [before, after]
    this.found = difference(before.graph, after.graph)
    this.paths = diffByPath(before.graph, after.graph)
  }

  /** Whether an object has the same id in both: in snapshots of one session with one process. */
  get isComparable(): boolean {
    return comparable(this.found)
  }

  /** The same as data. */
  document(rows: number | undefined): object {
    const { classes, before, after, kept, mistaken } = this.found
    return {
      before: { file: this.inputs[0].name, ...before },
      after: { file: this.inputs[1].name, ...after },
      kept,
      mistaken,
      comparable: this.isComparable,
      classes: classes.slice(0, rows),
      paths: this.paths.slice(0, rows),
    }
  }

  text({ rows, width, paint }: DiffText): string {
    const { found } = this
    const text = { width, paint }
    const { isComparable } = this
    const lines = this.inputs.map((input, i) => {
      const { bytes, count } = i === 0 ? found.before : found.after
      const start = `${formatBytes(bytes).padStart(8)}  ${countText(count)} objects  `
      // a folder's name may be long, and two files differ at the end of their paths
      return `  ${paint('quiet', i === 0 ? 'Before' : 'After ')}  ${start}${shortenMiddle(printable(input.name), Math.max(20, width - 10 - start.length))}`
    })
    lines.push(`  ${paint('quiet', 'Change')}  ${signed(found.after.bytes - found.before.bytes, formatBytes).padStart(8)}`)
    if (!isComparable) lines.push('', ...incomparable)
    const shown = most(
      isComparable ? found.classes : found.classes.filter(({ bytesDelta, countDelta }) => bytesDelta !== 0 || countDelta !== 0),
      rows,
    )
    const shownPaths = most(this.paths, rows)
    const column = (title: string, cellOf: (row: ClassChange) => string, dispensable?: number): Column => ({
      title,
      right: true,
      ...(dispensable && { dispensable }),
      cells: shown.map((row): Cell => [['plain', cellOf(row)]]),
    })
    const bytesOf = ({ count, bytes }: { readonly count: number; readonly bytes: number }) => (count === 0 ? '' : formatBytes(bytes))
    const table = textTable(
      [
        column('BYTES', ({ bytesDelta }) => signed(bytesDelta, formatBytes)),
        column('OBJECTS', ({ countDelta }) => signed(countDelta, countText)),
        ...(isComparable
          ? [
              column('NEW', ({ created }) => bytesOf(created)),
              column('FREED', ({ freed }) => bytesOf(freed), 1),
              column('GROWN', ({ grown }) => bytesOf(grown), 2),
            ]
          : []),
        { title: 'CLASS', cells: shown.map(({ name }) => [['plain', printable(name)]]) },
      ],
      text,
    )
    const byPath = textTable(
      [
        { title: 'BYTES', right: true, cells: shownPaths.map(({ bytesDelta }) => [['plain', signed(bytesDelta, formatBytes)]]) },
        { title: 'OBJECTS', right: true, cells: shownPaths.map(({ countDelta }) => [['plain', signed(countDelta, countText)]]) },
        { title: 'PATH', cut: 'middle', cells: shownPaths.map(({ path }) => [['plain', printable(path)]]) },
      ],
      text,
    )
    const tables = [...(shown.length === 0 ? [] : [table]), ...(shownPaths.length === 0 ? [] : [byPath])]
    return [lines.join('\n'), ...(tables.length === 0 ? ['  Nothing changed.'] : tables)].join('\n\n')
  }
}

const incomparable = [
  '  Ids do not match: the snapshots are of two sessions with a process (memsize',
  '  attach --again 60s takes both in one), or of two processes. What changed is',
  '  right for one process; which objects are new and which are gone is unknown.',
]

/** What shrank most comes last of all: both ends tell something. */
const most = <T extends { readonly bytesDelta: number }>(changes: readonly T[], rows: number): T[] =>
  [...changes].sort((a, b) => Math.abs(b.bytesDelta) - Math.abs(a.bytesDelta)).slice(0, rows)

/** What grew every time, as a table. */
export function growthText(grown: readonly Growth[], title: string, { rows, width, paint }: DiffText): string {
  const shown = grown.slice(0, rows)
  const steps = shown[0]?.bytes.length ?? 0
  return textTable(
    [
      { title: 'BYTES', right: true, cells: shown.map(({ bytesDelta }) => [['strong', signed(bytesDelta, formatBytes)]]) },
      // the first steps give way where there is no room
      ...Array.from(
        { length: steps - 1 },
        (_, i): Column => ({
          title: `${i + 1} TO ${i + 2}`,
          right: true,
          dispensable: steps - 1 - i,
          cells: shown.map(({ bytes }) => [['plain', signed(bytes[i + 1] - bytes[i], formatBytes)]]),
        }),
      ),
      { title: 'OBJECTS', right: true, cells: shown.map(({ counts }) => [['plain', signed(counts[steps - 1] - counts[0], countText)]]) },
      { title, cut: 'middle', cells: shown.map(({ name }) => [['plain', printable(name)]]) },
    ],
    { width, paint },
  )
}

const signed = (value: number, format: (value: number) => string): string => `${value > 0 ? '+' : ''}${format(value)}`
