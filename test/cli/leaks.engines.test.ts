import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { enginePath } from '../../scripts/engines.mjs'
import { nodes } from '../in-engines.js'

const bin = resolve(JSON.parse(readFileSync('package.json', 'utf8')).bin.memsize)
const programs = resolve('test/snapshot/programs')

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'memsize-leaks-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Standard output is a pipe, of 80 columns. */
function memsize(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...args], {
    encoding: 'utf8',
    env: { ...process.env, COLUMNS: '80' },
  })
  return { code: status, lines: stdout.split('\n'), stderr }
}

const headings = (lines: readonly string[]) => lines.flatMap((line) => /^ {2}\d+\. (.*)$/.exec(line)?.[1] ?? [])
const widest = (lines: readonly string[]) => Math.max(...lines.map((line) => line.length))

/** In the order of bytes, which is the engines' own matter. */
const planted = [
  'bus._events.change  server.cjs:5:7',
  'keep(server.cjs:12).seen  server.cjs:10:9',
  'names  server.cjs:7:7',
  'sessions  server.cjs:6:7',
]

test.each(nodes)('%s: a server with four leaks, attached to twice', async (engine) => {
  const server: ChildProcess = spawn(enginePath(engine), ['--inspect-port=0', join(programs, 'server.cjs')], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { ...process.env, NODE_OPTIONS: '' },
  })
  const ready = () => new Promise((done) => server.stdout?.once('data', done))
  const files = ['1', '2'].map((name) => join(folder, `${engine}-${name}.heapsnapshot`))
  try {
    await ready()
    expect(memsize('attach', '-o', files[0], String(server.pid))).toMatchObject({ code: 0, stderr: '' })
    server.stdin?.write('more\n')
    await ready()
    expect(memsize('attach', '-o', files[1], String(server.pid))).toMatchObject({ code: 0, stderr: '' })
  } finally {
    server.kill('SIGKILL')
  }
  const { code, lines } = memsize('suspects', ...files)
  expect(code).toBe(0)
  expect(headings(lines).sort()).toEqual(planted)
  expect(widest(lines)).toBeLessThanOrEqual(80)
  expect(headings(memsize('suspects', files[1]).lines).sort()).toEqual(planted)
  const diff = memsize('diff', ...files)
  for (const path of ['names[*]', 'bus._events.change[*]', 'sessions<value *>', 'seen[*]'])
    expect(diff.lines.filter((line) => line.startsWith(' ') && line.includes(path))).not.toEqual([])
  expect(widest(diff.lines)).toBeLessThanOrEqual(80)
})

test.each(nodes)('%s: a program that runs out of memory', (engine) => {
  const file = join(folder, `${engine}-out.heapsnapshot`)
  const program = join(programs, 'out-of-memory.mjs')
  const run = memsize('run', '--at', 'near-limit', '-o', file, '--', enginePath(engine), '--max-old-space-size=40', program)
  expect(run.lines.filter((line) => / out-of-memory\.mjs: answers<value \*>$/.test(line))).not.toEqual([])
  const { code, lines } = memsize('suspects', file)
  expect(code).toBe(0)
  expect(headings(lines)[0]).toBe('answers  out-of-memory.mjs:2:14')
  expect(widest(lines)).toBeLessThanOrEqual(80)
})
