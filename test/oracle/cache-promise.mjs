/**
 * node cache-promise.mjs [megabytes] [node20 ...]: the promise of a cache, measured end to end. What the engine holds for a cache limited to 64 MB,
 * after it has evicted ten times that: within 3 % of the limit by the probe, within 10 % by the model; and with sizes by JSON.stringify().length.
 */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { enginePath } from '../../scripts/engines.mjs'

const [megabytes = '64', ...names] = process.argv.slice(2)
const child = fileURLToPath(new URL('cache-promise-child.mjs', import.meta.url))
/** How it is sized -> how far from the limit the truth may be. */
const ways = [
  { way: 'measured', env: {}, within: 0.03 },
  { way: 'measured', env: { MEMSIZE_PROBE: 'off' }, within: 0.1 },
  { way: 'json', env: {}, within: Infinity },
]

for (const name of names.length > 0 ? names : ['node20', 'node22', 'node24', 'node26']) {
  for (const { way, env, within } of ways) {
    const args = ['--expose-gc', child, String(Number(megabytes) * 1e6), way]
    const { status, stdout, stderr } = spawnSync(enginePath(name), args, { encoding: 'utf8', env: { ...process.env, ...env } })
    if (status !== 0) throw new Error(`${name} ${way}: ${stderr}`)
    const { by, bytes, limit, claimed, entries, sets, ms } = JSON.parse(stdout)
    const off = bytes / limit - 1
    const isKept = Math.abs(off) <= within
    if (!isKept) process.exitCode = 1
    const percent = `${off > 0 ? '+' : ''}${(100 * off).toFixed(1)} %`
    console.log(
      `${name} ${by}: ${(bytes / 1e6).toFixed(1)} MB held, ${percent} of the limit${isKept ? '' : ' (TOO FAR)'}; claimed ${(claimed / 1e6).toFixed(1)} MB, ${entries} entries of ${sets} sets in ${ms} ms`,
    )
  }
}
