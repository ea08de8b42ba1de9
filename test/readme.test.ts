import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { transformSync } from '@swc/core'
import { shop } from '../demo/shop.mjs'
import { enginePath } from '../scripts/engines.mjs'
import { nodes } from './in-engines.js'

// Runs the README: every sample, and every command that has an output below it, has to print the `text` block that follows it.
// UPDATE=1 writes down what the samples print on the Node that runs the tests; all other Nodes have to print the same.

interface Block {
  readonly language: string
  readonly code: string
  /** The line of the README it begins in. */
  readonly line: number
  /** The `text` block right below it. */
  output: string | undefined
}

const root = process.cwd()
const { scripts, bin, name } = JSON.parse(readFileSync('package.json', 'utf8'))
const readme = readFileSync('README.md', 'utf8')
const blocks = blocksOf(readme)
const samples = blocks.filter(({ language }) => language === 'ts' || language === 'js')
const commands = blocks.filter(({ language }) => language === 'sh')
let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'memsize-readme-'))
  mkdirSync(join(folder, 'node_modules'))
  symlinkSync(root, join(folder, 'node_modules', name))
  symlinkSync(join(root, 'node_modules/@types'), join(folder, 'node_modules/@types'))
  writeFileSync(join(folder, 'shop.json'), JSON.stringify(shop()))
  for (const sample of samples) {
    writeFileSync(join(folder, compiledName(sample)), compiled(sample))
    if (sample.language === 'ts') writeFileSync(join(folder, `line${sample.line}.mts`), sample.code)
  }
  if (!process.env.UPDATE) return
  for (const block of [...samples, ...commands]) if (block.output !== undefined) block.output = printed(block, process.execPath)
  const outputs = blocks.flatMap(({ output }) => output ?? [])
  const updated = readme.replace(/^(```text\n)[^]*?^```$/gm, (_, fence) => `${fence}${outputs.shift()}\`\`\``)
  writeFileSync('README.md', updated)
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('every block has a language, and every output something above it that prints it', () => {
  const odd = blocks.filter(({ language }) => !['ts', 'js', 'sh'].includes(language))
  expect(odd.map(({ line, language }) => `line ${line}: \`\`\`${language}`)).toEqual([])
  expect(samples.length).toBeGreaterThan(5)
})

describe.each(nodes)('%s', (engine) => {
  test.each(samples)('prints what the README shows for the sample in line $line', (sample) => {
    expect(printed(sample, enginePath(engine))).toBe(sample.output ?? '')
  })
})

test('the samples keep to the types', () => {
  const files = samples.filter(({ language }) => language === 'ts').map(({ line }) => `line${line}.mts`)
  const flags = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2022', '--types', 'node']
  expect(run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), ...flags, ...files])).toBe('')
})

describe.each(commands)('the commands in line $line', (block) => {
  test.each(block.code.trim().split(/\n| && /))('%s', (command) => {
    const words = command.split(' ')
    const [program, verb, what] = words
    if (program === 'npx') {
      expect(Object.keys(bin)).toContain(verb)
      run(process.execPath, [join(root, bin[verb]), 'help', what])
    } else if (verb === 'run') expect(Object.keys(scripts)).toContain(what)
    else if (verb === 'install') expect(what).toBe(name)
    else if (verb === 'test') expect(scripts.test).toBeDefined()
    else expect(words).toEqual(['npm', 'ci'])
  })

  if (block.output !== undefined)
    test('prints what the README shows', () => {
      expect(printed(block, process.execPath)).toBe(block.output)
    })
})

const prose = readme.replace(/^```[^]*?^```$/gm, '')
test.each([...prose.matchAll(/\]\((?!https?:)([^)]+)\)/g)].map(([, target]) => target))('the link to %s leads somewhere', (target) => {
  const [file, anchor] = target.split('#')
  const text = readFileSync(file || 'README.md', 'utf8')
  const anchors = [...text.matchAll(/^#+ (.*)$/gm)].map(([, title]) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N} -]/gu, '')
      .replaceAll(' ', '-'),
  )
  if (anchor !== undefined) expect(anchors).toContain(anchor)
})

function blocksOf(text: string): Block[] {
  const found: Block[] = []
  let end = -1
  for (const match of text.matchAll(/^```(\w*)\n([^]*?)^```$/gm)) {
    const [whole, language, code] = match
    const above = found.at(-1)
    const isBelow = above !== undefined && text.slice(end, match.index).trim() === ''
    if (language === 'text' && isBelow && above.output === undefined) above.output = code
    else found.push({ language, code, line: text.slice(0, match.index).split('\n').length, output: undefined })
    end = match.index + whole.length
  }
  return found
}

const compiledName = ({ line, language }: Block): string => `line${line}.${language === 'ts' ? 'mjs' : 'cjs'}`

/** TypeScript as the other tests have it compiled; JavaScript as it stands, as CommonJS. */
function compiled({ language, code }: Block): string {
  if (language === 'js') return code
  const parser = { syntax: 'typescript', decorators: true } as const
  return transformSync(code, { jsc: { target: 'es2022', parser, transform: { decoratorVersion: '2022-03' } }, module: { type: 'es6' } })
    .code
}

/** What a sample or a command prints, on that Node. Spaces at the end of lines do not count. */
function printed(block: Block, node: string): string {
  const [, command, ...options] = block.code.trim().split(' ')
  const args = block.language === 'sh' ? [join(root, bin[command]), ...options] : [compiledName(block)]
  return run(node, args).replace(/ +$/gm, '')
}

function run(program: string, args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  })
  if (status !== 0 || error) throw new Error(`${program} ${args.join(' ')}\n${stdout}${stderr}${error ?? ''}`)
  return stdout
}
