import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = process.cwd()
let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'memsize-vitest-'))
  mkdirSync(join(folder, 'node_modules'))
  for (const [name, target] of [
    ['memsize', root],
    ['vitest', join(root, 'node_modules/vitest')],
  ])
    symlinkSync(target, join(folder, 'node_modules', name))
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

const spec = `import { expect, test } from 'vitest'
import { extend, memoryShape } from 'memsize/vitest'

extend(expect)
const order = { id: 7, note: 'x'.repeat(3000), lines: [{ sku: 'a' }] }
let sink: unknown
const kept: unknown[] = []

test('pass', async () => {
  expect(order).toFitIn('10 kB')
  expect(order).not.toHaveDeepSize(1)
  expect(order.lines).toRetainAtMost('1 kB', { from: order })
  await expect(order).toMatchHeap()
  await expect(() => { sink = JSON.stringify(order) }).toAllocateAtMost('1 MB')
  await expect(() => { sink = JSON.stringify(order) }).not.toLeak({ runs: 20 })
  expect(Object.keys(memoryShape(order))).toEqual(['Array', 'Object', 'string'])
})
test('fits not', () => expect(order).toFitIn('1 kB'))
test('leaks', async () => { await expect(() => kept.push([{}])).not.toLeak() })
`

test('the matchers in Vitest', () => {
  writeFileSync(join(folder, 'sizes.test.ts'), spec)
  const cli = join(root, 'node_modules/vitest/vitest.mjs')
  const args = [cli, 'run', '--reporter=json', '--testTimeout=600000', '--root', folder]
  const { stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, NODE_ENV: 'test', VITEST: '', JEST_WORKER_ID: undefined },
  })
  const start = stdout.indexOf('{')
  if (start < 0) throw new Error(stdout + stderr)
  const { testResults } = JSON.parse(stdout.slice(start))
  const results = testResults[0].assertionResults as { title: string; status: string; failureMessages: string[] }[]
  expect(results.map(({ title, status, failureMessages }) => [title, status, failureMessages[0]?.split('\n').slice(0, 3) ?? []])).toEqual([
    ['pass', 'passed', []],
    [
      'fits not',
      'failed',
      [expect.stringContaining('Expected the deep size to be at most 1.00 kB'), 'The heaviest parts:', expect.stringContaining('$.note')],
    ],
    [
      'leaks',
      'failed',
      [
        expect.stringContaining('Expected the function not to leak.'),
        'Allocated there, by samples:',
        expect.stringContaining('sizes.test.ts'),
      ],
    ],
  ])
})

test('and their types', () => {
  writeFileSync(join(folder, 'types.test.ts'), spec.replace('sizes', 'types'))
  const flags = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext', '--target', 'es2022', '--types', '', 'types.test.ts']
  const { status, stdout } = spawnSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), ...flags], {
    cwd: folder,
    encoding: 'utf8',
  })
  expect([status, stdout]).toEqual([0, ''])
})
