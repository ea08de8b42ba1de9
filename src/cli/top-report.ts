import { type Column, countText, type Paint, shareText, textTable } from '../breakdown/text-table.js'
import { formatBytes } from '../bytes.js'
import { classTable, dominatorTree, type HeapClass, type HeapGraph, type HeapObject, type HeapPath, topObjects, topPaths } from '../heap.js'
import { printable } from '../printable.js'
import { labelOf, wholeLines } from './snapshot-input.js'

/** What keeps most of a heap alive. All sizes are bytes. */
export interface TopDocument {
  readonly bytes: number
  readonly nodes: number
  readonly edges: number
  readonly objects: readonly HeapObject[]
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
export const topShape = `objects: [{ node, id, type, className, name, shallow, retained }],
    classes: [{ name, count, shallow, retained }],
    paths: [{ path, count, shallow, retained }]`

/** The report as data. */
export function topDocument(graph: HeapGraph, rows: number): TopDocument {
  return {
    bytes: dominatorTree(graph).retained[0],
    nodes: graph.nodeCount,
    edges: graph.edgeCount,
    objects: topObjects(graph, { count: rows }),
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
  const { bytes, objects, classes, paths } = topDocument(graph, rows)
  const { paint } = text
  const sizes = (rows: readonly { readonly shallow: number; readonly retained: number }[]): Column[] => [
    {
      title: 'RETAINED',
      right: true,
      cells: rows.map(({ retained }) => [[retained >= bytes * 0.1 ? 'strong' : 'plain', formatBytes(retained)]]),
    },
    { title: 'SHARE', right: true, cells: rows.map(({ retained }) => [['plain', shareText(retained / bytes)]]) },
    { title: 'OWN', right: true, dispensable: 1, cells: rows.map(({ shallow }) => [['plain', formatBytes(shallow)]]) },
  ]
  const counts = (rows: readonly { readonly count: number }[]): Column => ({
    title: 'OBJECTS',
    right: true,
    cells: rows.map(({ count }) => [['plain', countText(count)]]),
  })
  const names = (title: string, names: readonly string[]): Column => ({ title, cells: names.map((name) => [['plain', printable(name)]]) })
  const tables: Readonly<Record<TopKind, readonly Column[]>> = {
    object: [...sizes(objects), names('OBJECT', objects.map(labelOf))],
    class: [
      ...sizes(classes),
      counts(classes),
      names(
        'CLASS',
        classes.map(({ name }) => name),
      ),
    ],
    path: [
      ...sizes(paths),
      counts(paths),
      names(
        'PATH',
        paths.map(({ path }) => path),
      ),
    ],
  }
  const shown = by === undefined ? topKinds : [by]
  return [wholeLines(graph, paint, more), ...shown.map((kind) => textTable(tables[kind], text))].join('\n\n')
}
