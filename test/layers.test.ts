import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { circles, importsIn, layerProblems, readSources } from '../scripts/layers.mjs'

test('src/ keeps its layers', () => {
  expect(layerProblems(readSources())).toEqual([])
})

test('codegen/src has no circle of files', () => {
  expect([...circles(importsIn(readSources('codegen/src')))]).toEqual([])
})

test.each([
  ['src', /\.ts$/, 400],
  ['codegen/src', /\.ts$/, 400],
  ['native', /\.[ch]$/, 600],
])('no file of %s (%s) has more than %d lines', (folder, name, most) => {
  const root = join(__dirname, '..', folder)
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
    (file) => name.test(file) && !file.endsWith('page-assets.ts'),
  )
  const lengths = files.map((file) => [file, readFileSync(join(root, file), 'utf8').split('\n').length - 1] as const)
  expect(lengths.length).toBeGreaterThan(10)
  expect(lengths.filter(([, length]) => length > most)).toEqual([])
})

test('no header of native/ includes itself by way of others', () => {
  const root = join(__dirname, '../native')
  const files = readdirSync(root).filter((file) => /\.[ch]$/.test(file))
  // a C file and its header are one unit
  const unit = (file: string) => file.replace(/\.[ch]$/, '')
  const imports = new Map<string, { from: string; isType: boolean }[]>()
  for (const file of files) {
    const found = [...readFileSync(join(root, file), 'utf8').matchAll(/^#include "([^"]+)"/gm)].map(([, from]) => unit(from))
    const known = imports.get(unit(file)) ?? []
    imports.set(unit(file), [...known, ...found.filter((from) => from !== unit(file)).map((from) => ({ from, isType: false }))])
  }
  expect([...circles(imports)]).toEqual([])
})

const cases: [name: string, sources: Record<string, string>, problems: string[]][] = [
  ['a lower layer', { 'model/totals.ts': "import { size } from '../layout/rules.js'", 'layout/rules.ts': '' }, []],
  ['its own folder', { 'model/totals.ts': "import './tracker.js'", 'model/tracker.ts': '' }, []],
  ['single files of one layer', { 'bytes.ts': "import './errors.js'", 'errors.ts': '' }, []],
  [
    'a higher layer',
    { 'layout/rules.ts': "export * from '../model/totals.js'", 'model/totals.ts': '' },
    ['layout/rules.ts (layer 1) imports model/totals.ts (layer 4)'],
  ],
  [
    'a neighbor',
    { 'graph/graph.ts': "import type { Layout } from '../layout/rules.js'", 'layout/rules.ts': '' },
    ['graph/graph.ts (layer 1) imports layout/rules.ts (layer 1)'],
  ],
  [
    'import() of a module and of a type',
    { 'errors.ts': "const m = import('./measure.js'); let t: import('./model/totals.js').Totals", 'measure.ts': '', 'model/totals.ts': '' },
    ['errors.ts (layer 0) imports measure.ts (layer 7)', 'errors.ts (layer 0) imports model/totals.ts (layer 4)'],
  ],
  [
    'a circle',
    { 'bytes.ts': "import type { E } from './errors.js'", 'errors.ts': "import './bytes.js'" },
    ['bytes.ts, errors.ts import each other'],
  ],
  ['a missing file', { 'measure.ts': "import './model/gone.js'" }, ['measure.ts imports model/gone.ts, which does not exist']],
  ['a file without a place', { 'utils.ts': '' }, ['utils.ts is in no layer; place it in the table of scripts/layers.mjs']],
  [
    'node: under the root entry',
    { 'index.ts': "export { read } from './measure.js'", 'measure.ts': "import fs from 'node:fs'" },
    ['index.ts > measure.ts > node:fs: the root entry runs in browsers'],
  ],
  [
    'node: elsewhere, or as a type',
    { 'index.ts': "import type { Session } from 'node:inspector'", 'snapshot/read.ts': "import 'node:fs'" },
    [],
  ],
]

test.each(cases)('%s', (_name, sources, problems) => {
  expect(layerProblems(sources)).toEqual(problems)
})

test('in memsize-codegen only what extracts knows of a compiler', () => {
  const src = join(__dirname, '../codegen/src')
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))
  const knowing = files.filter((file) => /from '(ts-morph|typescript)'/.test(readFileSync(join(src, file), 'utf8')))
  expect(knowing.length).toBeGreaterThan(3)
  expect(knowing.filter((file) => !file.startsWith('extract'))).toEqual([])
})
