/**
 * npm run test:engines [-- part of a path, or an option of Jest...]: on every Node, and at full length, each test file that takes `nodes` or `isThorough` from
 * test/in-engines.ts, and those named *.engines.test.ts.
 */
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

const isOfEngines = (/** @type {string} */ file) =>
  file.endsWith('.engines.test.ts') || /from '(\.\.?\/)+in-engines\.js'/.test(readFileSync(join(root, file), 'utf8'))

const parts = process.argv.slice(2).filter((part) => !part.startsWith('-'))
const options = process.argv.slice(2).filter((part) => part.startsWith('-'))
const files = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.ts'))
  .map((file) => join('test', file))
  .filter((file) => isOfEngines(file) && (parts.length === 0 || parts.some((part) => file.includes(part))))
if (files.length === 0) throw new Error(`No test file that runs on every Node has ${parts.join(' or ')} in its path`)

// package.json leaves *.engines.test.ts out of `npm test`
const jest = join(root, 'node_modules/jest/bin/jest.js')
const { status } = spawnSync(
  process.execPath,
  [jest, ...options, '--testPathIgnorePatterns=/node_modules/', '--runTestsByPath', ...files],
  {
    cwd: root,
    env: { ...process.env, MEMSIZE_TESTS: 'engines' },
    stdio: 'inherit',
  },
)
process.exitCode = status ?? 1
