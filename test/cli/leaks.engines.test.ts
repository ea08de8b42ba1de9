import { type ChildProcess, execFile, spawn } from 'node:child_process'
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

interface Printed {
  readonly code: number
  readonly lines: readonly string[]
  readonly stderr: string
}

/** Standard output is a pipe, of 80 columns. */
const memsize = (...args: readonly string[]): Promise<Printed> =>
  new Promise((done) => {
    const child = execFile(
      process.execPath,
      [bin, ...args],
      { env: { ...process.env, COLUMNS: '80' }, maxBuffer: 2 ** 26 },
      (_error, stdout, stderr) => done({ code: child.exitCode ?? -1, lines: stdout.split('\n'), stderr }),
    )
  })

const headings = ({ lines }: Printed) => lines.flatMap((line) => /^ {2}\d+\. (.*)$/.exec(line)?.[1] ?? [])
const widest = ({ lines }: Printed) => Math.max(...lines.map((line) => line.length))

/** Two snapshots of a server, which serves 300 requests before each. */
async function attachedTwice(engine: string, program: string): Promise<readonly [string, string]> {
  const server: ChildProcess = spawn(enginePath(engine), ['--inspect-port=0', join(programs, program)], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { ...process.env, NODE_OPTIONS: '' },
  })
  const ready = () => new Promise((done) => server.stdout?.once('data', done))
  const files = ['1', '2'].map((name) => join(folder, `${engine}-${program}-${name}.heapsnapshot`))
  try {
    await ready()
    expect(await memsize('attach', '-o', files[0], String(server.pid))).toMatchObject({ code: 0, stderr: '' })
    const isReadyAgain = ready()
    server.stdin?.write('more\n')
    await isReadyAgain
    const again = await memsize('attach', '-o', files[1], String(server.pid))
    expect(again).toMatchObject({ code: 0, stderr: '' })
  } finally {
    server.kill('SIGKILL')
  }
  return files as [string, string]
}

/** In the order of bytes, which is the engines' own matter, and so sorted here. */
const planted = {
  'server.cjs': [
    'bus._events.change  server.cjs:5:7',
    'keep(server.cjs:12).seen  server.cjs:10:9',
    'names  server.cjs:7:7',
    'sessions  server.cjs:6:7',
  ],
  'waiting.cjs': ['requests  waiting.cjs:8:7', 'stopped  waiting.cjs:7:7', 'visits  waiting.cjs:6:7'],
}

test.each(nodes)('%s: servers with seven leaks of seven kinds, attached to twice', async (engine) => {
  const [plain, waiting] = await Promise.all(
    (['server.cjs', 'waiting.cjs'] as const).map(async (program) => {
      const files = await attachedTwice(engine, program)
      const found = await memsize('suspects', ...files)
      expect(found).toMatchObject({ code: 0, stderr: '' })
      expect(headings(found).sort()).toEqual(planted[program])
      expect(widest(found)).toBeLessThanOrEqual(80)
      return files
    }),
  )
  // of one snapshot alone
  const [one, other, diff] = await Promise.all([memsize('suspects', plain[1]), memsize('suspects', waiting[1]), memsize('diff', ...plain)])
  expect(headings(one).sort()).toEqual(planted['server.cjs'])
  expect(headings(other).sort()).toEqual(planted['waiting.cjs'])
  for (const path of ['names[*]', 'bus._events.change[*]', 'sessions<value *>', 'seen[*]'])
    expect(diff.lines.filter((line) => line.startsWith(' ') && line.includes(path))).not.toEqual([])
  expect(widest(diff)).toBeLessThanOrEqual(80)
})

test.each(nodes)('%s: a program that runs out of memory', async (engine) => {
  const file = join(folder, `${engine}-out.heapsnapshot`)
  const program = join(programs, 'out-of-memory.mjs')
  const run = await memsize('run', '--at', 'near-limit', '-o', file, '--', enginePath(engine), '--max-old-space-size=40', program)
  expect(run.lines.filter((line) => / out-of-memory\.mjs: answers<value \*>$/.test(line))).not.toEqual([])
  const found = await memsize('suspects', file)
  expect(found.code).toBe(0)
  expect(headings(found)[0]).toBe('answers  out-of-memory.mjs:2:14')
  expect(widest(found)).toBeLessThanOrEqual(80)
})
