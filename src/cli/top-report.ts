import { formatBytes } from '../bytes.js'
import { classTable, type HeapClass, type HeapGraph, type HeapObject, type HeapPath, pathText, topObjects, topPaths } from '../heap.js'
import { printable } from '../printable.js'
import { type Cell, type Column, countText, type Paint, shareText, textTable } from '../tree/text-table.js'
import { type HeapTotals, heapTotals, labelOf, wholeLines } from './snapshot-input.js'

/** What keeps most of a heap alive. All sizes are bytes. */
export interface TopDocument extends HeapTotals {
  readonly objects: readonly (HeapObject & { readonly path: string })[]
  readonly classes: readonly HeapClass[]
  readonly paths: readonly HeapPath[]
}

/** What rows are of. */
export const topKinds = ['object', 'class', 'path'] as const
export type TopKind = (typeof topKinds)[number]

export interface TopTextOptions {
  readonly rows: number
  /** Which tables; default: all. */
  readonly by?: TopKind | undefined
  readonly width: number
  readonly paint: Paint
}

/** As help texts write it. */
export const topShape = `objects: [{ node, id, type, className, name, shallow, retained,
                place?: { file, line, column }, path }],
    classes: [{ name, count, shallow, retained }],
    paths: [{ path, count, shallow, retained }]`

/** The report as data. */
export function topDocument(graph: HeapGraph, rows: number): TopDocument {
  return {
    ...heapTotals(graph),
    objects: topObjects(graph, { count: rows }).map((object) => ({ ...object, path: pathText(graph, object.node) })),
    classes: classTable(graph).slice(0, rows),
    paths: topPaths(graph, { count: rows }),
  }
}

/** The report as text: a few lines on the whole, those of `more` among them, then objects and classes. */
export function topText(
  graph: HeapGraph,
  { rows, by, ...text }: TopTextOptions,
  more: readonly (readonly [string, string])[] = [],
): string {
  const { paint } = text
  const { bytes } = heapTotals(graph)
  const sizes = (rows: readonly { readonly shallow: number; readonly retained: number }[]): Column[] => [
    {
      title: 'RETAINED',
      right: true,
      cells: rows.map(({ retained }) => [[retained >= bytes * 0.1 ? 'strong' : 'plain', formatBytes(retained)]]),
    },
    { title: 'SHARE', right: true, cells: rows.map(({ retained }) => [['plain', shareText(retained / bytes)]]) },
    { title: 'SHALLOW', right: true, dispensable: 1, cells: rows.map(({ shallow }) => [['plain', formatBytes(shallow)]]) },
  ]
  const counts = (rows: readonly { readonly count: number }[]): Column => ({
    title: 'OBJECTS',
    right: true,
    cells: rows.map(({ count }) => [['plain', countText(count)]]),
  })
  const names = (title: string, names: readonly string[]): Column => ({
    title,
    cut: 'middle',
    cells: names.map((name) => [['plain', printable(name)]]),
  })
  const tables: Readonly<Record<TopKind, () => readonly Column[]>> = {
    object() {
      const objects = topObjects(graph, { count: rows })
      const cells = objects.map(
        (object): Cell => [
          ['plain', labelOf(object)],
          ['quiet', wayText(graph, object.node)],
        ],
      )
      return [...sizes(objects), { title: 'OBJECT', cut: 'middle', cells }]
    },
    class() {
      const classes = classTable(graph).slice(0, rows)
      const called = classes.map(({ name }) => name)
      return [...sizes(classes), counts(classes), names('CLASS', called)]
    },
    path() {
      const paths = topPaths(graph, { count: rows })
      const called = paths.map(({ path }) => path)
      return [...sizes(paths), counts(paths), names('PATH', called)]
    },
  }
  const shown = by === undefined ? topKinds : [by]
  return [wholeLines(graph, paint, more), ...shown.map((kind) => textTable(tables[kind](), text))].join('\n\n')
}

/** The path to an object, where the program names it. */
function wayText(graph: HeapGraph, node: number): string {
  const path = pathText(graph, node)
  return path === '' || path.startsWith('(') ? '' : `  ${printable(path)}`
}
