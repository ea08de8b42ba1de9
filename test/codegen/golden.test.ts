import { spawnSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { inEngine, isThorough, nodes } from '../in-engines.js'
import { casesFolder, codegen, generatedIn, newFolder, readCases, textOf, tsconfig, write } from './cases.js'

const cases = readCases()
const folder = newFolder()
const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31)

const tscOf = (project: string) => [join(__dirname, '../../node_modules/typescript/bin/tsc'), '-p', project]

afterAll(() => rmSync(folder, { recursive: true, force: true }))

test.each(cases)('$name', ({ name, input, inputText, expected }) => {
  const project = join(folder, name)
  write(project, { 'tsconfig.json': JSON.stringify(tsconfig), ...input })
  const { code, err } = codegen(project)
  const files = generatedIn(project)
  const got = code === 0 ? textOf(files) : err
  expect(got).not.toBe('')
  if (code !== 0) expect(files).toEqual(Object.fromEntries(Object.entries(input).filter(([path]) => path.includes('.memsize.'))))
  if (process.env.UPDATE) writeFileSync(join(casesFolder, `${name}.txt`), `${inputText}==>\n${got}`)
  else expect(got).toBe(expected)
  if (code !== 0) rmSync(project, { recursive: true })
  else if (isThorough || name === 'interfaces') expect(codegen(project, '--check')).toEqual({ code: 0, out: '', err: '' })
})

test('what is written compiles under strict settings', () => {
  write(folder, { 'tsconfig.json': JSON.stringify({ ...tsconfig, include: ['**/*.ts'] }) })
  const tsc = spawnSync(process.execPath, tscOf(folder), { encoding: 'utf8' })
  expect(tsc.stdout).toBe('')
  if (!isThorough) return
  const bundled = spawnSync(process.execPath, [...tscOf(folder), '--module', 'preserve', '--moduleResolution', 'bundler', '--noEmit'], {
    encoding: 'utf8',
  })
  expect(bundled.stdout).toBe('')
})

test.each(nodes)('it comes to the totals of the walk, and its bounds hold the truth, on %s', async (node) => {
  const results = await inEngine<{ case: string; type: string; most: number; problem: string; misfits: string[]; byCode: number }[]>(
    node,
    'codegen/check-totals.mjs',
    [],
    [join(folder, 'out'), `${seed}`, isThorough ? '200' : '25'],
  )
  expect(results.filter(({ problem }) => problem !== '').map(({ case: name, type, problem }) => `${name} ${type} ${problem}`)).toEqual([])
  // none of them by leaving its objects to the walk
  expect(results.filter(({ misfits }) => misfits.length > 0)).toEqual([])
  // a class under @MemSize() describes itself, and primitives are nobody's to count
  expect(results.filter(({ byCode }) => byCode === 0).map(({ type }) => type)).toEqual(['Session', 'Id'])
  expect(results.length).toBeGreaterThan(0)
})
