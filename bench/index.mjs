/**
 * npm start [-- accuracy speed described scaling cache graphs large profile snapshot census codegen process] [--write]: the bench on Node 24, where ratios to JSON.stringify are judged.
 * `--write` puts the tables on the pages of docs/, between their markers.
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { cpus } from 'node:os'
import { fileURLToPath } from 'node:url'
import { build, isStale } from '../scripts/build.mjs'
import { enginePath, fetchEngines } from '../scripts/engines.mjs'
import { seed } from './random.mjs'
import { writeTable } from './tables.mjs'

const JUDGED_ON = 24
const sections = {
  accuracy: async () => (await import('./accuracy.mjs')).accuracy(),
  speed: async () => (await import('./speed.mjs')).speed(),
  described: async () => (await import('./described.mjs')).described(),
  scaling: async () => (await import('./scaling.mjs')).scaling(),
  cache: async () => (await import('./cache.mjs')).cache(),
  graphs: async () => (await import('./graphs.mjs')).graphs(),
  large: async () => (await import('./large.mjs')).large(),
  profile: async () => (await import('./profile.mjs')).profile(),
  snapshot: async () => (await import('./snapshot.mjs')).snapshot(),
  census: async () => (await import('./census.mjs')).census(),
  codegen: async () => (await import('./codegen.mjs')).codegen(),
  process: async () => (await import('./process.mjs')).processes(),
}
const usual = ['accuracy', 'speed', 'scaling']

const args = process.argv.slice(2)
const unknown = args.find((arg) => arg !== '--write' && !(arg in sections))
if (unknown) {
  console.error(`Expected some of ${Object.keys(sections).join(', ')}, --write; got "${unknown}"`)
  process.exitCode = 1
} else if (globalThis.gc) {
  await run()
} else {
  prepare()
  process.exitCode = again(judge())
}

/** Builds what the bench imports, and installs its dependencies, where they are missing. */
function prepare() {
  if (isStale()) build('--noCheck')
  const here = fileURLToPath(new URL('.', import.meta.url))
  if (!existsSync(`${here}node_modules`)) spawnSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: here, stdio: 'inherit' })
}

/** The Node to run on. */
function judge() {
  if (process.versions.node.startsWith(`${JUDGED_ON}.`)) return process.execPath
  try {
    fetchEngines()
    const path = enginePath(`node${JUDGED_ON}`)
    console.log(`bench: this is Node ${process.version}; running again under Node ${JUDGED_ON}, where the ratios are judged`)
    return path
  } catch (error) {
    console.log(`bench: this is Node ${process.version}, and the ratios are judged on Node ${JUDGED_ON}. ${error.message}`)
    return process.execPath
  }
}

/** Runs this file again, with the collector at hand. */
function again(node) {
  return spawnSync(node, ['--expose-gc', fileURLToPath(import.meta.url), ...args], { stdio: 'inherit' }).status ?? 1
}

async function run() {
  console.log(`bench: Node ${process.version} ${process.arch}, ${cpus()[0]?.model ?? 'unknown processor'}, seed ${seed}`)
  const named = args.filter((arg) => arg in sections)
  const tables = {}
  for (const name of named.length ? named : usual) Object.assign(tables, await sections[name]())
  if (args.includes('--write')) write(tables)
}

function write(tables) {
  for (const [name, table] of Object.entries(tables)) {
    const page = writeTable(`bench:${name}`, table)
    console.log(page === undefined ? `no page of docs/ has markers for bench:${name}` : `docs/${page}: bench:${name} written`)
  }
}
