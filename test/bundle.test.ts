import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'

/**
 * What it may weigh: what was reached, so that it can only move when someone decides it should. The aim is 17,000, and it is missed: names of properties
 * make up a quarter, and what objects of every kind hold cannot be left out. 21,100 before every entry could be imported anywhere (registries that are
 * made when they are written to, fallbacks for what a context lacks, built-ins behind accessors: 600) and the walk was five files (230); amounts of bytes may
 * be texts (150); descriptions can name an arena (88); class sums and slices are asked of each method, and compiled private fields are noticed (220); a
 * measurement that has descriptions uses its parts again (250).
 */
const LIMIT = 23_000

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
  process.stdout.write(`deepSize for a browser: ${contents.length} bytes minified, ${gzipped} gzipped (limit ${LIMIT}, aim 17000)\n`)

  expect(Object.values(result.metafile.outputs)[0].imports).toEqual([])
  expect(text).not.toMatch(/\brequire\s*\(|\bfrom\s*["']node:/)
  if (gzipped > LIMIT) throw new Error(`${gzipped - LIMIT} bytes over the limit; the heaviest:\n${heaviest.join('\n')}`)
})
