import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('../..', import.meta.url))

/**
 * Imports a TypeScript module of this project, which Node 20 cannot do by itself.
 * @param {string} entry path from the project's root
 * @param {(file: string, text: string) => string} [edit] changes sources on the way; gets the path from the root
 */
export async function importTypeScript(entry, edit) {
  const folder = await mkdtemp(join(tmpdir(), 'memsize-bundle-'))
  const outfile = join(folder, 'bundle.mjs')
  try {
    await build({
      absWorkingDir: root,
      entryPoints: [entry],
      bundle: true,
      format: 'esm',
      outfile,
      platform: 'node',
      target: 'node20',
      logLevel: 'error',
      plugins: edit ? [editing(edit)] : [],
    })
    return await import(pathToFileURL(outfile).href)
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** @param {(file: string, text: string) => string} edit @returns {import('esbuild').Plugin} */
const editing = (edit) => ({
  name: 'edit',
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      return { contents: edit(path.slice(root.length), await readFile(path, 'utf8')), loader: 'ts' }
    })
  },
})
