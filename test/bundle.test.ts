import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'

/**
 * What it may weigh. The aim is 15,000 (docs/accuracy.md); this holds what was reached, so that it can only move when someone decides it should.
 * 19,000 before there was a probe to choose: the choice takes 370 in a browser, where there is none, and telling a graph every way to an
 * object 70, leaving every rope as it was 30; decorated classes 1,330: their plans, kept sizes of tracked fields, private fields that no rule
 * names.
 */
const LIMIT = 21_100

test(`deepSize in a browser is at most ${LIMIT} bytes, gzipped`, async () => {
  const result = await build({
    stdin: { contents: "export { deepSize } from 'memsize'", resolveDir: process.cwd() },
    bundle: true,
    format: 'esm',
    logLevel: 'silent',
    metafile: true,
    minify: true,
    platform: 'browser',
    target: 'es2022',
    write: false,
  })
  const { contents, text } = result.outputFiles[0]
  const gzipped = gzipSync(contents, { level: 9 }).length
  const sources = Object.entries(Object.values(result.metafile.outputs)[0].inputs).sort(([, a], [, b]) => b.bytesInOutput - a.bytesInOutput)
  const heaviest = sources.slice(0, 5).map(([file, { bytesInOutput }]) => `${file} ${bytesInOutput}`)
  process.stdout.write(`deepSize for a browser: ${contents.length} bytes minified, ${gzipped} gzipped (limit ${LIMIT}, aim 15000)\n`)

  expect(Object.values(result.metafile.outputs)[0].imports).toEqual([])
  expect(text).not.toMatch(/\brequire\s*\(|\bfrom\s*["']node:/)
  if (gzipped > LIMIT) throw new Error(`${gzipped - LIMIT} bytes over the limit; the heaviest:\n${heaviest.join('\n')}`)
})
