/**
 * Packages like the published one around a probe that only tests have: one whose lessons can be spoiled (native/inject.c), one that the
 * compiler's sanitizers watch. Child processes load the library from there.
 */
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const compiler = process.env.CC || 'cc'

const flags = ['-std=c11', '-O2', '-g', '-Wall', '-Wextra', '-fno-strict-aliasing', '-fvisibility=hidden', '-fPIC', '-shared']
// an error that is only printed would pass
const sanitizers = ['-fsanitize=address,undefined', '-fno-sanitize-recover=undefined', '-fno-omit-frame-pointer']

/**
 * @typedef {object} Package
 * @property {string} folder
 * @property {string} dist the library, in CommonJS
 * @property {string} binary
 * @property {Record<string, string>} env for the processes that load it
 * @property {() => void} remove
 */

/**
 * A package in a folder of its own. Without a compiler, or without its sanitizers, the reason why there is none.
 * @param {{ inject?: boolean, sanitize?: boolean }} [options]
 * @returns {Package | { reason: string }}
 */
export function makePackage({ inject = false, sanitize = false } = {}) {
  const library = sanitize ? sanitizerLibrary() : undefined
  if (sanitize && library === undefined) return { reason: `${compiler} has no AddressSanitizer: apt-get install gcc (libasan)` }
  const folder = mkdtempSync(join(tmpdir(), 'memsize-probe-'))
  const remove = () => rmSync(folder, { recursive: true, force: true })
  cpSync(join(root, 'dist/cjs'), join(folder, 'dist/cjs'), { recursive: true })
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'memsize' }))
  const binary = join(folder, 'prebuilds', `${process.platform}-${process.arch}`, 'memsize.node')
  mkdirSync(join(binary, '..'), { recursive: true })
  const more = [...(inject ? ['-DMEMSIZE_INJECT'] : []), ...(sanitize ? sanitizers : [])]
  if (!compile(binary, sourcesOf(join(root, 'native')), more)) {
    remove()
    return { reason: `there is no C compiler (${compiler})` }
  }
  return { folder, dist: join(folder, 'dist/cjs'), binary, env: library === undefined ? {} : watched(library), remove }
}

/** Compiles an addon; false where there is no compiler. @param {string} binary @param {string[]} sources @param {string[]} more flags */
export function compile(binary, sources, more = []) {
  const { include_dir } = createRequire(import.meta.url)('node-api-headers')
  const run = spawnSync(compiler, [...flags, ...more, `-I${include_dir}`, '-o', binary, ...sources], { stdio: 'inherit' })
  if (run.error && 'code' in run.error && run.error.code === 'ENOENT') return false
  if (run.status !== 0) throw new Error(`${compiler} failed on ${sources.join(', ')}`)
  return true
}

/** @param {string} folder */
const sourcesOf = (folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.c'))
    .map((name) => join(folder, name))

/** Node is not compiled with the sanitizers, so that their library has to be there before it. */
function sanitizerLibrary() {
  const clang = spawnSync(compiler, ['--version'], { encoding: 'utf8' }).stdout?.includes('clang')
  const { stdout } = spawnSync(compiler, [`-print-file-name=${clang ? 'libclang_rt.asan-x86_64.so' : 'libasan.so'}`], { encoding: 'utf8' })
  const found = stdout?.trim()
  return found && existsSync(found) ? found : undefined
}

/**
 * Node's own leaks are no business of ours, and faults are the probe's to catch.
 * @param {string} library
 */
const watched = (library) => ({
  LD_PRELOAD: library,
  ASAN_OPTIONS: 'detect_leaks=0:handle_segv=0:handle_sigbus=0:allow_user_segv_handler=1:use_sigaltstack=0',
  UBSAN_OPTIONS: 'print_stacktrace=1',
})
