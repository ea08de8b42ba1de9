import { MemSizeError, shown } from '../../errors.js'
import type { HeapGraph } from '../../graph/heap-graph.js'
import { printable } from '../../printable.js'
import { comparable, diff, diffByPath, dominatorTree } from '../../snapshot/queries.js'
import { expectAtLeast } from '../../tree/text-table.js'
import { DominatorNodes } from '../dominator-nodes.js'
import { ValueNodes } from '../value-nodes.js'
import type { ReportDocument } from './document.js'
import { page } from './page-assets.js'
import { type Growth, reportDocument } from './report-document.js'

export interface HTMLOptions {
  /** What the page is called. */
  readonly title?: string | undefined
  /** A line below it: where the graph comes from. */
  readonly note?: string | undefined
  /** The node that the page is of, with all that it retains. Default: node 0, everything. */
  readonly root?: number | undefined
  /** How many objects are shown by themselves, the heaviest; default 200,000. The others are there as `(37 more)`. */
  readonly nodes?: number | undefined
  /** A snapshot of the same program that was taken before: the page then shows what grew. Of graphs of snapshots only. */
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
  yield* pageChunks(reportDocument(tree, { title, note, rootName, nodes: Math.floor(nodes), growth }))
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

/** Nothing runs or is applied but what has one of these hashes: no name can bring a script, a style, a frame, an image or a request along. */
const policy = [
  `default-src 'none'`,
  `script-src '${page.scriptHash}'`,
  `style-src '${page.styleHash}'`,
  'img-src data:',
  `base-uri 'none'`,
  `form-action 'none'`,
  `require-trusted-types-for 'script'`,
  `trusted-types 'none'`,
].join('; ')

function* pageChunks(document: ReportDocument): Generator<string, void, undefined> {
  yield `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<link rel="icon" href="data:,">
<title>${escaped(document.title)}</title>
<!--
Made by memsize. Its script contains:

${page.licences}
-->
<style>${page.style}</style>
<body>
${page.body}
<script type="application/json" id="report">`
  yield* jsonChunks(document)
  yield `</script>
<script>${page.script}</script>
</body>
</html>
`
}

const perChunk = 10_000

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

function* listChunks(list: readonly unknown[]): Generator<string, void, undefined> {
  yield '['
  for (let i = 0; i < list.length; i += perChunk) yield (i > 0 ? ',' : '') + inScript(list.slice(i, i + perChunk)).slice(1, -1)
  yield ']'
}

/** JSON that cannot end the element it is in, nor open a comment: `<` is written as its escape. */
const inScript = (value: unknown): string => JSON.stringify(value).replaceAll('<', '\\u003c')

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character])
