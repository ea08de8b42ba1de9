import { formatBytes } from '../bytes.js'
import { MemSizeError } from '../errors.js'
import { classesOf } from '../graph/classes.js'
import { isProgramFile, placeText } from '../graph/source-places.js'
import { dominatorTree, findId, type HeapGraph, type HeapObject, readHeapSnapshot } from '../heap.js'
import { printable } from '../printable.js'
import { countText, type Paint } from '../tree/text-table.js'
import { CommandError, type Host, titledLines } from './host.js'
import { Interruption } from './interruption.js'
import { fileReasons } from './json-input.js'
import { progressOf } from './progress.js'

/** A heap snapshot, read. */
export interface SnapshotInput {
  readonly name: string
  readonly graph: HeapGraph
}

/** Options of every command that reads snapshots. */
export interface SnapshotOptions {
  readonly json?: boolean
  readonly rows?: number
  readonly output?: string
}

/** What the help of these commands says of their input. */
export const inputNotes = `A snapshot is a file by Node's v8.writeHeapSnapshot() or by DevTools, gzipped or
not; - is standard input. Sizes are those of DevTools: RETAINED is what would be
freed with an object, SHALLOW is the object with the stores that it alone has.`

/** Reads a snapshot, from `bytes` where they are there already. Whatever is wrong with it is a CommandError of one line. */
export async function readSnapshot(host: Host, file: string, bytes?: AsyncIterable<Uint8Array>): Promise<SnapshotInput> {
  const name = file === '-' ? 'standard input' : file
  const progress = progressOf(host)
  const interruption = new Interruption(host)
  try {
    const graph = await readHeapSnapshot(bytes ?? (file === '-' ? host.stdin : file), {
      signal: interruption.aborted,
      onProgress: ({ bytes, total }) => progress.show(`Reading ${printable(name)}`, bytes, total),
    })
    progress.show('Finding what keeps what alive')
    dominatorTree(graph)
    return { name, graph }
  } catch (error) {
    throw notReadable(name, error, 'a heap snapshot')
  } finally {
    progress.end()
    interruption.end()
  }
}

/** What is wrong with an input, for people. Other errors stay what they are. */
export function notReadable(name: string, error: unknown, wanted: string): unknown {
  if (error instanceof MemSizeError) return new CommandError(`${name}: ${error.message}`)
  const { code, message } = error as NodeJS.ErrnoException
  if (code === undefined) return error
  return new CommandError(`${name}: ${code === 'EISDIR' ? `a directory; give ${wanted}` : (fileReasons[code] ?? message)}`)
}

/** The line above a report. */
export const nameLine = (name: string, paint: Paint): string => `  ${paint('strong', printable(name))}`

/** What a snapshot holds in all, as lines above a report. */
export function summary({ name, graph }: SnapshotInput, paint: Paint): string {
  return `${nameLine(name, paint)}\n\n${wholeLines(graph, paint)}`
}

/** What a heap holds in all, a line for each figure; and `more`, each a title and a text. */
export function wholeLines(graph: HeapGraph, paint: Paint, more: readonly (readonly [string, string])[] = []): string {
  const { bytes, nodes, edges } = heapTotals(graph)
  const figures = [formatBytes(bytes), countText(nodes), countText(edges)]
  const widest = Math.max(...figures.map((figure) => figure.length))
  const lines = [...['Heap', 'Nodes', 'Edges'].map((title, i) => [title, figures[i].padStart(widest)] as const), ...more]
  return titledLines(lines, paint)
}

/** The same as data. Bytes. */
export interface HeapTotals {
  readonly bytes: number
  readonly nodes: number
  readonly edges: number
}

export const heapTotals = (graph: HeapGraph): HeapTotals => ({
  bytes: dominatorTree(graph).retained[0],
  nodes: graph.nodeCount,
  edges: graph.edgeCount,
})

export const totals = ({ name, graph }: SnapshotInput) => ({ file: name, ...heapTotals(graph) })

/** How an object is called: its class, with a function's name or a string's beginning, and the place of what the program's code made; harmless to print. */
export function labelOf({ type, className, name, id, place }: Pick<HeapObject, 'type' | 'className' | 'name' | 'id' | 'place'>): string {
  const isTold = place !== undefined && (type === 'closure' || isProgramFile(place.file))
  const isText = type === 'string' || type === 'concatenated string'
  const more = isText ? ` ${JSON.stringify(name.slice(0, 60))}` : name !== className && name !== '' ? ` ${name.slice(0, 60)}` : ''
  return printable(`${className}${more} @${id}${isTold ? `  ${placeText(place)}` : ''}`)
}

/** The nodes that an argument names, by id (`1234` or `@1234`) or by class, what retains most first. Throws a CommandError if there is none. */
export function namedNodes({ name, graph }: SnapshotInput, wanted: string): number[] {
  const id = /^@?(\d{1,15})$/.exec(wanted)
  if (id) {
    const node = findId(graph, Number(id[1]))
    if (node < 0) throw new CommandError(`${name}: no object of the id ${id[1]}; memsize top prints ids, as does DevTools`)
    return [node]
  }
  const { retained } = dominatorTree(graph)
  const { classOf, names } = classesOf(graph)
  const kind = names.indexOf(wanted)
  const nodes: number[] = []
  if (kind >= 0) for (let node = 0; node < graph.nodeCount; node++) if (classOf[node] === kind && retained[node] > 0) nodes.push(node)
  if (nodes.length > 0) return nodes.sort((a, b) => retained[b] - retained[a] || a - b)
  const near = names.filter((other) => other.toLowerCase().includes(wanted.toLowerCase())).slice(0, 3)
  throw new CommandError(
    `${name}: no object of the class ${wanted}${near.length > 0 ? `; there is ${near.join(', ')}` : '; memsize top prints classes'}`,
  )
}
