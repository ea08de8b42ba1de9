import { readFileSync, statSync } from 'node:fs'
import { formatBytes } from '../bytes.js'
import { placeText } from '../graph/source-places.js'
import { type HeapGraph, type Suspect, type Suspicion, suspects as suspectsOf } from '../heap.js'
import { printable } from '../printable.js'
import { countText, type Paint, shareText } from '../tree/text-table.js'
import type { Command } from './command.js'
import { paintOf, widthOf } from './host.js'
import { outputOptions, writeReport } from './output-file.js'
import { inputNotes, readSnapshot, type SnapshotOptions, summary, totals } from './snapshot-input.js'

export const suspects: Command = {
  name: 'suspects',
  arguments: '<snapshot> [later...]',
  summary: 'what looks like a leak in a heap snapshot: what, how much, which variable, why',
  options: [{ flags: '--rows <n>', summary: 'show at most n (default: 5, with --json 20)', least: 1 }, ...outputOptions],
  notes: `${inputNotes}
A suspect is many objects of one kind that one variable collects. With one
snapshot this is a guess by size. Collections that are visibly bounded are left
out: a Map that entries are deleted from, a cache with a maximum, an array made
at its whole length. With several snapshots of one program, in the order they
were taken, a suspect is what grew from each to the next.

The line is where the variable is declared, if the program's file can be read
here and has not changed; otherwise it is that of a function that uses the
variable.

With --json (sizes in bytes):
  { file, bytes, nodes, edges,
    suspects: [{ what, count, bytes, share, variable, file, place?: { file,
                 line, column }, isDeclared, why, path, node, id, holder,
                 holderId, holderClass, growth?: { count, bytes } }] }`,
  async run(host, files, options: SnapshotOptions) {
    const before: HeapGraph[] = []
    let input = await readSnapshot(host, files[0])
    for (const file of files.slice(1)) {
      before.push(input.graph)
      input = await readSnapshot(host, file)
    }
    const found = suspectsOf(input.graph, { before, readSource })
    const { json, output, rows = json ? 20 : 5 } = options
    if (json) {
      const document = { ...totals(input), suspects: found.suspects.slice(0, rows) }
      return writeReport(host, JSON.stringify(document, null, 2), output)
    }
    const paint = paintOf(host, output)
    await writeReport(host, `${summary(input, paint)}\n\n${suspectsText(found, { rows, width: widthOf(host), paint })}`, output)
  },
}

/** Bytes of a source that is looked into. */
const longestSource = 2 ** 24

/** A source by the name that the snapshot gives it; what it says is compared with the snapshot before it is used. */
export function readSource(file: string): string | undefined {
  try {
    const stats = statSync(file)
    return stats.isFile() && stats.size <= longestSource ? readFileSync(file, 'utf8') : undefined
  } catch {
    return undefined
  }
}

interface TextOptions {
  readonly rows: number
  readonly width: number
  readonly paint: Paint
}

/** Suspects in words. */
export function suspectsText({ suspects }: Suspicion, { rows, width, paint }: TextOptions): string {
  if (suspects.length === 0) {
    const nothing = 'Nothing is suspected: no variable gathers more and more of one kind.'
    return wrapped(nothing, width - 2)
      .map((line) => `  ${line}`)
      .join('\n')
  }
  const parts = suspects.slice(0, rows).map((suspect, i) => wordsOf(suspect, i + 1, width, paint))
  const more = suspects.length - parts.length
  if (more > 0) parts.push(`  ${countText(more)} more; --rows ${suspects.length} shows all.`)
  return parts.join('\n\n')
}

function wordsOf(suspect: Suspect, number: number, width: number, paint: Paint): string {
  const { what, count, bytes, share, variable, place, isDeclared, why, growth, path, id, holderId, holderClass } = suspect
  const where = place === undefined ? '' : isDeclared ? placeText(place) : `used at ${placeText(place)}`
  const grew = growth === undefined ? '' : `, ${countText(growth.count)} and ${formatBytes(growth.bytes)} more than before`
  const lines = [
    `${countText(count)} × ${what.replace(/ (?:.*[\\/])?([^\\/ ]+:\d+)$/, ' $1')} retain ${formatBytes(bytes)}, ${shareText(share)} of the heap${grew}.`,
    why,
    `Path: ${path} (@${id} of ${holderClass} @${holderId})`,
  ]
  const head = `  ${number}. ${paint('strong', printable(variable))}  ${printable(where)}`.trimEnd()
  return [head, ...lines.flatMap((line) => wrapped(printable(line), width - 5).map((part) => `     ${part}`))].join('\n')
}

/** Lines of at most so many columns, broken between words, or within what is longer. */
function wrapped(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    let rest = word
    if (line !== '' && line.length + 1 + rest.length > width) {
      lines.push(line)
      line = ''
    }
    while (rest.length > width) {
      lines.push(rest.slice(0, width))
      rest = rest.slice(width)
    }
    line = line === '' ? rest : `${line} ${rest}`
  }
  return [...lines, line]
}
