import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { layoutSamples } from '../../src/check/layout-samples.js'
import { currentLayout } from '../../src/index.js'

const { bin } = JSON.parse(readFileSync('package.json', 'utf8'))
const memsize = (args: string[], env = {}) =>
  spawnSync(process.execPath, [bin.memsize, ...args], { encoding: 'utf8', env: { ...process.env, ...env } })

test('says what is known', () => {
  const { status, stdout, stderr } = memsize(['layout'])
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  expect(stdout).toMatch(/^ {2}Node \d\d \(V8 /)
  expect(stdout).toMatch(/^ {2}Layout {3}node\d\d$/m)
  expect(stdout).toMatch(/^ {2}Probe {4}on: sizes are exact$/m)
  expect(stdout).toMatch(/^ +32 B {2}map$/m)
  for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
})

test('--json has every number, and why the probe is off', () => {
  const { status, stdout } = memsize(['layout', '--json'], { MEMSIZE_PROBE: 'off' })
  const { probe, ...layout } = currentLayout()
  expect(status).toBe(0)
  expect(JSON.parse(stdout)).toEqual({ layout, probe: { on: false, reason: 'turned off by MEMSIZE_PROBE=off' } })
  expect(memsize(['layout'], { MEMSIZE_PROBE: 'off' }).stdout).toMatch(/^ {2}Probe {4}off: turned off by MEMSIZE_PROBE=off$/m)
})

test('--verify compares with heap snapshots', () => {
  const { status, stdout, stderr } = memsize(['layout', '--verify', '--json'])
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  const { verified, layout } = JSON.parse(stdout)
  expect(verified).toMatchObject({ passed: true, probe: { passed: true }, layout: { passed: true } })
  const kinds = new Set(verified.layout.samples.map(({ kind }: { kind: string }) => kind))
  expect([...kinds].sort()).toEqual(Object.keys(layout.headers).sort())
  for (const { lower, upper, truth } of verified.layout.samples) {
    expect(truth).toBeGreaterThanOrEqual(lower)
    expect(truth).toBeLessThanOrEqual(upper ?? Infinity)
  }
  expect(verified.layout.samples).toContainEqual(expect.objectContaining({ name: 'a Uint8Array', lower: 1184, upper: 1184, truth: 1184 }))
})

test('a layout that is wrong is reported, with exit code 1', () => {
  const folder = mkdtempSync(join(tmpdir(), 'memsize-layout-'))
  // a package whose numbers are off by a slot
  const break_ = `
    const { cpSync, readFileSync, symlinkSync, writeFileSync } = require('node:fs')
    cpSync('dist', '${folder}/dist', { recursive: true })
    cpSync('package.json', '${folder}/package.json')
    symlinkSync(require('node:path').resolve('prebuilds'), '${folder}/prebuilds')
    const file = '${folder}/dist/esm/layout/engines.js'
    writeFileSync(file, readFileSync(file, 'utf8').replace('weakRef: [32,', 'weakRef: [40,'))`
  try {
    expect(spawnSync(process.execPath, ['-e', break_]).status).toBe(0)
    const { status, stdout } = spawnSync(process.execPath, [join(folder, bin.memsize), 'layout', '--verify'], { encoding: 'utf8' })
    expect(status).toBe(1)
    expect(stdout).toMatch(/^ +40 B +32 B {2}WRONG {3}weakRef {2}a WeakRef$/m)
    expect(stdout).toMatch(/^ {2}Layout {3}WRONG for 1 of \d+ values$/m)
    expect(stdout).toMatch(/^ {2}Probe {4}equal to the snapshot$/m)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

test('every kind has a sample', () => {
  expect(new Set(layoutSamples().map(({ kind }) => kind))).toEqual(new Set(Object.keys(currentLayout().headers)))
})

test('--calibrate prints a layout that memsize of takes from a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'memsize-layout-'))
  try {
    const file = join(folder, 'layout.json')
    expect(memsize(['layout', '--calibrate', '-o', file])).toMatchObject({ status: 0, stdout: '', stderr: '' })
    const layout = JSON.parse(readFileSync(file, 'utf8'))
    expect(layout).toMatchObject({ name: 'calibrated', headers: currentLayout().headers, spread: [1, 1] })
    const document = join(folder, 'a.json')
    writeFileSync(document, '[1, {"a": 2.5}]')
    const { stdout } = memsize(['of', document, '--json', '--layout', file])
    expect(JSON.parse(stdout)).toMatchObject({ layout: { name: 'calibrated' }, measurement: { by: 'model', layout: 'calibrated' } })
    expect(memsize(['of', document, '--layout', document])).toMatchObject({
      status: 1,
      stderr: `memsize: ${document}: no layout; memsize layout --calibrate -o ${document} writes one\n`,
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
