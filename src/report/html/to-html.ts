import type { ReportDocument } from './document.js'
import { page } from './page-assets.js'
import { type ReportOptions, reportDocument } from './report-document.js'
import type { RetainedClass, RetainedTree } from './retained-tree.js'

/** A page that shows what retains the bytes of a heap: one file that asks the network for nothing. */
export function treeToHTML(tree: RetainedTree, classes: readonly RetainedClass[], options?: ReportOptions): string {
  return [...htmlChunks(reportDocument(tree, classes, options))].join('')
}

/** The same in pieces, each far below the longest string an engine can hold. */
export function* htmlChunks(document: ReportDocument): Generator<string, void, undefined> {
  // Only what has one of these hashes runs or applies; no name can bring a script, a style, a frame, an image or a request along.
  const policy = [
    `default-src 'none'`,
    `script-src '${page.scriptHash}'`,
    `style-src '${page.styleHash}'`,
    'img-src data:',
    `base-uri 'none'`,
    `form-action 'none'`,
    `require-trusted-types-for 'script'`,
    `trusted-types 'none'`,
  ]
  yield `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy.join('; ')}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<link rel="icon" href="data:,">
<title>${escaped(document.title)} · memsize</title>
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

function* jsonChunks(document: ReportDocument): Generator<string, void, undefined> {
  const { strings, tree, ...rest } = document
  yield `${inScript({ ...rest }).slice(0, -1)},"tree":{`
  for (const [i, [name, column]] of Object.entries(tree).entries()) yield `${i > 0 ? ',' : ''}"${name}":${JSON.stringify(column)}`
  yield '},"strings":['
  for (let i = 0; i < strings.length; i += 10_000) yield `${i > 0 ? ',' : ''}${inScript(strings.slice(i, i + 10_000)).slice(1, -1)}`
  yield ']}'
}

/** JSON that cannot end the element it is in, nor open a comment: `<` is written as its escape. */
const inScript = (value: unknown): string => JSON.stringify(value).replaceAll('<', '\\u003c')

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character])
