import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { enginePath } from '../../scripts/engines.mjs'
import { classTable, readHeapSnapshot } from '../../src/heap.js'
import { nodes } from '../in-engines.js'

/** The command as it is built: a process loads the library from beside it. */
const bin: string = JSON.parse(readFileSync('package.json', 'utf8')).bin.memsize
const attach = (...args: string[]) => promisify(execFile)(process.execPath, [bin, 'attach', ...args], { maxBuffer: 2 ** 26 })
const failed = (...args: string[]) =>
  attach(...args).then(
    () => ({ code: 0, stderr: '' }),
    ({ code, stderr }: { code: number; stderr: string }) => ({ code, stderr }),
  )

let folder: string
const started: ChildProcess[] = []
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'memsize-workers-'))
})
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A program with workers, each with a class of its own. */
async function program(engine: string, workers: number): Promise<string> {
  const worker = (number: number) => `class OfWorker${number} { a = 1 }
    globalThis.kept = Array.from({ length: ${1000 * number} }, () => new OfWorker${number}())
    require('node:worker_threads').parentPort.postMessage(1); setInterval(() => {}, 1000)`
  const script = `class OfMain { a = 1 }
    globalThis.kept = Array.from({ length: 1234 }, () => new OfMain())
    const { Worker } = require('node:worker_threads')
    const sources = ${JSON.stringify(Array.from({ length: workers }, (_, i) => worker(i + 1)))}
    Promise.all(sources.map((source, i) => new Promise((done) => new Worker(source, { eval: true, name: 'job ' + i }).on('message', done))))
      .then(() => console.log('ready'))
    setInterval(() => {}, 1000)`
  // a port of its own: others may debug on this machine
  const child = spawn(enginePath(engine), ['--inspect-port=0', '-e', script], {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, NODE_OPTIONS: '' },
  })
  started.push(child)
  await new Promise((resolve) => child.stdout?.once('data', resolve))
  return String(child.pid)
}

const countOf = (classes: readonly { name: string; count: number }[], name: string) => classes.find((row) => row.name === name)?.count ?? 0

test.each(nodes)('%s: workers are listed, and each can be chosen', async (engine) => {
  const id = await program(engine, 2)
  const { workers } = JSON.parse((await attach(id, '--workers', '--json')).stdout)
  expect(workers.map(({ id }: { id: number }) => id)).toEqual([1, 2])
  expect((await attach(id, '--workers')).stdout).toMatch(/^ {2}WORKER {2}NAME.*FILE\n +1 {2}.*\n +2 {2}.*\n$/)

  const file = join(folder, `${engine}.heapsnapshot`)
  await attach(id, '--worker', '2', '-o', file)
  const classes = classTable(await readHeapSnapshot(file))
  expect(countOf(classes, 'OfWorker2')).toBe(2000)
  expect([countOf(classes, 'OfMain'), countOf(classes, 'OfWorker1')]).toEqual([0, 0])

  const { stdout } = await attach(id, '--worker', '1', '--census', '--json')
  expect(stdout).toContain('OfWorker1')
  expect(stdout).not.toContain('OfWorker2')
})

test('by the probe; one that is not there; a process without workers', async () => {
  const id = await program('node24', 1)
  const file = join(folder, 'probe.heapsnapshot')
  await attach(id, '--worker', '1', '--by', 'probe', '-o', file)
  expect(countOf(classTable(await readHeapSnapshot(file)), 'OfWorker1')).toBeGreaterThanOrEqual(1000)
  expect(await failed(id, '--worker', '7')).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/process \d+ has no worker 7; it has worker 1/),
  })
  const none = await program('node24', 0)
  expect((await attach(none, '--workers')).stdout).toBe('  no workers\n')
  expect(await failed(none, '--worker', '1')).toMatchObject({ code: 1, stderr: expect.stringMatching(/has no worker 1; it has none/) })
  // the inspector is closed again: the next one opens it
  expect((await attach(none, '--workers')).stdout).toBe('  no workers\n')
})
