import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

// The package as it is published, installed beside the oldest and the newest of what it works with, and beside what it does not work with and has to leave
// alone. Asks the registry.

const root = process.cwd()
let folder: string
let tarball: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'memsize-installing-'))
  tarball = packed(root)
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** The package of a folder, as it would be published. */
function packed(home: string): string {
  const [{ filename }] = JSON.parse(run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], home))
  return join(folder, filename)
}

/** A project that has these packages and this one. Peers that clash refuse to be installed. */
function project(name: string, packages: readonly string[], files: Readonly<Record<string, string>>): string {
  const home = join(folder, name)
  mkdirSync(home)
  writeFileSync(join(home, 'package.json'), '{ "private": true }')
  for (const [file, text] of Object.entries(files)) writeFileSync(join(home, file), text)
  run('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--prefer-offline', ...packages, tarball], home)
  return home
}

/** What is said of `bytes`: above the bound by no more than the tables grew since they were looked at, which here is at each 50th set at the latest. */
const cache = `
  const { sizedLRU } = require('memsize/lru-cache')
  const cache = sizedLRU({ maxBytes: 300_000, fetchMethod: async (key) => ({ key, text: 'y'.repeat(5000) + key }) })
  let most = 0
  let tables = cache.bookkeeping
  for (let i = 0; i < 3000; i++) {
    const value = { id: i, text: 'x'.repeat(1 + ((i * 7919) % 2000)) + i }
    cache.set('key' + (i % 700), value)
    if (i % 3 === 0) cache.set('key' + (i % 700), value)
    if (i % 50 !== 0) continue
    const { bytes, bookkeeping } = cache
    most = Math.max(most, bytes - Math.max(0, bookkeeping - tables))
    tables = bookkeeping
  }
  const filled = cache.size
  ;(async () => {
    for (let i = 0; i < 200; i++) await cache.fetch('fetched' + i)
    console.log(JSON.stringify({ most, filled, bytes: cache.bytes, has: cache.has('fetched199') }))
  })()`

test.each(['9.0.0', '10.0.0', '11.0.0', '11.1.0', 'latest'])('sizedLRU holds its bound on lru-cache %s', (version) => {
  const home = project(`lru-${version}`, [`lru-cache@${version}`], { 'cache.cjs': cache })
  const { most, filled, bytes, has } = JSON.parse(run(process.execPath, ['cache.cjs'], home))
  expect(most).toBeLessThanOrEqual(300_000)
  expect(bytes).toBeLessThanOrEqual(300_000)
  expect(most).toBeGreaterThan(250_000)
  expect(filled).toBeGreaterThan(200)
  expect(has).toBe(true)
})

test.each([['lru-cache@5'], ['lru-cache@7', 'vitest@1'], ['@opentelemetry/api@1.0.0']])(
  'beside what it does not work with, the rest of it works: %s %s',
  (...packages) => {
    const home = project(`beside-${packages.join('-').replace(/\W/g, '')}`, packages, {
      'main.cjs': "console.log(require('memsize').measure({ a: [1] }).by)",
    })
    expect(run(process.execPath, ['main.cjs'], home).trim()).toMatch(/^(probe|model)$/)
  },
)

test.each(['1.3.0', 'latest'])('metrics by @opentelemetry/api %s', (version) => {
  const script = `
    const { observeMemory } = require('memsize/opentelemetry')
    const { MemoryBudget } = require('memsize/budget')
    observeMemory({ budgets: [new MemoryBudget({ name: 'app', limit: 100 })] }).stop()
    console.log('done')`
  const home = project(`otel-${version}`, [`@opentelemetry/api@${version}`], { 'main.cjs': script })
  expect(run(process.execPath, ['main.cjs'], home)).toBe('done\n')
})

test.each(['2.0.5', '3.0.0', 'latest'])('the matchers in Vitest %s', (version) => {
  const spec = `
    import { expect, test } from 'vitest'
    import { extend } from 'memsize/vitest'
    extend(expect)
    test('fits', async () => {
      expect({ a: 'x'.repeat(100) }).toFitIn('10 kB')
      await expect(() => [1]).toAllocateAtMost('1 MB', { runs: 2 })
      expect(() => expect({ a: Array.from({ length: 1000 }, (_, at) => ({ at })) }).toFitIn('1 kB')).toThrow('The heaviest parts')
    })`
  const home = project(`vitest-${version}`, [`vitest@${version}`], { 'sizes.test.ts': spec })
  const env = { ...process.env, NODE_ENV: 'test', VITEST: '', JEST_WORKER_ID: undefined }
  run('npx', ['vitest', 'run', '--reporter=json', '--outputFile=told.json'], home, env)
  const told = JSON.parse(readFileSync(join(home, 'told.json'), 'utf8'))
  expect([told.numPassedTests, told.numFailedTests]).toEqual([1, 0])
})

const entries = `
  import { deepSize, type Measurement } from 'memsize'
  import { MemoryBudget } from 'memsize/budget'
  import { verify } from 'memsize/heap'
  import { classReport } from 'memsize/report'
  import { fitsIn } from 'memsize/assert'
  export const all = [MemoryBudget, verify, classReport, fitsIn]
  export const bytes: number = deepSize({})
  export const by = (found: Measurement): 'probe' | 'model' => found.by`

// the compiler that a project brings: resolution as of old, and as of now
test.each([
  ['5.0', ['--module commonjs --moduleResolution node']],
  ['5.9', ['--module commonjs --moduleResolution node10', '--module esnext --moduleResolution bundler', '--module nodenext']],
  ['latest', ['--module esnext --moduleResolution bundler', '--module nodenext']],
])('TypeScript %s finds every entry', (version, resolutions) => {
  const home = project(`typescript-${version}`, [`typescript@${version}`, '@types/node@20'], { 'main.ts': entries })
  for (const flags of resolutions)
    run(
      'npx',
      ['tsc', '--noEmit', '--strict', '--skipLibCheck', '--target', 'es2022', '--types', 'node', ...flags.split(' '), 'main.ts'],
      home,
    )
})

// the generator brings its own compiler, whatever the project has
test.each([['typescript@5.0', 'ts-morph@18'], ['typescript@latest', 'ts-morph@latest'], ['typescript@5.9']])(
  'memsize-codegen beside %s %s: what it writes compiles and measures',
  (...packages) => {
    const generator = packed(join(root, 'codegen'))
    const home = project(`codegen-${packages.join('-').replace(/\W/g, '')}`, [...packages, '@types/node@20', generator], {
      'user.ts':
        '/** @memsize */\nexport interface User {\n  id: number\n  name: string\n  tags: string[]\n  /** @ignore not its own */\n  session?: object\n}\n',
      'main.ts': `import { deepSizeOfUser, describeUser } from './user.memsize.js'
import { deepSize } from 'memsize'
const user = { id: 1, name: 'a name of somebody', tags: ['one', 'another'], session: process }
console.log(JSON.stringify([deepSizeOfUser(user), deepSize(user, { by: 'model', describe: describeUser })]))`,
      'tsconfig.json': JSON.stringify({
        compilerOptions: {
          target: 'es2022',
          module: 'nodenext',
          strict: true,
          skipLibCheck: true,
          outDir: 'out',
          types: ['node'],
          rootDir: '.',
        },
        files: ['user.ts', 'main.ts'],
      }),
    })
    writeFileSync(
      join(home, 'package.json'),
      JSON.stringify({ ...JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')), type: 'module' }),
    )
    run('npx', ['memsize-codegen', 'user.ts'], home)
    run('npx', ['tsc', '-p', '.'], home)
    const [generated, walked] = JSON.parse(run(process.execPath, ['out/main.js'], home))
    expect(generated).toBe(walked)
    expect(generated).toBeGreaterThan(0)
  },
)

const jestSpec = (imports: string): string => `
  ${imports}
  test('fits', async () => {
    jest.useFakeTimers()
    expect({ a: 'x'.repeat(100) }).toFitIn('10 kB')
    await expect(() => [1]).toAllocateAtMost('1 MB', { runs: 2 })
    await expect(() => [1]).not.toLeak({ runs: 2 })
  }, 120_000)`

const globals = "import { expect, jest, test } from '@jest/globals'\n  import 'memsize/jest'"

test.each([
  [
    'Jest 29, without globals',
    ['jest@29'],
    'main.test.js',
    `const { expect, jest, test } = require('@jest/globals'); require('memsize/jest')`,
  ],
  [
    'Jest 30, without globals',
    ['jest@30'],
    'main.test.js',
    `const { expect, jest, test } = require('@jest/globals'); require('memsize/jest')`,
  ],
  [
    'ts-jest, types of @jest/globals',
    ['jest@30', 'ts-jest@29', 'typescript@5.9', '@jest/globals@30', '@types/node@20'],
    'main.test.ts',
    globals,
  ],
  ['jsdom', ['jest@30', 'jest-environment-jsdom@30'], 'main.test.js', `require('memsize/jest')`],
] as const)('the matchers in %s', (name, packages, file, imports) => {
  const config = {
    injectGlobals: name === 'jsdom',
    testEnvironment: name === 'jsdom' ? 'jsdom' : 'node',
    ...(name.startsWith('ts-jest') && {
      transform: {
        '\\.ts$': ['ts-jest', { tsconfig: { module: 'commonjs', moduleResolution: 'node10', target: 'es2022', strict: true } }],
      },
    }),
  }
  const home = project(`jest-${name.replace(/\W/g, '')}`, [...packages], {
    [file]: jestSpec(imports),
    'jest.config.json': JSON.stringify(config),
  })
  const told = JSON.parse(run('npx', ['jest', '--json', '--config', 'jest.config.json'], home))
  expect([told.numPassedTests, told.numFailedTests]).toEqual([1, 0])
})

/** Standard output; on failure the error holds what the command printed. */
function run(command: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = process.env): string {
  try {
    return execFileSync(command, args, { cwd, encoding: 'utf8', stdio: 'pipe', env })
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string }
    throw new Error(`${command} ${args.join(' ')}\n${stdout}${stderr}`)
  }
}
