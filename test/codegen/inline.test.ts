import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { enginePath } from '../../scripts/engines.mjs'
import { codegen, generatedIn, newFolder, tsconfig, write } from './cases.js'

let folder: string
beforeEach(() => {
  folder = newFolder()
  write(folder, { 'tsconfig.json': JSON.stringify(tsconfig), 'package.json': '{ "type": "module" }' })
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const read = (file: string) => readFileSync(join(folder, file), 'utf8')
const tsc = (...args: string[]) =>
  spawnSync(process.execPath, [join(__dirname, '../../node_modules/typescript/bin/tsc'), '-p', folder, ...args], { encoding: 'utf8' }).stdout

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
// #region memsize-codegen: written anew when the class changes, so change that instead. Checksum
import { describeMemory, type Meter } from 'memsize'
import { restOf as memsizeRestOf } from 'memsize/generated'
// #endregion memsize-codegen
`,
      )
      .replace(
        ', this.#count] }\n',
        `, this.#count] }
  // #region memsize-codegen: written anew when the class changes, so change that instead. Checksum
  override [describeMemory](meter: Meter): void {
    super[describeMemory](meter)
    meter.value('#secret', this.#secret)
    meter.value('level', this.level)
    meter.skip('#cache', 'the application\\'s')
    if (this.#texture == null) meter.value('#texture', this.#texture)
    else meter.external('#texture', pixels(this.#texture))
    meter.value('#count', this.#count)
    memsizeRestOf(meter, this, 6)
  }
  // #endregion memsize-codegen
`,
      ),
  )
  expect(Object.keys(generatedIn(folder))).toEqual(['account.memsize.ts'])
  expect(tsc()).toBe('')
  // where compilers make WeakMaps of private fields
  const older = join(folder, 'older/samples.js')
  tsc('--target', 'es2021', '--outDir', join(folder, 'older'))
  for (const file of [join(folder, 'out/samples.js'), older])
    for (const engine of ['node20', 'node24']) {
      const { stdout, stderr } = spawnSync(enginePath(engine), [join(__dirname, 'verify-inlined.mjs'), file], { encoding: 'utf8' })
      expect(stderr).toBe('')
      const results = JSON.parse(stdout)
      const right = { ok: true, faults: [], isWithin: true, opaque: [] }
      expect(results).toMatchObject({ kept: right, account: right, several: right })
      // nobody describes the class between, and it is told
      expect(results.savings.opaque).toEqual(['`#own` cannot be reached from outside its class'])
      expect(results.savings.faults).toEqual(file === older ? [] : [expect.objectContaining({ kind: 'missing', path: '$.#own' })])
    }
  // again, and then no more of it
  expect(codegen(folder, '--inline').out).toBe('4 generated files up to date.\n')
  expect(codegen(folder, '--inline', '--check')).toEqual({ code: 0, out: '', err: '' })
  write(folder, { 'savings.ts': read('savings.ts').replaceAll('/** @memsize */\n', '') })
  codegen(folder, '--inline')
  expect(read('savings.ts')).toBe(savings.replaceAll('/** @memsize */\n', ''))
  expect(codegen(folder).code).toBe(0)
  expect(read('account.ts')).toBe(account)
})

test.each<[name: string, before: string, after: string]>([
  ['CRLF', '/** @memsize */\r\nexport class A {\r\n  a = 1;\r\n}\r\n', ''],
  ['a byte order mark', '\uFEFF/** @memsize */\nexport class A {\n  a = 1;\n}\n', ''],
  ['tabs', '/** @memsize */\nexport class A {\n\ta = 1;\n\n\t#b = 2;\n\tb() {\n\t\treturn this.#b;\n\t}\n}\n', ''],
  ['a class in one line', '/** @memsize */ export class A { a = 1; #b = [2]; b() { return this.#b } }\n', ''],
  ['no end of the last line', '/** @memsize */\nexport class A {\n  a = 1\n}', ''],
  ['a field that no semicolon ends', '/** @memsize */\nexport class A {\n  a = [1]\n}\nexport const length = new A().a.length\n', ''],
  ['a licence, a directive and a comment', "#!/usr/bin/env node\n/*! (c) */\n'use strict'\nimport fs = require('node:fs') // why\n\n// its own\n/** @memsize */\nexport class A {\n  a = fs.constants.F_OK\n}\n", ''],
  ['names that are taken', "import { describeMemory, type Meter as M } from 'memsize'\nexport interface Meter { a: M; b: typeof describeMemory }\n/** @memsize */\nexport class A<T> {\n  a: T | undefined\n  #unseen = 1\n  unseen() { return this.#unseen }\n}\n", ''],
  ['marks within a text', 'export const text = `\n// #region memsize-codegen\n`\n/** @memsize */\nexport class A {\n  a = 1\n}\n', ''],
])('%s stays as it is, with and without regions', (_name, before) => {
  write(folder, { 'tsconfig.json': JSON.stringify({ ...tsconfig, compilerOptions: { ...tsconfig.compilerOptions, moduleDetection: 'force' } }) })
  write(folder, { 'a.cts': before })
  expect(codegen(folder, '--inline')).toEqual({ code: 0, out: 'updated a.cts\n', err: '' })
  const once = read('a.cts')
  const newline = before.includes('\r\n') ? '\r\n' : '\n'
  expect(once.split(newline).join('')).not.toMatch(/[\r\n]/)
  expect(tsc()).toBe('')
  expect(codegen(folder, '--inline').out).toBe('1 generated file up to date.\n')
  expect(read('a.cts')).toBe(once)
  write(folder, { 'a.cts': once.replace(/^[ \t]*\[describeM.*$/m, (line) => line.replace(/\[/, '[')) })
  expect(codegen(folder).code).toBe(0)
  // in a class of one line, its closing brace has one of its own now
  const siblings = read('a.cts').replace(/\n\}\n$/, before.includes('this.#b } }') ? '}\n' : '\n}\n')
  expect(siblings.replace(/\r/g, '')).toBe(before.replace(/\r/g, '').replace(' }\n', before.includes('this.#b } }') ? ' }\n' : ' }\n'))
})
