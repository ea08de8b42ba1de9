import { type Column, countText, shareText, textTable } from '../breakdown/text-table.js'
import { formatBytes } from '../bytes.js'
import { classTable, dominatorTree, topObjects } from '../heap.js'
import { printable } from '../printable.js'
import type { Command } from './commands.js'
import { paintOf, widthOf } from './host.js'
import { outputOptions, writeReport } from './output-file.js'
import { inputNotes, labelOf, readSnapshot, type SnapshotOptions, summary, totals } from './snapshot-input.js'

export const top: Command = {
  name: 'top',
  arguments: '<snapshot>',
  summary: 'what keeps most of a heap snapshot alive: objects, and classes',
  options: [
    { flags: '--rows <n>', summary: 'show so many objects and classes (default: 20, with --json 1000)', least: 1 },
    ...outputOptions,
  ],
  notes: `${inputNotes}
One object may be inside another. A class retains what would be freed with all
of its objects.

With --json (sizes in bytes):
  { file, bytes, nodes, edges,
    objects: [{ node, id, type, className, name, shallow, retained }],
    classes: [{ name, count, shallow, retained }] }`,
  async run(host, [file], options: SnapshotOptions) {
    const input = await readSnapshot(host, file)
    const { graph } = input
    const rows = options.rows ?? (options.json ? 1000 : 20)
    const objects = topObjects(graph, { count: rows })
    const classes = classTable(graph).slice(0, rows)
    if (options.json) return writeReport(host, JSON.stringify({ ...totals(input), objects, classes }, null, 2), options.output)
    const whole = dominatorTree(graph).retained[0]
    const text = { width: widthOf(host), paint: paintOf(host, options.output) }
    const sizes = (rows: readonly { readonly shallow: number; readonly retained: number }[]): Column[] => [
      {
        title: 'RETAINED',
        right: true,
        cells: rows.map(({ retained }) => [[retained >= whole * 0.1 ? 'strong' : 'plain', formatBytes(retained)]]),
      },
      { title: 'SHARE', right: true, cells: rows.map(({ retained }) => [['plain', shareText(retained / whole)]]) },
      { title: 'OWN', right: true, dispensable: 1, cells: rows.map(({ shallow }) => [['plain', formatBytes(shallow)]]) },
    ]
    const report = [
      summary(input, text.paint),
      textTable([...sizes(objects), { title: 'OBJECT', cells: objects.map((object) => [['plain', labelOf(object)]]) }], text),
      textTable(
        [
          ...sizes(classes),
          { title: 'OBJECTS', right: true, cells: classes.map(({ count }) => [['plain', countText(count)]]) },
          { title: 'CLASS', cells: classes.map(({ name }) => [['plain', printable(name)]]) },
        ],
        text,
      ),
    ]
    await writeReport(host, report.join('\n\n'), options.output)
  },
}
