import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { codegenFolder, newFolder, tsconfig, write } from './cases.js'

const user = '/** @memsize */\nexport interface User {\n  name: string\n}\n'
let folder: string
let child: ChildProcess
let said: string
let over: Promise<never>

beforeEach(() => {
  folder = newFolder()
  write(folder, { 'tsconfig.json': JSON.stringify(tsconfig), 'package.json': '{ "type": "module" }', 'user.ts': user })
  said = ''
  child = spawn(process.execPath, [join(codegenFolder, 'dist/bin.js'), '--watch'], { cwd: folder })
  over = once(child, 'exit').then(() => Promise.reject(new Error(`it ended, and said ${said}`)))
  over.catch(() => {})
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text: string) => (said += text))
})
afterEach(() => {
  child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

/** What it says from now on, up to the end of a round. */
async function round(edit: () => void = () => {}): Promise<string> {
  edit()
  while (!/watching\n$/.test(said)) await Promise.race([once(child.stdout as never, 'data'), over])
  const now = said
  said = ''
  return now
}
const generated = (file = 'user.memsize.ts') => readFileSync(join(folder, file), 'utf8')

test('writes after every change, tells problems, and ends by Ctrl-C', async () => {
  expect(await round()).toBe('wrote user.memsize.ts\n1 file with marked types up to date, watching\n')
  expect(await round(() => write(folder, { 'user.ts': user.replace('name: string', 'name: string\n  age: number') }))).toMatch(
    /^updated user\.memsize\.ts\n/,
  )
  expect(generated()).toContain('value.age')
  const before = generated()
  const wrong = await round(() => write(folder, { 'user.ts': user.replace('string', 'Strin') }))
  expect(wrong).toContain(
    "user.ts:3:9: expected a file that compiles, got TS2552: Cannot find name 'Strin'. Did you mean 'String'. Mend it first.\n",
  )
  expect(wrong).toContain('1 problem; nothing written, watching\n')
  expect(generated()).toBe(before)
  // the file that it needs comes again, in a new folder
  await round(() => write(folder, { 'user.ts': `import type { Strin } from './a/b.js'\n${user.replace('string', 'Strin')}` }))
  expect(await round(() => write(folder, { 'a/b.ts': 'export type Strin = string | { deep: string }\n' }))).toMatch(
    /^updated user\.memsize\.ts\n/,
  )
  expect(await round(() => write(folder, { 'a/b.ts': '/** @memsize */\nexport interface Strin { deep: string }\n' }))).toMatch(
    /^wrote a\/b\.memsize\.ts\nupdated user\.memsize\.ts\n/,
  )
  expect(
    await round(() => write(folder, { 'package.json': '{ "type": "module", "memsize": { "output": "barrel", "barrel": "all.ts" } }' })),
  ).toMatch(/^wrote all\.ts\n2 files/)
  expect(await round(() => rmSync(join(folder, 'user.ts')))).toMatch(/^updated all\.ts\nremoved user\.memsize\.ts\n1 file /)
  expect(existsSync(join(folder, 'user.memsize.ts'))).toBe(false)
  child.kill('SIGINT')
  expect(await once(child, 'exit')).toEqual([0, null])
})
