import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Problem } from './plan.js'

/** The `memsize` section of the project's package.json: types that are marked without a word in their sources. */
export interface Config {
  /** Globs, relative to the project's folder: every exported type of these files. */
  readonly files: readonly string[]
  /** Names of exported types. */
  readonly types: readonly string[]
}

const none: Config = { files: [], types: [] }

/** Reads the section; what is wrong with it is a problem, and nothing is marked by it. */
export function readConfig(folder: string, problem: (problem: Problem) => void): Config {
  const path = join(folder, 'package.json')
  if (!existsSync(path)) return none
  const place = { file: 'package.json', line: 1, column: 1 }
  let section: unknown
  try {
    section = (JSON.parse(readFileSync(path, 'utf8')) as { memsize?: unknown }).memsize
  } catch (error) {
    problem({ place, expected: `JSON, got ${(error as Error).message}`, fix: 'Mend it first.' })
    return none
  }
  if (section === undefined) return none
  const isList = (value: unknown): boolean =>
    value === undefined || (Array.isArray(value) && value.every((item) => typeof item === 'string'))
  const { files, types, ...others } = { ...none, ...(section as object) } as Config
  if (section !== null && typeof section === 'object' && isList(files) && isList(types) && Object.keys(others).length === 0)
    return { files, types }
  const fix = 'Write it like { "files": ["src/models/*.ts"], "types": ["User"] }; both may be left out.'
  problem({ place, expected: `lists \`files\` and \`types\` in the section "memsize", got ${JSON.stringify(section)}`, fix })
  return none
}
