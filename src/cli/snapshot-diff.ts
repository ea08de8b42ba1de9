import { formatBytes } from '../bytes.js'
import { type ClassChange, diffByPath, diff as difference } from '../heap.js'
import { printable } from '../printable.js'
import { type Cell, type Column, countText, textTable } from '../tree/text-table.js'
import type { Command } from './commands.js'
import { paintOf, widthOf } from './host.js'
import { outputOptions, writeReport } from './output-file.js'
import { inputNotes, readSnapshot, type SnapshotOptions } from './snapshot-input.js'

/** More of the ids than this standing for different classes tells that the snapshots are of two processes. */
const unrelatedShare = 0.1

type Change = { readonly bytesDelta: number }

export const diff: Command = {
  name: 'diff',
  arguments: '<before> <after>',
  summary: 'what grew between two heap snapshots of one process, by class and by path',
  options: [{ flags: '--rows <n>', summary: 'show so many classes and paths (default: 20, with --json all)', least: 1 }, ...outputOptions],
  notes: `${inputNotes}
Objects are matched by their ids. NEW were not there before, FREED are gone,
GROWN are in both and larger; bytes are those of the objects with their stores.
A path leads to all objects that it is the shortest way to; * stands for any
index.

With --json (sizes in bytes):
  { before: { file, count, bytes }, after: { file, count, bytes },
    kept, mistaken,
    classes: [{ name, before, after, created, freed, grown, shrunk,
                countDelta, bytesDelta }],
    paths: [{ path, before, after, countDelta, bytesDelta }] }
with { count, bytes } for each of before, after, created, freed, grown, shrunk.
mistaken: ids of objects of different classes, as two processes have.`,
  async run(host, [first, second], options: SnapshotOptions) {
    const before = await readSnapshot(host, first)
    const after = await readSnapshot(host, second)
    const { classes, ...found } = difference(before.graph, after.graph)
    const paths = diffByPath(before.graph, after.graph)
    if (options.json) {
      const document = {
        before: { file: before.name, ...found.before },
        after: { file: after.name, ...found.after },
        kept: found.kept,
        mistaken: found.mistaken,
        classes: classes.slice(0, options.rows),
        paths: paths.slice(0, options.rows),
      }
      return writeReport(host, JSON.stringify(document, null, 2), options.output)
    }
    // what shrank most comes last of all: both ends tell something
    const most = <T extends Change>(changes: readonly T[]) =>
      [...changes].sort((a, b) => Math.abs(b.bytesDelta) - Math.abs(a.bytesDelta)).slice(0, options.rows ?? 20)
    const shown = most(classes)
    const shownPaths = most(paths)
    const text = { width: widthOf(host), paint: paintOf(host, options.output) }
    const column = (title: string, cellOf: (row: ClassChange) => string, dispensable?: number): Column => ({
      title,
      right: true,
      ...(dispensable && { dispensable }),
      cells: shown.map((row): Cell => [['plain', cellOf(row)]]),
    })
    const bytesOf = ({ count, bytes }: { readonly count: number; readonly bytes: number }) => (count === 0 ? '' : formatBytes(bytes))
    const { paint } = text
    const lines = [before, after].map((input, i) => {
      const { bytes, count } = i === 0 ? found.before : found.after
      return `  ${paint('quiet', i === 0 ? 'Before' : 'After ')}  ${formatBytes(bytes).padStart(8)}  ${countText(count)} objects  ${printable(input.name)}`
    })
    lines.push(`  ${paint('quiet', 'Change')}  ${signed(found.after.bytes - found.before.bytes, formatBytes).padStart(8)}`)
    if (found.mistaken > (found.kept + found.mistaken) * unrelatedShare) {
      lines.push('', '  Most ids stand for other objects: these are snapshots of two processes, and NEW and FREED mean little.')
    }
    const table = textTable(
      [
        column('BYTES', ({ bytesDelta }) => signed(bytesDelta, formatBytes)),
        column('OBJECTS', ({ countDelta }) => signed(countDelta, countText)),
        column('NEW', ({ created }) => bytesOf(created)),
        column('FREED', ({ freed }) => bytesOf(freed), 1),
        column('GROWN', ({ grown }) => bytesOf(grown), 2),
        { title: 'CLASS', cells: shown.map(({ name }) => [['plain', printable(name)]]) },
      ],
      text,
    )
    const byPath = textTable(
      [
        { title: 'BYTES', right: true, cells: shownPaths.map(({ bytesDelta }) => [['plain', signed(bytesDelta, formatBytes)]]) },
        { title: 'OBJECTS', right: true, cells: shownPaths.map(({ countDelta }) => [['plain', signed(countDelta, countText)]]) },
        { title: 'PATH', cells: shownPaths.map(({ path }) => [['plain', printable(path)]]) },
      ],
      text,
    )
    const tables = [...(shown.length === 0 ? [] : [table]), ...(shownPaths.length === 0 ? [] : [byPath])]
    await writeReport(host, [lines.join('\n'), ...(tables.length === 0 ? ['  Nothing changed.'] : tables)].join('\n\n'), options.output)
  },
}

const signed = (value: number, format: (value: number) => string): string => `${value > 0 ? '+' : ''}${format(value)}`
