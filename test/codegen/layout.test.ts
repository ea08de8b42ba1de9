import { rmSync } from 'node:fs'
import { shallowSize } from '../../src/index.js'
import { codegen, newFolder, tsconfig, write } from './cases.js'

let folder: string
const user = '/** @memsize */\nexport interface User {\n  id: number\n  name: string\n  active: boolean\n}\n'
beforeEach(() => {
  folder = newFolder()
  write(folder, {
    'tsconfig.json': JSON.stringify(tsconfig),
    'package.json': '{ "type": "module" }',
    'user.ts': user,
    'shop.ts': '/** @memsize */\nexport class Shop {\n  rows = [1]\n  #till = 1.5\n  till() {\n    return this.#till\n  }\n}\n',
  })
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('--layout says what an object weighs, as the engine has it', () => {
  const [shop, row] = JSON.parse(codegen(folder, '--layout', '--json').out)
  const own = Number(process.versions.node.split('.')[0]) >= 24 ? 'Node 24' : 'Node 20'
  expect(row.bytes[own]).toBe(shallowSize({ id: 1, name: 'a name', active: true }))
  expect(row.fields.map(({ name, slot, holds }: { name: string; slot: number; holds: string }) => [name, slot, holds])).toEqual([
    ['id', 0, 'number'],
    ['name', 1, 'string'],
    ['active', 2, 'primitive'],
  ])
  expect(row.oneMore).toEqual({ 'Node 24': 8, 'Node 20': 8, Chrome: 4, Bun: 0 })
  expect(row.fields[0].box).toEqual({ 'Node 24': 16, 'Node 20': 16, Chrome: 12, Bun: 0 })
  expect(shop).toMatchObject({ type: 'Shop', kind: 'class', fields: [{ name: 'rows' }, { name: '#till', holds: 'private' }] })
  expect(shop.slack['Node 24']).toBe(64)
  expect(codegen(folder, '--layout', 'User').out).toMatch(/^User {2}user\.ts:2\n {4}0 {2}id {6}number, 16 B more for a fraction\n/)
})

test('--check of sizes shows what has grown', () => {
  write(folder, { 'sizes.json': codegen(folder, '--layout', '--json').out })
  expect(codegen(folder, '--check', 'sizes.json')).toEqual({ code: 0, out: '', err: '' })
  write(folder, { 'user.ts': user.replace('  active', '  email: string\n  active') })
  expect(codegen(folder, '--check', 'sizes.json')).toEqual({
    code: 1,
    out: 'user.ts:2: User: Node 24 48 -> 56 B, Node 20 48 -> 56 B, Chrome 24 -> 28 B, by email\n',
    err: '',
  })
  expect(codegen(folder, '--check', 'gone.json')).toMatchObject({
    code: 2,
    err: expect.stringMatching(/^--check: expected a file made by /),
  })
  expect(codegen(folder, '--layout', 'Gone')).toMatchObject({
    code: 1,
    err: expect.stringMatching(/^--layout: expected a marked type Gone /),
  })
})
