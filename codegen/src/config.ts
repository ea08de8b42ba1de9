import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Problem } from './plan.js'

/** The `memsize` section of the project's package.json. */
export interface Config {
  /** Globs, relative to the project's folder: every exported type of these files is marked. */
  readonly files: readonly string[]
  /** Names of exported types that are marked. */
  readonly types: readonly string[]
  readonly output: 'sibling' | 'barrel' | 'inline'
  /** The barrel's path, relative to the project's folder. */
  readonly barrel?: string | undefined
}

/** What the command line says of where things go; it wins. */
export interface OutputFlags {
  readonly inline?: boolean | undefined
  readonly barrel?: string | undefined
}

export interface OutputMode {
  /** Whether classes get their descriptions into their bodies. */
  readonly inline: boolean
  readonly barrel: string | undefined
}

const none: Config = { files: [], types: [], output: 'sibling' }

const isText = (value: unknown): boolean => typeof value === 'string'
const isList = (value: unknown): boolean => Array.isArray(value) && value.every(isText)

/** The settings: whether a value will do, and what would. */
const settings: Readonly<Record<keyof Config, readonly [isSound: (value: unknown) => boolean, expected: string, example: string]>> = {
  files: [isList, 'a list of globs', '["src/models/*.ts"]'],
  types: [isList, 'a list of names', '["User"]'],
  output: [(value) => ['sibling', 'barrel', 'inline'].includes(value as string), 'sibling, barrel or inline', '"barrel"'],
  barrel: [isBarrel, 'the path of a TypeScript file', '"src/memsize.ts"'],
}

/** Whether a path can be that of a barrel. */
export function isBarrel(path: unknown): boolean {
  return typeof path === 'string' && /^(?!\/|\.\.\/).*(?<!\.memsize|\.d)\.[cm]?ts$/.test(path)
}

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
  const wrong = (expected: string, got: unknown, fix: string): Config => {
    problem({ place, expected: `${expected} in the section "memsize", got ${JSON.stringify(got)}`, fix })
    return none
  }
  if (section === null || typeof section !== 'object' || Array.isArray(section))
    return wrong('an object', section, 'Write it like { "types": ["User"] }.')
  for (const [name, value] of Object.entries(section)) {
    const setting = Object.hasOwn(settings, name) ? settings[name as keyof Config] : undefined
    if (setting === undefined) return wrong(`one of ${Object.keys(settings).join(', ')}`, name, 'Take it out, or mend its name.')
    const [isSound, expected, example] = setting
    if (!isSound(value)) return wrong(`${expected} as \`${name}\``, value, `Write it like { "${name}": ${example} }.`)
  }
  const config = { ...none, ...(section as Partial<Config>) }
  if (config.output === 'barrel' && config.barrel === undefined)
    return wrong('the path of the `barrel`', section, 'Add it, like { "output": "barrel", "barrel": "src/memsize.ts" }.')
  return config
}

/** Where things go, by the command line and the section. */
export const outputOf = (config: Config, { inline, barrel }: OutputFlags): OutputMode => ({
  inline: inline ?? config.output === 'inline',
  barrel: barrel ?? config.barrel?.replace(/^\.\//, ''),
})
