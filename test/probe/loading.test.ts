import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildSync, type Format } from 'esbuild'
import { enginePath } from '../../scripts/engines.mjs'
import { binaryOf, linkProblems, needsOf } from '../../scripts/native.mjs'
import { FACE } from '../../src/probe/binding.js'
import { loadBinding } from '../../src/probe/load.js'
import { type ProbeSurroundings, unsupported, untested } from '../../src/probe/surroundings.js'
import { nodes } from '../in-engines.js'

const root = process.cwd()
const host = `${process.platform}-${process.arch}`
const binary = binaryOf(host)
const isBuilt = existsSync(binary)
let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'memsize-loading-'))
})

afterAll(() => rmSync(folder, { recursive: true }))

describe('where the probe may look', () => {
  const node24 = { node: '24.21.0', v8: '13.6.233.17-node.53' }
  const usual: ProbeSurroundings = {
    platform: 'linux',
    arch: 'x64',
    libc: 'glibc',
    versions: node24,
    compressed: false,
    executable: '/usr/bin/node',
    env: undefined,
  }
  const windows = { platform: 'win32', libc: undefined, executable: 'C:\\Program Files\\nodejs\\node.exe' }
  const mac = { platform: 'darwin', arch: 'arm64', libc: undefined }
  const advice = '; run checkProbe() of memsize/heap once, or set MEMSIZE_PROBE=on after it has passed'
  const cases: [name: string, differing: Partial<ProbeSurroundings>, reason: string | undefined][] = [
    ['Node 24 on linux x64', {}, undefined],
    ['Node 20', { versions: { v8: '11.3.244.8-node.38' } }, undefined],
    ['Node 22', { versions: { v8: '12.4.254.21-node.33' } }, undefined],
    ['Node 26', { versions: { v8: '14.6.202.9-node.13' } }, undefined],
    ['linux arm64', { arch: 'arm64' }, undefined],
    ['V8 10', { versions: { v8: '10.2.154.26' } }, `the probe was never tested on V8 10.2.154.26${advice}`],
    ['V8 15', { versions: { v8: '15.0.1' } }, `the probe was never tested on V8 15.0.1${advice}`],
    ['V8 110', { versions: { v8: '110.0' } }, `the probe was never tested on V8 110.0${advice}`],
    ['no V8', { versions: {} }, `the probe was never tested on V8 undefined${advice}`],
    ['V8 15, by request', { versions: { v8: '15.0.1' }, env: 'on' }, undefined],
    ['musl', { libc: 'musl' }, `the probe was never tested on linux-x64-musl${advice}`],
    ['musl, by request', { libc: 'musl', env: 'on' }, undefined],
    ['an unknown C library', { libc: undefined }, `the probe was never tested on linux-x64${advice}`],
    ['Windows', windows, `the probe was never tested on win32-x64${advice}`],
    ['Windows, by request', { ...windows, env: 'on' }, undefined],
    [
      'a program of another name',
      { ...windows, executable: 'C:\\app.exe', env: 'on' },
      'on Windows the probe needs a program named node.exe',
    ],
    [
      'a name that ends alike',
      { ...windows, executable: 'C:\\mynode.exe', env: 'on' },
      'on Windows the probe needs a program named node.exe',
    ],
    ['NODE.EXE', { ...windows, executable: 'C:\\NODE.EXE', env: 'on' }, undefined],
    ['macOS', mac, `the probe was never tested on darwin-arm64${advice}`],
    ['32-bit Intel', { arch: 'ia32', env: 'on' }, 'the probe is for x64 and arm64, and this is ia32'],
    ['32-bit ARM', { arch: 'arm' }, 'the probe is for x64 and arm64, and this is arm'],
    ['pointer compression', { compressed: true, env: 'on' }, 'this Node was built with pointer compression'],
    ['Bun', { versions: { ...node24, bun: '1.3.0' }, env: 'on' }, 'the probe is for Node, and this is Bun'],
    ['Deno', { versions: { ...node24, deno: '2.9.6' } }, 'the probe is for Node, and this is Deno'],
    ['Electron', { versions: { ...node24, electron: '38.0.0' }, env: 'on' }, 'the probe is for Node, and this is Electron'],
    ['turned off', { env: 'off' }, 'turned off by MEMSIZE_PROBE=off'],
    ['auto', { env: 'auto' }, undefined],
    ['an empty setting', { env: '' }, undefined],
    ['a setting that is none', { env: '1' }, undefined],
    ['a setting that is none, on musl', { env: '1', libc: 'musl' }, `the probe was never tested on linux-x64-musl${advice}`],
  ]
  test.each(cases)('%s', (_name, differing, reason) => {
    const surroundings = { ...usual, ...differing }
    expect(unsupported(surroundings) ?? untested(surroundings)).toBe(reason)
  })
})

/** The reasons of packages and bundles, which a child process prints. */
const found = isBuilt ? `face ${FACE}` : `the package memsize has no probe for ${host}`

test('from the sources, in Jest', () => {
  expect(told(loadBinding(true))).toBe(found)
  expect(loadBinding()).toBe(loadBinding(true))
})

test.each(['esm', 'cjs'] as const)('from dist/%s', (format) => {
  expect(run(bundle(format, root, { external: true }))).toBe(found)
})

describe('from a package that is not as it should be', () => {
  test('a binary that is none', () => {
    const home = packageIn('damaged', (home) => writeBinary(home, 'not a binary'))
    expect(run(bundle('cjs', home, { external: true }))).toMatch(/^the probe cannot be loaded: .*memsize\.node/)
  })

  test('no binary for this platform', () => {
    expect(run(bundle('esm', packageIn('bare'), { external: true }))).toBe(`the package memsize has no probe for ${host}`)
  })

  test('a binary of another face', () => {
    const home = packageIn('other-face', (home) => {
      if (isBuilt) symlinkSync(join(root, 'prebuilds'), join(home, 'prebuilds'))
      const file = join(home, 'dist/cjs/probe/binding.js')
      const text = readFileSync(file, 'utf8')
      writeFileSync(file, text.replace(`exports.FACE = ${FACE}`, 'exports.FACE = 99'))
    })
    expect(run(bundle('cjs', home, { external: true }))).toBe(isBuilt ? 'the probe is of another version than the library' : found)
  })
})

describe('from a bundle', () => {
  const missing = 'the package memsize, which has the probe, is not on disk beside the bundled code'

  describe.each(['esm', 'cjs'] as const)('%s', (format) => {
    test('with the package beside it', () => {
      const app = appIn(`beside-${format}`)
      expect(run(bundle(format, root, { into: app }), { cwd: tmpdir() })).toBe(found)
    })

    test('with the package where the program is started', () => {
      const app = appIn(`started-${format}`)
      expect(run(bundle(format, root, { into: join(folder, `alone-${format}`) }), { cwd: app })).toBe(found)
    })

    test('with the package beside the program that loads it', () => {
      const app = appIn(`program-${format}`)
      const program = join(app, 'program.mjs')
      writeFileSync(program, `import(${JSON.stringify(bundle(format, root, { into: join(folder, `apart-${format}`) }))})`)
      expect(run(program, { cwd: tmpdir() })).toBe(found)
    })

    test('without the package', () => {
      expect(run(bundle(format, root, { into: join(folder, `bundled-${format}`) }))).toBe(missing)
    })
  })

  test.each(['esm', 'cjs', 'iife'] as const)('for browsers there is nothing to look for: %s', (format) => {
    const { outputFiles, warnings } = buildSync({
      stdin: { contents: `import { probeMethod } from './dist/esm/probe/method.js'\nconsole.log(probeMethod())`, resolveDir: root },
      bundle: true,
      format,
      platform: 'browser',
      write: false,
    })
    expect(warnings).toEqual([])
    expect(outputFiles[0].text).toContain('not running in Node')
    expect(outputFiles[0].text).not.toMatch(/require|import\.meta|process/)
  })
})

describe('the binary for Linux', () => {
  const isGlibc = process.platform === 'linux' && isBuilt && spawnSync('ldd', ['--version'], { encoding: 'utf8' }).stdout?.includes('GLIBC')
  const muslCompiler = spawnSync('musl-gcc', ['--version']).status === 0 ? 'musl-gcc' : undefined

  skippedUnless(isGlibc, 'there is none made with glibc')('names no C library, and asks for nothing that only one of them has', () => {
    expect(linkProblems(binary)).toEqual([])
  })

  skippedUnless(isGlibc && muslCompiler, 'no musl-gcc; apt-get install musl-tools')(
    'loads into a program of musl, and catches faults there',
    () => {
      const source = readFileSync('test/probe/musl-host.c', 'utf8')
      const stubs = needsOf(binary).symbols.filter((name) => name.startsWith('napi_') && !source.includes(`int ${name}(`))
      const file = join(folder, 'musl-host.c')
      writeFileSync(file, source + stubs.map((name) => `int ${name}(void) { return 0; }\n`).join(''))
      execFileSync('musl-gcc', ['-rdynamic', '-o', join(folder, 'musl-host'), file])
      expect(execFileSync(join(folder, 'musl-host'), [binary], { encoding: 'utf8' })).toBe(
        'a read of the heap touched memory that is not there\n',
      )
    },
  )

  function skippedUnless(possible: unknown, reason: string) {
    if (!possible) process.stdout.write(`skipped: ${reason}\n`)
    return possible ? test : test.skip
  }
})

/** What loadBinding() gives, in short. */
function told(loading: ReturnType<typeof loadBinding>): string {
  return 'reason' in loading ? loading.reason : `face ${loading.binding.face}`
}

/** A copy of the package without its binaries. */
function packageIn(name: string, change?: (home: string) => void): string {
  const home = join(folder, name)
  cpSync(join(root, 'dist/cjs'), join(home, 'dist/cjs'), { recursive: true })
  cpSync(join(root, 'dist/esm'), join(home, 'dist/esm'), { recursive: true })
  cpSync(join(root, 'package.json'), join(home, 'package.json'))
  change?.(home)
  return home
}

function writeBinary(home: string, text: string) {
  const place = join(home, 'prebuilds', host)
  mkdirSync(place, { recursive: true })
  writeFileSync(join(place, 'memsize.node'), text)
}

/** A folder with the package in its node_modules. */
function appIn(name: string): string {
  const app = join(folder, name)
  mkdirSync(join(app, 'node_modules'), { recursive: true })
  symlinkSync(root, join(app, 'node_modules/memsize'))
  return app
}

/** A program that prints what loadBinding() of a package gives: with the library as an import, or bundled from the ES modules. */
function bundle(format: Format, home: string, { into = folder, external = false }: { into?: string; external?: boolean }): string {
  const library = join(home, 'dist', external ? format : 'esm', 'probe/load.js')
  const outfile = join(into, `${mostRecent++}.${format === 'esm' ? 'mjs' : 'cjs'}`)
  buildSync({
    stdin: {
      contents: `import { loadBinding } from ${JSON.stringify(library)}\nconst told = ${told}\nconsole.log(told(loadBinding(true)))`,
      resolveDir: folder,
    },
    bundle: true,
    external: external ? [library] : [],
    format,
    logLevel: 'silent',
    outfile,
    platform: 'node',
  })
  return outfile
}

let mostRecent = 0

function run(program: string, { cwd = folder } = {}): string {
  return execFileSync(process.execPath, [program], { cwd, encoding: 'utf8', env: { ...process.env, MEMSIZE_PROBE: 'on' } }).trim()
}

// two versions in one node_modules: each has learned from exemplars of its own
test.each(nodes)('%s: the probe of a second copy of the library works beside that of the first', (node) => {
  const script = ['one', 'two'].map((name) => {
    const copy = join(folder, name, node)
    for (const part of ['dist/cjs', 'prebuilds', 'package.json']) cpSync(join(root, part), join(copy, part), { recursive: true })
    return `require(${JSON.stringify(join(copy, 'dist/cjs/index.js'))})`
  })
  const source = `console.log(JSON.stringify([${script}].map(({ currentLayout, deepSize }) => [currentLayout().probe, deepSize([{}])])))`
  const told = execFileSync(enginePath(node), ['-e', source], { encoding: 'utf8' })
  expect(JSON.parse(told)).toEqual([
    [{ on: true }, 112],
    [{ on: true }, 112],
  ])
})
