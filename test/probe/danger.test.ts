import { execFile } from 'node:child_process'
import { rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { enginePath } from '../../scripts/engines.mjs'
import { isThorough, nodes } from '../in-engines.js'
import { compile, makePackage, type Package } from './builds.mjs'
import { fuzz } from './fuzz.mjs'

// What the probe must survive: lessons that are wrong, memory that is not there, threads, faults of others. Sanitizers and flags under which V8
// does its worst are in danger.engines.test.ts; the long runs are `npm run fuzz` and `npm run stress`.

const plain = packageOf({})
const spoiled = packageOf({ inject: true })
const handler = join(tmpdir(), `memsize-handler-${process.pid}.node`)
const seed = Math.floor(Math.random() * 2 ** 31)
const lessons = isThorough ? 300 : 12
const values = isThorough ? 2500 : 80
const terminations = isThorough ? 40 : 6

function packageOf(options: { inject?: boolean; sanitize?: boolean }): Package {
  const made = makePackage(options)
  if ('reason' in made) throw new Error(made.reason)
  return made
}

beforeAll(() => {
  process.stderr.write(`probe dangers: seed ${seed}\n`)
  compile(handler, ['test/probe/handler.c'])
})

afterAll(() => {
  for (const made of [plain, spoiled]) made.remove()
  rmSync(handler, { force: true })
})

interface Ended {
  readonly code: number | null
  readonly signal: string | null
  readonly lines: string[]
}

/** Runs a script of this folder in an engine; how it ended and what it printed. */
async function run(
  engine: string,
  script: string,
  given: readonly (string | number)[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const args = ['--expose-gc', '--no-warnings', join('test/probe', script), spoiled.folder, ...given.map(String)]
  const options = { env: { ...process.env, ...env }, maxBuffer: 2 ** 26 }
  try {
    const { stdout } = await promisify(execFile)(enginePath(engine), args, options)
    return { code: 0, signal: null, lines: stdout.trimEnd().split('\n') }
  } catch (error) {
    const { code, signal, stdout, stderr } = error as { code: number | null; signal: string | null; stdout: string; stderr: string }
    if (code === 1) throw new Error(stderr)
    return { code: signal ? null : code, signal, lines: stdout.trimEnd().split('\n') }
  }
}

async function told<T>(engine: string, script: string, ...given: (string | number)[]): Promise<T> {
  const { lines } = await run(engine, script, given)
  return JSON.parse(lines.at(-1) as string)
}

interface Answer {
  readonly bytes: number
  readonly lower: number
  readonly upper: number | null
  readonly by: string
  readonly opaque: readonly string[]
}

describe.each(nodes)('%s: lessons that are wrong', (engine) => {
  test('a kind that was never learned counts by itself, and is reported', async () => {
    const found = await told<Record<string, { before: Answer; after: Answer; off?: string }>>(engine, 'injection-child.cjs', 'forgotten')
    expect(Object.keys(found).length).toBeGreaterThan(10)
    for (const [name, { before, after, off }] of Object.entries(found)) {
      // a Locale has its memory in C++, whether its kind was learned or not
      const inNative = name.endsWith('Intl') ? ['what Locale keeps in C++ cannot be seen'] : []
      expect([name, before.opaque, off]).toEqual([name, inNative, undefined])
      expect([name, after.by, after.upper, after.opaque.slice(1)]).toEqual([
        name,
        'probe',
        null,
        inNative.slice(after.opaque.length > 1 ? 0 : 1),
      ])
      expect(after.opaque[0]).toMatch(/^what the engine keeps in .* cannot be seen$/)
      expect(after.bytes).toBeLessThanOrEqual(before.bytes)
      expect(after.lower).toBe(after.bytes)
    }
  })

  test('the self-check finds out', async () => {
    const found = await told<Record<string, string | null>>(engine, 'injection-child.cjs', 'unchecked')
    // which pages are read-only is remembered from before
    const { 'read-only pages are not': _, ...others } = found
    expect(Object.entries(others).filter(([, problem]) => problem === null)).toEqual([])
    expect(Object.keys(others).length).toBeGreaterThan(4)
  })

  test('a read of memory that is not there ends the probe, and the model takes over in the same call', async () => {
    const { before, results } = await told<{
      before: Answer
      results: { first: Answer; state: { on: boolean; reason: string }; wanted: string; then: unknown[]; mended: string }[]
    }>(engine, 'injection-child.cjs', 'fault')
    expect(before).toMatchObject({ by: 'probe', bytes: 64 })
    for (const { first, state, wanted, then, mended } of results) {
      expect([first.by, first.bytes, then[0], then[4], mended]).toEqual(['model', 64, 'model', 'model', 'probe'])
      expect(state).toMatchObject({ on: false, reason: expect.stringMatching(/^switched off: /) })
      expect(wanted).toContain('cannot be had here: switched off: ')
    }
  })

  test('random ones: no crash, and a size or the model', async () => {
    const found = await told<{ asked: number; void: number; spared: number; wrong: unknown[] }>(
      engine,
      'injection-child.cjs',
      'random',
      seed,
      lessons,
    )
    process.stderr.write(`${engine}: ${found.asked} measurements by wrong lessons, ${found.void} void, ${found.spared} survived\n`)
    expect(found.wrong).toEqual([])
    expect(found.void).toBeGreaterThan(lessons / 6)
  })
})

describe.each(nodes)('%s: threads and faults', (engine) => {
  test('several threads at once have the same answers', async () => {
    const { alone, answers, rounds } = await told<{ alone: number[]; answers: string[][]; rounds: number[] }>(
      engine,
      'threads-child.cjs',
      'at once',
    )
    for (const own of answers) {
      // each engine instance lays the random shapes out by its own history: the same in a thread, not among threads
      expect(own).toHaveLength(1)
      const [list, shapes, map] = JSON.parse(own[0]) as [string, number][]
      expect([list, map]).toEqual(alone.map((bytes) => ['probe', bytes]))
      expect(shapes[0]).toBe('probe')
    }
    expect(Math.min(...rounds)).toBeGreaterThan(0)
  })

  test('threads are terminated in walks', async () => {
    const found = await told(engine, 'threads-child.cjs', 'terminated', terminations)
    expect(found).toEqual({ ended: terminations, same: true, by: 'probe', probe: { on: true } })
  })

  test('what is off in one thread is on in the others', async () => {
    const off = ['model', { on: false, reason: expect.stringMatching(/^switched off/), remedy: expect.stringContaining('report this') }]
    expect(await told(engine, 'threads-child.cjs', 'off in one')).toEqual({ mine: 'probe', theirs: off, then: 'probe', next: off })
  })

  test('traps of WebAssembly are its own, a thousand of a thousand', async () => {
    const { by, ...counts } = await told<Record<string, unknown>>(engine, 'threads-child.cjs', 'wasm')
    const all = { 'RuntimeError: memory access out of bounds': 1000 }
    expect([by, counts]).toEqual(['probe', { alone: all, beside: all, both: all }])
  })

  test('faults of others go to whoever handled them before', async () => {
    const ways: Record<string, string>[] = [{ WITH_INFO: '1' }, { WITH_INFO: '0' }, { WITH_INFO: '1', SENT: 'SIGBUS' }]
    for (const env of ways) {
      const { code, lines } = await run(engine, 'threads-child.cjs', ['handled before', handler], env)
      expect([code, lines[0]]).toEqual([7, expect.stringMatching(/^model switched off: /)])
      expect(lines[1]).toBe(`reported ${env.SENT ?? 'SIGSEGV'}`)
    }
    expect(await run(engine, 'threads-child.cjs', ['foreign'])).toMatchObject({ code: null, signal: 'SIGSEGV' })
    expect(await run(engine, 'threads-child.cjs', ['sent'], { SENT: 'SIGSEGV' })).toMatchObject({ code: null, signal: 'SIGSEGV' })
  })
})

describe.each(nodes)('%s: random values', (engine) => {
  test('measured, changed, collected and measured again', async () => {
    const { line, violations } = await fuzz(plain, { engine, values, seed })
    process.stderr.write(`${line}\n`)
    expect(violations).toEqual([])
  })
})
