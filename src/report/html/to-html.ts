import { MemSizeError, shown } from '../../errors.js'
import type { HeapGraph } from '../../graph/heap-graph.js'
import { printable } from '../../printable.js'
import { comparable, diff, diffByPath, dominatorTree } from '../../snapshot/queries.js'
import { expectAtLeast } from '../../tree/text-table.js'
import { DominatorNodes } from '../dominator-nodes.js'
import { ValueNodes } from '../value-nodes.js'
import type { ReportDocument } from './document.js'
import { htmlPage, inScript, listChunks } from './html-page.js'
import { page } from './page-assets.js'
import { type Growth, type NamedNodes, type ReportOptions, reportDocument } from './report-document.js'

/** What a page shows. */
export interface HTMLOptions {
  /** What the page is called. */
  readonly title?: string | undefined
  /** A line below it: where the graph comes from. */
  readonly note?: string | undefined
  /** The node that the page is of, with all that it retains. Default: node 0, everything. */
  readonly root?: number | undefined
  /** How many objects are shown by themselves, the heaviest; default 200,000. The others are there as `(37 more)`. */
  readonly nodes?: number | undefined
  /** A snapshot of the same program that was taken before: the page then shows what grew. Only for graphs of snapshots. */
  readonly before?: HeapGraph | undefined
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
  const { title = 'Memory', note = '', root = 0, nodes = 200_000, before } = options
  expectAtLeast('nodes', nodes, 1)
  if (!(Number.isInteger(root) && root >= 0 && root < graph.nodeCount))
    throw new MemSizeError(`Expected \`root\` to be a node of the graph, 0 to ${graph.nodeCount - 1}, got ${shown(root)}.`)
  const isHeap = graph.typeOf(0) === 'synthetic'
  const rootName = !isHeap ? '$' : root === 0 ? '(heap)' : `@${graph.nodeId[root]}`
  const tree = isHeap ? new DominatorNodes(dominatorTree(graph), root) : new ValueNodes(graph, root)
  if (before !== undefined && (!isHeap || before.nodeCount === 0 || before.typeOf(0) !== 'synthetic'))
    throw new MemSizeError('Expected `before` beside a heap snapshot, to be one too, got a graph of values. Give two heap snapshots.')
  const growth = before === undefined ? undefined : growthSince(before, graph)
  const document = reportDocument(tree, { title, note, rootName, nodes: Math.floor(nodes), growth })
  yield* htmlPage(page, document.title, jsonChunks(document))
}

function growthSince(before: HeapGraph, after: HeapGraph): Growth {
  const { classes, kept, mistaken, before: then } = diff(before, after)
  const [old, now] = [before, after].map((graph) => dominatorTree(graph).retained)
  const nodes = new Map<number, number>()
  const isComparable = comparable({ kept, mistaken, before: then })
  if (isComparable) for (let node = 0; node < before.nodeCount; node++) if (old[node] > 0) nodes.set(before.nodeId[node], node)
  return {
    retainedBy: isComparable ? (node) => now[node] - (old[nodes.get(after.nodeId[node]) ?? -1] ?? 0) : undefined,
    classes: new Map(classes.map(({ name, bytesDelta }) => [printable(name), bytesDelta])),
    paths: diffByPath(before, after),
  }
}

/** The same page of a tree that is no graph's. */
export function treeChunks(tree: NamedNodes, options: ReportOptions): Generator<string, void, undefined> {
  const document = reportDocument(tree, options)
  return htmlPage(page, document.title, jsonChunks(document))
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
