import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { enginePath } from '../scripts/engines.mjs'

/** Whether this is `npm run test:engines`: every Node, and the long runs. A file that imports this or `nodes` runs there too. */
export const isThorough = process.env.MEMSIZE_TESTS === 'engines'

const everyNode = ['node20', 'node22', 'node24', 'node26'] as const

/** The versions of Node that a promise of the library is tested on: the oldest and a newer one, or all of them. */
export const nodes: readonly (typeof everyNode)[number][] = isThorough ? everyNode : ['node20', 'node24']

/** Runs a script of this folder in an engine, on the built library, and reads the JSON it prints. */
export async function inEngine<T>(
  engine: string,
  script: string,
  flags: readonly string[] = [],
  given: readonly string[] = [],
): Promise<T> {
  const { stdout } = await promisify(execFile)(enginePath(engine), [...flags, join('test', script), ...given], { maxBuffer: 2 ** 26 })
  return JSON.parse(stdout)
}
