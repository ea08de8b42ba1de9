import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { layerProblems, readSources } from '../scripts/layers.mjs'

test('src/ keeps its layers', () => {
  expect(layerProblems(readSources())).toEqual([])
})

const cases: [name: string, sources: Record<string, string>, problems: string[]][] = [
  ['a lower layer', { 'model/totals.ts': "import { size } from '../layout/rules.js'", 'layout/rules.ts': '' }, []],
  ['its own folder', { 'model/totals.ts': "import './tracker.js'", 'model/tracker.ts': "import type { T } from './totals.js'" }, []],
  ['single files of one layer', { 'bytes.ts': "import './errors.js'", 'errors.ts': '' }, []],
  [
    'a higher layer',
    { 'layout/rules.ts': "export * from '../model/totals.js'", 'model/totals.ts': '' },
    ['layout/rules.ts (layer 1) imports model/totals.ts (layer 4)'],
  ],
  [
    'a neighbour',
    { 'graph/graph.ts': "import type { Layout } from '../layout/rules.js'", 'layout/rules.ts': '' },
    ['graph/graph.ts (layer 1) imports layout/rules.ts (layer 1)'],
  ],
  [
    'import() of a module and of a type',
    { 'errors.ts': "const m = import('./measure.js'); let t: import('./model/totals.js').Totals", 'measure.ts': '', 'model/totals.ts': '' },
    ['errors.ts (layer 0) imports measure.ts (layer 7)', 'errors.ts (layer 0) imports model/totals.ts (layer 4)'],
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
