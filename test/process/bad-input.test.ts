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

/** Runs a command to which the kernel refuses the memory of other processes, as containers and hardened machines do. */
const withoutMemory = `#define _GNU_SOURCE
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>
int main(int count, char **words) {
  struct sock_filter filter[] = {
    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_process_vm_readv, 0, 1),
    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  struct sock_fprog program = { sizeof filter / sizeof *filter, filter };
  if (count < 2 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program)) return 99;
  execv(words[1], words + 1);
  return 98;
}`

/** A program with its own allocator inside: no Node is linked so, and from outside any process can be looked at. */
const staticProgram = `#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
int main(void) {
  for (int i = 0; i < 200; i++) memset(malloc(100000), 1, 100000);
  puts("ready");
  fflush(stdout);
  for (;;) pause();
}`

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'memsize-process-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Compiles C; returns the file. */
function compiled(name: string, source: string, ...flags: string[]): string {
  const file = join(folder, name)
  writeFileSync(`${file}.c`, source)
  expect(spawnSync('cc', [...flags, '-o', file, `${file}.c`], { encoding: 'utf8' }).stderr).toBe('')
  return file
}

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

test('the memory of another process may not be read: pages are known by their addresses, and the report says so', async () => {
  const launcher = compiled('without-memory', withoutMemory)
  const { pid } = await waiting()
  const report = inChild(`console.log(JSON.stringify(processMemory({ pid: ${pid} })))`, [launcher])
  expect(wrongSums(report)).toEqual([])
  expect(report).toMatchObject({ pid, by: 'smaps', allocator: 'glibc' })
  expect(report.missing.join()).toMatch(/the process's memory may not be read \(ptrace rights\)/)
  // the heap of some MB; large blocks of malloc have no mark then
  expect(bytesAt(report, 'v8')).toBeGreaterThan(5e6)
  expect(report.remainder).toBeGreaterThanOrEqual(3e7)
})

test('an allocator inside the program, from outside: what it has is in the remainder', async () => {
  const child = spawn(compiled('static', staticProgram, '-static'), { stdio: ['ignore', 'pipe', 'inherit'] })
  started.push(child)
  await new Promise((resolve) => child.stdout?.once('data', resolve))
  const report = processMemory({ pid: child.pid as number })
  expect(wrongSums(report.toJSON())).toEqual([])
  expect(report).toMatchObject({ by: 'smaps', allocator: 'unknown' })
  expect(report.missing).toContain('which malloc serves the process: what it has is in the remainder')
  expect(report.remainder).toBeGreaterThanOrEqual(2e7)
})

test('an allocator that nobody knows', () => {
  const library = compiled('strange.so', strangeAllocator, '-shared', '-fPIC')
  const report = inChild(
    `const { allocator, usableSize } = require('./dist/cjs/process.js')
     console.log(JSON.stringify({ ...processMemory().toJSON(), which: allocator(), usable: usableSize(100) }))`,
    [],
    { env: { ...process.env, LD_PRELOAD: library } },
  )
  expect(wrongSums(report)).toEqual([])
  expect(report.which).toMatchObject({ name: 'unknown', file: library })
  expect(report.missing).toEqual(['which malloc serves the process: what it has is in the remainder'])
  // it is asked all the same
  expect(report.usable).toBe(104)
})

test('a buffer that shrinks while the report is made, and one that grows', () => {
  const report = inChild(
    `const { registerReporter, arenaReport } = require('./dist/cjs/process.js')
     const { measure } = require('./dist/cjs/index.js')
     const shrinking = new ArrayBuffer(40_000_000, { maxByteLength: 40_000_000 })
     const growing = new ArrayBuffer(1000, { maxByteLength: 40_000_000 })
     new Uint8Array(shrinking).fill(1)
     const views = [new Uint8Array(shrinking), new Uint8Array(shrinking, 1000, 5000), new DataView(growing)]
     registerReporter('shrinking', () => {
       const bytes = shrinking.byteLength
       shrinking.resize(100)
       growing.resize(20_000_000)
       new Uint8Array(growing).fill(1)
       return { bytes, kind: 'external' }
     })
     const before = processMemory().toJSON()
     const { chunks } = arenaReport(views)
     console.log(JSON.stringify({ before, after: processMemory().toJSON(), chunks, usable: measure(views, { external: 'usable' }), plain: measure(views) }))`,
  )
  for (const one of [report.before, report.after]) expect(wrongSums(one)).toEqual([])
  expect(report.before.missing).toEqual([])
  expect(bytesAt(report.after, 'growable buffers')).toBeGreaterThanOrEqual(20_000_000)
  expect(bytesAt(report.after, 'growable buffers')).toBeLessThan(25_000_000)
  expect(report.chunks.map(({ bytes }: { bytes: number }) => bytes).sort()).toEqual([100, 20_000_000])
  expect(report.usable).toEqual(report.plain)
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
