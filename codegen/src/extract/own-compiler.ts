import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { Problem } from '../plan.js'
import { isAboutOurs } from './diagnostics.js'

/** The TypeScript that a project has installed. */
export interface OwnCompiler {
  readonly major: number
  /** The file that its `tsc` is. */
  readonly tsc: string
}

/** What the project compiles itself with; undefined where it has none. */
export function ownCompiler(folder: string): OwnCompiler | undefined {
  try {
    const require = createRequire(join(folder, 'package.json'))
    const { version } = require('typescript/package.json') as { version: string }
    return { major: Number.parseInt(version, 10), tsc: join(dirname(require.resolve('typescript/package.json')), 'bin/tsc') }
  } catch {
    return undefined
  }
}

const located = /^(.+)\((\d+),(\d+)\): error TS(\d+): (.*)$/

/**
 * Which of the errors the project's own compiler has too: it decides. It runs only where there are some. Undefined where it cannot be asked.
 * Errors of its options are reported once, at their line.
 */
export function heldByOwn(problems: readonly Problem[], folder: string, tsconfig: string, barrel: string | undefined): readonly Problem[] {
  const compiler = problems.length === 0 ? undefined : ownCompiler(folder)
  if (compiler === undefined) return problems
  const flags = [
    '-p',
    tsconfig,
    '--noEmit',
    '--pretty',
    'false',
    ...(compiler.major >= 5 ? ['--composite', 'false', '--incremental', 'false'] : []),
  ]
  const { stdout, status } = spawnSync(process.execPath, [compiler.tsc, ...flags], { cwd: folder, encoding: 'utf8', maxBuffer: 2 ** 26 })
  if (status === null) return problems
  const files = new Set(problems.map(({ place }) => place.file))
  return stdout.split(/\r?\n/).flatMap((line): Problem[] => {
    const [, file, row, column, code, message] = located.exec(line) ?? []
    if (file === undefined || isAboutOurs(message, barrel)) return []
    const path = file.replaceAll('\\', '/')
    if (!files.has(path) && !path.endsWith('.json')) return []
    return [
      {
        place: { file: path, line: Number(row), column: Number(column) },
        expected: `a file that compiles, got TS${code}: ${message.replace(/[.?]$/, '')}`,
        fix: 'Mend it first.',
      },
    ]
  })
}
