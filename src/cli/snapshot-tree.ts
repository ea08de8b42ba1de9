import { dominatorTree } from '../heap.js'
import { retainedTree } from '../report/dominator-nodes.js'
import type { Command } from './command.js'
import { paintOf, widthOf } from './host.js'
import { outputOptions, writeReport } from './output-file.js'
import { inputNotes, namedNodes, readSnapshot, type SnapshotOptions, summary, totals } from './snapshot-input.js'

interface TreeOptions extends SnapshotOptions {
  readonly depth?: number
}

export const tree: Command = {
  name: 'tree',
  arguments: '<snapshot> [object]',
  summary: 'the objects of a heap snapshot, each below the one that keeps it alive',
  options: [
    { flags: '--rows <n>', summary: 'show the n heaviest parts (default: 30, with --json 1000)', least: 1 },
    { flags: '--depth <n>', summary: 'show at most n levels (default: as many as fit)', least: 0 },
    ...outputOptions,
  ],
  notes: `${inputNotes}
An object stands below its dominator: if the dominator were freed, so would be
the object. <shared Foo> is kept alive by several parts of the object above. [*]
stands for many elements. The tree begins at the object with an id (1234), at
the heaviest object of a class, or at the heap itself.

With --json (sizes in bytes):
  { file, bytes, nodes, edges,
    tree: { path, name, className, objects, shallow, retained, share, count,
            children: [...] } }`,
  async run(host, [file, wanted], options: TreeOptions) {
    const input = await readSnapshot(host, file)
    const { depth, rows, output } = options
    const found = retainedTree(dominatorTree(input.graph), wanted === undefined ? undefined : namedNodes(input, wanted)[0])
    if (options.json) return writeReport(host, JSON.stringify({ ...totals(input), tree: found.toJSON({ depth, rows }) }, null, 2), output)
    const paint = paintOf(host, output)
    await writeReport(host, [summary(input, paint), found.toString({ width: widthOf(host), paint, depth, rows })].join('\n\n'), output)
  },
}
