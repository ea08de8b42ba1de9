import { formatBytes } from '../bytes.js'
import { dominatorTree } from '../heap.js'
import { printable, shortenMiddle } from '../printable.js'
import { GrowthTable } from '../snapshot/growth.js'
import { countText } from '../tree/text-table.js'
import type { Command } from './command.js'
import { Difference, diffShape, growthText } from './diff-report.js'
import { type Host, paintOf, widthOf } from './host.js'
import { outputOptions, writeReport } from './output-file.js'
import { inputNotes, readSnapshot, type SnapshotOptions } from './snapshot-input.js'

export const diff: Command = {
  name: 'diff',
  arguments: '<before> <after> [later...]',
  summary: 'what grew between heap snapshots of one process, by class and by path',
  options: [
    { flags: '--rows <n>', summary: 'show at most n classes and paths (default: 20, with --json all)', least: 1 },
    ...outputOptions,
  ],
  notes: `${inputNotes}
Two snapshots: objects are matched by their ids. NEW objects were not there
before, FREED ones are gone, GROWN ones are in both and larger. Bytes are those
of the objects with their stores. A path stands for all objects that it is the
shortest way to; * stands for any index. Ids are the same only in snapshots of
one session: by v8.writeHeapSnapshot() in one process, by memsize attach
--again, or by memsize run --at signal.

Three or more: what grew every time, from each snapshot to the next. What grew
once and stays, like a full cache, is left out.

With --json (sizes in bytes):
  { ${diffShape} }
with { count, bytes } for each of before, after, created, freed, grown, shrunk.
mistaken: ids that stand for objects of different classes. With three or more:
  { snapshots: [{ file, count, bytes }],
    classes: [{ name, counts: [...], bytes: [...], bytesDelta }],
    paths: [the same] }`,
  async run(host, files, options: SnapshotOptions) {
    if (files.length > 2) return everyTime(host, files, options)
    const before = await readSnapshot(host, files[0])
    const found = new Difference(before, await readSnapshot(host, files[1]))
    if (options.json) return writeReport(host, JSON.stringify(found.document(options.rows), null, 2), options.output)
    await writeReport(
      host,
      found.text({ rows: options.rows ?? 20, width: widthOf(host), paint: paintOf(host, options.output) }),
      options.output,
    )
  },
}

/** One snapshot is in memory at a time. */
async function everyTime(host: Host, files: readonly string[], options: SnapshotOptions): Promise<void> {
  const table = new GrowthTable()
  const snapshots: { file: string; count: number; bytes: number }[] = []
  for (const file of files) {
    const { name, graph } = await readSnapshot(host, file)
    table.add(graph)
    snapshots.push({ file: name, count: graph.nodeCount, bytes: dominatorTree(graph).retained[0] })
  }
  const [classes, paths] = [table.grownClasses(), table.grownPaths()]
  if (options.json) {
    const document = { snapshots, classes: classes.slice(0, options.rows), paths: paths.slice(0, options.rows) }
    return writeReport(host, JSON.stringify(document, null, 2), options.output)
  }
  const text = { rows: options.rows ?? 20, width: widthOf(host), paint: paintOf(host, options.output) }
  const lines = snapshots.map(({ file, bytes, count }, i) => {
    const start = `${formatBytes(bytes).padStart(8)}  ${countText(count)} nodes  `
    return `  ${text.paint('quiet', String(i + 1).padEnd(2))}  ${start}${shortenMiddle(printable(file), Math.max(20, text.width - 6 - start.length))}`
  })
  const tables =
    paths.length === 0 && classes.length === 0
      ? ['  Nothing grew every time.']
      : ['  Grew every time:', growthText(classes, 'CLASS', text), ...(paths.length === 0 ? [] : [growthText(paths, 'PATH', text)])]
  await writeReport(host, [lines.join('\n'), ...tables].join('\n\n'), options.output)
}
