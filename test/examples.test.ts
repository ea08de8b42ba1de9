import { execFile } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { transformSync } from '@swc/core'
import { buildSync } from 'esbuild'
import { enginePath } from '../scripts/engines.mjs'
import { ChromiumPages, noChromium } from './chromium-pages.js'
import { nodes } from './in-engines.js'

// Each program of examples/ ends with a comment of what it prints.
const examples = readdirSync('examples').filter((file) => file.endsWith('.mjs'))

test.each(nodes.flatMap((node) => examples.map((file) => [node, file] as const)))(
  'on %s examples/%s prints what it says',
  async (node, file) => {
    const path = join('examples', file)
    expect(await printedBy(node, path)).toBe(said(path))
  },
)

test.each(nodes)('on %s examples/nest-service.ts prints what it says', async (node) => {
  const path = 'examples/nest-service.ts'
  const parser = { syntax: 'typescript', decorators: true } as const
  const transform = { legacyDecorator: true, decoratorMetadata: true }
  const { code } = transformSync(readFileSync(path, 'utf8'), { jsc: { target: 'es2022', parser, transform }, module: { type: 'es6' } })
  mkdirSync('test/.projects', { recursive: true })
  const compiled = `test/.projects/nest-service-${node}-${process.pid}.mjs`
  writeFileSync(compiled, code)
  try {
    expect(await printedBy(node, compiled)).toBe(said(path))
  } finally {
    rmSync(compiled)
  }
})

test('examples/bundler-plugin builds, its generated file is as committed, and its program prints what it says', async () => {
  const generated = 'examples/bundler-plugin/src/order.memsize.ts'
  const before = readFileSync(generated, 'utf8')
  await run(process.execPath, ['examples/bundler-plugin/build.mjs'])
  expect(readFileSync(generated, 'utf8')).toBe(before)
  for (const node of nodes)
    expect(await printedBy(node, 'examples/bundler-plugin/dist/main.mjs')).toBe(said('examples/bundler-plugin/src/main.ts'))
})

test('examples/vitest-memory: all its assertions hold', async () => {
  const report = await run(process.execPath, [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--root',
    'examples/vitest-memory',
    '--reporter',
    'json',
  ])
  const { numPassedTests, numTotalTests } = JSON.parse(report.slice(report.indexOf('{')))
  expect({ numPassedTests, numTotalTests }).toEqual({ numPassedTests: 5, numTotalTests: 5 })
})

const testInChromium = noChromium === '' ? test : test.skip
if (noChromium !== '') console.log(`the browser page is not tested: ${noChromium}`)

testInChromium('examples/browser-page measures in a real browser, with bounds', async () => {
  const { outputFiles } = buildSync({ entryPoints: ['examples/browser-page/main.mjs'], bundle: true, format: 'iife', write: false })
  const html = readFileSync('examples/browser-page/index.html', 'utf8')
  const script = outputFiles[0].text.replaceAll('</script', '<\\/script')
  const pages = new ChromiumPages()
  await pages.start()
  try {
    const page = await pages.open(html.replace(/<script src="page.js">/, () => `<script>${script}`))
    const text = (await page.locator('#sizes').textContent()) ?? ''
    expect(text).toMatch(/^1000 to-dos: \d+ kB, by the model\nat least \d+(\.\d)? kB, at most \d+ kB\n/)
    expect(text).toMatch(/ 1,000 +Date$/m)
    expect(await pages.close()).toEqual([])
  } finally {
    await pages.stop()
  }
})

test('the examples keep to the types', async () => {
  const files = ['examples/nest-service.ts', 'examples/bundler-plugin/src/main.ts', 'examples/vitest-memory/cart.test.ts']
  const flags = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext', '--target', 'es2022', '--types', 'node']
  await run(process.execPath, [
    'node_modules/typescript/bin/tsc',
    ...flags,
    '--experimentalDecorators',
    '--emitDecoratorMetadata',
    ...files,
  ])
})

test('the list of examples is complete', () => {
  const listed = readFileSync('examples/README.md', 'utf8')
  const unlisted = readdirSync('examples').filter((name) => name !== 'README.md' && !listed.includes(`(${name})`))
  expect(unlisted).toEqual([])
})

const printedBy = (node: string, path: string): Promise<string> => run(enginePath(node), [path])

/** What the comment at the end of a program says that it prints. */
function said(path: string): string {
  const [, prints] = readFileSync(path, 'utf8').split('\n// prints:\n')
  expect(prints).toMatch(/^\/\/ ./)
  return prints.replace(/^\/\/ ?/gm, '')
}

/** Standard output; on failure the error holds all that the program printed. Spaces at the end of lines do not count. */
async function run(program: string, args: readonly string[]): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(program, args, { env: { ...process.env, NO_COLOR: '1' } })
    return stdout.replace(/ +$/gm, '')
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string }
    throw new Error(`${args.join(' ')} failed\n${stdout}${stderr}`)
  }
}
