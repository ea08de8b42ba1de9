import type { HeapGraph } from './heap-graph.js'
import { isProgramFile, type Sources, shortNames, sourcesOf } from './source-places.js'

/** A node that a program has a name for: its globals, the variables of a module, what a module exports. */
export interface Origin {
  readonly node: number
  /** `global`, `server.js: ` before the names of variables, `server.js: exports`. */
  readonly text: string
  /** The file whose variables they are; empty for globals. */
  readonly file: string
}

/** Where paths through a program's own objects begin, and which functions are the program's. */
export interface Program {
  /** Globals, and what modules name. */
  readonly origins: readonly Origin[]
  /** Variables of functions outside of which there is nothing, and of which there is one set: those of `main()`. */
  readonly locals: readonly Origin[]
  /** Variables of the host's own modules: `node:timers: `. */
  readonly hosts: readonly Origin[]
  /** By node: 1 for a function whose source is the program's, 2 for one of its host; 0 for all else. */
  readonly functions: Uint8Array
  /** By file: the shortest name that no other file has. */
  readonly names: ReadonlyMap<string, string>
  /** Names of nodes that are contexts, and realms: indices of strings. */
  readonly contextNames: ReadonlySet<number>
  readonly realmNames: ReadonlySet<number>
}

export const PROGRAM = 1
export const HOST = 2

const REALM = /^system \/ NativeContext\b/
const CONTEXT = /^system \/ Context\b/
/** How V8 13 calls the code of a function without a name. */
const NAMELESS = /^\(shared function info\)$/
const MODULE = 'system / SourceTextModule'

/** Linear in the nodes, and in the edges of functions, contexts and modules. */
export function findProgram(graph: HeapGraph): Program {
  return new Search(graph).run()
}

/** Kinds of nodes that are contexts, by version. */
const KINDS = ['object', 'hidden', 'native']

/** The names of contexts and of realms, as indices of strings. */
function contextNames(graph: HeapGraph): { contexts: Set<number>; realms: Set<number> } {
  const contexts = new Set<number>()
  const realms = new Set<number>()
  const isKind = Uint8Array.from(graph.nodeTypes, (type) => (KINDS.includes(type) ? 1 : 0))
  const seen = new Uint8Array(graph.strings.length)
  for (let node = 0; node < graph.nodeCount; node++) {
    const name = graph.nodeName[node]
    if (isKind[graph.nodeType[node]] === 0 || seen[name] === 1) continue
    seen[name] = 1
    const text = graph.strings.text(name)
    if (CONTEXT.test(text)) contexts.add(name)
    else if (REALM.test(text)) realms.add(name)
  }
  return { contexts, realms }
}

class Search {
  private readonly graph: HeapGraph
  private readonly sources: Sources
  private readonly functions: Uint8Array
  private readonly names: { readonly contexts: Set<number>; readonly realms: Set<number> }
  /** By context of the program: a file whose functions have it. */
  private readonly contexts = new Map<number, string>()
  private readonly hostContexts = new Map<number, string>()
  private readonly files = new Set<string>()

  constructor(graph: HeapGraph) {
    this.graph = graph
    this.sources = sourcesOf(graph)
    this.functions = new Uint8Array(graph.nodeCount)
    this.names = contextNames(graph)
  }

  run(): Program {
    this.findFunctions()
    const modules = this.modules()
    const exporting = this.commonModules()
    const names = shortNames([...this.files, ...modules.map(({ file }) => file), ...exporting.map(({ file }) => file)])
    const nameOf = (file: string) => names.get(file) ?? file
    const origins: Origin[] = this.globals()
    const locals: Origin[] = []
    const scopes = new Map<number, number[]>()
    for (const context of this.contexts.keys()) {
      const scope = this.sources.internalTarget(context, 'scope_info')
      const same = scopes.get(scope)
      if (same) same.push(context)
      else scopes.set(scope, [context])
    }
    const owners = this.owners(scopes)
    for (const [scope, [context, ...more]] of scopes) {
      if (more.length > 0) continue
      const file = this.contexts.get(context) as string
      const owner = owners.get(scope)
      if (this.outer(context) < 0 && (owner === undefined || owner === '')) origins.push({ node: context, text: `${nameOf(file)}: `, file })
      else locals.push({ node: context, text: `${nameOf(file)}: ${owner || '(function)'}()`, file })
    }
    for (const { file, exported } of modules)
      for (const [name, node] of exported) origins.push({ node, text: `${nameOf(file)}: ${name}`, file })
    for (const { file, node } of exporting) origins.push({ node, text: `${nameOf(file)}: exports`, file })
    const hosts: Origin[] = []
    for (const [node, file] of this.hostContexts)
      if (file !== '' && !this.contexts.has(node) && this.outer(node) < 0) hosts.push({ node, text: `${file}: `, file })
    return { origins, locals, hosts, functions: this.functions, names, contextNames: this.names.contexts, realmNames: this.names.realms }
  }

  private findFunctions(): void {
    const { graph, sources, functions } = this
    const closure = graph.nodeTypes.indexOf('closure')
    const kinds = new Map<number, number>()
    for (let node = 0; node < graph.nodeCount; node++) {
      if (graph.nodeType[node] !== closure) continue
      const script = sources.scriptOf(node)
      if (script < 0) continue
      let kind = kinds.get(script)
      if (kind === undefined) kinds.set(script, (kind = isProgramFile(sources.fileOf(script)) ? PROGRAM : HOST))
      functions[node] = kind
      // the contexts outside of a function are the program's as well
      const file = sources.fileOf(script)
      const contexts = kind === PROGRAM ? this.contexts : this.hostContexts
      if (kind === PROGRAM) this.files.add(file)
      let context = sources.internalTarget(node, 'context')
      while (context >= 0 && this.isContext(context) && !contexts.has(context)) {
        contexts.set(context, file)
        context = sources.internalTarget(context, 'previous')
      }
    }
  }

  private isContext(node: number): boolean {
    return this.names.contexts.has(this.graph.nodeName[node])
  }

  /** The context around one; -1 where there is none but the realm's. */
  private outer(context: number): number {
    const previous = this.sources.internalTarget(context, 'previous')
    return previous >= 0 && this.isContext(previous) ? previous : -1
  }

  /** The names of the functions whose variables are in contexts of these scopes; the function around a module has none. */
  private owners(scopes: ReadonlyMap<number, unknown>): Map<number, string> {
    const { graph, sources } = this
    const owners = new Map<number, string>()
    const code = graph.nodeTypes.indexOf('code')
    const name = sources.nameIndex('name_or_scope_info')
    if (name < 0) return owners
    const { firstEdge, edgeName, edgeTo, nodeType } = graph
    for (let node = 0; node < graph.nodeCount; node++) {
      if (nodeType[node] !== code) continue
      for (let edge = firstEdge[node]; edge < firstEdge[node + 1]; edge++)
        if (edgeName[edge] === name && scopes.has(edgeTo[edge])) owners.set(edgeTo[edge], graph.nameOf(node).replace(NAMELESS, ''))
    }
    return owners
  }

  /** The realm has its globals; where the root has shortcuts, they lead there as well. */
  private globals(): Origin[] {
    const { graph, sources } = this
    const found = new Map<number, Origin>()
    const add = (node: number) => {
      if (node < 0 || found.has(node)) return
      const full = graph.nameOf(node)
      // `global / `, `global (global*) / `, `Window / https://...`; Deno's is a Window by its class alone
      const name = full.includes('[JSGlobal') ? 'global' : (/^[^ /]+/.exec(full)?.[0] ?? 'global')
      found.set(node, { node, text: name, file: '' })
    }
    const shortcut = graph.edgeTypes.indexOf('shortcut')
    for (let edge = graph.firstEdge[0]; edge < graph.firstEdge[1]; edge++) if (graph.edgeType[edge] === shortcut) add(graph.edgeTo[edge])
    const { realms } = this.names
    for (let node = 0; node < graph.nodeCount && realms.size > 0; node++) {
      if (!realms.has(graph.nodeName[node])) continue
      const own = sources.internalTarget(node, 'global_object')
      add(own >= 0 ? own : sources.internalTarget(node, 'extension'))
    }
    return [...found.values()]
  }

  /** What ES modules export: it is in cells, beside the module's context. */
  private modules(): { file: string; exported: [string, number][] }[] {
    const { graph, sources } = this
    const name = sources.nameIndex(MODULE)
    const found: { file: string; exported: [string, number][] }[] = []
    if (name < 0) return found
    const files = new Map<number, string>()
    for (const [context, file] of this.contexts) {
      const module = sources.internalTarget(context, 'extension')
      if (module >= 0) files.set(module, file)
    }
    const { firstEdge, edgeTo, nodeName, nodeType } = graph
    const array = graph.nodeTypes.indexOf('array')
    for (let node = 0; node < graph.nodeCount; node++) {
      if (nodeName[node] !== name) continue
      const file = files.get(node) ?? this.fileOfModule(node)
      if (!isProgramFile(file)) continue
      const exported = new Map<string, number>()
      for (let edge = firstEdge[node]; edge < firstEdge[node + 1]; edge++)
        if (nodeType[edgeTo[edge]] === array) for (const [key, value] of this.cellsOf(edgeTo[edge])) exported.set(key, value)
      found.push({ file, exported: [...exported] })
    }
    return found
  }

  private fileOfModule(module: number): string {
    const { graph, sources } = this
    for (let edge = graph.firstEdge[module]; edge < graph.firstEdge[module + 1]; edge++) {
      const closure = sources.internalTarget(graph.edgeTo[edge], 'function')
      const script = closure < 0 ? -1 : sources.scriptOf(closure)
      if (script >= 0) return sources.fileOf(script)
    }
    return ''
  }

  /** Each name of a table of names and cells, and what is in its cell. */
  private *cellsOf(table: number): Generator<[string, number]> {
    const { graph, sources } = this
    const string = graph.nodeTypes.indexOf('string')
    let key = ''
    for (let edge = graph.firstEdge[table]; edge < graph.firstEdge[table + 1]; edge++) {
      const to = graph.edgeTo[edge]
      if (graph.nodeType[to] === string) key = graph.nameOf(to)
      else {
        const value = key === '' ? -1 : sources.internalTarget(to, 'value')
        if (value >= 0 && graph.nameOf(to) === 'system / Cell') yield [key, value]
        key = ''
      }
    }
  }

  /** What CommonJS modules export, where the program can say it only so. */
  private commonModules(): { file: string; node: number }[] {
    const { graph } = this
    const found: { file: string; node: number }[] = []
    const type = graph.nodeTypes.indexOf('object')
    const name = this.sources.nameIndex('Module')
    for (let node = 0; node < graph.nodeCount && name >= 0; node++) {
      if (graph.nodeName[node] !== name || graph.nodeType[node] !== type) continue
      const file = graph.findEdge(node, 'property', 'filename')
      const exported = graph.findEdge(node, 'property', 'exports')
      if (file >= 0 && exported >= 0 && graph.typeOf(graph.edgeTo[file]) === 'string')
        found.push({ file: graph.nameOf(graph.edgeTo[file]), node: graph.edgeTo[exported] })
    }
    return found
  }
}
