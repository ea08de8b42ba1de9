import { spawnSync } from 'node:child_process'
import { chmodSync, lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeWhole } from '../../src/snapshot/write-whole.js'

let folder: string
let path: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'memsize-whole-'))
  path = join(folder, 'out.html')
})
afterEach(() => rmSync(folder, { recursive: true }))

test('all pieces, in order', async () => {
  expect(await writeWhole(path, ['né', new Uint8Array([0x21]), 'x'.repeat(100_000)])).toBe(100_004)
  expect(readFileSync(path, 'utf8')).toBe(`né!${'x'.repeat(100_000)}`)
  expect(readdirSync(folder)).toEqual(['out.html'])
})

test('a failure on the way leaves what was there', async () => {
  function* failing() {
    yield 'half of'
    throw new Error('no more')
  }
  await expect(writeWhole(path, failing())).rejects.toThrow('no more')
  expect(readdirSync(folder)).toEqual([])
  writeFileSync(path, 'before')
  await expect(writeWhole(path, failing())).rejects.toThrow('no more')
  const abort = new AbortController()
  async function* aborting() {
    yield 'half of'
    abort.abort(new Error('stopped'))
    yield 'the rest'
  }
  await expect(writeWhole(path, aborting(), { signal: abort.signal })).rejects.toThrow('stopped')
  expect(readFileSync(path, 'utf8')).toBe('before')
  expect(readdirSync(folder)).toEqual(['out.html'])
})

test('a link stays a link, the mode of a file stays', async () => {
  const real = join(folder, 'real')
  writeFileSync(real, 'before')
  chmodSync(real, 0o600)
  symlinkSync(real, path)
  await writeWhole(path, ['after'])
  expect(lstatSync(path).isSymbolicLink()).toBe(true)
  expect(readFileSync(real, 'utf8')).toBe('after')
  expect(statSync(real).mode & 0o777).toBe(0o600)
})

test('what is no file is written to, or refused', async () => {
  await writeWhole('/dev/null', ['gone'])
  expect(lstatSync('/dev/null').isCharacterDevice()).toBe(true)
  await expect(writeWhole(folder, ['x'])).rejects.toThrow('is a directory')
  await expect(writeWhole(join(folder, 'no', 'such'), ['x'])).rejects.toThrow('ENOENT')
  const fifo = join(folder, 'fifo')
  if (spawnSync('mkfifo', [fifo]).status !== 0) return
  const [, read] = await Promise.all([writeWhole(fifo, ['through']), import('node:fs/promises').then((fs) => fs.readFile(fifo, 'utf8'))])
  expect(read).toBe('through')
})
