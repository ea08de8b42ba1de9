import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { nodeFileTrace } from '@vercel/nft'
import { enginePath } from '../scripts/engines.mjs'

// The recipes of docs/bundling.md: a program that measures, and makes a cache, is built by each tool, moved to another place without node_modules, and run
// there: with the folder prebuilds beside it the probe runs; without it there is one warning, which names the remedy.

const root = process.cwd()
const require = createRequire(join(root, 'package.json'))
let folder: string

const program = `
  import { currentLayout, measure } from 'memsize'
  import { boundBytes } from 'memsize/budget'
  for (let i = 0; i < 3; i++) boundBytes(new Map(), { maxBytes: '1 MB' })
  const { probe } = currentLayout()
  console.log(JSON.stringify({ by: measure({ a: [1] }).by, reason: probe.reason }))`

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'memsize-bundling-'))
  const app = join(folder, 'app')
  mkdirSync(join(app, 'node_modules/memsize'), { recursive: true })
  for (const name of ['dist', 'prebuilds', 'package.json'])
    cpSync(join(root, name), join(app, 'node_modules/memsize', name), { recursive: true })
  writeFileSync(join(app, 'package.json'), '{ "private": true, "type": "module" }')
  writeFileSync(join(app, 'main.js'), program)
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Told {
  readonly by: string
  readonly reason?: string
  readonly warnings: number
  readonly remedy: boolean
}

function told(file: string, engine: string): Told {
  const { stdout, stderr, status } = spawnSync(enginePath(engine), [file], { cwd: tmpdir(), encoding: 'utf8' })
  if (status !== 0) throw new Error(stdout + stderr)
  const warnings = stderr.match(/MemSizeWarning/g)?.length ?? 0
  return { ...JSON.parse(stdout), warnings, remedy: /Copy the folder prebuilds of the package memsize beside the bundle/.test(stderr) }
}

/** Each puts a bundle of `app/main.js` into a folder, and gives its name. */
const builders: Readonly<Record<string, (app: string, into: string) => Promise<string>>> = {
  async 'esbuild, ES module'(app, into) {
    const { build } = require('esbuild')
    await build({ entryPoints: [join(app, 'main.js')], bundle: true, platform: 'node', format: 'esm', outfile: join(into, 'out.mjs') })
    return 'out.mjs'
  },
  async 'esbuild, CommonJS'(app, into) {
    const { build } = require('esbuild')
    await build({ entryPoints: [join(app, 'main.js')], bundle: true, platform: 'node', outfile: join(into, 'out.cjs'), logLevel: 'error' })
    return 'out.cjs'
  },
  async webpack(app, into) {
    const webpack = require('webpack')
    const stats: { hasErrors(): boolean; toString(): string } = await new Promise((resolve, reject) =>
      webpack(
        {
          mode: 'production',
          target: 'node',
          context: app,
          entry: './main.js',
          output: { path: into, filename: 'out.cjs' },
        },
        (error: Error | null, stats: never) => (error ? reject(error) : resolve(stats)),
      ),
    )
    if (stats.hasErrors()) throw new Error(String(stats))
    return 'out.cjs'
  },
  async rollup(app, into) {
    const { rollup } = require('rollup')
    const fromApp = createRequire(join(app, 'main.js'))
    const { exports } = JSON.parse(readFileSync(join(app, 'node_modules/memsize/package.json'), 'utf8'))
    // what @rollup/plugin-node-resolve does
    const resolve = (name: string) =>
      name.startsWith('memsize')
        ? join(dirname(fromApp.resolve('memsize/package.json')), exports[name.replace('memsize', '.')].import)
        : null
    const bundle = await rollup({ input: join(app, 'main.js'), plugins: [{ name: 'resolve', resolveId: resolve }], external: /^node:/ })
    await bundle.write({ file: join(into, 'out.mjs'), format: 'es', inlineDynamicImports: true })
    return 'out.mjs'
  },
  async 'Vite, SSR'(app, into) {
    const config = {
      logLevel: 'error',
      ssr: { noExternal: true },
      build: { ssr: 'main.js', outDir: into, emptyOutDir: false, rollupOptions: { output: { entryFileNames: 'out.mjs' } } },
    }
    writeFileSync(join(app, 'vite.config.mjs'), `export default ${JSON.stringify(config)}`)
    execFileSync(process.execPath, [join(root, 'node_modules/vite/bin/vite.js'), 'build', app, '--config', join(app, 'vite.config.mjs')], {
      env: { ...process.env, NODE_ENV: 'production', VITEST: undefined },
      stdio: 'pipe',
    })
    return 'out.mjs'
  },
}

describe.each(Object.keys(builders))('%s', (name) => {
  let moved: string
  let file: string
  beforeAll(async () => {
    const into = join(folder, name.replace(/\W/g, ''))
    mkdirSync(into)
    // built at one place, which is gone when the program runs at another
    const app = join(folder, `app-${name.replace(/\W/g, '')}`)
    cpSync(join(folder, 'app'), app, { recursive: true })
    file = await builders[name](app, into)
    rmSync(app, { recursive: true })
    moved = `${into}-moved`
    cpSync(into, moved, { recursive: true })
    rmSync(into, { recursive: true })
  }, 120_000)

  test.each(['node20', 'node24'])('alone, on %s: one warning, with the remedy', (engine) => {
    rmSync(join(moved, 'prebuilds'), { recursive: true, force: true })
    const { by, reason, warnings, remedy } = told(join(moved, file), engine)
    expect({ by, warnings, remedy }).toEqual({ by: 'model', warnings: 1, remedy: true })
    expect(reason).toBe('the package memsize, which has the probe, is not on disk beside the bundled code')
  })

  test.each(['node20', 'node24'])('with the folder prebuilds beside it, on %s: the probe, and no warning', (engine) => {
    cpSync(join(root, 'prebuilds'), join(moved, 'prebuilds'), { recursive: true })
    expect(told(join(moved, file), engine)).toEqual({ by: 'probe', warnings: 0, remedy: false })
  })

  test('loaded by a program elsewhere', () => {
    cpSync(join(root, 'prebuilds'), join(moved, 'prebuilds'), { recursive: true })
    const elsewhere = join(folder, `elsewhere-${name.replace(/\W/g, '')}.mjs`)
    writeFileSync(elsewhere, `await import(${JSON.stringify(join(moved, file))})`)
    expect(told(elsewhere, 'node24').by).toBe('probe')
  })
})

test.each(['main.js', 'main.cjs'])('@vercel/nft traces the binary of %s', async (entry) => {
  const app = join(folder, 'app')
  writeFileSync(join(app, 'main.cjs'), program.replaceAll(/import (\{.*?\}) from ('.*?')/g, 'const $1 = require($2)'))
  const { fileList } = await nodeFileTrace([join(app, entry)], { base: app })
  const moved = join(folder, `traced-${entry}`)
  for (const file of [...fileList, 'package.json']) {
    mkdirSync(dirname(join(moved, file)), { recursive: true })
    cpSync(join(app, file), join(moved, file))
  }
  expect([...fileList].some((file) => file.endsWith('memsize.node'))).toBe(true)
  expect(told(join(moved, entry), 'node24')).toEqual({ by: 'probe', warnings: 0, remedy: false })
})

test('a single executable application finds the folder beside it', async () => {
  const into = join(folder, 'sea')
  mkdirSync(into)
  const bundle = await builders['esbuild, CommonJS'](join(folder, 'app'), into)
  const config = join(into, 'sea.json')
  const application = join(into, 'application')
  writeFileSync(config, JSON.stringify({ main: join(into, bundle), output: application, disableExperimentalSEAWarning: true }))
  // Node 26 writes the application itself
  execFileSync(enginePath('node26'), ['--build-sea', config], { stdio: 'pipe' })
  const run = (): Told => {
    const { stdout, stderr } = spawnSync(application, [], { cwd: tmpdir(), encoding: 'utf8' })
    return {
      ...JSON.parse(stdout),
      warnings: stderr.match(/MemSizeWarning/g)?.length ?? 0,
      remedy: /Copy the folder prebuilds/.test(stderr),
    }
  }
  expect(run()).toMatchObject({ by: 'model', warnings: 1, remedy: true })
  cpSync(join(root, 'prebuilds'), join(into, 'prebuilds'), { recursive: true })
  expect(run()).toEqual({ by: 'probe', warnings: 0, remedy: false })
})

test('a program that leaves memsize out of the bundle takes it from node_modules', async () => {
  const { build } = require('esbuild')
  const app = join(folder, 'external')
  mkdirSync(join(app, 'node_modules'), { recursive: true })
  symlinkSync(join(folder, 'app/node_modules/memsize'), join(app, 'node_modules/memsize'))
  const file = join(app, 'out.mjs')
  await build({
    entryPoints: [join(folder, 'app/main.js')],
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    outfile: file,
  })
  expect(existsSync(file)).toBe(true)
  expect(told(file, 'node20')).toEqual({ by: 'probe', warnings: 0, remedy: false })
})
