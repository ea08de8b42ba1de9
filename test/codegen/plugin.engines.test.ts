import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { newFolder, tsconfig, write } from './cases.js'

let folder: string
const user = '/** @memsize */\nexport interface User {\n  name: string\n}\n'
const main = "import { deepSizeOfUser } from './user.memsize.js'\n\nconsole.log(deepSizeOfUser({ name: 'A name' }))\n"

beforeEach(() => {
  folder = newFolder()
  write(folder, { 'tsconfig.json': JSON.stringify(tsconfig), 'package.json': '{ "type": "module" }', 'user.ts': user, 'main.ts': main })
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** Builds, changes the source, and builds again; prints what each build did. A program of its own, since the plugins are ES modules. */
const bundlers: Readonly<Record<string, string>> = {
  esbuild: `
import { context } from 'esbuild'
import { memsizeCodegen } from 'memsize-codegen/esbuild'
const options = { entryPoints: ['main.ts'], bundle: true, platform: 'node', format: 'esm', outfile: 'out/main.js', external: ['memsize'], logLevel: 'silent', plugins: [memsizeCodegen()] }
const built = await context(options)
await rounds(() => built.rebuild())
await built.dispose()`,
  rollup: `
import { rollup } from 'rollup'
import { memsizeCodegen } from 'memsize-codegen/rollup'
import { transformSync } from 'esbuild'
const types = { name: 'types', resolveId: (id, from) => (id.endsWith('.memsize.js') ? new URL(id.replace(/js$/, 'ts'), 'file://' + from).pathname : null), transform: (code) => transformSync(code, { loader: 'ts' }).code }
const plugin = memsizeCodegen()
await rounds(async () => {
  const bundle = await rollup({ input: 'main.ts', external: /^memsize/, plugins: [plugin, types] })
  await bundle.write({ file: 'out/main.js' })
})`,
  vite: `
import { build } from 'vite'
import { memsizeCodegen } from 'memsize-codegen/vite'
await rounds(() => build({ logLevel: 'silent', configFile: false, plugins: [memsizeCodegen()], build: { outDir: 'out', lib: { entry: 'main.ts', formats: ['es'], fileName: 'main' }, rollupOptions: { external: /^memsize/ } } }))`,
  webpack: `
import webpack from 'webpack'
import { memsizeCodegen } from 'memsize-codegen/webpack'
const compiler = webpack({ mode: 'development', entry: './main.ts', target: 'node20', experiments: { outputModule: true }, externals: { memsize: 'module memsize', 'memsize/generated': 'module memsize/generated' }, externalsType: 'module', output: { path: process.cwd() + '/out', filename: 'main.js', module: true, chunkFormat: 'module' }, resolve: { extensionAlias: { '.js': ['.ts', '.js'] } }, resolveLoader: { modules: ['.'] }, module: { rules: [{ test: /\\.ts$/, use: process.cwd() + '/loader.cjs' }] }, plugins: [memsizeCodegen()] })
await rounds(() => new Promise((resolve, reject) => compiler.run((error, stats) => (error ?? stats.hasErrors() ? reject(error ?? new Error(stats.toString('errors-only'))) : resolve()))))
await new Promise((resolve) => compiler.close(resolve))`,
}
const loader = "module.exports = (code) => require('esbuild').transformSync(code, { loader: 'ts' }).code\n"
const rounds = `
import { writeFileSync } from 'node:fs'
async function rounds(build) {
  await build()
  writeFileSync('user.ts', process.env.WRONG)
  console.log(await build().then(() => 'built', (error) => 'failed: ' + error.message))
  writeFileSync('user.ts', process.env.AFTER)
  await build()
}
`

test.each(Object.keys(bundlers))('%s: at the start of a build, files are written; problems fail it', (name) => {
  write(folder, { 'build.mjs': `${bundlers[name]}\n${rounds}`, 'loader.cjs': loader })
  const env = { ...process.env, WRONG: user.replace('string', 'Gone'), AFTER: user.replace('name', 'age?: number\n  name') }
  const { stdout, stderr } = spawnSync(process.execPath, ['build.mjs'], { cwd: folder, encoding: 'utf8', env })
  expect(stderr).toBe('')
  expect(stdout).toMatch(/^failed: /)
  expect(stdout).toContain("user.ts:3:9: expected a file that compiles, got TS2304: Cannot find name 'Gone'. Mend it first.")
  expect(readFileSync(join(folder, 'user.memsize.ts'), 'utf8')).toContain('value.age')
  expect(Number(spawnSync(process.execPath, ['out/main.js'], { cwd: folder, encoding: 'utf8' }).stdout)).toBeGreaterThan(16)
})

test('the server of vite writes when a source changes', () => {
  write(folder, {
    'serve.mjs': `
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'vite'
import { memsizeCodegen } from 'memsize-codegen/vite'
const server = await createServer({ logLevel: 'silent', configFile: false, plugins: [memsizeCodegen()], server: { port: 0, hmr: false, ws: false } })
await server.listen()
console.log(existsSync('user.memsize.ts'))
await new Promise((resolve) => {
  server.watcher.on('ready', resolve)
  setTimeout(resolve, 500)
})
writeFileSync('user.ts', process.env.AFTER)
while (!readFileSync('user.memsize.ts', 'utf8').includes('value.age')) await new Promise((resolve) => setTimeout(resolve, 20))
console.log('updated')
await server.close()
`,
  })
  const env = { ...process.env, AFTER: user.replace('name', 'age?: number\n  name') }
  const { stdout, stderr } = spawnSync(process.execPath, ['serve.mjs'], { cwd: folder, encoding: 'utf8', env, timeout: 30_000 })
  expect(stderr).toBe('')
  expect(stdout).toBe('true\nupdated\n')
})

test('a project that is not there fails the build', () => {
  const script =
    "import { build } from 'esbuild'; import { memsizeCodegen } from 'memsize-codegen/esbuild'; await build({ entryPoints: ['main.ts'], logLevel: 'silent', plugins: [memsizeCodegen({ project: 'gone' })] }).catch((error) => console.log(error.message))"
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { cwd: folder, encoding: 'utf8' })
  expect(stdout).toContain('gone: expected a tsconfig.json there. Name the project by the option `project`.')
  expect(existsSync(join(folder, 'user.memsize.ts'))).toBe(false)
})
