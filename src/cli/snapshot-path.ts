import { formatBytes } from '../bytes.js'
import { type PathObject, retainingPath } from '../heap.js'
import { printable } from '../printable.js'
import { countText, type Paint, textTable } from '../tree/text-table.js'
import type { Command } from './command.js'
import { paintOf, widthOf } from './host.js'
import { outputOptions, writeReport } from './output-file.js'
import { inputNotes, labelOf, namedNodes, readSnapshot, type SnapshotOptions, totals } from './snapshot-input.js'

export const path: Command = {
  name: 'path',
  arguments: '<snapshot> <object>',
  summary: 'why an object of a heap snapshot is alive: the shortest path to it',
  options: [{ flags: '--rows <n>', summary: 'for a class, show the n heaviest objects (default: 1)', least: 1 }, ...outputOptions],
  notes: `${inputNotes}
An object is an id (1234 or @1234), or a class: its heaviest object is taken.
The path begins at a name in the program: a variable of a module, a global, an
export. If none of these leads to the object, it begins at the engine's roots.
(closure) leads from a function to its variables.

With --json (sizes in bytes):
  { file, bytes, nodes, edges, found,
    paths: [[{ edge, node, id, type, className, name, shallow, retained,
              place?: { file, line, column } }]] }`,
  async run(host, [file, wanted], options: SnapshotOptions) {
    const input = await readSnapshot(host, file)
    const nodes = namedNodes(input, wanted)
    const paths = nodes.slice(0, options.rows ?? 1).map((node) => retainingPath(input.graph, node))
    if (options.json) {
      return writeReport(host, JSON.stringify({ ...totals(input), found: nodes.length, paths }, null, 2), options.output)
    }
    const paint = paintOf(host, options.output)
    const found = nodes.length === 1 ? '' : paint('quiet', `  the heaviest of ${nodes.length.toLocaleString('en')}`)
    const parts = paths.map((steps) => drawn(steps, found, widthOf(host), paint))
    await writeReport(host, parts.join('\n\n'), options.output)
  },
}

function drawn(steps: readonly PathObject[], found: string, width: number, paint: Paint): string {
  const last = steps.at(-1)
  if (last === undefined) return '  nothing leads to it: it is held weakly'
  const head = `  ${paint('strong', labelOf(last))}  retains ${formatBytes(last.retained)}, has ${formatBytes(last.shallow)} of its own${found}`
  const rows = folded(steps)
  const table = textTable(
    [
      { title: 'RETAINED', right: true, cells: rows.map(({ step }) => [['plain', step === undefined ? '' : formatBytes(step.retained)]]) },
      {
        title: 'PATH',
        cut: 'middle',
        cells: rows.map(({ step, left }) =>
          step === undefined
            ? [['quiet', `(${countText(left)} more of the same step)`]]
            : [
                ['plain', step.edge === '' ? printable(step.name) || '(root)' : printable(step.edge)],
                ['quiet', `  ${step.edge === '' && step.name === '' ? '' : labelOf(step)}`.trimEnd()],
              ],
        ),
      },
    ],
    { width, paint },
  )
  return `${head}\n\n${table}`
}

/** Where many like steps lead to objects of one class, as in a linked list, the first and the last are printed. */
function folded(steps: readonly PathObject[]): { step: PathObject | undefined; left: number }[] {
  const rows: { step: PathObject | undefined; left: number }[] = []
  for (let at = 0; at < steps.length; ) {
    const { edge, className } = steps[at]
    let end = at + 1
    while (end < steps.length && steps[end].edge === edge && steps[end].className === className) end++
    if (end - at <= longestRun) for (; at < end; at++) rows.push({ step: steps[at], left: 0 })
    else {
      rows.push({ step: steps[at], left: 0 }, { step: undefined, left: end - at - 2 }, { step: steps[end - 1], left: 0 })
      at = end
    }
  }
  return rows
}

/** This many like steps are printed one by one. */
const longestRun = 4
