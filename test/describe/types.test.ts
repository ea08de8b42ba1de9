import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runTsc } from './compilers.js'

// The types of decorators, as users with the strictest settings have them. What must be an error has `@ts-expect-error` above it.

let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'memsize-types-'))
  mkdirSync(join(folder, 'node_modules'))
  symlinkSync(process.cwd(), join(folder, 'node_modules/memsize'))
  symlinkSync(join(process.cwd(), 'node_modules/@types'), join(folder, 'node_modules/@types'))
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  cpSync('test/describe/types', folder, { recursive: true })
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

const strict = ['--noEmit', '--module', 'nodenext', '--isolatedModules', '--verbatimModuleSyntax', '--exactOptionalPropertyTypes']

test.each([
  ['standard', 'es2022', []],
  ['standard', 'esnext', []],
  ['legacy', 'es2022', ['--experimentalDecorators']],
  ['legacy', 'es2022', ['--experimentalDecorators', '--emitDecoratorMetadata']],
])('%s decorators keep to the types, for %s %s', async (dialect, target, flags) => {
  const sources = ['both', dialect].map((name) => join(folder, `${name}.ts`))
  expect(await runTsc([...strict, '--target', target, ...flags], sources)).toEqual({})
})
