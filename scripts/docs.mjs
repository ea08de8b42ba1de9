/**
 * npm run docs: writes docs/api from the docstrings, by TypeDoc. A docstring with a broken link, and a type that is used and not exported, are errors.
 * TypeDoc needs the API of TypeScript 6, which TypeScript 7 does not have: both are in scripts/reference, with a lock file of their own.
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { entrySources } from './docstrings.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const reference = join(root, 'scripts/reference')

/** @param {string} command @param {string[]} args @param {string} cwd */
function run(command, args, cwd) {
  const { status } = spawnSync(command, args, { cwd, stdio: 'inherit', shell: process.platform === 'win32' && command === 'npm' })
  if (status !== 0) process.exit(status ?? 1)
}

if (!existsSync(join(reference, 'node_modules/typedoc'))) run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], reference)
// what generated code is made of is not for people
const entries = entrySources()
  .filter((entry) => entry !== 'src/generated.ts')
  .flatMap((entry) => ['--entryPoints', entry])
run(process.execPath, [join(reference, 'node_modules/typedoc/bin/typedoc'), '--options', join(reference, 'typedoc.json'), ...entries], root)
