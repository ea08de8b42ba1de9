import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { transform } from 'esbuild'
import { sourceOf } from '../../src/describe/source.js'
import { describeMemory, type Meter, measure } from '../../src/index.js'
import { inEngine, nodes } from '../in-engines.js'
import { runTsc } from './compilers.js'

// Below ES2022, compilers make entries of WeakMaps of `#private` fields. Nobody can see those, and every answer that has an `upper` says so.

const source = `
export class Vault { #secret = [{ a: 1 }, 'text']; plain = { b: 1 }; read() { return this.#secret } }
export class Below extends Vault { more = [1] }
export class Plain { list = [{ a: 1 }]; #method() { return 1 } call() { return this.#method() } }
`
let folder: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'memsize-weak-'))
  symlinkSync(join(process.cwd(), 'node_modules'), join(folder, 'node_modules'))
  const file = join(folder, 'source.ts')
  writeFileSync(file, source)
  for (const target of ['es2015', 'es2021']) {
    await runTsc(
      ['--noCheck', '--target', target, '--module', 'commonjs', '--moduleResolution', 'bundler', '--outDir', join(folder, `tsc-${target}`)],
      [file],
    )
    const { code } = await transform(source, { loader: 'ts', format: 'cjs', target })
    writeFileSync(join(folder, `esbuild-${target}.js`), code)
  }
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const secret = (Class: string, isCompiled: boolean) =>
  `the #private fields of ${Class}${isCompiled ? ', which a compiler put into WeakMaps,' : ''} cannot be seen`

test.each(nodes)('%s: upper is Infinity in every answer that has one, with the reason and the place', async (node) => {
  const found = await inEngine<Record<string, Record<string, unknown>>>(node, 'describe/weak-privates-child.cjs', [], ['dist/cjs', folder])
  expect(Object.keys(found)).toEqual([
    'tsc-es2015/source.js',
    'esbuild-es2015.js',
    'tsc-es2021/source.js',
    'esbuild-es2021.js',
    'ES2022 by the model',
  ])
  for (const [file, answers] of Object.entries(found)) {
    for (const [question, answer] of Object.entries(answers)) {
      if (file.startsWith('ES2022') && !question.includes('model')) continue
      const isCompiled = !file.startsWith('ES2022')
      const unseen = [`3 $[0] ${secret('Vault', isCompiled)}`, `1 $[3] ${secret('Below', isCompiled)}`].sort()
      expect({ file, question, answer }).toEqual({
        file,
        question,
        answer: question === 'Plain' ? [] : question.startsWith('classReport') ? expect.stringMatching('no upper bound: ') : unseen,
      })
    }
  }
})

test('a description that led to one says nothing of the next value', () => {
  const Compiled = new Function('_Compiled_secret', 'return class Compiled { constructor() { _Compiled_secret.set(this, []) } }')(
    new WeakMap(),
  )
  const leads = { [describeMemory]: (meter: Meter) => meter.value('part', new Compiled()) }
  const plain = () => ({
    x: 1,
    [describeMemory](meter: Meter) {
      meter.rest(this)
    },
  })
  expect(measure(leads).upper).toBe(Infinity)
  for (let i = 0; i < 3; i++) {
    measure(leads)
    expect(measure(plain())).toMatchObject({ by: 'probe', opaque: [], upper: measure(plain()).bytes })
  }
})

test('what a program keeps in a WeakMap or a Map of its own is not taken for a private field', () => {
  const sessions = new Map()
  const _sessions = new WeakMap()
  class Own {
    constructor() {
      sessions.set(this, 1)
      _sessions.set(this, [])
    }
  }
  expect(sourceOf(Own).weakFields).toBe(0)
})
