/**
 * Compiles native/ into prebuilds/<platform>-<arch>/memsize.node: for this machine, or with --all for every target with a cross-compiler.
 * One binary serves all versions of Node (Node-API) and, on Linux, both C libraries.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const native = join(root, 'native')
/** @type {{ include_dir: string, def_paths: { node_api_def: string } }} */
const headers = createRequire(import.meta.url)('node-api-headers')

const everywhere = [
  // -O3 is a tenth faster than -O2 on small objects
  ...['-std=c11', '-O3', '-Wall', '-Wextra', '-fno-strict-aliasing', '-fvisibility=hidden'],
  // Ubuntu's gcc sets both: they ask for __memcpy_chk, which musl lacks, and __longjmp_chk, which aborts a jump off a signal's stack
  ...['-U_FORTIFY_SOURCE', '-fno-stack-protector'],
  `-I${headers.include_dir}`,
]
// No C library is named: Node has loaded one, whichever. -z now: where a function is missing, loading fails, and not a call later.
// nodelete: V8 and the signal handler call into it, whichever thread had it loaded.
const linux = ['-fPIC', '-shared', '-nostdlib', '-s', '-Wl,-z,now,-z,noseparate-code,-z,nodelete']
const darwin = ['-fPIC', '-bundle', '-undefined', 'dynamic_lookup', '-mmacosx-version-min=11.0', '-Wl,-x']
const windows = ['-shared', '-static-libgcc', '-s']

/**
 * Other machines' targets have a compiler, and Debian's package that brings it.
 * @typedef {{ flags: string[], compiler?: string, package?: string, libraries?: (folder: string) => string[] }} Target
 * @type {Record<string, Target>}
 */
const targets = {
  'linux-x64': { flags: linux, compiler: 'x86_64-linux-gnu-gcc', package: 'gcc-x86-64-linux-gnu' },
  // outline atomics are functions of libgcc, whose start-up asks glibc for __getauxval
  'linux-arm64': { flags: [...linux, '-mno-outline-atomics'], compiler: 'aarch64-linux-gnu-gcc', package: 'gcc-aarch64-linux-gnu' },
  'win32-x64': { flags: windows, compiler: 'x86_64-w64-mingw32-gcc', package: 'gcc-mingw-w64-x86-64', libraries: importLibrary },
  'darwin-x64': { flags: darwin },
  'darwin-arm64': { flags: darwin },
}
const host = `${process.platform}-${process.arch}`
const hostCompiler = process.env.CC || 'cc'

/** All that a Linux binary may ask its process for, beside Node-API: what glibc and musl both have, under these names. */
const inBothLibraries = [
  ...['calloc', 'free', 'malloc', 'memcmp', 'memcpy', 'memmove', 'memset', 'realloc'],
  ...['__sigsetjmp', 'raise', 'sigaction', 'sigemptyset', 'siglongjmp'],
  // where the process's memory is: /proc, other processes, and which malloc this one has
  ...['__errno_location', 'close', 'dladdr', 'dlsym', 'open', 'pread', 'process_vm_readv', 'read', 'readlink'],
  ...['memchr', 'strcmp', 'strlen', 'strncmp', 'strstr'],
  ...['pthread_mutex_lock', 'pthread_mutex_unlock', 'pthread_self'],
  // the whole heap: mappings, the stack, a forked child, and what V8 exports to debuggers
  ...['__errno_location', '_exit', 'fork', 'fsync', 'kill', 'nice', 'pipe2', 'prctl', 'signal', 'unlink', 'waitpid', 'write'],
  ...['close', 'dlsym', 'madvise', 'memchr', 'mincore', 'mmap', 'mremap', 'munmap', 'open', 'pread', 'read', 'strlen'],
  // profiles: clocks, and of libm what weighs a sample
  ...['clock_gettime', 'expm1', 'log', 'qsort', 'strcmp', 'strdup', 'strncmp', 'strnlen'],
  ...['pthread_mutex_destroy', 'pthread_mutex_init', 'pthread_once'],
  ...['pthread_attr_destroy', 'pthread_attr_getstack', 'pthread_getattr_np'],
]

/** Compiles for this machine, unless that was done since native/ changed. Says so without a compiler; throws if the sources are wrong. */
export function buildNative() {
  if (isFresh(host) || (host in targets && compile(host, hostCompiler))) return
  const missing = host in targets ? `no C compiler (${hostCompiler}), so ` : ''
  console.log(`native: ${missing}no probe for ${host}; the library will run on the model`)
}

/** Compiles for every target with a cross-compiler. Returns what went wrong, one line each. */
function buildAll() {
  const problems = []
  for (const [name, { compiler, package: debian, flags }] of Object.entries(targets)) {
    const command = name === host ? hostCompiler : compiler
    if (command === undefined) continue
    if (!compile(name, command)) problems.push(`${name}: no ${command}; apt-get install ${name === host ? 'gcc' : debian}`)
    else if (flags.includes('-nostdlib')) problems.push(...linkProblems(binaryOf(name)).map((problem) => `${name}: ${problem}`))
  }
  return problems
}

/** What keeps a Linux binary from working with both C libraries. @param {string} file */
export function linkProblems(file) {
  const { libraries, symbols } = needsOf(file)
  const strange = symbols.filter((symbol) => !symbol.startsWith('napi_') && !inBothLibraries.includes(symbol))
  return [
    ...libraries.map((library) => `names the library ${library}`),
    ...strange.map((symbol) => `asks for ${symbol}, which glibc and musl do not both have`),
  ]
}

/** The libraries that a Linux binary names, and what it asks its process for. @param {string} file */
export function needsOf(file) {
  const run = spawnSync('readelf', ['-dW', '--dyn-syms', file], { encoding: 'utf8' })
  if (run.status !== 0) throw new Error(`readelf cannot read ${file}: ${run.error ?? run.stderr}`)
  return {
    libraries: [...run.stdout.matchAll(/\(NEEDED\).*\[(.+)\]/g)].map(([, library]) => library),
    // a name may have a version: memcpy@GLIBC_2.14
    symbols: [...run.stdout.matchAll(/ UND (\S+)/g)].map(([, symbol]) => symbol),
  }
}

/** @param {string} name of a target */
export const binaryOf = (name) => join(root, 'prebuilds', name, 'memsize.node')

const inputs = () => [fileURLToPath(import.meta.url), ...readdirSync(native).map((file) => join(native, file))]

/** @param {string} name of a target */
function isFresh(name) {
  const binary = binaryOf(name)
  return existsSync(binary) && inputs().every((file) => statSync(file).mtimeMs < statSync(binary).mtimeMs)
}

/** False where there is no such compiler. @param {string} name of a target @param {string} command may have options */
function compile(name, command) {
  const binary = binaryOf(name)
  const { flags, libraries = () => [] } = targets[name]
  const folder = mkdtempSync(join(tmpdir(), 'memsize-native-'))
  const begun = new Date()
  // Written aside and renamed: a process that has the old one loaded keeps it, and none sees half of the new one.
  const unfinished = `${binary}.${process.pid}`
  try {
    mkdirSync(join(binary, '..'), { recursive: true })
    const sources = inputs().filter((file) => file.endsWith('.c'))
    const [compiler, ...options] = command.split(' ')
    const run = spawnSync(compiler, [...options, ...everywhere, ...flags, '-o', unfinished, ...sources, ...libraries(folder)], {
      stdio: 'inherit',
    })
    if (run.error && 'code' in run.error && run.error.code === 'ENOENT') return false
    if (run.status !== 0) throw new Error(`${command} failed on native/ for ${name}`)
    // sources may change while they are compiled
    utimesSync(unfinished, begun, begun)
    renameSync(unfinished, binary)
    console.log(`native: ${relative(root, binary)}, ${statSync(binary).size} bytes`)
    return true
  } finally {
    rmSync(unfinished, { force: true })
    rmSync(folder, { recursive: true })
  }
}

/** On Windows a binary names where each function comes from: node.exe, which has no import library of its own. @param {string} folder */
function importLibrary(folder) {
  const library = join(folder, 'libnode.a')
  const run = spawnSync('x86_64-w64-mingw32-dlltool', ['-d', headers.def_paths.node_api_def, '-l', library], { stdio: 'inherit' })
  return run.status === 0 ? [library] : []
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const problems = process.argv.includes('--all') ? buildAll() : []
  for (const problem of problems) console.error(`native: ${problem}`)
  if (!process.argv.includes('--all')) buildNative()
  process.exitCode = problems.length > 0 ? 1 : 0
}
