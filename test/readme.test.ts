import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { shop } from '../demo/shop.mjs'
import { enginePath } from '../scripts/engines.mjs'
import { isThorough, nodes } from './in-engines.js'
import { type Block, blocksOf, brokenLinks, compiled, compiledName, pagePaths, withExcerpts, wrongCommands } from './pages.js'

// Runs the README and the pages of docs/: every sample, and every command that has an output below it, has to print the `text` block that follows it.
// UPDATE=1 writes down what the samples print on the Node that runs the tests; all other Nodes have to print the same.

const root = process.cwd()
const { scripts, bin, name } = JSON.parse(readFileSync('package.json', 'utf8'))
const bins: Record<string, string> = { ...bin, 'memsize-codegen': 'codegen/dist/bin.js' }
const texts = new Map(pagePaths.map((page) => [page, readFileSync(page, 'utf8')]))
const blocks = [...texts].flatMap(([page, text]) => blocksOf(page, text))
const samples = blocks.filter(({ language }) => language === 'ts' || language === 'js')
const commands = blocks.filter(({ language }) => language === 'sh')
const run = samples.filter(({ notRun }) => notRun === undefined)
const shown = [...run, ...commands].filter(({ output, language }) => language !== 'sh' || output !== undefined)
const where = ({ page, line }: Block): string => `${page}:${line}`

/** A sample of a page of docs/ runs on the newest Node alone where time is short: what it shows is tested on both elsewhere. */
const runOn = (engine: string): readonly Block[] => run.filter(({ page }) => isThorough || page === 'README.md' || engine === nodes.at(-1))

/** What each block printed: on each Node; commands on the one that runs the tests. */
const printed = new Map<string, Map<string, string>>()
let folder: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'memsize-readme-'))
  mkdirSync(join(folder, 'node_modules'))
  for (const [link, target] of [
    [name, root],
    ['@types', join(root, 'node_modules/@types')],
  ])
    symlinkSync(target, join(folder, 'node_modules', link))
  writeFileSync(join(folder, 'shop.json'), JSON.stringify(shop()))
  for (const sample of samples) {
    writeFileSync(join(folder, compiledName(sample)), compiled(sample))
    if (sample.language === 'ts') writeFileSync(join(folder, compiledName(sample).replace(/mjs$/, 'mts')), sample.code)
  }
  if (process.env.UPDATE) await update()
  // one queue for each Node: no more of them at once than a small machine has cores
  await Promise.all(
    nodes.map(async (engine) => {
      const outputs = new Map<string, string>()
      printed.set(engine, outputs)
      for (const sample of runOn(engine)) outputs.set(where(sample), await output(sample, enginePath(engine)))
    }),
  )
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('the README is short enough to be read', () => {
  expect(texts.get('README.md')?.split('\n').length).toBeLessThanOrEqual(300)
})

test('every block is run, or says why not, and every output has something above it that prints it', () => {
  const odd = blocks.filter(({ language, notRun }) => !['ts', 'js', 'sh'].includes(language) && notRun === undefined)
  expect(odd.map((block) => `${where(block)}: \`\`\`${block.language}`)).toEqual([])
  expect(run.length).toBeGreaterThan(15)
})

describe.each(nodes)('%s', (engine) => {
  test.each(runOn(engine).map((sample) => [where(sample), sample] as const))(
    'the sample at %s prints what the page shows',
    (at, sample) => {
      expect(printed.get(engine)?.get(at)).toBe(sample.output ?? '')
    },
  )
})

test('the samples keep to the types', async () => {
  const files = samples.filter(({ language }) => language === 'ts').map((sample) => compiledName(sample).replace(/mjs$/, 'mts'))
  const flags = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2022', '--types', 'node']
  expect(await stdoutOf(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), ...flags, ...files])).toBe('')
})

test('the commands exist, with the flags that the pages use', async () => {
  const helps = new Map<string, string>()
  const helpOf = async (program: string, args: readonly string[]) => {
    const key = [program, ...args].join(' ')
    if (!helps.has(key)) helps.set(key, await stdoutOf(process.execPath, [join(root, bins[program]), ...args]))
    return helps.get(key) ?? ''
  }
  const wrong = await wrongCommands(
    commands,
    (program) => Object.hasOwn(bins, program),
    helpOf,
    (script) => Object.hasOwn(scripts, script),
  )
  expect(wrong).toEqual([])
  expect(helps.size).toBeGreaterThan(8)
})

test.each(commands.filter(({ output }) => output !== undefined).map((block) => [where(block), block] as const))(
  'the command at %s prints what the page shows',
  async (_, block) => {
    expect(await output(block, process.execPath)).toBe(block.output)
  },
)

test('every link leads somewhere', () => {
  const others = ['CONTRIBUTING.md', 'SECURITY.md', 'CODE_OF_CONDUCT.md'].map((page) => [page, readFileSync(page, 'utf8')] as const)
  expect([...texts, ...others].flatMap(([page, text]) => brokenLinks(page, text))).toEqual([])
})

test('the list of pages is complete', () => {
  const listed = texts.get('docs/README.md') ?? ''
  expect(
    pagePaths.filter((page) => page.startsWith('docs/') && page !== 'docs/README.md' && !listed.includes(`(${page.slice(5)})`)),
  ).toEqual([])
})

test('the tables of the README are parts of those on the pages', () => {
  const readme = texts.get('README.md') ?? ''
  expect(readme).toBe(withExcerpts(readme, [...texts.values()]))
})

async function update(): Promise<void> {
  for (const block of shown) if (block.output !== undefined) block.output = await output(block, process.execPath)
  for (const [page, text] of texts) {
    const outputs = blocks.filter((block) => block.page === page).flatMap(({ output }) => output ?? [])
    const filled = text.replace(/^(```text\n)[^]*?^```$/gm, (_, fence) => `${fence}${outputs.shift()}\`\`\``)
    const updated = page === 'README.md' ? withExcerpts(filled, [...texts.values()]) : filled
    texts.set(page, updated)
    writeFileSync(page, updated)
  }
}

/** What a sample or a command prints, on that Node. Spaces at the end of lines do not count. */
async function output(block: Block, node: string): Promise<string> {
  const [, command, ...options] = block.code.trim().split(' ')
  const args = block.language === 'sh' ? [join(root, bins[command]), ...options] : [compiledName(block)]
  return (await stdoutOf(node, args)).replace(/ +$/gm, '')
}

/** What a program prints; where it fails, its error instead. */
async function stdoutOf(program: string, args: readonly string[]): Promise<string> {
  try {
    return (await promisify(execFile)(program, args, { cwd: folder, env: { ...process.env, NO_COLOR: '1' } })).stdout
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string }
    return `failed: ${args.join(' ')}\n${stdout}${stderr}`
  }
}
