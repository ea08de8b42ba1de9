/**
 * npm run fuzz -- [--values 100000] [--seed n] [--engine node24] [--sanitize]: random values, measured, changed and measured again, on each
 * version of Node; with --sanitize by a probe that AddressSanitizer and UndefinedBehaviorSanitizer watch. Prints the seed and the result;
 * fails on a crash and on every answer that is not as it has to be (fuzz-child.cjs).
 */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { build, isStale } from '../../scripts/build.mjs'
import { enginePath } from '../../scripts/engines.mjs'
import { makePackage } from './builds.mjs'

export const nodes = ['node20', 'node22', 'node24', 'node26']

/** Values for one process: each learns the engine again, and loses what it has piled up. */
const perProcess = 50_000

/**
 * @typedef {{ values: number, measured: number, opaque: number, modelled: number, outside: number, settled: number, memory: number, violations: unknown[] }} Told
 * @typedef {Told & { line: string }} Report `line`: all of it, for people
 */

/**
 * @param {import('./builds.mjs').Package} home
 * @param {{ engine: string, values: number, seed: number, flags?: string[] }} options
 * @returns {Promise<Report>}
 */
export async function fuzz(home, { engine, values, seed, flags = [] }) {
  const start = performance.now()
  /** @type {Told} */
  const sum = { values: 0, measured: 0, opaque: 0, modelled: 0, outside: 0, settled: 0, memory: 0, violations: [] }
  while (sum.values < values && sum.violations.length === 0) {
    const told = await inChild(home, engine, flags, seed, sum.values, Math.min(perProcess, values - sum.values))
    for (const name of /** @type {const} */ (['values', 'measured', 'opaque', 'modelled', 'outside', 'settled'])) sum[name] += told[name]
    sum.memory = Math.max(sum.memory, told.memory)
    sum.violations.push(...told.violations)
  }
  const seconds = (performance.now() - start) / 1000
  const percent = ((sum.outside / sum.modelled) * 100).toFixed(2)
  const line =
    `${engine} seed ${seed}: ${sum.values} values, ${sum.measured} measurements, ${seconds.toFixed(0)} s, ${Math.round(sum.values / seconds)} values/s, ` +
    `${sum.opaque} with opaque parts, ${sum.settled} settled by a collection, ${percent} % of ${sum.modelled} outside the model's bounds, ` +
    `at most ${sum.memory} MB, ${sum.violations.length} violations`
  return { ...sum, line }
}

/**
 * @param {import('./builds.mjs').Package} home @param {string} engine @param {string[]} flags
 * @param {number} seed @param {number} first @param {number} count
 * @returns {Promise<Told>}
 */
function inChild(home, engine, flags, seed, first, count) {
  const given = [home.folder, seed, first, count].map(String)
  const script = fileURLToPath(new URL('fuzz-child.cjs', import.meta.url))
  const child = spawn(enginePath(engine), ['--expose-gc', '--no-warnings', ...flags, script, ...given], {
    env: { ...process.env, ...home.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [out, errors] = ['', '']
  child.stdout.on('data', (data) => {
    out += data
  })
  child.stderr.on('data', (data) => {
    errors += data
  })
  return new Promise((resolve, reject) => {
    child.on('close', (code, signal) => {
      const last = out.trimEnd().split('\n').at(-1) ?? ''
      if (code === 0 && last.startsWith('{"values"')) return resolve(JSON.parse(last))
      const again = `${engine} ${script} ${given.join(' ')}`
      reject(new Error(`${again}\nended with ${signal ?? code} after ${last || 'nothing'}\n${errors.slice(0, 20_000)}`))
    })
  })
}

async function main() {
  const { values: options } = parseArgs({
    options: {
      values: { type: 'string', default: '100000' },
      seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
      engine: { type: 'string', multiple: true, default: nodes },
      sanitize: { type: 'boolean', default: false },
    },
  })
  if (isStale()) build('--noCheck')
  const home = makePackage({ sanitize: options.sanitize })
  if ('reason' in home) throw new Error(home.reason)
  try {
    for (const engine of options.engine) {
      const report = await fuzz(home, { engine, values: Number(options.values), seed: Number(options.seed) })
      console.log(report.line)
      for (const violation of report.violations) console.log(violation)
      if (report.violations.length > 0) process.exitCode = 1
    }
  } finally {
    home.remove()
  }
}

if (process.argv[1] === join(fileURLToPath(new URL('.', import.meta.url)), 'fuzz.mjs')) main()
