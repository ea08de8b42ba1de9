import { formatBytes } from '../bytes.js'
import { heapObject, retainers as retainersOf } from '../heap.js'
import { printable } from '../printable.js'
import { countText, textTable } from '../tree/text-table.js'
import type { Command } from './command.js'
import { paintOf, widthOf } from './host.js'
import { outputOptions, writeReport } from './output-file.js'
import { inputNotes, labelOf, namedNodes, readSnapshot, type SnapshotOptions, totals } from './snapshot-input.js'

export const retainers: Command = {
  name: 'retainers',
  arguments: '<snapshot> <object>',
  summary: 'all that refers to an object of a heap snapshot, and why that is alive',
  options: [{ flags: '--rows <n>', summary: 'show at most n (default: 20, with --json 1000)', least: 1 }, ...outputOptions],
  notes: `${inputNotes}
An object is an id (1234 or @1234), or a class: its heaviest object is taken.
The reference on the shortest path comes first. References that do not keep the
object alive (weak ones) come last.

With --json (sizes in bytes):
  { file, bytes, nodes, edges, object: { node, id, type, className, name,
    shallow, retained, place? }, total,
    retainers: [{ edge, keeps, path, node, id, ... }] }`,
  async run(host, [file, wanted], options: SnapshotOptions) {
    const input = await readSnapshot(host, file)
    const [node] = namedNodes(input, wanted)
    const { json, output, rows = json ? 1000 : 20 } = options
    const object = heapObject(input.graph, node)
    const found = retainersOf(input.graph, node, { count: rows })
    if (json) return writeReport(host, JSON.stringify({ ...totals(input), object, ...found }, null, 2), output)
    const paint = paintOf(host, output)
    const more = found.total > found.retainers.length ? `, the first ${countText(found.retainers.length)}` : ''
    const head = `  ${paint('strong', labelOf(object))}  retains ${formatBytes(object.retained)}\n  ${countText(found.total)} ${found.total === 1 ? 'reference' : 'references'} to it${more}`
    if (found.total === 0) return writeReport(host, head, output)
    const table = textTable(
      [
        {
          title: 'HOW',
          cells: found.retainers.map(({ edge, keeps }) => [
            ['plain', shortEdge(edge)],
            ['quiet', keeps ? '' : ' (does not keep it)'],
          ]),
        },
        { title: 'FROM', cells: found.retainers.map((from) => [['plain', labelOf(from)]]) },
        { title: 'WHICH IS', cut: 'middle', cells: found.retainers.map(({ path }) => [['quiet', printable(path)]]) },
      ],
      { width: widthOf(host), paint },
    )
    await writeReport(host, `${head}\n\n${table}`, output)
  },
}

/** Names can be any text. */
const shortEdge = (edge: string): string => (edge.length > 30 ? `${printable(edge.slice(0, 29))}…` : printable(edge))
