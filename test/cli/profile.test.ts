import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { enginePath } from '../../scripts/engines.mjs'
import { readProfile } from '../../src/profile.js'

const bin = resolve(JSON.parse(readFileSync('package.json', 'utf8')).bin.memsize)
let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'memsize profile-'))
  writeFileSync(join(folder, 'app.js'), program)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const program = `
const { Worker } = require('node:worker_threads')
const keep = []
function makeObjects(n) { for (let i = 0; i < n; i++) keep.push({ a: i, b: [i] }) }
function makeBuffers(n) { for (let i = 0; i < n; i++) keep.push(Buffer.alloc(5000)) }
makeObjects(100000)
makeBuffers(100)
globalThis.keep = keep
const how = process.argv[2]
const worker = new Worker('const keep = []; function inWorker(n) { for (let i = 0; i < n; i++) keep.push([i, i]) } inWorker(50000)', { eval: true })
worker.once('exit', () => {
  if (how === 'exit') process.exit(7)
  if (how === 'term') { process.kill(process.pid, 'SIGTERM'); setInterval(() => {}, 1000) }
  if (how === 'throw') throw new Error('mine')
  if (how === 'killed') setTimeout(() => process.kill(process.pid, 'SIGKILL'), 4000)
})
`

function memsize(args: readonly string[], node = 'node20'): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [bin, ...args.map((arg) => (arg === 'NODE' ? enginePath(node) : arg))], {
    cwd: folder,
    env: { ...process.env, NODE_OPTIONS: '', COLUMNS: '120' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const texts = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) child[name].setEncoding('utf8').on('data', (text: string) => (texts[name] += text))
  return new Promise((done) => child.once('close', (code) => done({ code, ...texts })))
}

test.each([
  ['', 0, 'node20'],
  ['exit', 7, 'node24'],
  ['term', 143, 'node20'],
  ['throw', 1, 'node24'],
])('a program that ends by %j leaves its profile, with its workers', async (how, code, node) => {
  const file = join(folder, `${how}.json`)
  const ended = await memsize(['profile', '--interval', '32KiB', '-o', file, '--', 'NODE', 'app.js', how], node)
  expect({ code: ended.code, text: ended.stdout }).toMatchObject({ code, text: expect.stringMatching(/makeObjects .*app\.js/) })
  expect(ended.stdout).toMatch(/THREAD\n(.*\n)*.*worker 1/)
  const profile = readProfile(readFileSync(file))
  const buffers = profile.sites.filter(({ stack, external }) => external > 0 && stack.some((frame) => frame.function === 'makeBuffers'))
  expect(buffers.reduce((sum, { total = 0 }) => sum + total, 0)).toBe(500_000)
  expect(profile.threads.map(({ name }) => name)).toEqual(['main', 'worker 1'])
})

test('a program that is killed leaves what it had before', async () => {
  const ended = await memsize(['profile', '--', 'NODE', 'app.js', 'killed'])
  expect(ended.code).toBe(137)
  expect(ended.stderr).toContain('some time before')
  expect(ended.stdout).toContain('makeObjects')
})

test('profiles are shown, converted and compared', async () => {
  const file = join(folder, 'shown.json')
  await memsize(['profile', '--interval', '32KiB', '-o', file, '--', 'NODE', 'app.js'])
  const shown = JSON.parse((await memsize(['profile', 'show', '--json', '--by', 'live', file])).stdout)
  expect(shown.costs).toEqual(['total', 'peak', 'live', 'temporary'])
  expect(shown.sites[0].stack[0]).toHaveProperty('function')
  const around = await memsize(['profile', 'show', '--around', 'makeBuffers', file])
  expect(around.stdout).toMatch(/CALLS\n.*alloc/)
  for (const name of ['a.pb.gz', 'a.heapprofile', 'a.speedscope.json', 'a.dhat.json', 'a.folded', 'a.html']) {
    expect((await memsize(['profile', 'show', file, '-o', name])).code).toBe(0)
    expect(existsSync(join(folder, name))).toBe(true)
    if (name !== 'a.html') expect(readProfile(readFileSync(join(folder, name))).sums.total).toBe(shown.sums.total)
  }
  const same = await memsize(['profile', 'diff', file, 'a.pb.gz'])
  expect(same.stdout).toContain('Nothing changed.')
  const page = await memsize(['profile', 'diff', file, 'a.pb.gz', '-o', 'diff.html'])
  expect({ code: page.code, isThere: existsSync(join(folder, 'diff.html')) }).toEqual({ code: 0, isThere: true })
})

test.each([
  [['profile', 'show', 'nowhere.json'], 1, /nowhere\.json: no such file/],
  [['profile', 'show', 'app.js'], 1, /app\.js: Expected line 2 of a collapsed/],
  [['profile', '--interval', 'many', '--', 'NODE', 'app.js'], 2, /--interval/],
  [['profile', '--every', 'soon', '--', 'NODE', 'app.js'], 2, /expected a time such as/],
  [['profile', '--at', 'exit', '--every', '1s', '--', 'NODE', 'app.js'], 2, /no meaning/],
  [['profile', '--', 'no-such-program-here'], 127, /no such program/],
  [['profile', '--', 'true'], 1, /started no Node process/],
])('%j is a clear error', async (args, code, message) => {
  const ended = await memsize(args)
  expect(ended.code).toBe(code)
  expect(ended.stderr).toMatch(message)
  expect(ended.stderr.trim().split('\n')).toHaveLength(1)
})
