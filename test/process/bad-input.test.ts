import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { processMemory } from '../../src/process.js'
import { bytesAt, wrongSums } from './reports.js'

/** A library between the program and its allocator. */
const strangeAllocator = `#define _GNU_SOURCE
#include <dlfcn.h>
unsigned long malloc_usable_size(void *block) {
  return ((unsigned long (*)(void *))dlsym(RTLD_NEXT, "malloc_usable_size"))(block);
}`

const started: ChildProcess[] = []
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL')
})

/** A program with 30 MB of buffers and a heap of some MB, which waits. */
async function waiting(options: object = {}): Promise<ChildProcess> {
  const code = `globalThis.kept = [Buffer.alloc(3e7, 1), Array.from({ length: 2e5 }, (_, i) => ({ i, x: i + .5 }))]
    setInterval(() => {}, 1000); console.log('ready')`
  const child = spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'inherit'], env: { PATH: process.env.PATH }, ...options })
  started.push(child)
  await new Promise((resolve) => child.stdout?.once('data', resolve))
  return child
}

/** Runs code that prints JSON, with `report` at hand. */
function inChild(code: string, command: readonly string[] = [], options: object = {}) {
  const [file, ...args] = [...command, process.execPath, '-e', `const { processMemory } = require('./dist/cjs/process.js')\n${code}`]
  const run = spawnSync(file as string, args, { encoding: 'utf8', ...options })
  if (run.status !== 0) throw new Error(`${run.error ?? run.stderr}`)
  return JSON.parse(run.stdout)
}

test('another process: its pages by owner, without its counters', async () => {
  const { pid } = await waiting()
  const report = processMemory({ pid })
  expect(report).toMatchObject({
    pid,
    by: 'smaps',
    allocator: 'glibc',
    missing: ['counters of V8 and malloc: they are those of another process'],
  })
  expect(wrongSums(report.toJSON())).toEqual([])
  expect(bytesAt(report.toJSON(), 'malloc/mapped')).toBeGreaterThanOrEqual(3e7)
  expect(bytesAt(report.toJSON(), 'v8/isolate 1')).toBeGreaterThan(5e6)
  expect(report.remainder / report.rss).toBeLessThan(0.03)
})

test('a process that has ended, one that ends meanwhile, and one that never was', async () => {
  const child = await waiting()
  const { pid } = child
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  for (let i = 0; i < 20; i++) expect(wrongSums(processMemory({ pid }).toJSON())).toEqual([])
  await ended
  const report = processMemory({ pid })
  expect(report).toMatchObject({ rss: 0, parts: [], remainder: 0, by: 'counters' })
  expect(report.missing.join()).toMatch(/smaps: (ENOENT|ESRCH).*no such process/)
  expect(processMemory({ pid: 2 ** 31 - 1 }).rss).toBe(0)
})

test('no permission for another process', () => {
  if (process.getuid?.() !== 0) throw new Error('this test needs root, to become nobody')
  // process 1 is root's; whoever is nobody may read /proc/1/status and no more
  const report = inChild('console.log(JSON.stringify(processMemory({ pid: 1 })))', [
    'setpriv',
    '--reuid=65534',
    '--regid=65534',
    '--clear-groups',
  ])
  expect(wrongSums(report)).toEqual([])
  expect(report.by).toBe('status')
  expect(report.missing.join()).toContain('/proc/1/smaps: EACCES')
})

test('no /proc', () => {
  if (process.getuid?.() !== 0) throw new Error('this test needs root, to hide /proc')
  const report = inChild('console.log(JSON.stringify(processMemory()))', [
    'unshare',
    '-m',
    'sh',
    '-c',
    'mount -t tmpfs none /proc && exec "$0" "$@"',
  ])
  expect(wrongSums(report)).toEqual([])
  expect(report.by).toBe('counters')
  expect(report.missing.length).toBeGreaterThan(0)
})

test('without the probe: what the kernel and counters say', () => {
  const report = inChild('console.log(JSON.stringify(processMemory()))', [], { env: { ...process.env, MEMSIZE_PROBE: 'off' } })
  expect(wrongSums(report)).toEqual([])
  expect(report).toMatchObject({ by: 'status', missing: ['the mappings are not known one by one: turned off by MEMSIZE_PROBE=off'] })
})

test('an allocator that nobody knows', () => {
  const folder = mkdtempSync(join(tmpdir(), 'memsize-allocator-'))
  try {
    const library = join(folder, 'strange.so')
    writeFileSync(join(folder, 'strange.c'), strangeAllocator)
    const compiled = spawnSync('cc', ['-shared', '-fPIC', '-o', library, join(folder, 'strange.c')], { encoding: 'utf8' })
    expect(compiled.stderr).toBe('')
    const report = inChild(
      `const { allocator } = require('./dist/cjs/process.js')
       console.log(JSON.stringify({ ...processMemory().toJSON(), which: allocator() }))`,
      [],
      { env: { ...process.env, LD_PRELOAD: library } },
    )
    expect(wrongSums(report)).toEqual([])
    expect(report.which).toMatchObject({ name: 'unknown', file: library })
    expect(report.missing).toEqual(['which malloc serves the process: what it has is in the remainder'])
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('built-ins that a program has changed', () => {
  const report = inChild(
    `processMemory()
     Array.prototype.map = Array.prototype.filter = Map.prototype.get = () => { throw new Error('changed') }
     const { rss, remainder, missing } = processMemory()
     process.stdout.write(JSON.stringify({ rss, remainder, missing }))`,
  )
  expect(report.missing).toEqual(['everything else: changed'])
  expect(report.rss).toBeGreaterThan(1e7)
  expect(report.remainder).toBe(report.rss)
})

test.each([
  [{ pid: -1 }, /^Expected `pid` to be a process's number, got -1/],
  [{ pid: '1' }, /^Expected `pid` to be a process's number, got "1"/],
  [{ pid: 2 ** 31 }, /^Expected `pid`/],
  [{ quick: 1 }, /^Expected `quick` to be true or false, got 1/],
  [{ fast: true }, /^Unknown option `fast`/],
  [null, /^Expected options as an object like \{ quick: true \}, got null/],
])('options %j', (options, message) => {
  expect(() => processMemory(options as never)).toThrow(message)
})
