import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { enginePath } from '../scripts/engines.mjs'

/** The engines a promise of the library has to hold on. */
export const nodes = ['node20', 'node22', 'node24', 'node26']

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
