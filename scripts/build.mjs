/**
 * Builds dist/ from src/: ESM, CommonJS, and the declarations once, beside the CommonJS.
 * The ESM entries' declarations re-export those: two sets would make `describeMemory` two unique symbols (TS2741).
 */
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildSync } from 'esbuild'
import { buildCodegen } from './codegen.mjs'
import { licencesOf } from './licences.mjs'
import { buildNative } from './native.mjs'
import { buildPage } from './page.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const dist = join(root, 'dist')
const stamp = 'cjs/package.json'
/** src/probe/here.ts as an ES module has it; a bundler that makes CommonJS of it leaves no `import.meta.url`. */
const here = `export const here = import.meta.url ?? (typeof __filename === 'string' ? __filename : undefined)
// webpack would take the folder for a module
export const prebuilds = typeof import.meta.url === 'string' ? new URL(/* webpackIgnore: true */ '../../../prebuilds', import.meta.url) : undefined
`

/** Builds everything that `exports` and `bin` of package.json name. @param {string[]} flags more options for tsc */
export function build(...flags) {
  const { exports, bin = {} } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  buildPage()
  // Built aside and moved: a process that reads dist/ meanwhile never sees half of it.
  const out = join(root, `.dist-${process.pid}`)
  try {
    mkdirSync(join(out, 'cjs'), { recursive: true })
    // Written first: isStale() reads its time, and sources may change while tsc runs.
    writeFileSync(join(out, stamp), '{ "type": "commonjs", "sideEffects": false }\n')
    for (const format of ['esm', 'cjs']) compile(format, join(out, format), flags)
    writeFileSync(builtFile(out, 'dist/esm/probe/here.js'), here)
    for (const file of Object.values(bin)) bundle(out, file)
    for (const entry of Object.values(exports)) if (entry.import) writeDeclaration(out, entry)
    for (const file of Object.values(bin)) chmodSync(builtFile(out, file), 0o755)
    if (existsSync(dist)) renameSync(dist, join(out, 'old'))
    renameSync(out, dist)
    rmSync(join(dist, 'old'), { recursive: true, force: true })
  } finally {
    rmSync(out, { recursive: true, force: true })
  }
}

/** Whether dist/ is missing, or older than anything it is built from. */
export function isStale() {
  if (!existsSync(dist)) return true
  const { mtimeMs } = statSync(join(dist, stamp))
  const inputs = ['package.json', 'tsconfig.json', 'tsconfig.esm.json', 'tsconfig.cjs.json', 'scripts/build.mjs', 'scripts/page.mjs', 'src']
  const sources = readdirSync(join(root, 'src'), { recursive: true }).map((file) => join('src', String(file)))
  return [...inputs, ...sources].some((file) => statSync(join(root, file)).mtimeMs > mtimeMs)
}

/** @param {string} format @param {string} outDir @param {string[]} flags */
function compile(format, outDir, flags) {
  const args = [join(root, 'node_modules/typescript/bin/tsc'), '-p', `tsconfig.${format}.json`, '--outDir', outDir, ...flags]
  if (spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status !== 0)
    throw new Error(`tsc failed on tsconfig.${format}.json`)
}

/**
 * Makes one file of a command and the packages it needs, so that users install none; their licences go beside it. The library stays apart.
 * @param {string} out @param {string} file
 */
function bundle(out, file) {
  const built = builtFile(out, file)
  const folder = dirname(built)
  const library = readdirSync(dirname(folder)).map((name) => join(dirname(folder), name))
  const { outputFiles, metafile } = buildSync({
    absWorkingDir: out,
    entryPoints: [built],
    bundle: true,
    external: library.filter((path) => path !== folder).map((path) => (statSync(path).isDirectory() ? `${path}/*` : path)),
    // packages in CommonJS ask for Node's modules with require()
    banner: { js: "import { createRequire as requireFrom } from 'node:module'\nconst require = requireFrom(import.meta.url)" },
    format: 'esm',
    legalComments: 'inline',
    metafile: true,
    platform: 'node',
    target: 'node20',
    write: false,
    outfile: built,
  })
  rmSync(folder, { recursive: true })
  mkdirSync(folder)
  writeFileSync(built, outputFiles[0].contents)
  writeFileSync(join(folder, 'third-party-licenses.txt'), licencesOf(out, metafile.inputs))
}

/** @param {string} out @param {{ import: string, require: string }} entry */
function writeDeclaration(out, entry) {
  const esm = builtFile(out, entry.import)
  const cjs = builtFile(out, entry.require)
  writeFileSync(esm.replace(/\.js$/, '.d.ts'), `export * from '${relative(dirname(esm), cjs)}'\n`)
}

/** Where a file that package.json names now is. @param {string} out @param {string} file */
function builtFile(out, file) {
  const built = join(out, relative('dist', file))
  if (!existsSync(built)) throw new Error(`package.json names ${file}, which no source makes`)
  return built
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  build()
  buildNative()
  buildCodegen()
}
