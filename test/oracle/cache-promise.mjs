/**
 * npm run oracle:cache [-- megabytes node20 ...]: the promise of a cache, measured end to end. What the engine holds for a cache limited to 64 MB, after it
 * has evicted ten times that: within 3 % of the limit by the probe, within 10 % by the model; and with sizes by JSON.stringify().length. On all Nodes,
 * the table goes on its page of docs/, between its markers.
 */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { markdown, writeTable } from '../../bench/tables.mjs'
import { build, isStale } from '../../scripts/build.mjs'
import { enginePath, fetchEngines } from '../../scripts/engines.mjs'

const engines = ['node20', 'node22', 'node24', 'node26']
const [megabytes = '64', ...names] = process.argv.slice(2)
const child = fileURLToPath(new URL('cache-promise-child.mjs', import.meta.url))

/** How it is sized -> how far from the limit the truth may be. @type {Record<string, { way: string, env: NodeJS.ProcessEnv, within: number }>} */
const ways = {
  probe: { way: 'measured', env: {}, within: 0.03 },
  model: { way: 'measured', env: { MEMSIZE_PROBE: 'off' }, within: 0.1 },
  'JSON length': { way: 'json', env: {}, within: Infinity },
}
/** Values of one kind: told, not judged. On the engine where speed is judged. */
const mixes = ['documents', 'Maps and instances', 'buffers']
const judge = 'node24'

fetchEngines()
if (isStale()) build('--noCheck')
const rows = (names.length > 0 ? names : engines).map((name) => row(name, 'mixed', Object.keys(ways)))
if (names.length === 0) {
  for (const mix of mixes) rows.push(row(judge, mix, Object.keys(ways)))
  const head = ['64 MB, evicted ten times', 'Node', 'by the probe', 'by the model', 'by JSON.stringify().length']
  if (writeTable('oracle:cache', markdown(head, rows)) === undefined) throw new Error('no page of docs/ has markers for oracle:cache')
}

/** @param {string} name @param {string} mix @param {string[]} by */
function row(name, mix, by) {
  return [mix, name.slice(4), ...by.map((how) => off(name, mix, how))]
}

/** How far what the process holds is from the limit. @param {string} name @param {string} mix @param {string} how */
function off(name, mix, how) {
  const { way, env, within } = ways[how]
  const args = ['--expose-gc', '--max-old-space-size=4096', child, String(Number(megabytes) * 1e6), way, mix]
  const { status, stdout, stderr } = spawnSync(enginePath(name), args, { encoding: 'utf8', env: { ...process.env, ...env } })
  if (status !== 0) throw new Error(`${name} ${mix} ${how}: ${stderr}`)
  const { by, bytes, limit, claimed, shared, entries, sets, ms } = JSON.parse(stdout)
  if (by !== how) throw new Error(`Expected ${name} to measure by ${how}, and it did by ${by}`)
  const part = bytes / limit - 1
  const isKept = mix !== 'mixed' || Math.abs(part) <= within
  if (!isKept) process.exitCode = 1
  const percent = `${part > 0 ? '+' : ''}${(100 * part).toFixed(1)} %`
  console.log(
    `${name} ${mix} ${by}: ${(bytes / 1e6).toFixed(1)} MB held, ${percent} of the limit${isKept ? '' : ' (TOO FAR)'}; claimed ${(claimed / 1e6).toFixed(1)} MB, ${(shared / 1e6).toFixed(1)} MB of it shared, ${entries} entries of ${sets} sets in ${ms} ms`,
  )
  return percent
}
