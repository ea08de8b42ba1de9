import { MemSizeError, shown } from '../../errors.js'
import type { HeapGraph } from '../../graph/heap-graph.js'
import { dominatorTree } from '../../snapshot/queries.js'
import { expectAtLeast } from '../../tree/text-table.js'
import { DominatorNodes } from '../dominator-nodes.js'
import { ValueNodes } from '../value-nodes.js'
import type { ReportDocument } from './document.js'
import { htmlPage, inScript, listChunks } from './html-page.js'
import { page } from './page-assets.js'
import { reportDocument } from './report-document.js'

export interface HTMLOptions {
  /** What the page is called. */
  readonly title?: string | undefined
  /** A line below it: where the graph comes from. */
  readonly note?: string | undefined
  /** The node that the page is of, with all that it retains. Default: node 0, everything. */
  readonly root?: number | undefined
  /** How many objects are shown by themselves, the heaviest; default 200,000. The others are there as `(37 more)`. */
  readonly nodes?: number | undefined
}

/**
 * A page that shows what retains the bytes of a graph: treemap, icicle, classes, search. One file that asks the network for nothing.
 * Linear in the graph, but for a logarithm.
 */
export function toHTML(graph: HeapGraph, options?: HTMLOptions): string {
  return [...htmlChunks(graph, options)].join('')
}

/** The same in pieces: a page may be longer than the longest string. */
export function* htmlChunks(graph: HeapGraph, options: HTMLOptions = {}): Generator<string, void, undefined> {
  const { title = 'Memory', note = '', root = 0, nodes = 200_000 } = options
  expectAtLeast('nodes', nodes, 1)
  if (!(Number.isInteger(root) && root >= 0 && root < graph.nodeCount))
    throw new MemSizeError(`Expected \`root\` to be a node of the graph, 0 to ${graph.nodeCount - 1}, got ${shown(root)}.`)
  const isHeap = graph.typeOf(0) === 'synthetic'
  const rootName = !isHeap ? '$' : root === 0 ? '(heap)' : `@${graph.nodeId[root]}`
  const tree = isHeap ? new DominatorNodes(dominatorTree(graph), root) : new ValueNodes(graph, root)
  const document = reportDocument(tree, { title, note, rootName, nodes: Math.floor(nodes) })
  yield* htmlPage(page, document.title, jsonChunks(document))
}

function* jsonChunks({ strings, tree, ...rest }: ReportDocument): Generator<string, void, undefined> {
  yield `${inScript(rest).slice(0, -1)},"tree":{`
  let separator = ''
  for (const [name, column] of Object.entries(tree)) {
    yield `${separator}"${name}":`
    yield* listChunks(column)
    separator = ','
  }
  yield '},"strings":'
  yield* listChunks(strings)
  yield '}'
}
