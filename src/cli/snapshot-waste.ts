import { formatBytes } from '../bytes.js'
import { findWaste } from '../heap.js'
import { printable } from '../printable.js'
import { countText, textTable } from '../tree/text-table.js'
import type { Command } from './command.js'
import { paintOf, widthOf } from './host.js'
import { outputOptions, writeReport } from './output-file.js'
import { inputNotes, readSnapshot, type SnapshotOptions, summary, totals } from './snapshot-input.js'

/** The beginning of a text, long enough to distinguish it from others. */
const shownText = 30

export const waste: Command = {
  name: 'waste',
  arguments: '<snapshot>',
  summary: 'bytes of a heap snapshot that could be saved, and where',
  options: [
    { flags: '--rows <n>', summary: 'show at most n places of each kind (default: 5, with --json 100)', least: 1 },
    ...outputOptions,
  ],
  notes: `${inputNotes}
This finds duplicate strings, slices that keep large strings, boxed numbers,
objects in dictionary mode, empty Maps and Sets, and unused slots of arrays. A
snapshot does not show holes, small integers and undefined. Where that matters,
the bytes are the most that can be saved ("up to").

With --json (sizes in bytes):
  { file, bytes, nodes, edges,
    waste: [{ kind, advice, count, bytes, exact,
              groups: [{ what, count, bytes, node, id, path }] }] }`,
  async run(host, [file], options: SnapshotOptions) {
    const input = await readSnapshot(host, file)
    const found = findWaste(input.graph, { groups: options.rows ?? (options.json ? 100 : 5) })
    if (options.json) return writeReport(host, JSON.stringify({ ...totals(input), waste: found }, null, 2), options.output)
    const text = { width: widthOf(host), paint: paintOf(host, options.output) }
    const { paint } = text
    const parts = found.map(({ kind, advice, count, bytes, exact, groups }) => {
      const head = `  ${paint('strong', `${exact ? '' : 'up to '}${formatBytes(bytes)}`)}  ${kind}, ${countText(count)}\n  ${paint('quiet', advice)}`
      const table = textTable(
        [
          { title: 'BYTES', right: true, cells: groups.map((group) => [['plain', formatBytes(group.bytes)]]) },
          { title: 'OBJECTS', right: true, cells: groups.map((group) => [['plain', countText(group.count)]]) },
          { title: 'WHAT', cells: groups.map(({ what }) => [['plain', shortened(printable(what.slice(0, shownText + 1)))]]) },
          { title: 'FOR EXAMPLE', cells: groups.map(({ path, id }) => [['quiet', `@${id} ${printable(path)}`]]) },
        ],
        text,
      )
      return `${head}\n${table}`
    })
    await writeReport(
      host,
      [summary(input, paint), ...(parts.length > 0 ? parts : ['  Nothing to save was seen.'])].join('\n\n'),
      options.output,
    )
  },
}

const shortened = (text: string): string => (text.length > shownText ? `${text.slice(0, shownText - 1)}…` : text)
