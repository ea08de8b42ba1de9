import { spawnSync } from 'node:child_process'
import { chmodSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { codegen, codegenFolder, type Files, newFolder, tsconfig, write } from './cases.js'

// Each is a problem with its place and fix, exit code 1, and every file as it was. More of them are golden cases: problems, edited.

let folder: string
beforeEach(() => {
  folder = newFolder()
  write(folder, {
    'tsconfig.json': JSON.stringify(tsconfig),
    'package.json': '{ "type": "module" }',
    'other.ts': '/** @memsize */\nexport interface Other {\n  a: string\n}\n',
  })
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const all = (): Files =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true, encoding: 'utf8' })
      .filter((entry) => entry.isFile())
      .map((entry) => [join(entry.parentPath, entry.name), readFileSync(join(entry.parentPath, entry.name), 'utf8')]),
  )

const marked = '/** @memsize */\nexport '
test.each<[name: string, files: Files, args: string[], err: RegExp]>([
  [
    'a type that does not resolve',
    { 'a.ts': `import type { Gone } from './gone.js'\n${marked}interface A {\n  gone: Gone\n}\n` },
    [],
    /^a\.ts:1:27: expected a file that compiles, got TS2307: Cannot find module '\.\/gone\.js' .*\. Mend it first\.\n$/,
  ],
  [
    'a package that is not installed',
    { 'a.ts': `import type { Gone } from 'gone'\n${marked}interface A {\n  gone: Gone\n}\n` },
    [],
    /^a\.ts:1:27: expected a file that compiles, got TS2307: .*\n$/,
  ],
  [
    'a file that does not parse',
    { 'a.ts': `${marked}interface A {\n  a: string\n` },
    [],
    /^a\.ts:4:1: expected a file that compiles, got TS1005: '\}' expected\. Mend it first\.\n$/,
  ],
  [
    'two types of one name',
    { 'a.ts': `${marked}type A = { a: string }\n${marked}type A = { b: string }\n` },
    [],
    /^a\.ts:2:13: expected a file that compiles, got TS2300: Duplicate identifier 'A'\. Mend it first\.\n(.*\n)?a\.ts:4:13: /,
  ],
  [
    'a class that extends itself by way of another',
    { 'a.ts': `${marked}class A extends B {\n  a = 1\n}\n${marked}class B extends A {\n  b = 1\n}\n` },
    ['--inline'],
    /^a\.ts:2:14: expected a file that compiles, got TS2506: .*\n.*\na\.ts:6:14: expected a file that compiles, got TS2506: /,
  ],
  ['an alias of itself', { 'a.ts': `${marked}type A = A | null\n` }, [], /^a\.ts:2:13: expected a file that compiles, got TS2456: /],
  [
    'a marked function',
    { 'a.ts': `${marked}function a(): void {}\n` },
    ['--inline'],
    /^a\.ts:2:1: expected a class, an interface or a type alias under @memsize, got a Function\. /,
  ],
  [
    'a marked anonymous class',
    { 'a.ts': `${marked}default class {\n  #a = 1\n  a() {\n    return this.#a\n  }\n}\n` },
    ['--inline'],
    /^a\.ts:2:1: expected a marked class to have a name\. Name it\.\n$/,
  ],
  [
    'a file where a folder should be',
    { lib: 'a file' },
    ['--barrel', 'lib/all.ts'],
    /^lib\/all\.ts:1:1: expected a folder that can be written to, got .*; no file was changed\.\n$/,
  ],
  [
    'a section that is none',
    { 'package.json': '{ "memsize": { "output": "everywhere" } }' },
    [],
    /^package\.json:1:1: expected sibling, barrel or inline as `output` in the section "memsize", got "everywhere"\. Write it like \{ "output": "barrel" \}\.\n$/,
  ],
  [
    'a package.json that is none',
    { 'package.json': '{ "memsize": ' },
    [],
    /^package\.json:1:1: expected JSON, got .*\. Mend it first\.\n$/,
  ],
  [
    'a rule beside a field in its line, a misspelt one, and one above a static',
    {
      'a.ts': `${marked}interface A { id: number; /** @ignore x */ session?: object\n  /** @ignored y */\n  other?: object }\n${marked}class B {\n  /** @owned */\n  static cache = [1]\n}\n`,
    },
    [],
    /^a\.ts:2:.*: expected @ignore above a field, .*\na\.ts:3:7: expected one of the rules .*, got @ignored\. Write @ignore\.\na\.ts:8:3: expected @owned above a field/,
  ],
  [
    'a mark in a declaration file',
    { 'a.d.ts': `${marked}interface A {\n  a: string\n}\n` },
    [],
    /^a\.d\.ts:1:5: expected @memsize in a TypeScript source, got a declaration file\. /,
  ],
  [
    'a mark in JavaScript',
    {
      'tsconfig.json': JSON.stringify({ ...tsconfig, compilerOptions: { ...tsconfig.compilerOptions, allowJs: true }, include: ['*'] }),
      'a.js': `${marked}class A {\n  a = 1\n}\n`,
    },
    ['--inline'],
    /^a\.js:1:5: expected @memsize in a TypeScript source, got another file\. Mark a type alias of it /,
  ],
  [
    'a mark in a file that has TypeScript within',
    {
      'tsconfig.json': JSON.stringify({ ...tsconfig, include: ['*'] }),
      'a.vue': `<script lang="ts">\n${marked}interface A {}\n</script>\n`,
    },
    [],
    /^a\.vue:2:5: expected @memsize in a TypeScript source, got a \.vue file\. Move the type to a TypeScript file, and import it from there\.\n$/,
  ],
  [
    'a type of a file that the compiler does not read',
    { 'a.vue': '<script lang="ts"></script>\n', 'a.ts': `import type { A } from './a.vue'\n${marked}interface B { a: A }\n` },
    [],
    /^a\.ts:1:24: expected a file that compiles, got TS2307: /,
  ],
  [
    'a problem in a file whose name is of two lines',
    { 'new\nline.ts': `${marked}function a(): void {}\n` },
    [],
    /^'new\\nline\.ts':2:1: expected a class, an interface or a type alias under @memsize, got a Function\. /,
  ],
  [
    'a glob that matches nothing',
    { 'package.json': '{ "memsize": { "files": ["gone/*.ts"] } }' },
    [],
    /^package\.json:1:1: expected sources of the project that match "gone\/\*\.ts" /,
  ],
  [
    'a class without its closing brace',
    { 'a.ts': `${marked}class A {\n  #a = 1\n` },
    ['--inline'],
    /^a\.ts:4:1: expected a file that compiles, got TS1005: '\}' expected\. Mend it first\.\n/,
  ],
])('%s', (_name, files, args, err) => {
  write(folder, files)
  const before = all()
  expect(codegen(folder, ...args)).toEqual({ code: 1, out: '', err: expect.stringMatching(err) })
  expect(all()).toEqual(before)
})

test('a folder that is read-only', () => {
  // nothing is read-only for root
  const isRoot = process.getuid?.() === 0
  chmodSync(folder, 0o555)
  const before = all()
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(codegenFolder, 'dist/bin.js')], {
    cwd: folder,
    encoding: 'utf8',
    ...(isRoot ? { uid: 65534, gid: 65534 } : {}),
  })
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' })
  expect(stderr).toMatch(
    /^other\.memsize\.ts:1:1: expected a folder that can be written to, got EACCES: .* Give yourself the right to write there; no file was changed\.\n$/,
  )
  expect(all()).toEqual(before)
  chmodSync(folder, 0o755)
})
