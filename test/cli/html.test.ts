import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { run } from '../../src/cli/run.js'
import { deepSize, layouts } from '../../src/index.js'
import type { ReportDocument } from '../../src/report/html/document.js'
import { graph, snapshotText } from '../graph/notation.js'

let folder: string
const file = (name: string, text: string | Uint8Array) => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'memsize-cli-html-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

async function memsize(args: readonly string[], { stdin = Buffer.alloc(0), isTTY = false }: { stdin?: Buffer; isTTY?: boolean } = {}) {
  let [stdout, stderr] = ['', '']
  const code = await run(
    {
      argv: ['node', 'memsize', 'html', ...args],
      env: {},
      stdin: (async function* () {
        for (let i = 0; i < stdin.length; i += 7) yield stdin.subarray(i, i + 7)
      })(),
      stdout: { write: (text) => void (stdout += text), isTTY },
      stderr: { write: (text) => void (stderr += text), isTTY },
    },
    '1.2.3',
  )
  return { code, stdout, stderr }
}

const documentOf = (html: string): ReportDocument => JSON.parse(/id="report">(.*?)<\/script>/s.exec(html)![1])
const text = JSON.stringify({ users: Array.from({ length: 100 }, (_, id) => ({ id, name: `user ${id}` })) })
const snapshot = snapshotText(graph(`r:synthetic=0 s:g>g g:object=10'Window' .a>a a:object=500'App'`))

test('a JSON file, as memsize of measures it', async () => {
  const { code, stdout, stderr } = await memsize([file('users.json', text)])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  const { title, note, tree } = documentOf(stdout)
  expect(title).toBe(join(folder, 'users.json'))
  expect(note).toMatch(/^2\.69 kB of JSON in Node \d+ \(V8 /)
  expect(tree.retained[0]).toBe(deepSize(JSON.parse(text)))
  const other = documentOf((await memsize([file('users.json', text), '--layout', 'chromium'])).stdout)
  expect(other.note).toContain('Chrom')
  expect(other.tree.retained[0]).toBe(deepSize(JSON.parse(text), { layout: layouts.chromium }))
})

test('a heap snapshot is recognized by its beginning, whatever its name', async () => {
  const { code, stdout } = await memsize([file('users.json', snapshot)])
  expect(code).toBe(0)
  const { note, tree, strings } = documentOf(stdout)
  expect(note).toBe('heap snapshot')
  expect(tree.retained).toEqual([510, 510, 500])
  expect(tree.step.map((step) => strings[step])).toEqual(['(heap)', '<g>', '.a'])
})

test.each([
  ['JSON', text],
  ['a snapshot', snapshot],
])('%s packed, and on standard input', async (_name, content) => {
  const plain = documentOf((await memsize([file('a', content)])).stdout)
  const same = { tree: plain.tree, classes: plain.classes, strings: plain.strings }
  expect(documentOf((await memsize([file('a.gz', gzipSync(content))])).stdout)).toMatchObject(same)
  const piped = await memsize(['-'], { stdin: Buffer.from(content) })
  expect(documentOf(piped.stdout)).toMatchObject({ ...same, title: 'standard input' })
  expect(documentOf((await memsize(['-'], { stdin: gzipSync(content) })).stdout)).toMatchObject(same)
})

test('-o writes the same to a file, --nodes less of it', async () => {
  const path = file('a.json', text)
  const { stdout } = await memsize([path])
  const target = join(folder, 'report.html')
  expect(await memsize([path, '-o', target], { isTTY: true })).toEqual({ code: 0, stdout: '', stderr: '' })
  expect(readFileSync(target, 'utf8')).toBe(stdout)
  await memsize([path, '-o', target, '--nodes', '10'])
  expect(documentOf(readFileSync(target, 'utf8')).tree.retained).toHaveLength(10)
  expect(readdirSync(folder).sort()).toEqual(['a.json', 'report.html'])
})

test.each([
  ['a terminal', (path: string) => [path], 2, 'the page is HTML, not for a terminal; give a file to write: -o report.html'],
  [
    'a layout of a snapshot',
    () => [file('s', snapshot), '--layout', 'node24', '-o', join(folder, 'x')],
    2,
    /a heap snapshot has its sizes/,
  ],
  ['no such layout', (path: string) => [path, '--layout', 'node1', '-o', join(folder, 'x')], 2, /--layout node1: expected one of node20/],
  ['no such file', () => [join(folder, 'none'), '-o', join(folder, 'x')], 1, /none: no such file/],
  ['a directory', () => [folder, '-o', join(folder, 'x')], 1, /: a directory; give a heap snapshot or a JSON file/],
  ['nothing', () => [file('empty', ''), '-o', join(folder, 'x')], 1, /empty: empty; expected a JSON document/],
  ['no JSON', () => [file('bad', '{"a":\n1,}'), '-o', join(folder, 'x')], 1, /bad:2:3: /],
  ['half a snapshot', () => [file('half', snapshot.slice(0, -9)), '-o', join(folder, 'x')], 1, /got the end of the file at byte \d+/],
  ['half a packed file', () => [file('half.gz', gzipSync(snapshot).subarray(0, 300)), '-o', join(folder, 'x')], 1, /rest of the gzip data/],
  ['nowhere to write', (path: string) => [path, '-o', join(folder, 'no', 'x')], 1, /x: its directory does not exist/],
  ['a directory to write', (path: string) => [path, '-o', folder], 1, /: a directory; give a file to write/],
])('what cannot be done is one line, and nothing is left: %s', async (_name, args, exitCode, message) => {
  const given = args(file('a.json', text))
  const before = readdirSync(folder)
  const { code, stdout, stderr } = await memsize(given, { isTTY: true })
  expect({ code, stdout }).toEqual({ code: exitCode, stdout: '' })
  expect(stderr).toMatch(message)
  expect(stderr).toMatch(/^memsize: [^\n]*\n$/)
  expect(readdirSync(folder)).toEqual(before)
})

test('an interrupted command leaves what was there', async () => {
  const inside = join(folder, 'inside')
  mkdirSync(inside)
  const target = join(inside, 'report.html')
  writeFileSync(target, 'before')
  const big = file('big.json', JSON.stringify(Array.from({ length: 150_000 }, (_, i) => ({ [`key ${i}`]: { i } }))))
  const child = spawn(process.execPath, ['dist/esm/cli/bin.js', 'html', big, '-o', target], { stdio: ['ignore', 'ignore', 'pipe'] })
  let stderr = ''
  child.stderr.on('data', (chunk) => void (stderr += chunk))
  const ended = new Promise((resolve) => child.on('close', resolve))
  const hasBegun = () => readdirSync(inside).some((name) => name.endsWith('.tmp'))
  while (!hasBegun() && child.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 5))
  child.kill('SIGINT')
  const code = await ended
  expect({ code, stderr, left: readdirSync(inside) }).toEqual({ code: 130, stderr: 'memsize: interrupted\n', left: ['report.html'] })
  expect(readFileSync(target, 'utf8')).toBe('before')
})
