import type { HeapGraph } from '../graph/heap-graph.js'
import { type SourcePlace, sourcesOf } from '../graph/source-places.js'

/** The text of a file, undefined where it cannot be had. */
export type ReadSource = (file: string) => string | undefined

/** V8 writes so many characters of a string. */
const textLimit = 1024

/** Where variables are declared, as far as the texts of the sources can be had: a snapshot has them up to 1024 characters, a file has all. */
export class Declarations {
  private readonly graph: HeapGraph
  private readonly read: ReadSource
  private readonly scripts = new Map<string, number>()
  private readonly texts = new Map<string, readonly string[]>()

  constructor(graph: HeapGraph, read: ReadSource = () => undefined) {
    this.graph = graph
    this.read = read
    const sources = sourcesOf(graph)
    const code = graph.nodeTypes.indexOf('code')
    for (let node = 0; node < graph.nodeCount; node++)
      if (graph.nodeType[node] === code && sources.internalTarget(node, 'source') >= 0) this.scripts.set(sources.fileOf(node), node)
  }

  /** The files that the snapshot has scripts of. */
  get files(): readonly string[] {
    return [...this.scripts.keys()]
  }

  /** The first place where a variable of that name is declared, from a line on. */
  variable(file: string, name: string, from = 1): SourcePlace | undefined {
    const escaped = name.replace(/[$]/g, '\\$&')
    const declared = new RegExp(
      `(?:\\b(?:const|let|var|function\\*?|class|import|static)\\b[^=;]*?|^\\s*|,\\s*)(?<![\\w$.])(${escaped})(?![\\w$:(.])`,
      'd',
    )
    return this.find(file, declared, from)
  }

  /** The first place where a property of that name is set. */
  property(file: string, name: string): SourcePlace | undefined {
    const escaped = name.replace(/[$]/g, '\\$&')
    return this.find(file, new RegExp(`\\.(${escaped})\\s*(?:\\?\\?|\\|\\|)?=(?!=)`, 'd'), 1)
  }

  private find(file: string, pattern: RegExp, from: number): SourcePlace | undefined {
    const lines = this.lines(file)
    for (let at = from - 1; at < lines.length; at++) {
      if (lines[at].length > longestLine || /^\s*(?:\/\/|\*)/.test(lines[at])) continue
      const found = pattern.exec(lines[at])?.indices?.[1]
      if (found !== undefined) return { file, line: at + 1, column: found[0] + 1 }
    }
    return undefined
  }

  private lines(file: string): readonly string[] {
    let lines = this.texts.get(file)
    if (lines === undefined) this.texts.set(file, (lines = this.textOf(file).split('\n')))
    return lines
  }

  /** A file that does not begin as the script does is another by now. */
  private textOf(file: string): string {
    const { graph } = this
    const script = this.scripts.get(file)
    const source = script === undefined ? -1 : sourcesOf(graph).internalTarget(script, 'source')
    const known = source < 0 ? '' : graph.nameOf(source)
    if (known.length > 0 && known.length < textLimit) return known
    const text = this.read(file)
    if (text === undefined || known.length === 0) return known
    return text.startsWith(known.slice(0, textLimit - 1)) ? text : known
  }
}

/** What a bundler has put on one line has no line to tell. */
const longestLine = 500
