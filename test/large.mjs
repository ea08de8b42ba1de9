/**
 * Inputs that are large, and still ordinary: run by hand, `node --max-old-space-size=12000 test/large.mjs [name]`, on the built library.
 * One child process for each, so that one's heap does not slow the next. Prints what each took, and fails on a wrong count.
 */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { deepSize, exceeds, measure, measureAsync, Tracker } from '../dist/esm/index.js'

/** @template T @param {number} length @param {(before: T | undefined, i: number) => T} make */
function many(length, make) {
  /** @type {T | undefined} */
  let last
  for (let i = 0; i < length; i++) last = make(last, i)
  return last
}

/** Rows in chunks: one array for all of them would be another large thing. @param {number} length */
const chunks = (length) => Array.from({ length: length / 1000 }, (_, i) => Array.from({ length: 1000 }, (_, j) => ({ id: 1000 * i + j })))

/** @type {Record<string, () => unknown>} what each value is asked; true where the answer is right */
const inputs = {
  'a list of 10 million': () => {
    const list = many(10_000_000, (next, i) => ({ i, next }))
    return measure(list).count === 10_000_000 && exceeds(list, 1e6)
  },
  'a list of 10 million, owned': () =>
    measure(
      many(10_000_000, (next, i) => ({ i, next })),
      { assume: 'owned' },
    ).count === 10_000_000,
  'arrays in arrays, 10 million deep': () => measure(many(10_000_000, (inner) => [inner])).count === 10_000_000,
  'a ring of 10 million, taken for a tree': () => {
    const first = { next: {} }
    first.next = /** @type {object} */ (many(9_999_999, (next = first) => ({ next })))
    return measure(first, { assume: 'owned' }).count === 10_000_000
  },
  'a graph of 20 million': () => measure(chunks(20_000_000)).count === 20_020_001,
  'a graph of 20 million, asynchronously': async () => (await measureAsync(chunks(20_000_000))).count === 20_020_001,
  '17 million strings': () =>
    measure(Array.from({ length: 17_000 }, (_, i) => Array.from({ length: 1000 }, (_, j) => `${i}/${j}`))).count === 17_017_001,
  'an array of 30 million elements': () => measure(new Array(30_000_000).fill(1)).count === 1,
  'an array of 30 million doubles': () => measure(Array.from({ length: 30_000_000 }, (_, i) => i / 3)).count === 1,
  'an array of 30 million, a third there': () =>
    measure(
      Object.assign(
        new Array(30_000_000),
        many(1, () => new Array(10_000_000).fill(1)),
      ),
    ).count === 1,
  'an array of 40 million, pushed': () => {
    const list = []
    for (let i = 0; i < 40_000_000; i++) list.push(i)
    return measure(list).count === 1
  },
  'a Map of 16 million': () => {
    const map = new Map()
    for (let i = 0; i < 16_000_000; i++) map.set(i, i)
    return measure(map).count === 1
  },
  'a tracker of a million': () => {
    const tracker = new Tracker()
    const graph = chunks(1_000_000)
    return deepSize(graph, { tracker }) > 0 && deepSize(graph, { tracker }) === 0
  },
  'the largest string': () => deepSize('x'.repeat(2 ** 29 - 24)) >= 2 ** 29 - 24,
  'a large rope': () => deepSize(many(25, (/** @type {string | undefined} */ text = `${process.pid}`) => text + text)) > 2 ** 25,
  'a bigint of a billion bits': () => deepSize((1n << 1_000_000_000n) - 1n) > 1e9 / 8,
  'an object of 5 million keys': () => {
    const object = Object.create(null)
    for (let i = 0; i < 5_000_000; i++) object[`key ${i}`] = i
    return deepSize(object) > 5e6 * 24
  },
}

const [, file, asked, mode] = process.argv
if (mode === 'here') {
  const start = performance.now()
  /** @type {unknown} */
  let right
  try {
    right = await inputs[asked]()
  } catch (error) {
    console.log(error)
  }
  console.log(`${right ? 'ok   ' : 'WRONG'} ${asked.padEnd(42)} ${Math.round(performance.now() - start)} ms with making it`)
  process.exitCode = right ? 0 : 1
} else {
  for (const name of Object.keys(inputs)) {
    if (asked !== undefined && name !== asked) continue
    const { status, signal, stderr } = spawnSync(process.execPath, [...process.execArgv, fileURLToPath(import.meta.url), name, 'here'], {
      stdio: ['ignore', 'inherit', 'pipe'],
    })
    if (status === 0) continue
    process.exitCode = 1
    if (status !== 1)
      console.log(
        `DIED  ${name}: ${signal ?? status} ${
          String(stderr)
            .split('\n')
            .find((line) => /error/i.test(line)) ?? file
        }`,
      )
  }
}
