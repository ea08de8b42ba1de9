import { formatBytes } from '../bytes.js'
import type { ClassSum } from '../measuring.js'
import { printable } from '../printable.js'
import type { Nodes } from './nodes.js'
import { countText, expectAtLeast, shareText, type TextOptions, textTable } from './text-table.js'

/** All objects of one class, or all strings. */
export interface ClassRow {
  /** The class's name, harmless to print. Two classes of one name have a row each. */
  readonly name: string
  /** How many objects there are. */
  readonly count: number
  /** Bytes of their own: what they refer to is in the rows of its classes. */
  readonly bytes: number
  /** `bytes` as a part of the whole: 0 to 1. */
  readonly share: number
}

/** How a class table is printed: at most so many `rows` (20), `width` in columns of the terminal (80). */
export interface ClassTableOptions extends TextOptions {
  /** At most this many classes. Default: 20. */
  readonly rows?: number | undefined
}

const inspect: unique symbol = Symbol.for('nodejs.util.inspect.custom') as never

/** How many objects of each class a value holds, and their bytes: heaviest first. */
export class ClassTable {
  /** One row for each class, the heaviest first. */
  readonly rows: readonly ClassRow[]

  /** Takes sums by class, in any order. */
  constructor(sums: readonly ClassSum[]) {
    let total = 0
    for (const { bytes } of sums) total += bytes
    this.rows = sums
      .filter(({ count, bytes }) => count > 0 && (sums.length > 1 || bytes > 0))
      .map(({ name, count, bytes }) => ({ name: printable(name), count, bytes, share: total > 0 ? bytes / total : 0 }))
      .sort((a, b) => b.bytes - a.bytes)
  }

  /** A table of the classes, the heaviest first. */
  toString(options: ClassTableOptions = {}): string {
    const { rows: most = 20, width = 80 } = options
    expectAtLeast('rows', most, 1)
    expectAtLeast('width', width, 20)
    const rows = this.rows.length <= most ? [...this.rows] : this.rows.slice(0, Math.max(0, most - 1))
    if (rows.length < this.rows.length) rows.push(sum(this.rows.slice(rows.length)))
    return textTable(
      [
        { title: 'SHALLOW', right: true, cells: rows.map(({ bytes, share }) => [[share >= 0.1 ? 'strong' : 'plain', formatBytes(bytes)]]) },
        { title: 'SHARE', right: true, cells: rows.map(({ share }) => [['plain', shareText(share)]]) },
        { title: 'OBJECTS', right: true, cells: rows.map(({ count }) => [['plain', countText(count)]]) },
        { title: 'CLASS', cells: rows.map(({ name }) => [['plain', name]]) },
      ],
      options,
    )
  }

  /** The rows as plain data. */
  toJSON(): ClassRow[] {
    return [...this.rows]
  }

  [inspect](): string {
    return this.toString()
  }
}

/** Values of a tree by class. */
export function classSumsOf({ own, classOf, classNames, length }: Nodes): ClassSum[] {
  const counts = new Float64Array(classNames.length)
  const bytes = new Float64Array(classNames.length)
  for (let node = 0; node < length; node++) {
    counts[classOf[node]]++
    bytes[classOf[node]] += own[node]
  }
  const sums = classNames.map((name, number) => ({ name, count: counts[number], bytes: bytes[number] }))
  return sums.filter(({ count }) => count > 0)
}

const sum = (rows: readonly ClassRow[]): ClassRow => ({
  name: `(${countText(rows.length)} more)`,
  count: rows.reduce((total, { count }) => total + count, 0),
  bytes: rows.reduce((total, { bytes }) => total + bytes, 0),
  share: rows.reduce((total, { share }) => total + share, 0),
})
