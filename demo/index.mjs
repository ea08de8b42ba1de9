/** Shows `memsize of` on a document of 6 MB: a shop's customers and orders, the same every time. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { shop } from './shop.mjs'

const bin = fileURLToPath(new URL('../dist/esm/cli/bin.js', import.meta.url))

if (!existsSync(bin)) {
  console.log('dist/ is missing: building it')
  const { build } = await import('../scripts/build.mjs')
  build()
}

const folder = mkdtempSync(join(tmpdir(), 'memsize-demo-'))
try {
  writeFileSync(join(folder, 'shop.json'), JSON.stringify(shop()))
  console.log('$ memsize of shop.json\n')
  const { status } = spawnSync(process.execPath, [bin, 'of', 'shop.json'], { cwd: folder, stdio: 'inherit' })
  process.exitCode = status ?? 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}
