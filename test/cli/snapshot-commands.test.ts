import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { commands } from '../../src/cli/commands.js'
import { run } from '../../src/cli/run.js'
import { textWidth } from '../../src/printable.js'
import { graph, snapshotText } from '../graph/notation.js'

let folder: string
const file = (name: string, text: string | Uint8Array) => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'memsize-snapshots-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function memsize(
  args: readonly string[],
  { stdin = '', columns = 80, isTTY = false }: { stdin?: string; columns?: number; isTTY?: boolean } = {},
) {
  let [stdout, stderr] = ['', '']
  const code = await run(
    {
      argv: ['node', 'memsize', ...args],
      env: {},
      stdin: (async function* () {
        yield Buffer.from(stdin)
      })(),
      stdout: { write: (text) => void (stdout += text), isTTY, columns },
      stderr: { write: (text) => void (stderr += text) },
    },
    '1.2.3',
  )
  return { code, stdout, stderr }
}

const evil = '\u001b]0;title\u0007\u001b[2J\u009b31m\u202e'
const evilName = JSON.stringify(evil).slice(1, -1)

const program = snapshotText(
  graph(`
  r:synthetic=0'(GC~roots)' s:g>g
  g:object=10'Window' .app>app .a>a .b>b
  app:object=20'App' .list>list
  list:object=30'Array' i:elements>store [0]>one [1]>two
  store:array=100'' i:1>two i:5>one
  one:object=100'Item' .text>text two:object=200'Item'
  text:string=40000'long' a:string=24'same' b:string=24'same'
`),
)
const later = snapshotText(
  graph(`
  r:synthetic=0'(GC~roots)' s:g>g
  g:object=10'Window' .app>app .a>a .b>b
  app:object=20'App' .list>list
  list:object=30'Array' i:elements>store [0]>one [1]>two
  store:array=900'' i:1>two i:5>one
  one:object=100'Item' .text>text two:object=200'Item'
  text:string=40000'long' a:string=24'same' b:string=24'same'
  three:object=5000'Item' list>three
`),
)

const text = (stdout: string) =>
  stdout
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')

describe('memsize top', () => {
  test('objects and classes', async () => {
    const { code, stdout, stderr } = await memsize(['top', file('a.heapsnapshot', program)])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(/^ {2}Heap {5}40\.5 kB\n {2}Nodes {9}10\n {2}Edges {9}11$/m)
    expect(stdout).toMatch(/40\.5 kB +100% +10 B {2}Window @3 {2}Window$/m)
    expect(stdout).toMatch(/40\.4 kB +100% +130 B {2}Array @\d+ {2}Window\.app\.list$/m)
    expect(stdout).toMatch(/40\.0 kB +99% +40\.0 kB {2}\(string\) "long" @\d+ {2}Window\.app\.list\[0]\.text$/m)
    expect(stdout).toMatch(/40\.3 kB +99% +300 B +2 {2}Item$/m)
  })

  test('--json, --rows', async () => {
    const { stdout } = await memsize(['top', '--json', '--rows', '2', file('a.heapsnapshot', program)])
    const report = JSON.parse(stdout)
    expect(report).toMatchObject({ bytes: 40508, nodes: 10 })
    expect(report.objects).toHaveLength(2)
    expect(report.objects[0]).toEqual({
      node: 1,
      id: 3,
      type: 'object',
      className: 'Window',
      name: 'Window',
      shallow: 10,
      retained: 40508,
      path: 'Window',
    })
    expect(report.classes[0]).toEqual({ name: 'Window', count: 1, shallow: 10, retained: 40508 })
  })

  test('gzip, and standard input', async () => {
    const plain = (await memsize(['top', file('a.heapsnapshot', program)])).stdout
    const body = (stdout: string) => stdout.slice(stdout.indexOf('\n'))
    expect(body((await memsize(['top', file('a.heapsnapshot.gz', gzipSync(program))])).stdout)).toBe(body(plain))
    const piped = await memsize(['top', '-'], { stdin: program })
    expect(piped.stdout).toBe(`  standard input${body(plain)}`)
  })
})

test('memsize tree', async () => {
  const path = file('a.heapsnapshot', program)
  const { code, stdout } = await memsize(['tree', path, '--rows', '30'])
  expect(code).toBe(0)
  expect(text(stdout)).toContain('├─ .list  Array'.replace('├─', '└─'))
  expect(stdout).toMatch(/40\.5 kB +0 B +100% +\d+ {2}\(heap\) {2}\(synthetic\)$/m)
  expect(stdout).toMatch(/40\.0 kB +40\.0 kB +99% +1 .* \.text {2}\(string\)$/m)
  const from = await memsize(['tree', path, 'Array', '--json'])
  expect(JSON.parse(from.stdout).tree).toMatchObject({
    path: expect.stringMatching(/^@\d+$/),
    className: 'Array',
    shallow: 130,
    retained: 40430,
    share: 1,
  })
})

describe('memsize path', () => {
  test('of an id, and of the heaviest of a class', async () => {
    const path = file('a.heapsnapshot', program)
    const { code, stdout } = await memsize(['path', path, 'Item'])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^ {2}Item @\d+ {2}retains 40\.1 kB, has 100 B of its own {2}the heaviest of 2$/m)
    expect(text(stdout)).toMatch(/ Window {2}Window @3\n.* \.app {2}App @\d+\n.* \.list {2}Array @\d+\n.* \[0\] {2}Item @\d+\n$/)
    const id = /Item @(\d+)/.exec(stdout)![1]
    const one = await memsize(['path', path, `@${id}`, '--json'])
    expect(JSON.parse(one.stdout)).toMatchObject({
      found: 1,
      paths: [[{ edge: 'Window' }, { edge: '.app' }, { edge: '.list' }, { edge: '[0]' }]],
    })
    expect(JSON.parse((await memsize(['path', path, 'Item', '--json', '--rows', '5'])).stdout).paths).toHaveLength(2)
  })

  test.each([
    ['99999', /no object of the id 99999; memsize top prints ids/],
    ['item', /no object of the class item; there is Item$/m],
    ['Nothing', /no object of the class Nothing; memsize top prints classes/],
  ])('of what is not there: %s', async (wanted, message) => {
    const { code, stdout, stderr } = await memsize(['path', file('a.heapsnapshot', program), wanted])
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toMatch(message)
  })
})

test('memsize diff', async () => {
  const files = [file('a.heapsnapshot', program), file('b.heapsnapshot', later)]
  const { code, stdout } = await memsize(['diff', ...files])
  expect(code).toBe(0)
  expect(stdout).toMatch(/^ {2}Change {2}\+5\.80 kB$/m)
  expect(stdout).toMatch(/\+5\.00 kB +\+1 +5\.00 kB +Item$/m)
  expect(stdout).toMatch(/\+800 B +0 .*800 B {2}Array$/m)
  expect(stdout).not.toContain('Ids do not match')
  const { before, after, classes, mistaken } = JSON.parse((await memsize(['diff', '--json', ...files])).stdout)
  expect({ before, after, mistaken }).toMatchObject({ before: { file: files[0], bytes: 40508 }, after: { bytes: 46308 }, mistaken: 0 })
  expect(classes.map(({ name }: { name: string }) => name)).toEqual(['Item', 'Array'])
  expect((await memsize(['diff', files[0], files[0]])).stdout).toContain('Nothing changed.')
  const other = file('other.heapsnapshot', snapshotText(graph(`r:synthetic=0 .x>x .y>y x:object=1'X' y:object=2'Y'`)))
  expect((await memsize(['diff', files[0], other])).stdout).toContain('Ids do not match')
})

test('memsize diff of three: what grew every time', async () => {
  const third = later.replace('"node_count"', ' "node_count"').replaceAll(',900,', ',1900,').replaceAll(',5000,', ',9000,')
  const files = [file('a.heapsnapshot', program), file('b.heapsnapshot', later), file('c.heapsnapshot', third)]
  const { code, stdout } = await memsize(['diff', ...files])
  expect(code).toBe(0)
  expect(stdout).toMatch(/Grew every time:\n\n {2} +BYTES .*1 TO 2 .*2 TO 3 .* CLASS$/m)
  expect(stdout).toMatch(/\+9\.00 kB +\+5\.00 kB +\+4\.00 kB +\+1 {2}Item$/m)
  const { snapshots, classes, paths } = JSON.parse((await memsize(['diff', '--json', ...files])).stdout)
  expect(snapshots.map(({ file }: { file: string }) => file)).toEqual(files)
  expect(classes).toContainEqual({ name: 'Array', counts: [1, 1, 1], bytes: [130, 930, 1930], bytesDelta: 1800 })
  expect(paths).toContainEqual({ name: 'Window.app.list', counts: [1, 1, 1], bytes: [130, 930, 1930], bytesDelta: 1800 })
  expect((await memsize(['diff', files[0], files[1], files[0]])).stdout).toContain('Nothing grew every time.')
})

test('memsize retainers', async () => {
  const path = file('a.heapsnapshot', program)
  const { code, stdout } = await memsize(['retainers', path, 'Item'])
  expect(code).toBe(0)
  expect(stdout).toMatch(/^ {2}Item @\d+ {2}retains 40\.1 kB\n {2}2 references to it$/m)
  expect(text(stdout)).toMatch(/^ {2}\[0] +Array @\d+ +Window\.app\.list\n {2}<5> +\(array\) @\d+ +Window\.app\.list<elements>$/m)
  const { object, total, retainers } = JSON.parse((await memsize(['retainers', '--json', '--rows', '1', path, 'Item'])).stdout)
  expect(object).toMatchObject({ className: 'Item', retained: 40100 })
  expect(total).toBe(2)
  expect(retainers).toEqual([expect.objectContaining({ edge: '[0]', keeps: true, path: 'Window.app.list', className: 'Array' })])
  expect((await memsize(['retainers', path, '1'])).stdout).toContain('0 references to it')
})

test('memsize suspects of what has nothing', async () => {
  const { code, stdout } = await memsize(['suspects', file('a.heapsnapshot', program)])
  expect(code).toBe(0)
  expect(stdout).toContain('Nothing is suspected')
})

test('memsize diff of three: what grew every time', async () => {
  const third = later.replaceAll(',900,', ',1900,').replaceAll(',5000,', ',9000,')
  const files = [file('a.heapsnapshot', program), file('b.heapsnapshot', later), file('c.heapsnapshot', third)]
  const { code, stdout } = await memsize(['diff', ...files])
  expect(code).toBe(0)
  expect(stdout).toMatch(/Grew every time:\n\n {2} +BYTES .*1 TO 2 .*2 TO 3 .* CLASS$/m)
  expect(stdout).toMatch(/\+9\.00 kB +\+5\.00 kB +\+4\.00 kB +\+1 {2}Item$/m)
  const { snapshots, classes, paths } = JSON.parse((await memsize(['diff', '--json', ...files])).stdout)
  expect(snapshots.map((snapshot: { file: string }) => snapshot.file)).toEqual(files)
  expect(classes).toContainEqual({ name: 'Array', counts: [1, 1, 1], bytes: [130, 930, 1930], bytesDelta: 1800 })
  expect(paths).toContainEqual({ name: 'Window.app.list', counts: [1, 1, 1], bytes: [130, 930, 1930], bytesDelta: 1800 })
  expect((await memsize(['diff', files[0], files[1], files[0]])).stdout).toContain('Nothing grew every time.')
})

test('memsize retainers', async () => {
  const path = file('a.heapsnapshot', program)
  const { code, stdout } = await memsize(['retainers', path, 'Item'])
  expect(code).toBe(0)
  expect(stdout).toMatch(/^ {2}Item @\d+ {2}retains 40\.1 kB\n {2}2 references to it$/m)
  expect(text(stdout)).toMatch(/^ {2}\[0] +Array @\d+ +Window\.app\.list\n {2}<5> +\(array\) @\d+ +Window\.app\.list<elements>$/m)
  const { object, total, retainers } = JSON.parse((await memsize(['retainers', '--json', '--rows', '1', path, 'Item'])).stdout)
  expect(object).toMatchObject({ className: 'Item', retained: 40100 })
  expect(total).toBe(2)
  expect(retainers).toEqual([expect.objectContaining({ edge: '[0]', keeps: true, path: 'Window.app.list', className: 'Array' })])
  expect((await memsize(['retainers', path, '1'])).stdout).toContain('0 references to it')
})

test('memsize suspects of what has nothing', async () => {
  const { code, stdout } = await memsize(['suspects', file('a.heapsnapshot', program)])
  expect(code).toBe(0)
  expect(stdout).toContain('Nothing is suspected')
})

test('memsize waste', async () => {
  const { code, stdout } = await memsize(['waste', file('a.heapsnapshot', program)])
  expect(code).toBe(0)
  expect(stdout).toMatch(/^ {2}24 B {2}duplicate strings, 1$/m)
  expect(stdout).toMatch(/ 24 B +1 {2}same {2}@\d+ Window\.b$/m)
  expect(JSON.parse((await memsize(['waste', '--json', file('a.heapsnapshot', program)])).stdout).waste).toMatchObject([
    { kind: 'duplicate strings', bytes: 24, exact: true, groups: [{ what: 'same', path: 'Window.b' }] },
  ])
  const none = file('none.heapsnapshot', snapshotText(graph('r:synthetic=0 .x>x x:object=1')))
  expect((await memsize(['waste', none])).stdout).toContain('Nothing to save was seen.')
})

const argumentsOf: Record<string, string[]> = { path: ['Item'], retainers: ['Item'] }
/** What takes no snapshot, or other files too. */
const others = ['of', 'html', 'layout', 'run', 'attach', 'doctor', 'profile', 'process']
const ours = commands.map(({ name }) => name).filter((name) => !others.includes(name))

describe.each(ours)('memsize %s', (name) => {
  const args = (snapshot: string) => [name, ...(name === 'diff' ? [snapshot, snapshot] : [snapshot, ...(argumentsOf[name] ?? [])])]

  test.each([
    ['empty', '', /got the end of the file at byte 0/],
    ['cut', program.slice(0, 900), /got the end of the file at byte 900/],
    ['text', 'hello', /got "hello" at byte 0/],
    ['cut.gz', gzipSync(program).subarray(0, 300), /got the end of the file at byte 300/],
  ])('bad input is one line, exit code 1: %s', async (bad, content, message) => {
    const { code, stdout, stderr } = await memsize(args(file(bad, content)))
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toMatch(message)
    expect(stderr).toMatch(/^memsize: [^\n]*\n$/)
  })

  test('no such file, a directory', async () => {
    expect((await memsize(args(join(folder, 'none')))).stderr).toBe(`memsize: ${join(folder, 'none')}: no such file\n`)
    expect(await memsize(args(folder))).toEqual({ code: 1, stdout: '', stderr: `memsize: ${folder}: a directory; give a heap snapshot\n` })
  })

  test('-o writes the same to a file, whole or not at all', async () => {
    const path = file('a.heapsnapshot', program)
    const target = join(folder, `${name}.out`)
    const { stdout } = await memsize(args(path))
    expect(await memsize([...args(path), '-o', target], { isTTY: true })).toEqual({ code: 0, stdout: '', stderr: '' })
    expect(readFileSync(target, 'utf8')).toBe(stdout)
    expect(readdirSync(folder).filter((entry) => entry.endsWith('.tmp'))).toEqual([])
    const nowhere = join(folder, 'nowhere', 'x')
    expect(await memsize([...args(path), '-o', nowhere])).toEqual({
      code: 1,
      stdout: '',
      stderr: `memsize: ${nowhere}: its directory does not exist\n`,
    })
    expect((await memsize([...args(path), '-o', folder])).code).toBe(1)
    expect(readdirSync(folder).filter((entry) => entry.endsWith('.tmp'))).toEqual([])
  })

  test('names of the heap are printed harmlessly, and fit the terminal', async () => {
    const one = graph(
      `r:synthetic=0 s:g>g g:object=1'Window' .x>x .y>y .z>z x:object=50'Item' .p>p y:string=100'EVIL' z:string=100'EVIL' p:object=7'EVIL'`,
    )
    const hostile = snapshotText(one).replaceAll('EVIL', evilName.repeat(9)).replaceAll('"p"', `"${evilName}"`)
    const two = hostile.replace('"node_count"', ' "node_count"')
    const path = file('evil.heapsnapshot', two)
    const changed = file('evil2.heapsnapshot', two.replace(',7,0,0,0', ',9,0,0,0'))
    for (const columns of [60, 80, 120]) {
      const { code, stdout } = await memsize(name === 'diff' ? [name, path, changed] : args(path), { columns, isTTY: true })
      expect(code).toBe(0)
      const plain = stdout.replace(/\u001b\[\d+m/g, '')
      expect(plain.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u)
      for (const line of plain.split('\n').slice(3))
        if (!line.includes(folder) && !line.includes('retains')) expect(textWidth(line)).toBeLessThanOrEqual(Math.max(columns, 60))
    }
    expect((await memsize(args(path))).stdout).not.toContain('\u001b')
  })

  test('help fits', async () => {
    const { code, stdout } = await memsize([name, '--help'])
    expect(code).toBe(0)
    expect(stdout).toContain('Exit codes:')
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
  })

  test('wrong usage is exit code 2', async () => {
    expect((await memsize([name])).code).toBe(2)
    expect((await memsize([...args('x'), '--rows', '0'])).code).toBe(2)
    expect((await memsize([...args('x'), '--nope'])).code).toBe(2)
  })
})
