import { classNameOf } from '../graph/classes.js'
import { entryAt } from '../graph/collection-tables.js'
import { sourceOf } from '../graph/distances.js'
import type { HeapGraph } from '../graph/heap-graph.js'
import { PROGRAM } from '../graph/program-origins.js'
import { ProgramPaths, type Ways } from '../graph/program-paths.js'
import { sourcesOf } from '../graph/source-places.js'
import { edgeText } from './edge-text.js'

/** Objects that say nothing of what they are for. */
const PLAIN = ['Object', 'Array', '(array)', '(system)', '(object shape)', 'system / Context']
/** Objects of Node's that a program knows as such: however it is that Node has them. */
const KNOWN = [
  'Timeout',
  'Immediate',
  'Socket',
  'TLSSocket',
  'Server',
  'ClientRequest',
  'IncomingMessage',
  'ServerResponse',
  'Worker',
  'MessagePort',
  'ChildProcess',
  'FSWatcher',
]
/** A way is shown from at most this many steps back. */
const mostSteps = 8

/** The steps of ways as a reader wants them: the variables of a function in one step, an entry of a Map in one. */
export class PathSteps {
  readonly graph: HeapGraph
  private readonly ways: Ways
  private readonly isSnapshot: boolean
  private readonly table: number
  private readonly context: number
  private readonly previous: number

  constructor(graph: HeapGraph, ways: Ways) {
    const sources = sourcesOf(graph)
    this.graph = graph
    this.ways = ways
    this.isSnapshot = graph.typeOf(0) === 'synthetic'
    this.table = this.isSnapshot ? sources.nameIndex('table') : -1
    this.context = this.isSnapshot ? sources.nameIndex('context') : -1
    this.previous = this.isSnapshot ? sources.nameIndex('previous') : -1
  }

  /** The step that an edge is: `.name`, `[3]`, `<value 3>`, `(handle server.js:12)`; empty where the next step says all. */
  stepOf(edge: number, from: number): string {
    const { graph } = this
    if (!this.isSnapshot) return edgeText(graph, edge, from)
    // the steps out of a snapshot's root are named by what they lead to: its globals, its own lists of roots
    const to = graph.edgeTo[edge]
    if (graph.typeOf(to) === 'synthetic') return graph.nameOf(to) === '(GC roots)' ? '' : graph.nameOf(to)
    if (from === 0) return classNameOf(graph, to)
    const type = graph.edgeTypeOf(edge)
    if (type === 'internal' || type === 'hidden') {
      const name = graph.edgeName[edge]
      if (type === 'internal') {
        if (name === this.table) return ''
        if (name === this.context && graph.typeOf(from) === 'closure') return `(${this.functionText(from)})`
        if (name === this.previous) return ''
      }
      const entry = this.entryOf(edge, from)
      if (entry !== undefined) return entry
      if (graph.edgeNameOf(edge).includes('pair in WeakMap')) return '<WeakMap value>'
    }
    return edgeText(graph, edge, from)
  }

  /** `handle server.js:12`; `closure` where nothing is known of it. */
  functionText(closure: number): string {
    const place = sourcesOf(this.graph).placeOf(closure)
    if (place === undefined || !(this.ways instanceof ProgramPaths)) return 'closure'
    const { functions, names } = this.ways.program
    if (functions[closure] !== PROGRAM) return 'closure'
    return `${this.graph.nameOf(closure).slice(0, 60)} ${names.get(place.file) ?? place.file}:${place.line}`.trim()
  }

  /**
   * Where the way to a program's function begins to say something, of one that goes through the insides of the engine or its host: at the timer,
   * the socket, the emitter that has it. Undefined where the whole way says something.
   */
  beginningOf(node: number): { text: string; steps: readonly string[] } | undefined {
    const { graph, ways } = this
    if (!(ways instanceof ProgramPaths) || ways.isNamed(node)) return undefined
    if (graph.typeOf(node) === 'object') {
      const className = classNameOf(graph, node)
      return KNOWN.includes(className) ? { text: className, steps: [] } : undefined
    }
    if (ways.program.functions[node] !== PROGRAM) return undefined
    const steps: string[] = []
    for (let at = node; steps.length < mostSteps; ) {
      const edge = ways.edgeTo(at)
      const from = edge < 0 ? -1 : sourceOf(graph, edge)
      if (from <= 0) return undefined
      steps.unshift(this.stepOf(edge, from))
      at = from
      if (ways.isNamed(at)) return undefined
      const className = classNameOf(graph, at)
      if (!PLAIN.some((plain) => className.startsWith(plain))) return { text: className, steps }
    }
    return undefined
  }

  private entryOf(edge: number, from: number): string | undefined {
    const { graph, ways } = this
    const before = ways.edgeTo(from)
    if (before < 0 || graph.edgeName[before] !== this.table || graph.edgeTypeOf(before) !== 'internal') return undefined
    const index = Number(graph.edgeNameOf(edge))
    const found = Number.isInteger(index) ? entryAt(graph, from, index) : undefined
    return found === undefined ? undefined : `<${found.part} ${found.entry}>`
  }
}
