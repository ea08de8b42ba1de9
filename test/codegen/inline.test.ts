import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { enginePath } from '../../scripts/engines.mjs'
import { isThorough, nodes } from '../in-engines.js'
import { codegen, generatedIn, newFolder, tsconfig, write } from './cases.js'

let folder: string
beforeEach(() => {
  folder = newFolder()
  write(folder, { 'tsconfig.json': JSON.stringify(tsconfig), 'package.json': '{ "type": "module" }' })
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const read = (file: string) => readFileSync(join(folder, file), 'utf8')
const tsc = (...args: string[]) =>
  spawnSync(process.execPath, [join(__dirname, '../../node_modules/typescript/bin/tsc'), '-p', folder, ...args], { encoding: 'utf8' })
    .stdout

const account = `import { Kept } from './kept.js'

/** @memsize */
export class Account extends Kept {
  #secret = ['a secret', 'another']
  accessor level: { of: number[] } = { of: [1, 2] }
  /** @ignore the application's */
  #cache = new Map([['key', { much: 'of it' }]])
  /** @sizedBy pixels */
  #texture: { size: number } | null = { size: 100 }
  #count = 1.5
  constructor(public readonly name: string) { super() }
  secrets() { return [this.#secret, this.#cache, this.#texture, this.#count] }
}

export const pixels = (texture: { size: number }): number => texture.size * 4

/** @memsize */
export interface Row {
  id: number
}
`
const kept = `/** @memsize */
export class Kept {
  #log: string[] = ['a first line']
  label = 'kept'

  lines(): readonly string[] {
    return this.#log
  }
}
`
const savings = `import { Account } from './account.js'

class Special extends Account {
  #own = [1, 2, 3]
  note = { text: 'a note' }
  own() { return this.#own }
}

/** @memsize */
export class Savings extends Special {
  #secret = { rate: [0.5] }
  /** @owned */
  history = [1, 2.5]
  rate() { return this.#secret }
}

/** @memsize */
export class Empty {
}
`
const samples = `import { Account } from './account.js'
import { Kept } from './kept.js'
import { Empty, Savings } from './savings.js'

export const kept = new Kept()
export const account = new Account('an account')
export const several = [new Account('one'), new Account('two'), new Kept(), new Empty()]
export const savings = new Savings('with a special one between')
`

test('descriptions go into the bodies of classes, and the engine finds them right', () => {
  const files = { 'kept.ts': kept, 'account.ts': account, 'savings.ts': savings, 'samples.ts': samples }
  write(folder, files)
  expect(codegen(folder, '--inline')).toEqual({
    code: 0,
    out: 'wrote account.memsize.ts\nupdated account.ts\nupdated kept.ts\nupdated savings.ts\n',
    err: '',
  })
  expect(read('account.ts').replace(/Checksum \w+/g, 'Checksum')).toBe(
    account
      .replace(
        "./kept.js'\n",
        `./kept.js'
// #region memsize-codegen: written again when the class changes, so change that instead. Checksum
import { defineSize } from 'memsize'
import { inherited as memsizeInherited, restOf as memsizeRestOf } from 'memsize/generated'
// #endregion memsize-codegen
`,
      )
      .replace(
        ', this.#count] }\n',
        `, this.#count] }
  // #region memsize-codegen: written again when the class changes, so change that instead. Checksum
  static {
    defineSize(this, (value, meter) => {
      memsizeInherited(this, value, meter)
      meter.value('#secret', value.#secret)
      meter.value('level', value.level)
      meter.skip('#cache', 'the application\\'s')
      if (value.#texture == null) meter.value('#texture', value.#texture)
      else meter.external('#texture', pixels(value.#texture))
      meter.value('#count', value.#count)
      memsizeRestOf(meter, value, 6)
    })
  }
  // #endregion memsize-codegen
`,
      ),
  )
  expect(Object.keys(generatedIn(folder))).toEqual(['account.memsize.ts'])
  expect(tsc()).toBe('')
  // where compilers make WeakMaps of private fields
  const older = join(folder, 'out/older/samples.js')
  if (isThorough) tsc('--target', 'es2021', '--outDir', join(folder, 'out/older'))
  for (const file of isThorough ? [join(folder, 'out/samples.js'), older] : [join(folder, 'out/samples.js')])
    for (const engine of isThorough ? nodes : nodes.slice(0, 1)) {
      const { stdout, stderr } = spawnSync(enginePath(engine), [join(__dirname, 'verify-inlined.mjs'), file], { encoding: 'utf8' })
      expect(stderr).toBe('')
      const results = JSON.parse(stdout)
      const right = { ok: true, faults: [], isWithin: true, opaque: [] }
      expect(results).toMatchObject({ kept: right, account: right, several: right })
      // nobody describes the class between, and that is reported
      expect(results.savings.opaque).toEqual(['`#own` cannot be reached from outside its class'])
      expect(results.savings.faults).toEqual(file === older ? [] : [expect.objectContaining({ kind: 'missing', path: '$.#own' })])
    }
  const { out: report } = codegen(folder, '--inline', '--report')
  expect(report).toMatch(/^ {4}#texture +told by the method in its class$/m)
  expect(report).toMatch(/^ {4}#own +not counted: only its class can reach it/m)
  // again, and then no more of it
  expect(codegen(folder, '--inline').out).toBe('4 generated files up to date.\n')
  expect(codegen(folder, '--inline', '--check')).toEqual({ code: 0, out: '', err: '' })
  write(folder, { 'savings.ts': read('savings.ts').replaceAll('/** @memsize */\n', '') })
  codegen(folder, '--inline')
  expect(read('savings.ts')).toBe(savings.replaceAll('/** @memsize */\n', ''))
  expect(codegen(folder).code).toBe(0)
  expect(read('account.ts')).toBe(account)
})

const oneLine = '/** @memsize */ export class A { a = 1; #b = [2]; b() { return this.#b } }\n'
const odd: Readonly<Record<string, string>> = {
  crlf: '/** @memsize */\r\nexport class A {\r\n  a = 1;\r\n}\r\n',
  'a-byte-order-mark': '\uFEFF/** @memsize */\nexport class A {\n  a = 1;\n}\n',
  tabs: '/** @memsize */\nexport class A {\n\ta = 1;\n\n\t#b = 2;\n\tb() {\n\t\treturn this.#b;\n\t}\n}\n',
  'a-class-in-one-line': oneLine,
  'no-end-of-the-last-line': '/** @memsize */\nexport class A {\n  a = 1\n}',
  'a-field-that-no-semicolon-ends': '/** @memsize */\nexport class A {\n  a = [1]\n}\nexport const length = new A().a.length\n',
  'a-license-a-directive-and-a-comment':
    "#!/usr/bin/env node\n/*! (c) */\n'use strict'\nimport fs = require('node:fs') // why\n\n// its own\n/** @memsize */\nexport class A {\n  a = fs.constants.F_OK\n}\n",
  'names-that-are-taken':
    "import { describeMemory, type Meter as M } from 'memsize'\nexport interface Meter { a: M; b: typeof describeMemory }\n/** @memsize */\nexport class A<T> {\n  a: T | undefined\n  #unseen = 1\n  unseen() { return this.#unseen }\n}\n",
  'marks-within-a-text': 'export const text = `\n// #region memsize-codegen\n`\n/** @memsize */\nexport class A {\n  a = 1\n}\n',
}

test('nothing outside the regions is touched, and without them all is as it was', () => {
  const paths = Object.keys(odd).map((name) => `${name}.ts`)
  for (const [name, text] of Object.entries(odd)) write(folder, { [`${name}.ts`]: text })
  expect(codegen(folder, '--inline').out).toBe(
    paths
      .toSorted()
      .map((path) => `updated ${path}\n`)
      .join(''),
  )
  const once = paths.map(read)
  for (const [i, text] of Object.values(odd).entries())
    expect(once[i].split(text.includes('\r\n') ? '\r\n' : '\n').join('')).not.toMatch(/[\r\n]/)
  expect(tsc()).toBe('')
  expect(codegen(folder, '--inline').out).toBe(`${paths.length} generated files up to date.\n`)
  // a formatter may do its work in there
  write(folder, {
    'tabs.ts': read('tabs.ts')
      .replace(/^\t(\t*meter.*)$/gm, '   $1;')
      .replaceAll("'#b'", '"#b"'),
  })
  expect(codegen(folder, '--inline').out).toBe(`${paths.length} generated files up to date.\n`)
  expect(codegen(folder).code).toBe(0)
  // a class of one line keeps the end of the line that it got
  expect(paths.map(read)).toEqual(Object.values(odd).map((text) => (text === oneLine ? text.replace(/\}\n$/, '\n}\n') : text)))
})

const begins = /^ *\/\/ #region memsize.*\n/m
const ends = /^ *\/\/ #endregion memsize.*\n/m
const within = (text: string, edit: (classText: string) => string) => {
  const at = text.indexOf('export class')
  return text.slice(0, at) + edit(text.slice(at))
}
const delayed = 'Take out what is left of the region, marks and all; it is then written again.'
const moved = 'Move what was changed elsewhere and delete the region, marks and all; it is then written again.'
const damages: readonly (readonly [name: string, edit: (text: string) => string, err: string])[] = [
  [
    'a begin that is gone',
    (text) => within(text, (of) => of.replace(begins, '')),
    `12:3: expected \`// #region memsize-codegen\` before, got the end of a region that has not begun. ${delayed}\n`,
  ],
  [
    'an end that is gone',
    (text) => within(text, (of) => of.replace(ends, '')),
    `7:3: expected \`// #endregion memsize-codegen\` below, got a region that does not end. ${delayed}\n`,
  ],
  [
    'one in the other',
    (text) => within(text, (of) => of.replace(begins, '$&$&')),
    `8:3: expected \`// #endregion memsize-codegen\` before the next region, got another that begins. ${delayed}\n`,
  ],
  [
    'edited',
    (text) => text.replace('meter.rest(value)', 'meter.value("a", value.a)'),
    `7:3: expected a region as it was written, got one that was changed since. ${moved}\n`,
  ],
  [
    'twice',
    (text) => within(text, (of) => of.replace(/^ *\/\/ #region[^]*#endregion.*\n/m, '$&$&')),
    '14:3: expected one region in the class A, got another. Take one of them out, marks and all.\n',
  ],
  [
    'a method without marks',
    (text) => within(text, (of) => of.replace(begins, '').replace(ends, '')),
    '7:3: expected no description by hand in the marked class A, got a method. Take out the method, or the mark of the class.\n',
  ],
]

test('damaged regions are problems, all of them told, and nothing is written', () => {
  const text = '/** @memsize */\nexport class A {\n  a = 1\n}\n'
  const nameOf = (i: number) => `d${i}.ts`
  for (const i of damages.keys()) write(folder, { [nameOf(i)]: text })
  expect(codegen(folder, '--inline').code).toBe(0)
  const damaged = damages.map(([, edit], i) => edit(read(nameOf(i))))
  damages.forEach((_, i) => void write(folder, { [nameOf(i)]: damaged[i] }))
  write(folder, { 'sound.ts': text })
  const { code, out, err } = codegen(folder, '--inline')
  expect({ code, out }).toEqual({ code: 1, out: '' })
  expect(err).toBe(damages.map(([, , line], i) => `${nameOf(i)}:${line}`).join(''))
  expect([...damages.keys()].map((i) => read(nameOf(i)))).toEqual(damaged)
  expect(read('sound.ts')).toBe(text)
})
