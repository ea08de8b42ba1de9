import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { transformSync } from 'esbuild'
import { enginePath } from '../../scripts/engines.mjs'
import { toAllocateAtMost } from '../../src/integrations/matchers.js'

// Where something was allocated is shown as the line that somebody wrote, not by that of compiled code.

/** Types that a compiler drops move what comes after them. */
const source = `interface Row {
  id: number
}

type Rows = readonly Row[]

export function allocate(): Rows {
  return Array.from({ length: 1000 }, (_, id): Row => ({ id }))
}
`
let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'memsize-places-'))
  const script = `
    import { toAllocateAtMost } from ${JSON.stringify(pathToFileURL('dist/esm/integrations/jest.js').href)}
    const { allocate } = await import(process.argv[2])
    console.log((await toAllocateAtMost(allocate, 1, { runs: 1 })).message())`
  writeFileSync(join(folder, 'main.mjs'), script)
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

const compiled = (sourcemap: 'inline' | 'external' | false) =>
  transformSync(source, { loader: 'ts', format: 'esm', sourcefile: 'rows.ts', sourcemap })

const cases: [string, string, () => void][] = [
  ['a map inside the script', 'rows.ts:8', () => writeFileSync(join(folder, 'rows.mjs'), compiled('inline').code)],
  [
    'a map beside the script',
    'rows.ts:8',
    () => {
      const { code, map } = compiled('external')
      writeFileSync(join(folder, 'rows.mjs'), `${code}//# sourceMappingURL=rows.mjs.map\n`)
      writeFileSync(join(folder, 'rows.mjs.map'), map)
    },
  ],
  ['no map', 'rows.mjs:2', () => writeFileSync(join(folder, 'rows.mjs'), compiled(false).code)],
  [
    'a map that is none',
    'rows.mjs:2',
    () => writeFileSync(join(folder, 'rows.mjs'), `${compiled(false).code}//# sourceMappingURL=data:application/json,{\n`),
  ],
  [
    'a map that is not there',
    'rows.mjs:2',
    () => writeFileSync(join(folder, 'rows.mjs'), `${compiled(false).code}//# sourceMappingURL=no.map\n`),
  ],
]

describe.each(['node20', 'node24'])('%s', (engine) => {
  test.each(cases)('%s: %s', (_name, place, write) => {
    write()
    const told = execFileSync(enginePath(engine), [join(folder, 'main.mjs'), join(folder, 'rows.mjs')], { encoding: 'utf8' })
    expect(told).toContain(`(${place})`)
  })
})

/** Kept out of this file's first lines, which its compiler leaves where they are. */
interface Point {
  readonly x: number
}

test('in a test that Jest has compiled', async () => {
  const allocate = (): Point[] => Array.from({ length: 1000 }, (_, x): Point => ({ x }))
  const [, line] = /original-places\.test\.ts:(\d+)/.exec(String(new Error('here').stack)) ?? []
  const { message } = await toAllocateAtMost(allocate, 1, { runs: 1 })
  expect(message()).toContain(`(original-places.test.ts:${Number(line) - 1})`)
})
