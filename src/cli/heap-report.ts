import { type Cell, countText, shareText, type TextOptions, textTable } from '../breakdown/text-table.js'
import { formatBytes } from '../bytes.js'
import type { HeapGraph } from '../graph/heap-graph.js'
import { printable } from '../printable.js'

/** All objects of one class, or all of one of the engine's own types, as `(string)`. */
export interface HeapClassRow {
  /** Harmless to print. */
  readonly name: string
  readonly count: number
  /** Bytes of their own. */
  readonly bytes: number
  /** `bytes` as a part of the whole: 0 to 1. */
  readonly share: number
}

/** What a heap holds. */
export interface HeapReport {
  /** Bytes of everything in the snapshot. */
  readonly bytes: number
  readonly objects: number
  /** Heaviest first. */
  readonly classes: readonly HeapClassRow[]
}

export interface HeapReportOptions extends TextOptions {
  /** How many classes. */
  readonly rows: number
}

/** The report as data. */
export function heapReport(graph: HeapGraph, { rows }: Pick<HeapReportOptions, 'rows'>): HeapReport {
  const { bytes, objects, classes } = classesOf(graph)
  return { bytes, objects, classes: classes.slice(0, rows) }
}

/** The report as text. `more`: further lines for its head, each a title and a text. */
export function heapReportText(graph: HeapGraph, options: HeapReportOptions, more: readonly (readonly [string, string])[] = []): string {
  const { paint = (_tone, text) => text } = options
  const { bytes, objects, classes } = classesOf(graph)
  const isLong = classes.length > options.rows
  const rows = isLong ? classes.slice(0, options.rows - 1) : classes
  if (isLong) rows.push(sum(classes.slice(rows.length)))
  const lines = [['Heap', formatBytes(bytes)], ['Objects', countText(objects)], ...more]
  const widest = Math.max(...lines.map(([title]) => title.length))
  const right = (texts: readonly string[]): Cell[] => texts.map((text) => [['plain', text]])
  return [
    lines.map(([title, text]) => `  ${paint('quiet', title.padEnd(widest))}  ${printable(text)}`).join('\n'),
    textTable(
      [
        { title: 'OWN', right: true, cells: rows.map((row) => [[row.share >= 0.1 ? 'strong' : 'plain', formatBytes(row.bytes)]]) },
        { title: 'SHARE', right: true, cells: right(rows.map(({ share }) => shareText(share))) },
        { title: 'OBJECTS', right: true, cells: right(rows.map(({ count }) => countText(count))) },
        { title: 'CLASS', cells: right(rows.map(({ name }) => name)) },
      ],
      options,
    ),
  ].join('\n\n')
}

/** How DevTools calls the nodes of a type that have no class of their own (JSHeapSnapshotNode.className). */
const called: Readonly<Record<string, string>> = { hidden: '(system)', code: '(compiled code)', closure: 'Function', regexp: 'RegExp' }

function classesOf(graph: HeapGraph): { bytes: number; objects: number; classes: HeapClassRow[] } {
  const { nodeType, nodeName, selfSize, nodeCount, nodeTypes } = graph
  const isNamed = nodeTypes.map((type) => type === 'object' || type === 'native')
  const byName = new Map<string, { count: number; bytes: number }>()
  const rowOf = (name: string) => {
    let row = byName.get(name)
    if (!row) byName.set(name, (row = { count: 0, bytes: 0 }))
    return row
  }
  const byType = nodeTypes.map((type) => rowOf(called[type] ?? `(${type})`))
  const byText = new Map<number, { count: number; bytes: number }>()
  let bytes = 0
  let objects = 0
  for (let node = 0; node < nodeCount; node++) {
    const size = selfSize[node]
    if (size === 0) continue // the engine's roots, and what is read-only
    let row = byType[nodeType[node]]
    if (isNamed[nodeType[node]]) {
      row = byText.get(nodeName[node]) as typeof row
      if (row === undefined) byText.set(nodeName[node], (row = rowOf(graph.nameOf(node))))
    }
    row.count++
    row.bytes += size
    bytes += size
    objects++
  }
  const classes = [...byName]
    .filter(([, { count }]) => count > 0)
    .map(([name, row]) => ({ name: printable(name), ...row, share: row.bytes / bytes }))
  return { bytes, objects, classes: classes.sort((a, b) => b.bytes - a.bytes) }
}

const sum = (rows: readonly HeapClassRow[]): HeapClassRow => ({
  name: `(${countText(rows.length)} more)`,
  count: rows.reduce((total, { count }) => total + count, 0),
  bytes: rows.reduce((total, { bytes }) => total + bytes, 0),
  share: rows.reduce((total, { share }) => total + share, 0),
})
