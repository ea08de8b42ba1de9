import type { HeapGraph } from './heap-graph.js'

/** A place in a source file, as editors count: lines and columns from 1. */
export interface SourcePlace {
  /** A path, a URL, `node:fs`. Not made harmless to print. */
  readonly file: string
  /** From 1. */
  readonly line: number
  /** From 1. */
  readonly column: number
}

const nowhere = -1
const noNode = 0xffffffff

/** Whose names sources of the engine and of its host have: Node's own modules, Deno's, extensions of a browser. */
const hostFile = /^(?:node:|internal\/|ext:|checkin:|chrome-extension:|extensions::|native |v8\/|devtools:|pptr:|\[eval]-wrapper$)/

/** Whether a file is the program's, and not the engine's or its host's. */
export const isProgramFile = (file: string): boolean => file !== '' && !hostFile.test(file)

/** Scripts, functions and their contexts in a heap snapshot. */
export class Sources {
  private readonly graph: HeapGraph
  private readonly internal: number
  private readonly names = new Map<string, number>()
  /** By node: 1 and its row of the locations, or 0. */
  private rows: Uint32Array | undefined
  private readonly files = new Map<number, string>()
  private scripts: Map<number, number> | undefined

  constructor(graph: HeapGraph) {
    this.graph = graph
    this.internal = graph.edgeTypes.indexOf('internal')
  }

  /** Where a function is written, or the constructor of an object's class; undefined where the snapshot does not say. */
  placeOf(node: number): SourcePlace | undefined {
    const { locations } = this.graph
    if (locations === undefined) return undefined
    if (this.rows === undefined) {
      this.rows = new Uint32Array(this.graph.nodeCount)
      for (let row = 0; row < locations.node.length; row++) this.rows[locations.node[row]] = row + 1
    }
    const row = this.rows[node] - 1
    if (row < 0) return undefined
    const own = locations.scriptNode?.[row] ?? noNode
    const script = own === noNode ? this.scriptNodes().get(locations.script[row]) : own
    const file = script === undefined ? '' : this.fileOf(script)
    return file === '' ? undefined : { file, line: locations.line[row] + 1, column: locations.column[row] + 1 }
  }

  /** The script that a function belongs to; -1 for a function of the engine itself. */
  scriptOf(closure: number): number {
    const shared = this.internalTarget(closure, 'shared')
    return shared < 0 ? nowhere : this.scriptOfShared(shared)
  }

  /** The script of what all closures of one function share. Its edge was `script_or_debug_info` before V8 13. */
  scriptOfShared(shared: number): number {
    const script = this.internalTarget(shared, 'script')
    return script >= 0 ? script : this.internalTarget(shared, 'script_or_debug_info')
  }

  /** The file of a script; empty where it has no name. */
  fileOf(script: number): string {
    let file = this.files.get(script)
    if (file === undefined)
      this.files.set(script, (file = pathOf(this.graph.nameOf(script).replace(/^system \/ (?:Script(?: \/ )?)?/, ''))))
    return file
  }

  /** What an internal edge of that name leads to; -1 where there is none. */
  internalTarget(node: number, name: string): number {
    const { firstEdge, edgeType, edgeName, edgeTo } = this.graph
    const wanted = this.nameIndex(name)
    if (wanted < 0) return nowhere
    for (let edge = firstEdge[node]; edge < firstEdge[node + 1]; edge++)
      if (edgeName[edge] === wanted && edgeType[edge] === this.internal) return edgeTo[edge]
    return nowhere
  }

  /** The index of a text among the strings; -1 where it is none of them. */
  nameIndex(name: string): number {
    let index = this.names.get(name)
    if (index === undefined) this.names.set(name, (index = this.graph.strings.indexOf(name)))
    return index
  }

  /** By number of the engine: the node of the script. Found through functions that have a place. */
  private scriptNodes(): Map<number, number> {
    if (this.scripts !== undefined) return this.scripts
    const { locations, nodeType, nodeTypes } = this.graph
    this.scripts = new Map()
    if (locations === undefined) return this.scripts
    const closure = nodeTypes.indexOf('closure')
    for (let row = 0; row < locations.node.length; row++) {
      const number = locations.script[row]
      if (nodeType[locations.node[row]] !== closure || this.scripts.has(number)) continue
      const script = this.scriptOf(locations.node[row])
      if (script >= 0) this.scripts.set(number, script)
    }
    return this.scripts
  }
}

const known = new WeakMap<HeapGraph, Sources>()

/** The sources of a graph, looked into once. */
export function sourcesOf(graph: HeapGraph): Sources {
  let sources = known.get(graph)
  if (!sources) known.set(graph, (sources = new Sources(graph)))
  return sources
}

/** `file:///app/a%20b.js` as a path. */
function pathOf(name: string): string {
  if (!name.startsWith('file://')) return name
  try {
    const path = decodeURIComponent(new URL(name).pathname)
    return /^\/[a-z]:\//i.test(path) ? path.slice(1) : path
  } catch {
    return name
  }
}

/** For each file the shortest end of its path that no other has: `server.js`, `a/index.js` and `b/index.js`. */
export function shortNames(files: Iterable<string>): Map<string, string> {
  const all = [...new Set(files)]
  const short = new Map<string, string>()
  let waiting = all
  for (let parts = 1; waiting.length > 0; parts++) {
    const ends = new Map<string, string[]>()
    for (const file of waiting) {
      const end = file.split(/[\\/]/).slice(-parts).join('/')
      const same = ends.get(end)
      if (same) same.push(file)
      else ends.set(end, [file])
    }
    waiting = []
    for (const [end, same] of ends) {
      const longer = same.filter((file) => file.split(/[\\/]/).length > parts)
      if (same.length === 1 || longer.length === 0) for (const file of same) short.set(file, same.length === 1 ? end : file)
      else waiting.push(...same)
    }
    if (parts > 40) for (const file of waiting.splice(0)) short.set(file, file)
  }
  return short
}

/** `server.js:12:3`: a place by the last part of its file's path. What is Node's own has its whole name. */
export function placeText({ file, line, column }: SourcePlace): string {
  const name = isProgramFile(file) ? (file.split(/[\\/]/).pop() as string) : file
  return `${name}:${line}:${column}`
}
