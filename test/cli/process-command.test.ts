import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { enginePath } from '../../scripts/engines.mjs'
import { run } from '../../src/cli/run.js'
import { bytesAt, wrongSums } from '../process/reports.js'

let folder: string
let target: ChildProcess
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'memsize-process-'))
  target = await started()
})

/** A program that has just dropped a heap of about 200 MB: Node 24 keeps its pages, for a while. */
async function started(): Promise<ChildProcess> {
  const code = `globalThis.rows = Array.from({ length: 2e6 }, (_, i) => ({ i, x: i + .5 }))
    setImmediate(() => { globalThis.rows = undefined; gc(); gc(); console.log('ready') })
    setInterval(() => {}, 1000)`
  const child = spawn(enginePath('node24'), ['--expose-gc', '-e', code], {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { PATH: process.env.PATH },
  })
  await new Promise((resolve) => child.stdout?.once('data', resolve))
  return child
}

afterAll(() => {
  target.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

async function memsize(...args: string[]) {
  let [stdout, stderr] = ['', '']
  const code = await run(
    {
      argv: ['node', 'memsize', 'process', ...args],
      env: {},
      stdin: (async function* () {})(),
      stdout: { write: (text) => void (stdout += text) },
      stderr: { write: (text) => void (stderr += text) },
    },
    '1.2.3',
  )
  return { code, stdout, stderr }
}

/** The command as it is built: another process loads the library from beside it. */
const bin: string = JSON.parse(readFileSync('package.json', 'utf8')).bin.memsize
const built = (...args: string[]) => promisify(execFile)(process.execPath, [bin, 'process', ...args], { maxBuffer: 2 ** 26 })

const id = () => String(target.pid)
const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

test('a tree of another process, as wide as the terminal', async () => {
  const { code, stdout, stderr } = await memsize(id())
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toMatch(/^ {2}RESIDENT {2}SHARE {2}PATH\n {2}.*process \d+\n/)
  expect(stdout).toMatch(/├─ v8\n/)
  expect(stdout).toMatch(/└─ remainder {2}no rule explains it\n/)
  for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
  expect((await memsize(id(), '--rows', '3')).stdout.split('\n\n')[0]?.split('\n')).toHaveLength(4)
})

test('--json prints one document whose parts sum to RSS; without an id it is this process', async () => {
  const report = JSON.parse((await memsize(id(), '--json')).stdout)
  expect(report).toMatchObject({ pid: target.pid, by: 'smaps' })
  expect(wrongSums(report)).toEqual([])
  expect(JSON.parse((await memsize('--json')).stdout)).toMatchObject({ pid: process.pid })
})

test('--inside adds counters; --release gives back the pages that V8 keeps; diff says what changed', async () => {
  target.kill('SIGKILL')
  target = await started()
  const inside = JSON.parse((await built(id(), '--inside', '--json')).stdout)
  expect(wrongSums(inside)).toEqual([])
  const kept = bytesAt(inside, 'v8/this isolate/kept by V8 in no space')
  expect(kept).toBeGreaterThan(50e6)
  expect(inside.advice).toContainEqual(expect.objectContaining({ path: 'v8/this isolate/kept by V8 in no space', bytes: kept }))

  const { stdout, stderr } = await built(id(), '--release', '--json')
  expect(stderr).toMatch(/stands still while V8 collects and malloc trims/)
  const { release, report } = JSON.parse(stdout)
  expect(release.steps.map(({ by }: { by: string }) => by)).toEqual(['V8', 'glibc'])
  expect(release.steps[0].bytes).toBeGreaterThan(50e6)
  expect(bytesAt(report, 'v8/this isolate/kept by V8 in no space')).toBeLessThan(10e6)

  const files = [file('a.json', JSON.stringify(inside)), file('b.json', JSON.stringify(report))]
  const difference = JSON.parse((await memsize('diff', ...files, '--json')).stdout)
  expect(difference).toMatchObject({ before: inside.rss, after: report.rss })
  expect(difference.parts[0].path).toMatch(/^v8\/this isolate\//)
  const sum = difference.parts.reduce((total: number, { change }: { change: number }) => total + change, 0)
  expect(sum).toBe(report.rss - inside.rss)
  expect((await memsize('diff', ...files)).stdout).toMatch(/^ +CHANGE +BEFORE +AFTER {2}PATH\n +-\d+(\.\d+)? MB .* RSS\n/)
})

test('--watch prints a line for each look', async () => {
  const { stdout } = await memsize(id(), '--watch', '1', '--times', '2')
  expect(stdout).toMatch(/^( {2}\d\d:\d\d:\d\d +\d.* MB .*, remainder .*\n){2}$/)
  const lines = (await memsize(id(), '--watch', '1', '--times', '1', '--json')).stdout.trim().split('\n')
  expect(lines.map((line) => JSON.parse(line).pid)).toEqual([target.pid])
})

test('--html is a page with the parts in it, and the heap inside it', async () => {
  const page = join(folder, 'process.html')
  const hint = 'memsize: the heap is shown as a whole: --inside, or --snapshot <file>, shows its classes\n'
  expect(await memsize(id(), '--html', '-o', page)).toEqual({ code: 0, stdout: '', stderr: hint })
  const text = readFileSync(page, 'utf8')
  const document = JSON.parse(text.match(/<script type="application\/json" id="report">(.*?)<\/script>/s)?.[1] as string)
  expect(document.strings).toEqual(expect.arrayContaining(['/v8', '/remainder', '/binaries']))
  expect(document.tree.retained[0]).toBe(document.tree.shallow.reduce((sum: number, bytes: number) => sum + bytes, 0))

  expect(await built(id(), '--inside', '--html', '-o', page)).toMatchObject({ stdout: '' })
  expect(JSON.stringify(readFileSync(page, 'utf8').match(/<script type="application\/json" id="report">(.*?)<\/script>/s)?.[1])).toContain(
    '/(array)',
  )
  const inside = JSON.parse((await built(id(), '--inside', '--classes', '--json')).stdout)
  expect(wrongSums(inside)).toEqual([])
  expect(bytesAt(inside, 'v8/this isolate/used/(array)')).toBeGreaterThan(0)
})

test('--snapshot shows the heap of a process that is looked at from outside by class', async () => {
  const snapshot = join(folder, 'some.heapsnapshot')
  await promisify(execFile)(process.execPath, ['-e', `require('node:v8').writeHeapSnapshot(${JSON.stringify(snapshot)})`])
  const report = JSON.parse((await memsize(id(), '--snapshot', snapshot, '--json')).stdout)
  expect(wrongSums(report)).toEqual([])
  expect(bytesAt(report, 'v8/isolate 1/(string)')).toBeGreaterThan(100_000)
})

test.each<[string[], number, RegExp]>([
  [['0'], 2, /^memsize: 0: expected a process id, or diff\n$/],
  [['hello'], 2, /expected a process id, or diff/],
  [['1', '2'], 2, /expected one process id, got 2/],
  [['4194304'], 1, /^memsize: process 4194304: .*no such process/],
  [['diff', 'a.json'], 2, /expected two reports: memsize process diff/],
  [['diff', 'none.json', 'none.json'], 1, /none\.json: no such file/],
  [['1', '--classes'], 2, /--classes of another process takes --inside, or --snapshot <file> in its place/],
  [['--snapshot', 'none.heapsnapshot'], 1, /none\.heapsnapshot: no such file/],
  [['--release'], 2, /--release needs a process id/],
])('%j', async (args, code, message) => {
  const answer = await memsize(...args)
  expect(answer).toMatchObject({ code, stdout: '' })
  expect(answer.stderr).toMatch(message)
})

test('reports that are none', async () => {
  const good = file('good.json', JSON.stringify({ rss: 1, remainder: 1, parts: [] }))
  const deep = { path: 'a', name: 'a', bytes: 1, children: [] as unknown[] }
  let at = deep
  for (let i = 0; i < 200; i++) {
    const next = { path: 'a', name: 'a', bytes: 1, children: [] }
    at.children.push(next)
    at = next
  }
  const cases: [string, RegExp][] = [
    ['{', /no JSON; expected what memsize process --json prints/],
    ['null', /got null: no object/],
    ['{}', /it has no number `rss`/],
    [JSON.stringify({ rss: 1, remainder: 1, parts: [{ path: 1 }] }), /a part has no path, name and bytes/],
    [JSON.stringify({ rss: 1, remainder: 1, parts: [deep] }), /its parts are too deep/],
  ]
  for (const [text, message] of cases) {
    const { code, stderr } = await memsize('diff', good, file('bad.json', text))
    expect(code).toBe(1)
    expect(stderr).toMatch(message)
  }
})
