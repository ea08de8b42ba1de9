import { MemSizeError, shown } from '../../errors.js'
import type { HeapGraph } from '../../graph/heap-graph.js'
import { dominatorTree } from '../../snapshot/queries.js'
import { expectAtLeast } from '../../tree/text-table.js'
import { DominatorNodes } from '../dominator-nodes.js'
import { ValueNodes } from '../value-nodes.js'
import type { ReportDocument } from './document.js'
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
  yield* pageChunks(reportDocument(tree, { title, note, rootName, nodes: Math.floor(nodes) }))
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
