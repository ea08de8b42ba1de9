import { execFile, execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { shop } from '../demo/shop.mjs'
import { enginePath } from '../scripts/engines.mjs'
import { type Block, blocksOf, compiled, compiledName, pagePaths, wrongCommands } from './pages.js'

// Both packages as they are published, in an empty folder: each sample of the README and of docs/ as an ES module and as CommonJS, and each command.
// Asks the registry.

const root = process.cwd()
const engines = ['node20', 'node24', 'node26']
const { devDependencies } = JSON.parse(readFileSync('package.json', 'utf8'))
const blocks = pagePaths.flatMap((page) => blocksOf(page, readFileSync(page, 'utf8')))
const commands = blocks.filter(({ language }) => language === 'sh')
const samples = blocks.filter(({ language, notRun }) => (language === 'ts' || language === 'js') && notRun === undefined)
const bins: Readonly<Record<string, string>> = {
  memsize: 'node_modules/memsize/dist/esm/cli/bin.js',
  'memsize-codegen': 'node_modules/memsize-codegen/dist/bin.js',
}
let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'memsize-packed-'))
  const tarballs = ['.', './codegen'].map((path) => {
    const args = ['pack', path, '--json', '--ignore-scripts', '--pack-destination', folder]
    const [{ filename }] = JSON.parse(execFileSync('npm', args, { cwd: root, encoding: 'utf8' }))
    return `./${filename}`
  })
  // what the pages say that an entry needs
  const peers = ['lru-cache', '@opentelemetry/api', 'reflect-metadata'].map((name) => `${name}@${devDependencies[name]}`)
  writeFileSync(join(folder, 'package.json'), '{ "private": true }')
  execFileSync('npm', ['install', '--no-audit', '--no-fund', ...tarballs, ...peers], { cwd: folder, stdio: 'pipe' })
  writeFileSync(join(folder, 'shop.json'), JSON.stringify(shop()))
  for (const sample of samples) {
    const code = compiled(sample)
    writeFileSync(join(folder, compiledName(sample)), code)
    if (sample.language === 'ts') writeFileSync(join(folder, commonJSName(sample)), asCommonJS(code))
  }
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe.each(engines)('%s', (engine) => {
  const cases = samples.flatMap((sample) => {
    const name = `${sample.page}:${sample.line}`
    const own = [[name, sample.language === 'ts' ? 'an ES module' : 'CommonJS', compiledName(sample), sample] as const]
    return sample.language === 'ts' ? [...own, [name, 'CommonJS', commonJSName(sample), sample] as const] : own
  })

  test.each(cases)('the sample at %s as %s prints what the page shows', async (_name, _kind, file, { output }) => {
    expect(await printed(engine, [file])).toBe(output ?? '')
  })

  test('the commands exist, with the flags that the pages use', async () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'))
    const helps = new Map<string, Promise<string>>()
    const helpOf = (program: string, args: readonly string[]): Promise<string> => {
      const key = [program, ...args].join(' ')
      if (!helps.has(key)) helps.set(key, printed(engine, [bins[program], ...args]))
      return helps.get(key) as Promise<string>
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

  test.each(commands.filter(({ output }) => output !== undefined).map((block) => [`${block.page}:${block.line}`, block] as const))(
    'the command at %s prints what the page shows',
    async (_name, { code, output }) => {
      const [, program, ...args] = code.trim().split(' ')
      expect(await printed(engine, [bins[program], ...args])).toBe(output)
    },
  )

  test('every entry that a page names loads as an ES module and as CommonJS', async () => {
    const named = new Set(
      [...pagePaths, 'codegen/README.md'].flatMap(
        (page) => readFileSync(page, 'utf8').match(/\bmemsize(?:-codegen)?\/[a-z-]+(?=['`])/g) ?? [],
      ),
    )
    // these load only inside their test runners
    for (const runner of ['memsize/jest', 'memsize/vitest']) named.delete(runner)
    const names = JSON.stringify([...named, 'memsize'])
    writeFileSync(
      join(folder, 'entries.mjs'),
      `import { createRequire } from 'node:module'
       const require = createRequire(import.meta.url)
       for (const name of ${names}) {
         const esm = Object.keys(await import(name)).sort()
         const cjs = name.startsWith('memsize-codegen/') ? esm : Object.keys(require(name)).sort()
         if (esm.length === 0 || esm.join() !== cjs.filter((key) => key !== '__esModule').join()) console.log(name, esm, cjs)
       }`,
    )
    expect(named.size).toBeGreaterThan(6)
    expect(await printed(engine, ['entries.mjs'])).toBe('')
  })
})

function commonJSName(sample: Block): string {
  return compiledName(sample).replace(/mjs$/, 'as.cjs')
}

/** The same program with require(): CommonJS has no `await` outside of functions. */
function asCommonJS(code: string): string {
  const body = code
    .replace(
      /^import \{([^}]*)\} from (['"][^'"]+['"]);?$/gm,
      (_, names: string, from: string) => `const {${names.replaceAll(' as ', ': ')}} = require(${from})`,
    )
    .replace(/^import (['"][^'"]+['"]);?$/gm, 'require($1)')
    .replace(/^import \* as (\w+) from (['"][^'"]+['"]);?$/gm, 'const $1 = require($2)')
    .replace(/^import (\w+) from (['"][^'"]+['"]);?$/gm, 'const $1 = require($2)')
    .replace(/^export /gm, '')
  return `void (async () => {\n${body}\n})()\n`
}

/** What a program prints in the folder; where it fails, its error instead. Spaces at the end of lines do not count. */
async function printed(engine: string, args: readonly string[]): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(enginePath(engine), args, { cwd: folder, env: { ...process.env, NO_COLOR: '1' } })
    return stdout.replace(/ +$/gm, '')
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string }
    return `failed: ${args.join(' ')}\n${stdout}${stderr}`
  }
}
