/**
 * npm run stress -- [--engine node24] [--million 1000000] [--flag --stress-compaction]: measures under flags that have V8 collect, move and compile
 * as it never does by itself, in several threads at once; each flag has to give the answers that no flag gives. Fails on a crash and on every
 * answer that is another.
 */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { build, isStale } from '../../scripts/build.mjs'
import { enginePath } from '../../scripts/engines.mjs'
import { makePackage } from './builds.mjs'

/** A version is not started with a flag that it does not know; that is printed. */
export const stressFlags = [
  '--stress-compaction',
  '--gc-interval=500',
  '--stress-scavenge=50',
  '--stress-marking=50',
  '--stress-incremental-marking',
  '--single-threaded',
  '--jitless',
  '--no-opt',
  '--max-lazy',
  '--always-sparkplug',
  '--shared-string-table',
  '--harmony-struct',
  '--minor-ms',
  '--verify-heap',
  '--conservative-stack-scanning',
  '--max-semi-space-size=1',
  '--stress-concurrent-allocation',
]

/** Flags that change what a structure weighs, and not only when it is collected: a shared table has each text once. */
const changeLayouts = ['--shared-string-table', '--harmony-struct', '--jitless', '--no-opt', '--max-lazy', '--always-sparkplug']

/** @typedef {{ bytes: Record<string, string>, wrong: string[], animals: number, rounds: number[] }} Told */

/**
 * What the child says under a flag, or why it was not started.
 * @param {import('./builds.mjs').Package} home @param {string} engine @param {string | undefined} flag @param {number} million
 * @param {number} seconds that its workers work
 * @returns {Told | { skipped: string }}
 */
export function underFlag(home, engine, flag, million, seconds) {
  const binary = enginePath(engine)
  const name = flag?.split('=')[0]
  if (name !== undefined && !knows(binary, name)) return { skipped: `${engine} does not know ${name}` }
  const script = fileURLToPath(new URL('stress-child.cjs', import.meta.url))
  const flags = ['--expose-gc', '--no-warnings', ...(flag ? [flag] : [])]
  const child = spawnSync(binary, [...flags, script, home.folder, String(million), String(seconds)], {
    encoding: 'utf8',
    env: { ...process.env, ...home.env },
    maxBuffer: 2 ** 26,
  })
  if (child.status !== 0) throw new Error(`${engine} ${flag} ended with ${child.signal ?? child.status}\n${child.stderr.slice(-5000)}`)
  return JSON.parse(child.stdout.trimEnd().split('\n').at(-1) ?? '')
}

/** @type {Map<string, string>} */
const options = new Map()

/** @param {string} binary @param {string} name */
function knows(binary, name) {
  const listed = options.get(binary) ?? spawnSync(binary, ['--v8-options'], { encoding: 'utf8' }).stdout.replaceAll('_', '-')
  options.set(binary, listed)
  return new RegExp(`^ +${name.replace(/^--(no-)?/, '--')} `, 'm').test(listed)
}

/**
 * Answers under a flag that are not those without.
 * @param {Told} plain @param {Told} told @param {string} flag
 */
export function differences(plain, told, flag) {
  if (changeLayouts.includes(flag)) return []
  return Object.keys(plain.bytes).flatMap((name) =>
    // closures hold the variables of the script too, and with them what it has found so far
    name === 'closures' || plain.bytes[name] === told.bytes[name] ? [] : [`${name}: ${told.bytes[name]}, without ${plain.bytes[name]}`],
  )
}

function main() {
  const { values } = parseArgs({
    options: {
      engine: { type: 'string', multiple: true, default: ['node20', 'node22', 'node24', 'node26'] },
      flag: { type: 'string', multiple: true, default: stressFlags },
      million: { type: 'string', default: '1000000' },
    },
  })
  if (isStale()) build('--noCheck')
  const home = makePackage()
  if ('reason' in home) throw new Error(home.reason)
  try {
    for (const engine of values.engine) {
      const plain = underFlag(home, engine, undefined, Number(values.million), 5)
      if ('skipped' in plain) throw new Error(plain.skipped)
      for (const flag of values.flag) {
        const told = underFlag(home, engine, flag, Number(values.million), 5)
        if ('skipped' in told) {
          console.log(told.skipped)
          continue
        }
        const wrong = [...told.wrong, ...differences(plain, told, flag)]
        console.log(`${engine} ${flag}: ${told.animals} kinds, workers ${told.rounds.join(', ')} rounds, ${wrong.length} wrong`)
        for (const what of wrong) console.log(`  ${what}`)
        if (wrong.length > 0) process.exitCode = 1
      }
    }
  } finally {
    home.remove()
  }
}

if (process.argv[1] === join(fileURLToPath(new URL('.', import.meta.url)), 'stress.mjs')) main()
