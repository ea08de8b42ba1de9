/** Builds codegen/dist from codegen/src; needs the types of the library's own dist. */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = join(root, 'codegen')

/** Builds it where it is missing, or older than what it is built from. */
export function buildCodegen() {
  const sources = readdirSync(join(folder, 'src'), { recursive: true, encoding: 'utf8' }).map((file) => join('src', file))
  const built = join(folder, 'dist/bin.js')
  const isFresh = (/** @type {string} */ file) => statSync(join(folder, file)).mtimeMs < statSync(built).mtimeMs
  if (existsSync(built) && ['package.json', 'tsconfig.json', ...sources].every(isFresh)) return
  const { status } = spawnSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', folder], { stdio: 'inherit' })
  if (status !== 0) throw new Error('tsc failed on codegen/tsconfig.json')
}
