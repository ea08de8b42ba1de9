import type { HeapGraph } from '../graph/heap-graph.js'
import { placesWithObjects } from './path-table.js'
import { classTable, pathTable } from './queries.js'

/** What grew from each snapshot to the next. Arrays have one entry per snapshot; sizes are bytes. */
export interface Growth {
  /** A class, or a path. Not made harmless to print. */
  readonly name: string
  /** How many objects there were. */
  readonly counts: readonly number[]
  /** Bytes of the objects themselves, with the stores that they alone lead to. */
  readonly bytes: readonly number[]
  /** From the first to the last. */
  readonly bytesDelta: number
}

/** `name`: as it reads in that snapshot. */
type Row = { readonly name: string; readonly count: number; readonly bytes: number }

/** Snapshots of one program one after another, of each of which no more is kept than a line for each class and path. */
export class GrowthTable {
  private readonly classes: Map<string, Row>[] = []
  private readonly paths: Map<string, Row>[] = []

  /** Linear in the nodes, but for a logarithm. */
  add(graph: HeapGraph): void {
    this.classes.push(new Map(classTable(graph).map(({ name, count, shallow }) => [name, { name, count, bytes: shallow }])))
    const table = pathTable(graph)
    this.paths.push(
      new Map(
        placesWithObjects(table).map((place) => [
          table.key(place),
          { name: table.path(place), count: table.counts[place], bytes: table.shallow[place] },
        ]),
      ),
    )
  }

  /** Classes whose objects have more bytes in every snapshot than in the one before, what grew most first. */
  grownClasses(): Growth[] {
    return grown(this.classes)
  }

  /** Paths whose objects have more bytes in every snapshot than in the one before, what grew most first. */
  grownPaths(): Growth[] {
    return grown(this.paths)
  }
}

/**
 * What grew every time in three snapshots or more of one program: by class and by path. What has grown once and then stays, as a cache does, is not there.
 */
export function growth(graphs: Iterable<HeapGraph>): { classes: Growth[]; paths: Growth[] } {
  const table = new GrowthTable()
  for (const graph of graphs) table.add(graph)
  return { classes: table.grownClasses(), paths: table.grownPaths() }
}

function grown(tables: readonly ReadonlyMap<string, Row>[]): Growth[] {
  const found: Growth[] = []
  for (const [key, { name }] of tables.at(-1) ?? []) {
    const rows = tables.map((table) => table.get(key) ?? { count: 0, bytes: 0 })
    const bytes = rows.map((row) => row.bytes)
    if (bytes.length < 2 || !bytes.every((now, i) => i === 0 || now > bytes[i - 1])) continue
    found.push({ name, counts: rows.map(({ count }) => count), bytes, bytesDelta: bytes[bytes.length - 1] - bytes[0] })
  }
  return found.sort((a, b) => b.bytesDelta - a.bytesDelta)
}
