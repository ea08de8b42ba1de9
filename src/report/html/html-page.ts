/** What scripts/page.mjs makes of a page's sources. */
export type PageAssets = Readonly<Record<string, string>>

/** Nothing runs or is applied but what has one of these hashes: no name can bring a script, a style, a frame, an image or a request along. */
const policyOf = (page: PageAssets): string =>
  [
    `default-src 'none'`,
    `script-src '${page.scriptHash}'`,
    `style-src '${page.styleHash}'`,
    'img-src data:',
    `base-uri 'none'`,
    `form-action 'none'`,
    `require-trusted-types-for 'script'`,
    `trusted-types 'none'`,
  ].join('; ')

/** A page and its data, as pieces of one file. */
export function* htmlPage(page: PageAssets, title: string, json: Iterable<string>): Generator<string, void, undefined> {
  yield `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policyOf(page)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<link rel="icon" href="data:,">
<title>${escaped(title)}</title>
<!--
Made by memsize. Its script contains:

${page.licences}
-->
<style>${page.style}</style>
<body>
${page.body}
<script type="application/json" id="report">`
  yield* json
  yield `</script>
<script>${page.script}</script>
</body>
</html>
`
}

const perChunk = 10_000

/** A list in pieces: it may be longer than the longest string. */
export function* listChunks(list: readonly unknown[]): Generator<string, void, undefined> {
  yield '['
  for (let i = 0; i < list.length; i += perChunk) yield (i > 0 ? ',' : '') + inScript(list.slice(i, i + perChunk)).slice(1, -1)
  yield ']'
}

/** JSON that cannot end the element it is in, nor open a comment: `<` is written as its escape. */
export const inScript = (value: unknown): string => JSON.stringify(value).replaceAll('<', '\\u003c')

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character])
