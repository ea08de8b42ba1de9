import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { codegen, generatedIn, newFolder, write } from './cases.js'

let folder: string
const compilerOptions = {
  target: 'esnext',
  module: 'preserve',
  moduleResolution: 'bundler',
  strict: true,
  types: ['node'],
  paths: { '@/*': ['./src/*'] },
  skipLibCheck: true,
}
const user = `import { Secret } from '@/secret'

/** @memsize */
export interface User {
  id: number
  name: string
  /** @owned */
  tags: string[]
  others?: { tags: string[] }[]
  secret?: Secret
}
`
const secret = `import data from './data.json'

/** @memsize */
export class Secret {
  name = 'a name'
  #data = data
  data() {
    return this.#data
  }
}
`
const shared = "const tags = ['a tag', 'another']\n"

beforeEach(() => {
  folder = newFolder()
  write(folder, {
    'tsconfig.json': JSON.stringify({ compilerOptions, include: ['src'] }),
    'package.json': '{ "type": "module" }',
    'src/data.json': '["some", "data"]',
    'src/user.ts': user,
    'src/secret.ts': secret,
  })
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const verify = (samples: string, ...flags: string[]) => {
  write(folder, { 'samples.ts': `import type { User } from '@/user'\nimport { Secret } from '@/secret'\n${samples}` })
  const result = codegen(folder, '--verify', 'samples.ts', ...flags)
  // nothing is left, and nothing written
  expect(readdirSync(folder).sort()).toEqual(['package.json', 'samples.ts', 'src', 'tsconfig.json'])
  expect(generatedIn(folder)).toEqual({})
  return result
}

test('values that are as the engine has them', () => {
  const { code, out, err } = verify(`export const user: User = { id: 1, name: 'Ann B', tags: ['x y'] }
export const users: readonly User[] = [user, { ...user, tags: [], others: [{ tags: ['z z'] }] }]
export const helper = () => new Secret()
`)
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(out.replace(/\d+ objects, \d+ bytes/g, 'n')).toBe(
    ['user', 'users[0]', 'users[1]'].map((name) => `${name}: as the engine has it, n\n`).join(''),
  )
})

test('faults are blamed on their fields', () => {
  // a description, which the rule asks for, leaves out what it cannot reach; without one the probe finds it
  write(folder, { 'src/secret.ts': secret.replace('  #data', '  /** @owned */\n  list = [1]\n  #data') })
  const samples = `${shared}export const users: User[] = [{ id: 1, name: 'Ann B', tags, others: [{ tags }] }]\nexport const secret = new Secret()\n`
  const { code, out, err } = verify(samples)
  expect({ code, out }).toEqual({ code: 1, out: '' })
  expect(err.replace(/expected \d+ bytes/g, 'expected n bytes').replace(/got \d+:/g, 'got n:')).toBe(
    [
      'src/secret.ts:8:3: expected n bytes at secret.#data (Array), as the engine has it, got n: it is in the value, and was not counted. Mark its class, or write descriptions into classes by --inline, by which #private fields are reached.',
      'src/user.ts:8:3: expected n bytes at users[0].tags (Array), as the engine has it, got n: something else refers to it too. Take @owned away: it is not owned.',
      '',
    ].join('\n'),
  )
  codegen(folder, '--inline')
  rmSync(join(folder, 'src/user.memsize.ts'))
  expect(verify('export const secret = new Secret()\n', '--inline')).toMatchObject({
    code: 0,
    err: '',
    out: expect.stringMatching(/^secret: as/),
  })
})

test.each<[name: string, samples: string, err: string]>([
  [
    'of no marked type',
    'export const date = new Date()\n',
    'samples.ts:3:14: expected a marked type, or an array of one, got Date. Write it down, like `export const date: User`, or do not export it.\n',
  ],
  [
    'that do not compile',
    'export const user: User = { id: 1 }\n',
    "samples.ts:3:14: expected a file that compiles, got TS2739: Type '{ id: number; }' is missing the following properties from type 'User': name, tags. Mend it first.\n",
  ],
  [
    'that are none',
    'new Secret()\n',
    'samples.ts:1:1: expected samples, got a file that exports none. Export samples there, like `export const user: User = { ... }`.\n',
  ],
  [
    'that throw',
    "export const secret: Secret = new Secret()\nthrow new RangeError('no such thing')\n",
    'samples.ts:1:1: expected samples that Node can import, got RangeError: no such thing. Mend what is thrown when the file is imported.\n',
  ],
])('samples %s are a problem', (_name, samples, err) => {
  expect(verify(samples)).toEqual({ code: 1, out: '', err })
})

test('a file of samples that is not there is a problem', () => {
  expect(codegen(folder, '--verify', 'gone.ts')).toMatchObject({
    code: 1,
    err: expect.stringMatching(/^gone\.ts:1:1: expected a file with samples, got none\. /),
  })
})
