import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { codegen, newFolder, tsconfig, write } from './cases.js'

let folder: string
const user = '/** @memsize */\nexport interface User {\n  name: string\n}\n'
const order = '/** @memsize */\nexport class Order {\n  total = [1]\n}\n\n/** @memsize */\nexport type Orders = Order[]\n'

beforeEach(() => {
  folder = newFolder()
  write(folder, {
    'tsconfig.json': JSON.stringify(tsconfig),
    'package.json': '{ "type": "module" }',
    'user.ts': user,
    'shop/order.ts': order,
  })
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const read = (file: string) => readFileSync(join(folder, file), 'utf8')
const tsc = () =>
  spawnSync(process.execPath, [join(__dirname, '../../node_modules/typescript/bin/tsc'), '-p', folder], { encoding: 'utf8' }).stdout

test('a barrel exports what all files have, and registers classes', () => {
  write(folder, { 'main.ts': "import { deepSizeOfUser } from './lib/sizes.js'\nexport const bytes = deepSizeOfUser({ name: 'A name' })\n" })
  expect(codegen(folder, '--barrel', 'lib/sizes.ts')).toEqual({
    code: 0,
    out: 'wrote lib/sizes.ts\nwrote shop/order.memsize.ts\nwrote user.memsize.ts\n',
    err: '',
  })
  expect(read('lib/sizes.ts').replace(/Checksum \w+/, '')).toBe(
    `// Written by memsize-codegen 0.1.0 from every file with a marked type, and written again when that changes: change that file instead. 
export { deepSizeOfOrder, deepSizeOfOrders } from '../shop/order.memsize.js'
export { deepSizeOfUser } from '../user.memsize.js'
`,
  )
  expect(tsc()).toBe('')
  expect(codegen(folder, '--barrel', 'lib/sizes.ts', '--check')).toEqual({ code: 0, out: '', err: '' })
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', "console.log((await import('./out/main.js')).bytes > 16)"], {
    cwd: folder,
    encoding: 'utf8',
  })
  expect(stdout).toBe('true\n')
  // the section of package.json asks for the same
  write(folder, { 'package.json': '{ "type": "module", "memsize": { "output": "barrel", "barrel": "lib/sizes.ts" } }' })
  expect(codegen(folder).out).toBe('2 generated files up to date.\n')
  // and without it, the barrel goes
  write(folder, { 'package.json': '{ "type": "module" }', 'main.ts': 'export {}\n' })
  expect(codegen(folder).out).toBe('removed lib/sizes.ts\n')
})

test('names that clash in a barrel are a problem, and a barrel in the wrong place', () => {
  write(folder, { 'admin/user.ts': user })
  const clash = codegen(folder, '--barrel', 'all.ts')
  expect(clash).toEqual({
    code: 1,
    out: '',
    err: 'user.ts:2:1: expected one marked type User in the barrel all.ts, got another in admin/user.ts:2. Rename one of them, or do without the barrel.\n',
  })
  expect(existsSync(join(folder, 'user.memsize.ts'))).toBe(false)
  for (const path of ['../all.ts', 'all.js', 'all.memsize.ts'])
    expect(codegen(folder, '--barrel', path)).toMatchObject({ code: 2, err: expect.stringMatching(/^--barrel: expected the path of/) })
  expect(codegen(folder, '--barrel', 'user.ts')).toMatchObject({
    code: 1,
    err: expect.stringContaining('user.ts:1:1: expected a file written by'),
  })
  write(folder, { 'package.json': '{ "memsize": { "output": "barrel" } }' })
  expect(codegen(folder)).toMatchObject({ code: 1, err: expect.stringMatching(/^package\.json:1:1: expected the path of the `barrel` in/) })
})

test('"inline" in package.json keeps files beside interfaces', () => {
  write(folder, { 'package.json': '{ "type": "module", "memsize": { "output": "inline" } }' })
  expect(codegen(folder).out).toBe('wrote shop/order.memsize.ts\nwrote user.memsize.ts\nupdated shop/order.ts\n')
  expect(read('shop/order.memsize.ts')).not.toContain('deepSizeOfOrder(')
  expect(tsc()).toBe('')
})

test('init writes the settings and an example, which generates', () => {
  const before = '{\r\n\t"name": "mine",\r\n\t"type": "module",\r\n\t"files": ["a", "b"]\r\n}\r\n'
  write(folder, { 'package.json': before })
  const { code, out, err } = codegen(folder, 'init')
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(out).toMatch(/^updated package\.json: .*\nwrote memsize-example\.ts: .*\n\nNext: `npm run memsize` /)
  expect(read('package.json')).toBe(
    before.replace(
      '"b"]\r\n',
      '"b"],\r\n\t"scripts": {\r\n\t\t"memsize": "memsize-codegen",\r\n\t\t"memsize:check": "memsize-codegen --check"\r\n\t},\r\n\t"memsize": {\r\n\t\t"output": "sibling"\r\n\t}\r\n',
    ),
  )
  expect(JSON.parse(read('package.json')).memsize).toEqual({ output: 'sibling' })
  expect(codegen(folder).out).toContain('wrote memsize-example.memsize.ts\n')
  expect(tsc()).toBe('')
  const now = read('package.json')
  expect(codegen(folder, 'init')).toEqual({
    code: 1,
    out: '',
    err: [
      'memsize-example.ts:1:1: expected no such file yet, got one. Rename it or delete it.',
      ...['"scripts" > "memsize"', '"scripts" > "memsize:check"', '"memsize"'].map(
        (key) => `package.json:1:1: expected no ${key} yet, got one. It is set up already; remove the section to have it written again.`,
      ),
      '',
    ].join('\n'),
  })
  expect(read('package.json')).toBe(now)
})

test.each([
  [
    '{}',
    '{\n  "scripts": {\n    "memsize": "memsize-codegen",\n    "memsize:check": "memsize-codegen --check"\n  },\n  "memsize": {\n    "output": "sibling"\n  }\n}',
  ],
  [
    '{\n    "scripts": { "test": "jest" }\n}',
    '{\n    "scripts": { "test": "jest",\n        "memsize": "memsize-codegen",\n        "memsize:check": "memsize-codegen --check" },\n    "memsize": {\n        "output": "sibling"\n    }\n}',
  ],
])('init adds to %j', (before, after) => {
  write(folder, { 'package.json': before })
  expect(codegen(folder, 'init').code).toBe(0)
  expect(read('package.json')).toBe(after)
})

test('init needs a package.json', () => {
  rmSync(join(folder, 'package.json'))
  expect(codegen(folder, 'init')).toMatchObject({
    code: 1,
    err: expect.stringMatching(/^package\.json:1:1: expected a package\.json beside/),
  })
  expect(existsSync(join(folder, 'memsize-example.ts'))).toBe(false)
})
