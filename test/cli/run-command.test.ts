import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { readHeapSnapshot } from '../../src/snapshot/read-snapshot.js'

const bin = resolve(JSON.parse(readFileSync('package.json', 'utf8')).bin.memsize)

/** Its name has a space: so has every path below. */
let folder: string
let temporary: string
beforeAll(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'memsize-run-')), 'a folder')
  temporary = join(folder, 'temporary files')
  mkdirSync(temporary, { recursive: true })
})
afterAll(() => rmSync(resolve(folder, '..'), { recursive: true, force: true }))
// nothing half-written, whatever happened
afterEach(() => {
  expect(readdirSync(temporary)).toEqual([])
  expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([])
})

const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** `onOutput` sees all that was printed so far, whenever more is. */
function memsize(args: string[], onOutput?: (text: string, child: ChildProcess) => void, env = {}): Promise<Ended> {
  const child = spawn(process.execPath, [bin, ...args], {
    cwd: folder,
    env: { ...process.env, TMPDIR: temporary, NODE_OPTIONS: '', ...env },
    // without a terminal, as a service has none: from one, a signal would reach the program twice
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const texts = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      texts[name] += text
      onOutput?.(texts.stdout + texts.stderr, child)
    })
  }
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, ...texts })))
}

/** Acts once, as soon as the output has something. */
const when = (pattern: RegExp, act: (child: ChildProcess, found: RegExpExecArray) => void) => {
  let isDone = false
  return (text: string, child: ChildProcess) => {
    const found = isDone ? null : pattern.exec(text)
    if (!found) return
    isDone = true
    act(child, found)
  }
}

const leak = 'class Leaked { a = 1 }\nglobalThis.kept = Array.from({ length: 1234 }, () => new Leaked())\n'

describe('at exit', () => {
  test('says what the program holds, and passes on its arguments and its exit code', async () => {
    const program = file('an app.mjs', `import 'node:fs'\n${leak}console.log(process.argv.slice(2)); process.exitCode = 3`)
    const { code, stdout, stderr } = await memsize(['run', '--rows', '500', '--', 'node', program, '--rows', '--', 'x'])
    expect({ code, stderr }).toEqual({ code: 3, stderr: '' })
    expect(stdout).toContain("[ '--rows', '--', 'x' ]\n\n  node ")
    expect(stdout).toMatch(/^ {2}Heap {5}\d\.\d+ MB$/m)
    expect(stdout).toMatch(/^ {2}Ended {4}with exit code 3$/m)
    expect(stdout).toMatch(/ 1,234 {2}Leaked$/m)
    expect(stdout).not.toContain('\u001b')
  })

  test.each([
    ['an error that nobody caught', 'throw new Error("boom")', 1, /Error: boom/],
    ['process.exit()', 'process.exit(7)', 7, /^$/],
    ['a handler of its own', 'process.once("uncaughtException", () => process.exit(8)); throw 1', 8, /^$/],
  ])('%s', async (_name, end, exitCode, told) => {
    const { code, stdout, stderr } = await memsize(['run', '--rows', '500', '--', 'node', file('end.cjs', leak + end)])
    expect(code).toBe(exitCode)
    expect(stderr).toMatch(told)
    expect(stdout).toMatch(/ 1,234 {2}Leaked$/m)
  })

  test('--json is one document; the program prints to standard error; -o keeps the snapshot', async () => {
    const program = file('app.cjs', `${leak}console.log('printed')`)
    const { code, stdout, stderr } = await memsize(['run', '--json', '-o', 'kept.heapsnapshot', 'node', program])
    expect({ code, stderr }).toEqual({ code: 0, stderr: 'printed\n' })
    const { snapshots, ...rest } = JSON.parse(stdout)
    expect(rest).toEqual({ command: ['node', program], at: 'exit', exitCode: 0, signal: null, problems: [] })
    expect(snapshots).toHaveLength(1)
    const [{ file: kept, bytes, nodes, classes }] = snapshots
    const graph = await readHeapSnapshot(join(folder, kept))
    expect(bytes).toBe(Float64Array.from(graph.selfSize).reduce((sum, size) => sum + size, 0))
    expect(nodes).toBe(graph.nodeCount)
    expect(classes).toContainEqual(expect.objectContaining({ name: 'Leaked', count: 1234 }))
  })

  test("NODE_OPTIONS of the user's own stays, and nothing of ours reaches the program or what it starts", async () => {
    const preload = file('pre load.cjs', 'globalThis.preloaded = "preloaded"')
    const program = file(
      'parent.cjs',
      `const { execFileSync } = require('node:child_process')
      const { Worker } = require('node:worker_threads')
      console.log(globalThis.preloaded, process.env.NODE_OPTIONS, process.env.MEMSIZE_RUN, process.listeners('SIGINT').length)
      console.log('child', execFileSync(process.execPath, ['-p', 'process.env.MEMSIZE_RUN']).toString().trim())
      new Worker('console.log("worker", process.env.MEMSIZE_RUN)', { eval: true })`,
    )
    const NODE_OPTIONS = `--require "${preload}"`
    const { code, stdout } = await memsize(['run', '--', 'node', program], undefined, { NODE_OPTIONS })
    expect(code).toBe(0)
    expect(stdout).toContain(`preloaded ${NODE_OPTIONS} undefined 0\n`)
    expect(stdout).toContain('child undefined\n')
    expect(stdout).toContain('worker undefined\n')
    expect(stdout.match(/CLASS$/gm)).toHaveLength(1)
  })
})

describe('signals', () => {
  const waiting = `${leak}setInterval(() => {}, 1000); console.log('ready')`

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s ends the program, and the report is still there', async (signal, exitCode) => {
    const send = when(/ready/, (child) => child.kill(signal))
    const { code, stdout, stderr } = await memsize(['run', '--rows', '500', '--', 'node', file('wait.cjs', waiting)], send)
    expect({ code, stderr }).toEqual({ code: exitCode, stderr: '' })
    expect(stdout).toMatch(new RegExp(`^ {2}Ended {4}by ${signal}$`, 'm'))
    expect(stdout).toMatch(/ 1,234 {2}Leaked$/m)
  })

  test('a program that handles Ctrl-C itself is left to it, once', async () => {
    const program = file('own.cjs', `${waiting}\nprocess.on('SIGINT', () => { console.log('own'); setTimeout(() => process.exit(5), 50) })`)
    const { code, stdout } = await memsize(
      ['run', '--', 'node', program],
      when(/ready/, (child) => child.kill('SIGINT')),
    )
    expect(code).toBe(5)
    expect(stdout.match(/own$/gm)).toHaveLength(1)
    expect(stdout).toContain('CLASS')
  })

  test('one that uses signal-exit ends', async () => {
    const path = JSON.stringify(require.resolve('signal-exit'))
    const program = file(
      'signal-exit.cjs',
      `const onExit = require(${path}); (onExit.onExit ?? onExit)(() => console.log('told'))\n${waiting}`,
    )
    const { code, stdout } = await memsize(
      ['run', '--', 'node', program],
      when(/ready/, (child) => child.kill('SIGINT')),
    )
    expect(code).toBe(130)
    expect(stdout).toContain('told')
    expect(stdout).toContain('CLASS')
  })

  test('--at signal: a snapshot each time; the program goes on', async () => {
    const kill = when(/kill -s USR2 (\d+)/, (_child, [, id]) => process.kill(Number(id), 'SIGUSR2'))
    const again = when(/CLASS/, () => process.kill(Number(id), 'SIGUSR2'))
    const end = when(/CLASS[^]*CLASS/, (child) => child.kill('SIGTERM'))
    let id = ''
    const { code, stdout, stderr } = await memsize(
      ['run', '--at', 'signal', '--rows', '500', '-o', 'twice.heapsnapshot', '--', 'node', file('serve.cjs', waiting)],
      (text, child) => {
        id = /kill -s USR2 (\d+)/.exec(text)?.[1] ?? ''
        for (const step of [kill, again, end]) step(text, child)
      },
    )
    expect(code).toBe(143)
    expect(stderr).toMatch(/^memsize: kill -s USR2 \d+ takes a heap snapshot\n$/)
    expect(stdout.match(/ 1,234 {2}Leaked$/gm)).toHaveLength(2)
    for (const name of ['twice.heapsnapshot', 'twice-2.heapsnapshot']) {
      expect(stdout).toContain(`  Snapshot ${name}\n`)
      expect((await readHeapSnapshot(join(folder, name))).nodeCount).toBeGreaterThan(1000)
    }
  })
})

describe('near the limit', () => {
  test('what filled the heap is reported, though the program crashes', async () => {
    const program = file(
      'full.cjs',
      `class Leaked { items = new Array(20).fill(1) }
      let last
      setInterval(() => { for (let i = 0; i < 5000; i++) { const next = new Leaked(); next.last = last; last = next } }, 1)`,
    )
    const args = ['run', '--at', 'near-limit', '--rows', '500', '--', 'node', '--max-old-space-size=20', program]
    const { code, stdout, stderr } = await memsize(args)
    expect(code).toBe(134)
    expect(stderr).toContain('heap out of memory')
    expect(stdout).toMatch(/^ {2}Ended {4}by SIGABRT$/m)
    expect(stdout).toMatch(/ \d{2,3},\d{3} {2}Leaked$/m)
  })

  test('a heap that stays small', async () => {
    expect(await memsize(['run', '--at', 'near-limit', '--', 'node', file('small.cjs', leak)])).toEqual({
      code: 0,
      stdout: '',
      stderr: 'memsize: no heap snapshot: the program ended with exit code 0, and its heap never came near its limit\n',
    })
  })
})

describe('nothing to report: one line', () => {
  const line = (message: string) => `memsize: ${message}\n`

  test.each([
    ['SIGKILL', 137, ''],
    ['SIGSEGV', 139, ''],
    ['SIGABRT', 134, '; if its memory ran out, --at near-limit takes one before'],
  ])('a program ended by %s', async (signal, code, hint) => {
    const args = ['run', '-o', 'never.heapsnapshot', '--', 'node', '-e', `process.kill(process.pid, '${signal}')`]
    expect(await memsize(args)).toEqual({
      code,
      stdout: '',
      stderr: line(`no heap snapshot: the program ended by ${signal}, with no time left for one${hint}`),
    })
    expect(existsSync(join(folder, 'never.heapsnapshot'))).toBe(false)
  })

  test('one that is killed while its snapshot is written', async () => {
    // as the preload would leave it
    const program = file(
      'cut.cjs',
      `const v8 = require('node:v8'), fs = require('node:fs')
      v8.writeHeapSnapshot = (name) => { fs.writeFileSync(name, '{"snapshot":{'); process.kill(process.pid, 'SIGKILL') }`,
    )
    const args = ['run', '-o', 'cut.heapsnapshot', '--', 'node', '--require', program, '-e', '0']
    expect(await memsize(args)).toMatchObject({
      code: 137,
      stderr: line('the program was ended by SIGKILL while its heap snapshot was written; what there was of it is removed'),
    })
    expect(existsSync(join(folder, 'cut.heapsnapshot'))).toBe(false)
  })

  test('one that is no Node program', async () => {
    const hint = 'started no Node process; give Node itself, as in memsize run -- node app.js'
    expect(await memsize(['run', '--', 'echo', 'x'])).toEqual({ code: 1, stdout: 'x\n', stderr: line(`no heap snapshot: echo ${hint}`) })
    expect(await memsize(['run', '--', 'sh', '-c', 'exit 9'])).toMatchObject({ code: 9, stderr: line(`no heap snapshot: sh ${hint}`) })
    const inShell = await memsize(['run', '--', 'sh', '-c', `node "${file('app.cjs', leak)}"; exit 4`])
    expect(inShell).toMatchObject({ code: 4, stderr: '', stdout: expect.stringContaining('CLASS') })
  })

  test('one that is not there, or cannot be run', async () => {
    expect(await memsize(['run', 'no such program'])).toEqual({ code: 127, stdout: '', stderr: line('no such program: no such program') })
    const program = file('plain.txt', 'text')
    expect(await memsize(['run', program])).toMatchObject({
      code: 126,
      stderr: line(`${program}: no permission to run it, or not a program`),
    })
  })

  test('a file that cannot be written: the program is not even started', async () => {
    for (const [output, message] of [
      ['none/x', 'none/x: its directory does not exist'],
      [folder, `${folder}: a directory; give a file to write`],
    ])
      expect(await memsize(['run', '-o', output, '--', 'echo', 'x'])).toEqual({ code: 1, stdout: '', stderr: line(message) })
  })

  test.each([
    [['run'], "missing required argument 'program'"],
    [['run', '--at', 'exit', '--signal', 'SIGHUP', 'node'], '--signal has no meaning with --at exit'],
    [['run', '--signal', 'SIGUSR1', 'node'], expect.stringContaining('Allowed choices are SIGUSR2,')],
  ])('wrong usage: %j', async (args, message) => {
    const { code, stdout, stderr } = await memsize(args)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr.replace(/^memsize: (.*)\n$/, '$1')).toEqual(message)
  })
})
