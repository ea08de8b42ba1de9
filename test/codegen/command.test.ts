import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { transformSync } from '@swc/core'
import { transformSync as esbuild } from 'esbuild'
import { emit } from '../../codegen/src/emit.js'
import { extract } from '../../codegen/src/extract/extract.js'
import { wholeOf } from '../../codegen/src/whole.js'
import { codegen, generatedIn, newFolder, tsconfig, write } from './cases.js'

let folder: string
const user = '/** @memsize */\nexport interface User {\n  name: string\n  rest: unknown\n}\n'
const order = '/** @memsize */\nexport interface Order {\n  /** @owned */\n  total: number[]\n}\n'

beforeEach(() => {
  folder = newFolder()
  write(folder, { 'tsconfig.json': JSON.stringify(tsconfig), 'user.ts': user, 'shop/order.ts': order })
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('generates, and does nothing where all is up to date', () => {
  expect(codegen(folder)).toEqual({ code: 0, out: 'wrote shop/order.memsize.ts\nwrote user.memsize.ts\n', err: '' })
  const file = join(folder, 'user.memsize.ts')
  const { mtimeMs, ino } = statSync(file)
  expect(codegen(folder)).toEqual({ code: 0, out: '2 generated files up to date.\n', err: '' })
  expect(statSync(file)).toMatchObject({ mtimeMs, ino })
  expect(readdirSync(folder).sort()).toEqual(['shop', 'tsconfig.json', 'user.memsize.ts', 'user.ts'])
})

test('--check and --dry-run tell what is stale, and write nothing', () => {
  codegen(folder)
  const before = generatedIn(folder)
  write(folder, { 'user.ts': user.replace('name: string', 'name: string\n  age?: number') })
  const { code, out, err } = codegen(folder, '--check')
  expect({ code, err }).toEqual({ code: 1, err: '1 generated file stale: run memsize-codegen.\n' })
  expect(out).toMatch(/^--- user\.memsize\.ts$/m)
  expect(out).toMatch(/^-const userType = objectType\(\{ name: 'text', rest: 'any' \}\)$/m)
  expect(out).toMatch(/^\+const userType = objectType\(\{ name: 'text', age: 'number\?', rest: 'any' \}\)$/m)
  expect(codegen(folder, '--dry-run')).toEqual({ code: 0, out: 'would update user.memsize.ts\n', err: '' })
  expect(generatedIn(folder)).toEqual(before)
  expect(codegen(folder)).toEqual({ code: 0, out: 'updated user.memsize.ts\n', err: '' })
  expect(codegen(folder, '--check')).toEqual({ code: 0, out: '', err: '' })
})

test('removes its file where no type is marked any more', () => {
  codegen(folder)
  write(folder, { 'user.ts': user.replace('@memsize', '') })
  expect(codegen(folder)).toEqual({ code: 0, out: 'removed user.memsize.ts\n', err: '' })
  expect(Object.keys(generatedIn(folder))).toEqual(['shop/order.memsize.ts'])
})

test('--report says how each field counts', () => {
  expect(codegen(folder, '--report')).toEqual({
    code: 0,
    out: [
      'shop/order.ts',
      '  Order  (about 10 ns for its fields)',
      '    total  an array of primitives, owned, so not looked up, read in one loop, about 10 ns',
      '',
      'user.ts',
      '  User  (about 470 ns for its fields)',
      '    name  a string, looked up, as equal ones count once, about 90 ns',
      '    rest  left to the walk: unknown, about 380 ns',
      '',
    ].join('\n'),
    err: '',
  })
  expect(generatedIn(folder)).toEqual({})
})

test('--project names a tsconfig.json or its folder, from anywhere', () => {
  const shop = join(folder, 'shop')
  expect(codegen(shop, '--project', '..').out).toBe('wrote order.memsize.ts\nwrote ../user.memsize.ts\n')
  expect(codegen(shop, '-p', '../tsconfig.json').out).toBe('2 generated files up to date.\n')
  expect(codegen(shop)).toEqual({
    code: 1,
    out: '',
    err: 'tsconfig.json: expected a tsconfig.json there. Name the project by --project.\n',
  })
})

test('a tsconfig.json that cannot be read is a problem', () => {
  write(folder, { 'tsconfig.json': '{ "compilerOptions": { "strict" ' })
  const { code, out, err } = codegen(folder)
  expect({ code, out }).toEqual({ code: 1, out: '' })
  expect(err).toMatch(/^tsconfig\.json:1:\d+: expected .*\n$/)
})

test('package.json can mark whole files, and types by name', () => {
  const section = { files: ['shop/*.ts'], types: ['User', 'Gone'] }
  const plain = {
    'user.ts': user.replace('@memsize', ''),
    'shop/order.ts': `${order.replace('@memsize', '')}interface Own { a: string }\n`,
  }
  write(folder, { ...plain, 'package.json': JSON.stringify({ type: 'module', memsize: section }) })
  expect(codegen(folder)).toEqual({
    code: 1,
    out: '',
    err: 'package.json:1:1: expected an exported type Gone, as `types` of the section "memsize" has it. Take the name out, or export a class, interface or type alias of that name.\n',
  })
  write(folder, { 'package.json': JSON.stringify({ type: 'module', memsize: { ...section, types: ['User'] } }) })
  expect(codegen(folder)).toEqual({ code: 0, out: 'wrote shop/order.memsize.ts\nwrote user.memsize.ts\n', err: '' })
  write(folder, { 'package.json': JSON.stringify({ memsize: { type: 'User' } }) })
  expect(codegen(folder)).toMatchObject({
    code: 1,
    err: expect.stringMatching(/^package\.json:1:1: expected one of files, types, output, barrel in .*, got "type"\. /),
  })
})

test('without marks it says how to make one', () => {
  write(folder, { 'user.ts': 'export {}', 'shop/order.ts': 'export {}' })
  expect(codegen(folder)).toMatchObject({ code: 0, out: expect.stringMatching(/^No type is marked\. Put /) })
})

test('a wrong flag is reported, with 2 as exit code', () => {
  expect(codegen(folder, '--chek')).toMatchObject({ code: 2, err: expect.stringContaining('Did you mean --check?') })
  expect(codegen(folder, '--help')).toMatchObject({ code: 0, out: expect.stringContaining('--dry-run') })
})

test('what cannot be written leaves every file as it was', () => {
  codegen(folder)
  const before = generatedIn(folder)
  rmSync(join(folder, 'user.memsize.ts'))
  mkdirSync(join(folder, 'user.memsize.ts'))
  write(folder, { 'shop/order.ts': order.replace('total', 'sum') })
  const { code, out, err } = codegen(folder)
  expect({ code, out }).toEqual({ code: 1, out: '' })
  expect(err).toMatch(/^user\.memsize\.ts:1:1: expected .*no file was changed\.\n$/s)
  expect(readFileSync(join(folder, 'shop/order.memsize.ts'), 'utf8')).toBe(before['shop/order.memsize.ts'])
  expect(readdirSync(folder).sort()).toEqual(['shop', 'tsconfig.json', 'user.memsize.ts', 'user.ts'])
})

test('a plan survives JSON, and what is made of it runs through swc and esbuild', () => {
  const { plan } = extract(join(folder, 'tsconfig.json'))
  expect(JSON.parse(JSON.stringify(plan))).toEqual(plan)
  for (const file of plan.files) {
    const { text } = emit(file, '1.0.0', wholeOf(plan))
    const bySwc = transformSync(text, {
      jsc: { parser: { syntax: 'typescript' }, target: 'es2022', experimental: { keepImportAssertions: true } },
    }).code
    const byEsbuild = esbuild(text, { loader: 'ts', format: 'esm', tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } } }).code
    for (const code of [bySwc, byEsbuild]) {
      expect(code).toContain('deepSizeOf')
      expect(code).not.toMatch(/Meter|TypedWalk/)
    }
  }
})
