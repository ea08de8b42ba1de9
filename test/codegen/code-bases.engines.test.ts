import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

// Types of sixteen packages: what is written compiles under TypeScript 5.9, 6 and 7, as an ES module and as CommonJS, and comes to the walk's totals.

test('types of public packages', () => {
  const script = join(__dirname, '../../bench/codegen-bases.mjs')
  const { status, stdout, stderr } = spawnSync(process.execPath, [script], { encoding: 'utf8', maxBuffer: 2 ** 28 })
  expect({ status, stdout, stderr }).toMatchObject({ status: 0, stderr: '' })
  expect(stdout).toMatch(/^\d+ fields, \d+ to the walk: \d+\.\d %$/m)
})
