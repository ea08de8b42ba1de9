import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

const root = process.cwd()
let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'memsize-package-'))
  const [{ filename }] = JSON.parse(run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], root))
  writeFileSync(join(folder, 'package.json'), '{ "private": true }')
  run('npm', ['install', '--offline', '--ignore-scripts', '--no-audit', '--no-fund', `./${filename}`])
  const { peerDependencies } = JSON.parse(readFileSync('package.json', 'utf8'))
  for (const peer of Object.keys(peerDependencies)) {
    const link = join(folder, 'node_modules', peer)
    mkdirSync(dirname(link), { recursive: true })
    symlinkSync(join(root, 'node_modules', peer), link)
  }
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('ESM and CommonJS give the same names, and one describeMemory', () => {
  write(
    'both.mjs',
    `import { createRequire } from 'node:module'
     import * as esm from 'memsize'
     const cjs = createRequire(import.meta.url)('memsize')
     console.log(JSON.stringify({
       esm: Object.keys(esm).sort(), cjs: Object.keys(cjs).sort(), sameSymbol: esm.describeMemory === cjs.describeMemory,
       symbol: Symbol.keyFor(esm.describeMemory), sizes: [esm.deepSize({ a: [1.5] }), cjs.deepSize({ a: [1.5] })],
     }))`,
  )
  const { esm, cjs, sameSymbol, symbol, sizes } = JSON.parse(run(process.execPath, ['both.mjs']))
  expect(cjs).toEqual(esm)
  expect({ sameSymbol, symbol }).toEqual({ sameSymbol: true, symbol: 'memsize.describe' })
  expect(sizes[0]).toBeGreaterThan(0)
  expect(sizes[1]).toBe(sizes[0])
})

test('every entry loads both ways', () => {
  write(
    'entries.mjs',
    `import { createRequire } from 'node:module'
     const require = createRequire(import.meta.url)
     for (const entry of Object.keys(require('memsize/package.json').exports)) {
       const name = 'memsize' + entry.slice(1)
       if (entry !== './package.json') await import(name)
       require(name)
     }`,
  )
  run(process.execPath, ['entries.mjs'])
})

test('the unique symbol is one type whichever way it is imported', () => {
  write(
    'row.cts',
    "import { describeMemory, type Meter } from 'memsize'\nexport class Row { [describeMemory](meter: Meter): void { meter.rest(this) } }",
  )
  write('main.mts', "import type { MemSize } from 'memsize'\nimport { Row } from './row.cjs'\nexport const row: MemSize = new Row()")
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  run(process.execPath, [tsc, '--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2022', '--types', '', 'row.cts', 'main.mts'])
})

function write(name: string, text: string) {
  writeFileSync(join(folder, name), text)
}

/** Standard output; on failure the error holds what the command printed. */
function run(command: string, args: string[], cwd = folder): string {
  try {
    return execFileSync(command, args, { cwd, encoding: 'utf8', stdio: 'pipe' })
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string }
    throw new Error(`${command} ${args.join(' ')}\n${stdout}${stderr}`)
  }
}
