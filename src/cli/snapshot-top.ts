import type { Command } from './command.js'
import { paintOf, widthOf } from './host.js'
import { outputOptions, writeReport } from './output-file.js'
import { inputNotes, nameLine, readSnapshot, type SnapshotOptions } from './snapshot-input.js'
import { type TopKind, topDocument, topKinds, topShape, topText } from './top-report.js'

export const top: Command = {
  name: 'top',
  arguments: '<snapshot>',
  summary: 'what keeps most of a heap snapshot alive: objects, classes, paths',
  options: [
    { flags: '--by <what>', summary: 'only one of the tables', choices: topKinds },
    { flags: '--rows <n>', summary: 'show at most n rows of each (default: 20, with --json 1000)', least: 1 },
    ...outputOptions,
  ],
  notes: `${inputNotes}
One object may be inside another. A class retains what would be freed with all
of its objects. A path stands for all objects that it is the shortest way to; *
stands for any index.

With --json (sizes in bytes):
  { file, bytes, nodes, edges,
    ${topShape} }`,
  async run(host, [file], options: SnapshotOptions & { readonly by?: TopKind }) {
    const { json, output, by, rows = json ? 1000 : 20 } = options
    const { name, graph } = await readSnapshot(host, file)
    if (json) return writeReport(host, JSON.stringify({ file: name, ...topDocument(graph, rows) }, null, 2), output)
    const paint = paintOf(host, output)
    await writeReport(host, `${nameLine(name, paint)}\n\n${topText(graph, { rows, by, width: widthOf(host), paint })}`, output)
  },
}
