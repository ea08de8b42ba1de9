/** npm run demo: the three uses, measured by the probe where there is a C compiler. Builds what it needs. */
import { rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { buildSync } from 'esbuild'
import { build, isStale } from '../scripts/build.mjs'
import { buildNative } from '../scripts/native.mjs'

if (isStale()) {
  console.log('building dist/ ...')
  build('--noCheck')
}
buildNative()

const built = new URL('uses.built.mjs', import.meta.url)
try {
  buildSync({
    entryPoints: [fileURLToPath(new URL('uses.ts', import.meta.url))],
    outfile: fileURLToPath(built),
    bundle: true,
    external: ['memsize', 'memsize/*'],
    format: 'esm',
    platform: 'node',
    target: 'node20',
  })
  await import(built.href)
} finally {
  rmSync(built, { force: true })
}
