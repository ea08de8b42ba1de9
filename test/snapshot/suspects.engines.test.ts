import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { enginePath } from '../../scripts/engines.mjs'
import { readSource } from '../../src/cli/snapshot-suspects.js'
import { readHeapSnapshot } from '../../src/snapshot/read-snapshot.js'
import { suspects } from '../../src/snapshot/suspects.js'
import { nodes } from '../in-engines.js'

const programs = resolve('test/snapshot/programs')

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'memsize-suspects-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** What is suspected in a snapshot of a program that has done its work. */
async function suspected(engine: string, program: string) {
  const file = join(folder, `${engine}-${program.replace('/', '-')}.heapsnapshot`)
  const env = { ...process.env, NODE_OPTIONS: '', TAKE_SNAPSHOT: file }
  await promisify(execFile)(enginePath(engine), ['--require', join(programs, 'take.cjs'), join(programs, program)], { env })
  const found = suspects(await readHeapSnapshot(file), { readSource })
  rmSync(file)
  return found.suspects.map(({ variable, place, isDeclared, file }) => ({
    variable,
    isDeclared,
    file,
    line: place?.line,
    column: place?.column,
  }))
}

/** The variable that gathers, and where its program declares it. */
const planted = [
  ['async-store.cjs', 'requests', 3, 7],
  ['global-object.cjs', 'global.metrics', 1, 12],
  ['list.mjs', 'done.first', 8, 7],
  ['listeners.cjs', 'prices._events.tick', 3, 7],
  ['map.mjs', 'profiles', 3, 14],
  ['promises.mjs', 'waiting', 1, 7],
  ['slices.mjs', 'titles', 1, 7],
  ['static-field.mjs', 'Connection.all', 1, 7],
  ['timers.cjs', 'lines', 2, 9],
  ['weak-map.cjs', 'histories', 1, 7],
] as const

test('every program that leaks is here', () => {
  expect(planted.map(([program]) => program)).toEqual(readdirSync(join(programs, 'leaks')).sort())
})

describe.each(nodes)('%s', (engine) => {
  test.each(planted)('the planted leak comes first: %s', async (program, variable, line, column) => {
    const [first] = await suspected(engine, `leaks/${program}`)
    expect(first).toEqual({ variable, isDeclared: true, file: join(programs, 'leaks', program), line, column })
  })

  test.each(readdirSync(join(programs, 'healthy')))('nothing is suspected: %s', async (program) => {
    expect(await suspected(engine, `healthy/${program}`)).toEqual([])
  })
})
