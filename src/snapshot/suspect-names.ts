import { classesOf, classNameOf } from '../graph/classes.js'
import { sourceOf } from '../graph/distances.js'
import type { HeapGraph } from '../graph/heap-graph.js'
import { PROGRAM } from '../graph/program-origins.js'
import { ProgramPaths } from '../graph/program-paths.js'
import { isProgramFile, type SourcePlace, sourcesOf } from '../graph/source-places.js'
import { Declarations, type ReadSource } from './declarations.js'
import { dominatorTree, findId, pathText, waysOf } from './queries.js'

/** What has an object, as the program would write it. */
export interface SuspectName {
  readonly variable: string
  readonly file: string
  readonly place: SourcePlace | undefined
  readonly isDeclared: boolean
  /** For a function: its variable that keeps most. */
  readonly keeps: string | undefined
  /** For an entry of a WeakMap: the way to its key. */
  readonly key: string | undefined
}

/** In ways that begin in the engine: the names by which a program knows what is kept there. */
const STORE = /kResourceStore|AsyncContextFrame|AsyncLocalStorage/

/** Finds names of what has objects, and where they are declared. */
export class SuspectNames {
  private readonly graph: HeapGraph
  private readonly declarations: Declarations

  constructor(graph: HeapGraph, readSource: ReadSource | undefined) {
    this.graph = graph
    this.declarations = new Declarations(graph, readSource)
  }

  /** `path`: of all objects like this one. */
  nameOf(node: number, path: string): SuspectName {
    const way = this.wayTo(node)
    const keeps = this.keptBy(node)
    const key = way.weakMap === undefined ? undefined : variableOf(path).replace(/<WeakMap value>.*$/, '')
    const storage = STORE.test(path) ? this.storage() : undefined
    const named = way.weakMap ?? storage
    if (named !== undefined) {
      const place = this.declared(named.file, named.variable, 1)
      return { ...named, place, isDeclared: place !== undefined, keeps, key }
    }
    const variable = variableOf(path)
    const isTimer = /^(?:Timeout|Immediate)\b/.test(path) && keeps !== undefined
    const place = this.declared(way.file, isTimer ? keeps : variable, 1)
    return {
      variable: isTimer ? keeps : variable,
      file: place?.file ?? way.file,
      place: place ?? way.place,
      isDeclared: place !== undefined,
      keeps,
      key,
    }
  }

  /** Whether a function settles a promise: one that still waits, or it would keep nothing. */
  isResolver(node: number): boolean {
    const { graph } = this
    const context = graph.typeOf(node) === 'closure' ? sourcesOf(graph).internalTarget(node, 'context') : -1
    if (context < 0 || sourcesOf(graph).scriptOf(node) >= 0) return false
    for (let edge = graph.firstEdge[context]; edge < graph.firstEdge[context + 1]; edge++)
      if (classNameOf(graph, graph.edgeTo[edge]) === 'Promise') return true
    return false
  }

  /** The variable of a function, not one of its module, that retains most. */
  private keptBy(node: number): string | undefined {
    const { graph } = this
    const context = graph.typeOf(node) === 'closure' ? sourcesOf(graph).internalTarget(node, 'context') : -1
    if (context < 0) return undefined
    const { retained } = dominatorTree(graph)
    const type = graph.edgeTypes.indexOf('context')
    let heaviest = -1
    for (let edge = graph.firstEdge[context]; edge < graph.firstEdge[context + 1]; edge++) {
      if (graph.edgeType[edge] !== type) continue
      if (heaviest < 0 || retained[graph.edgeTo[edge]] > retained[graph.edgeTo[heaviest]]) heaviest = edge
    }
    // what all functions of a module have does not belong to one of them
    return heaviest < 0 || retained[context] > 2 * Math.max(retained[node], 1) ? undefined : graph.edgeNameOf(heaviest)
  }

  /** The file, and the function nearest to where the way to a node begins; and the WeakMap that it is in. */
  private wayTo(node: number): { file: string; place: SourcePlace | undefined; weakMap: { variable: string; file: string } | undefined } {
    const { graph } = this
    const ways = waysOf(graph)
    const sources = sourcesOf(graph)
    const isProgram = (at: number) => ways instanceof ProgramPaths && ways.program.functions[at] === PROGRAM
    let place = isProgram(node) ? sources.placeOf(node) : undefined
    let weakMap: { variable: string; file: string } | undefined
    for (let at = node; ; ) {
      const edge = ways.edgeTo(at)
      const from = edge < 0 ? -1 : sourceOf(graph, edge)
      if (from >= 0 && isProgram(from)) place = sources.placeOf(from) ?? place
      const table = edge < 0 ? undefined : /pair in WeakMap \(table @(\d+)\)$/.exec(graph.edgeNameOf(edge))?.[1]
      if (table !== undefined) weakMap = this.named(findId(graph, Number(table)))
      if (from <= 0) {
        const file = ways.originOf(at)?.file ?? ''
        return { file: isProgramFile(file) ? file : (place?.file ?? file), place: place ?? this.functionOf(at), weakMap }
      }
      at = from
    }
  }

  /** The variable that an object is in, where the program has one for it. */
  private named(node: number): { variable: string; file: string } | undefined {
    if (node < 0) return undefined
    const ways = waysOf(this.graph)
    if (!(ways instanceof ProgramPaths) || !ways.isNamed(node)) return undefined
    const [first] = ways.path(node)
    return { variable: variableOf(pathText(this.graph, node)), file: ways.originOf(first.node)?.file ?? '' }
  }

  /** The variables of all AsyncLocalStorages: which of them it was, only some engines say. */
  private storage(): { variable: string; file: string } | undefined {
    const { graph } = this
    const { classOf, names } = classesOf(graph)
    const wanted = names.indexOf('AsyncLocalStorage')
    const found: { variable: string; file: string }[] = []
    for (let node = 0; node < graph.nodeCount; node++) {
      const named = wanted >= 0 && classOf[node] === wanted ? this.named(node) : undefined
      if (named !== undefined && !/prototype$/.test(named.variable)) found.push(named)
    }
    if (found.length === 0) return undefined
    return { variable: found.map(({ variable }) => variable).join(' or '), file: found[0].file }
  }

  /** The first function that has these variables. */
  private functionOf(context: number): SourcePlace | undefined {
    const { graph } = this
    const sources = sourcesOf(graph)
    let first: SourcePlace | undefined
    const closure = graph.nodeTypes.indexOf('closure')
    const name = sources.nameIndex('context')
    for (let edge = 0; edge < graph.edgeCount; edge++) {
      if (graph.edgeTo[edge] !== context || graph.edgeName[edge] !== name) continue
      const from = sourceOf(graph, edge)
      const place = graph.nodeType[from] === closure ? sources.placeOf(from) : undefined
      if (place !== undefined && (first === undefined || place.line < first.line)) first = place
    }
    return first
  }

  private declared(file: string, variable: string, from: number): SourcePlace | undefined {
    const [, owner, name] = /^(global|exports)\.([\w$]+)/.exec(variable) ?? []
    if (owner === undefined) {
      const first = /^(?:.*\)\.)?([\p{ID_Start}$_][\p{ID_Continue}$]*)/u.exec(variable)?.[1]
      return file === '' || first === undefined ? undefined : this.declarations.variable(file, first, from)
    }
    for (const one of file === '' ? this.declarations.files : [file]) {
      const place = this.declarations.property(one, name)
      if (place !== undefined) return place
    }
    return undefined
  }
}

/** `server.js: bus._events.change[*]` is of the variable `bus._events.change`; what waits for a promise is of the promise. */
const variableOf = (path: string): string =>
  path
    .replace(/^[^<([]*?: /, '')
    .replace(/<reactions_or_result><\*>.*$/, '')
    .replace(/(?:\[\*]|<\w+ \*>|\.\*|(?:\.\w+)?\{\d+})+$/, '')
