import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { codegen, type Files, generatedIn, newFolder, tsconfig, write } from './cases.js'

// What is written compiles, whatever the types, their names and their files are called. One project: names may clash across files too.

const mark = '/** @memsize */\nexport'
const marked = (...types: string[]) => types.map((type) => `${mark} ${type}\n`).join('')
const list = (name: string) => `interface ${name} { a: string; next: ${name} | null }`
const holds = (name: string) => `interface ${name} { a?: string; b: Map<string, ${name}> }`

const kinds: Readonly<Record<string, Files>> = {
  'null, undefined and primitives in an alias': {
    'alias.ts': marked(
      'type A = { a: string } | undefined',
      'type B = { a: string; next: B } | null',
      'type C = string | { a: Map<string, { x: number }> } | undefined',
    ),
  },
  'a class exported for its type alone, and one as the default': {
    'type-only.ts': `/** @memsize */\nclass A { a = 'x' }\nexport type { A }\n${mark} default class Def { x: A = new A() }\n`,
  },
  'a long line': { 'long.ts': marked(list(`A${'VeryLongNameOfAType'.repeat(6)}`)) },
  'protected and private constructors, and abstract classes': {
    'constructors.ts': marked(
      'class P {\n  /** @ignore not ours */\n  a: object = {}\n  protected constructor() {}\n  static make() { return new P() }\n}',
      'class Q {\n  /** @owned */\n  a: object = {}\n  private constructor() {}\n  static make() { return new Q() }\n}',
      'abstract class R<T> { constructor(readonly t: T) {} }',
    ),
  },
  'unions of classes told by what is private, and of enums': {
    'unions.ts': `class X<T> { private secret: T | undefined; #y = 1; use() { return [this.secret, this.#y] } }
class Y { private other = 1; use() { return this.other } }
export enum K { A, B }
export enum S { A = 'a', B = 'b' }
${marked('interface U { either: X<string> | Y; e: { kind: K.A; a: number[] } | { kind: K.B; b: string[] }; s: { kind: S.A; a: Date[] } | { kind: S.B; b: Date } }')}`,
  },
  'names of the language and of generated code': {
    'names.ts': marked(
      ...['Meter', 'total', 'has', 'TypedWalk', 'Extract', 'value', 'deepSizeOfX', 'X', 'x', 'UserType', 'userType', 'User', 'Map$'].map(
        holds,
      ),
      `interface isPlain { seen: string; 'a User': string; 'it\\'s "x"': string; index: { index: string }[]; value: { x: number }[]; keys?: string; item: { item: number }[] }`,
    ),
  },
  'one name in several files, and an alias of a marked type': {
    'a/same.ts': marked(list('Same'), 'type Alias = Same'),
    'b/same.ts': marked('interface Same { b: string; next: Same | null }'),
    'c.ts': `import type { Alias, Same as A } from './a/same.js'\nimport type { Same as B } from './b/same.js'\n${marked('interface Same { a: A; b: B; c: Alias; d: Same | null }')}`,
  },
  'names of files': {
    "it's.ts": marked(list('Its')),
    'b`$`.ts': marked(list('Tick')),
    '"q".ts': marked(list('Quoted')),
    'new\nline.ts': marked(list('Line')),
    'sep\u2028arator.ts': marked(list('Separator')),
  },
  'names that differ in case': {
    'case.ts': marked(list('CaseName'), list('caseName'), 'class CASENAME { a = 1; b = { c: "x" } }', holds('casename')),
  },
  'a type of 2,000 fields, and unions of 500': {
    'large.ts': `${marked(
      `interface Large { ${Array.from({ length: 2000 }, (_, i) => `f${i}${i % 3 ? '' : '?'}: ${['string', 'number', '{ a: string }', 'string[]', 'Date'][i % 5]}`).join('; ')} }`,
      `type Tagged = ${Array.from({ length: 500 }, (_, i) => `{ kind: 'k${i}'; a${i}: string[]; next: Tagged }`).join(' | ')}`,
      `type Untagged = ${Array.from({ length: 500 }, (_, i) => `{ v${i}: string; w: Untagged[] }`).join(' | ')}`,
    )}`,
  },
  'whatever a type can hold': {
    'odd.ts': marked(
      'interface Odd { f(): void; g: () => void; s: symbol; b: bigint; d: Date; e: Error; t: [string, { a: number }]; r: Record<string, string>; u8: Uint8Array; w: WeakMap<object, string>; p: Promise<string>; a: any; k: unknown; nested: string[][]; mm: Map<string, Map<number, Set<string>>> }',
      "class Service { private readonly cache = new Map<string, Odd>(); protected name = 'x'; listeners: (() => void)[] = []; get size() { return this.cache.size } run() { return this.name } static count = 0 }",
      'type Gen<T extends object, K extends keyof T = keyof T> = { a: T; k: K; list: T[] }',
      'type Fn = (a: string) => void',
      "type Str = 'a' | 'b'",
      'type Cond<T> = T extends string ? { s: T } : { n: T }',
      "type Mapped = { [K in 'a' | 'b']?: { v: K } }",
      'type Inter = { a: string } & { b: { c: number }[] }',
      'type Part = Partial<Odd>',
      'type Tup = [a: string, b: { c: Inter }]',
      'interface Rows { list?: { p: number; q?: string; sub: { z: string }[] }[]; n: number | null; un: string | undefined; by: Record<string, { a: string }>; grid: number[][] }',
    ),
  },
}

let folder: string
beforeEach(() => {
  folder = newFolder()
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const tsc = (): string =>
  spawnSync(process.execPath, [join(__dirname, '../../node_modules/typescript/bin/tsc'), '-p', folder, '--noEmit'], { encoding: 'utf8' })
    .stdout

test('code for every kind of type compiles, under strict settings', () => {
  for (const files of Object.values(kinds)) write(folder, files)
  write(folder, { 'tsconfig.json': JSON.stringify(tsconfig), 'package.json': '{ "type": "module" }' })
  expect(codegen(folder)).toMatchObject({ code: 0, err: '' })
  expect(codegen(folder, '--report').out).not.toContain('does not compile')
  expect(tsc()).toBe('')
  expect(codegen(folder, '--check')).toEqual({ code: 0, out: '', err: '' })
})

test('CommonJS under verbatimModuleSyntax has its own words', () => {
  write(folder, {
    'tsconfig.json': JSON.stringify(tsconfig),
    'package.json': '{}',
    'user.ts': `import type { Other } from './other.js'\n${marked('interface User { name: string; when: Date; other: Other }')}`,
    'other.ts': marked('interface Other { rows: { a: string }[]; more: Map<string, Other> }'),
    'main.ts':
      "import sizes = require('./user.memsize.js')\nexport = sizes.deepSizeOfUser({ name: 'A name', when: new Date(), other: { rows: [], more: new Map() } })\n",
  })
  expect(codegen(folder)).toMatchObject({ code: 0, err: '' })
  expect(generatedIn(folder)['user.memsize.ts']).toContain("import generatedModule = require('memsize/generated')")
  expect(tsc()).toBe('')
})
