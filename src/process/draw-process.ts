import { formatBytes } from '../bytes.js'
import { printable } from '../printable.js'
import type { DrawOptions } from '../tree/draw-tree.js'
import { type Cell, expectAtLeast, shareText, textTable } from '../tree/text-table.js'
import type { ProcessPart } from './part.js'
import type { ProcessMemory } from './process-memory.js'

/** Without a number of rows, what is less is told with its parent alone. */
const leastShare = 0.001
const defaultDepth = 4
const strikingShare = 0.1

interface Line {
  readonly bytes: number
  readonly cell: Cell
}

/** A tree of the parts, and below it what else there is to know. */
export function drawProcess(memory: ProcessMemory, options: DrawOptions = {}): string {
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

function linesOf({ pid, rss, parts, remainder }: ProcessMemory, depth: number, rows: number): Line[] {
  const lines: Line[] = [{ bytes: rss, cell: [['plain', `process ${pid}`]] }]
  const rest: ProcessPart = { path: 'remainder', name: 'remainder', bytes: remainder, note: 'no rule explains it', children: [] }
  const add = (part: ProcessPart, first: string, more: string, level: number) => {
    if (level > depth || lines.length >= rows) return
    lines.push({
      bytes: part.bytes,
      cell: [
        ['quiet', first],
        ['plain', printable(part.name)],
        ['quiet', part.note === undefined ? '' : `  ${printable(part.note)}`],
      ],
    })
    const shown = part.children.filter(({ bytes }) => bytes >= rss * leastShare)
    shown.forEach((child, i) => {
      const isLast = i === shown.length - 1
      add(child, `${more}${isLast ? '└─ ' : '├─ '}`, `${more}${isLast ? '   ' : '│  '}`, level + 1)
    })
  }
  for (const part of parts) add(part, '├─ ', '│  ', 1)
  if (depth > 0) add(rest, '└─ ', '   ', 1)
  return lines
}

function sections(memory: ProcessMemory, { width = 80, paint = (_tone, text) => text }: DrawOptions): string[] {
  const { beside, missing, limit, rss, changed, advice } = memory
  const found: string[] = []
  const facts = beside.map(({ name, bytes, note }): [string, string, string] => [name, formatBytes(bytes), note])
  if (changed !== 0) facts.push(['changed meanwhile', formatBytes(changed), 'RSS, while it was read'])
  if (limit !== undefined) {
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
