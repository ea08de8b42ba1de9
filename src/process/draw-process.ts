import { formatBytes } from '../bytes.js'
import { printable } from '../printable.js'
import type { DrawOptions } from '../tree/draw-tree.js'
import { type Cell, expectAtLeast, shareText, textTable } from '../tree/text-table.js'
import type { ProcessDocument } from './facts.js'
import type { ProcessPart } from './part.js'

/** Without a number of rows, what is less is shown with its parent alone. */
const leastShare = 0.001
const defaultDepth = 4
const strikingShare = 0.1

interface Line {
  readonly bytes: number
  readonly cell: Cell
}

/** A tree of the parts, and below it what else there is to know. */
export function drawProcess(memory: ProcessDocument, options: DrawOptions = {}): string {
  const { rows = Infinity, depth = defaultDepth } = options
  expectAtLeast('rows', rows, 1)
  expectAtLeast('depth', depth, 0)
  const lines = linesOf(memory, depth, rows)
  const table = textTable(
    [
      {
        title: 'RESIDENT',
        right: true,
        cells: lines.map(({ bytes }) => [[bytes >= memory.rss * strikingShare ? 'strong' : 'plain', formatBytes(bytes)]]),
      },
      { title: 'SHARE', right: true, cells: lines.map(({ bytes }) => [['plain', memory.rss > 0 ? shareText(bytes / memory.rss) : '-']]) },
      { title: 'PATH', cells: lines.map(({ cell }) => cell) },
    ],
    options,
  )
  return [table, ...sections(memory, options)].join('\n\n')
}

function linesOf({ pid, rss, parts, remainder }: ProcessDocument, depth: number, rows: number): Line[] {
  const rest: ProcessPart = { path: 'remainder', name: 'remainder', bytes: remainder, note: 'no rule explains it', children: [] }
  const all = depth > 0 ? [...parts, rest] : []
  const shown = heaviest(all, depth, rows - 1, rss * leastShare)
  const lines: Line[] = [{ bytes: rss, cell: [['plain', `process ${pid}`]] }]
  const add = (siblings: readonly ProcessPart[], before: string) => {
    const drawn = siblings.filter((part) => shown.has(part))
    drawn.forEach(({ name, bytes, note, children }, i) => {
      const isLast = i === drawn.length - 1
      lines.push({
        bytes,
        cell: [
          ['quiet', before + (isLast ? '└─ ' : '├─ ')],
          ['plain', printable(name)],
          ['quiet', note === undefined ? '' : `  ${printable(note)}`],
        ],
      })
      add(children, before + (isLast ? '   ' : '│  '))
    })
  }
  add(all, '')
  return lines
}

/** The heaviest parts, at most `most` of them: the part that has one is among them too, as it has at least as much, and comes first. */
function heaviest(top: readonly ProcessPart[], depth: number, most: number, least: number): Set<ProcessPart> {
  const found: ProcessPart[] = []
  let level = top
  for (let step = 0; step < depth && level.length > 0; step++) {
    found.push(...level.filter(({ bytes }) => step === 0 || bytes >= least))
    level = level.flatMap(({ children }) => children)
  }
  return new Set(found.sort((a, b) => b.bytes - a.bytes).slice(0, most))
}

function sections(memory: ProcessDocument, { width = 80, paint = (_tone, text) => text }: DrawOptions): string[] {
  const { beside, missing, limit, rss, advice } = memory
  const found: string[] = []
  const facts = beside.map(({ name, bytes, note }): [string, string, string] => [name, formatBytes(bytes), note])
  if (limit !== null) {
    const used = limit.used === undefined ? `RSS is ${shareText(rss / limit.bytes)} of it` : `${formatBytes(limit.used)} used`
    facts.push(['limit', formatBytes(limit.bytes), `${limit.by}; ${used}`])
  }
  if (facts.length > 0) {
    found.push(
      textTable(
        [
          { title: 'BESIDE', cells: facts.map(([name]) => [['plain', name]]) },
          { title: 'BYTES', right: true, cells: facts.map(([, bytes]) => [['plain', bytes]]) },
          { title: '', cells: facts.map(([, , note]) => [['quiet', note]]) },
        ],
        { width, paint },
      ),
    )
  }
  for (const { text, remedy } of advice) found.push(`${wrapped(text, width)}\n${wrapped(remedy, width, '    ')}`)
  if (missing.length > 0) found.push(missing.map((text) => `  ${paint('quiet', `missing: ${printable(text)}`)}`).join('\n'))
  return found
}

/** Lines of a text, each at most so wide. */
function wrapped(text: string, width: number, indent = '  '): string {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && indent.length + line.length + 1 + word.length > width) {
      lines.push(indent + line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, indent + line].join('\n')
}
