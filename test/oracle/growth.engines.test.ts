import { execFile, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { enginePath } from '../../scripts/engines.mjs'
import { nodes } from '../in-engines.js'

interface Sizes {
  readonly bytes: number
  readonly lower: number
  readonly upper: number | 'Infinity'
  readonly opaque: readonly string[]
}

interface Grown {
  /** Bytes per copy, of each round. */
  readonly growth: readonly number[]
  readonly sizes: Readonly<Record<'probe' | 'model', Sizes>>
}

/** What is known to be measured well: the heap and the allocator take this much more than what is counted, and it is the same for all kinds. */
const controls = ['an object', 'an array of objects', 'a Map', 'a text', 'strict arguments']
const withBuffer = ['a buffer', 'a stream', 'WebAssembly.Global']

let folder: string
let addon: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'memsize-growth-'))
  addon = join(folder, 'malloc-in-use.node')
  const { include_dir } = createRequire(import.meta.url)('node-api-headers')
  const compiled = spawnSync('cc', ['-shared', '-fPIC', '-I', include_dir, '-o', addon, 'test/oracle/malloc-in-use.c'], {
    encoding: 'utf8',
  })
  expect(compiled.stderr).toBe('')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function grown(engine: string, kind?: string): Promise<string> {
  const given = kind === undefined ? [] : [addon, kind]
  const { stdout } = await promisify(execFile)(enginePath(engine), ['--expose-gc', 'test/oracle/growth-child.cjs', ...given])
  return stdout
}

/** The middle of the rounds but for the first, which fills what the engine keeps in reserve, and how far they are from it. */
function ofRounds(growth: readonly number[]): { bytes: number; spread: number } {
  const rounds = growth.slice(1).sort((a, b) => a - b)
  const bytes = rounds[Math.floor(rounds.length / 2)] as number
  const away = rounds.map((round) => Math.abs(round - bytes)).sort((a, b) => a - b)
  return { bytes, spread: away[Math.floor(away.length / 2)] as number }
}

describe.each(nodes)('%s: the process grows by what is measured', (engine) => {
  const found = new Map<string, Grown>()
  beforeAll(async () => {
    const kinds: string[] = JSON.parse(await grown(engine))
    const work = [...kinds]
    const next = async () => {
      for (let kind = work.pop(); kind !== undefined; kind = work.pop()) found.set(kind, JSON.parse(await grown(engine, kind)))
    }
    await Promise.all([next(), next()])
  })

  const grownBy = (kind: string) => {
    const one = found.get(kind) as Grown
    return { ...one, ...ofRounds(one.growth) }
  }

  /**
   * How far the judge itself may be off: the part by which it differs from the plainest values, and how much its rounds differ. V8
   * and Node keep records of a buffer's store in C++, which no figure includes: they are in the growth too, as many bytes as for a plain buffer.
   */
  const tolerance = (kind: string) => {
    const parts = controls.map((control) => {
      const { bytes, spread, sizes } = grownBy(control)
      return (Math.abs(bytes - sizes.probe.bytes) + spread) / sizes.probe.bytes
    })
    const part = Math.max(...parts)
    const { bytes, spread, sizes } = grownBy(kind)
    const plain = grownBy('a buffer')
    const record = withBuffer.includes(kind) ? plain.bytes - plain.sizes.probe.bytes + plain.spread : 0
    return Math.max(part * Math.max(bytes, sizes.probe.bytes), 1) + spread + record
  }

  test('the judge is good for something', () => {
    for (const control of controls) {
      const { bytes, sizes } = grownBy(control)
      expect({ control, isNear: Math.abs(bytes / sizes.probe.bytes - 1) < 0.1 }).toEqual({ control, isNear: true })
    }
  })

  test.each(['probe', 'model'] as const)('no bounds of the %s leave out what the process grew by', (by) => {
    const wrong: unknown[] = []
    for (const kind of found.keys()) {
      const { bytes: growth, sizes } = grownBy(kind)
      const { lower, upper, opaque } = sizes[by]
      const most = upper === 'Infinity' ? Infinity : upper
      const within = tolerance(kind)
      if (growth < lower - within || growth > most + within)
        wrong.push({ kind, growth: Math.round(growth), lower, upper, within: Math.round(within), opaque })
    }
    expect(wrong).toEqual([])
  })

  test.each(['sloppy arguments', 'an iterator of a Set that was rehashed', 'an iterator of a Map that was rehashed'])(
    '%s: the probe is exact',
    (kind) => {
      const { bytes: growth, sizes } = grownBy(kind)
      expect(sizes.probe.upper).toBe(sizes.probe.lower)
      expect(Math.abs(growth - sizes.probe.bytes)).toBeLessThanOrEqual(tolerance(kind))
    },
  )

  test('what keeps memory in C++ says so, by the probe and by the model', () => {
    const silent = [...found.keys()].filter((kind) => {
      const { bytes: growth, sizes } = grownBy(kind)
      const isMore = growth > sizes.probe.bytes + tolerance(kind)
      return isMore && [sizes.probe, sizes.model].some(({ upper, opaque }) => upper !== 'Infinity' || opaque.length === 0)
    })
    expect(silent).toEqual([])
    const told = [...found.keys()].filter((kind) => /^Intl\.|^Temporal\.|segments/.test(kind))
    expect(told.length).toBeGreaterThanOrEqual(11)
    for (const kind of told) {
      const { sizes } = grownBy(kind)
      expect([kind, sizes.probe.upper, sizes.model.upper]).toEqual([kind, 'Infinity', 'Infinity'])
      expect([sizes.probe.opaque.length, sizes.model.opaque.length]).toEqual([1, 1])
    }
  })
})
