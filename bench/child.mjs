import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** Runs a file of this folder in a fresh process and reads the JSON it prints. */
export function runChild(file, args, megabytes = 4096, env = {}) {
  const path = fileURLToPath(new URL(file, import.meta.url))
  const flags = ['--expose-gc', `--max-old-space-size=${megabytes}`]
  const options = { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 2 ** 26, env: { ...process.env, ...env } }
  const child = spawnSync(process.execPath, [...flags, path, ...args.map(String)], options)
  if (child.status !== 0) throw new Error(`${file} ${args.join(' ')} ended with ${child.signal ?? child.status}; see above`)
  return JSON.parse(child.stdout)
}
