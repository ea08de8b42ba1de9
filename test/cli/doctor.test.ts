import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { currentLayout } from '../../src/index.js'
import { remedyFor } from '../../src/probe/remedies.js'

const { bin } = JSON.parse(readFileSync('package.json', 'utf8'))
const memsize = (args: string[], env = {}) =>
  spawnSync(process.execPath, [bin.memsize, ...args], { encoding: 'utf8', env: { ...process.env, ...env } })

test('says which method runs here', () => {
  const isOn = currentLayout().probe.on
  const { status, stdout, stderr } = memsize(['doctor'])
  expect({ status, stderr }).toEqual({ status: isOn ? 0 : 1, stderr: '' })
  expect(stdout).toMatch(isOn ? /^ {2}Method {3}the probe: sizes are exact$/m : /^ {2}Method {3}the model/m)
  expect(stdout).toMatch(/^ {2}Engine {3}Node \d\d \(V8 /m)
  if (isOn) expect(stdout).toMatch(/^ {2}To do {4}nothing$/m)
})

test.each([
  ['off', 'turned off by MEMSIZE_PROBE=off', undefined],
  ['/no/such.node', 'MEMSIZE_PROBE names /no/such.node, which is not there', 'Give MEMSIZE_PROBE the path of a memsize.node, or unset it.'],
])('where the probe is off, why, and what to do: MEMSIZE_PROBE=%s', (setting, reason, remedy) => {
  const { status, stdout } = memsize(['doctor', '--json'], { MEMSIZE_PROBE: setting })
  expect(status).toBe(1)
  const { node, v8 } = process.versions
  const { name: layout, title, measured } = currentLayout()
  expect(JSON.parse(stdout)).toEqual({
    method: 'model',
    reason,
    ...(remedy !== undefined && { remedy }),
    engine: { layout, title, measured, node, v8, platform: `${process.platform}-${process.arch}` },
    example: { lower: expect.any(Number), upper: expect.any(Number) },
  })
  expect(memsize(['doctor'], { MEMSIZE_PROBE: setting }).stdout).toContain(remedy ?? 'nothing: there is no probe for this engine')
})

test('says whether a bundle would find the binary', () => {
  const folder = mkdtempSync(join(tmpdir(), 'memsize-doctor-'))
  try {
    mkdirSync(join(folder, 'dist'))
    const bundle = join(folder, 'dist/app.js')
    writeFileSync(bundle, '')
    const alone = memsize(['doctor', bundle])
    expect(alone.status).toBe(1)
    expect(alone.stdout).toContain(`would not find the probe`)
    if (!existsSync('prebuilds')) return
    cpSync('prebuilds', join(folder, 'dist/prebuilds'), { recursive: true })
    const beside = memsize(['doctor', '--json', bundle])
    expect(JSON.parse(beside.stdout).bundle.binary).toMatch(/dist.prebuilds.*memsize\.node$/)
    expect(beside.status).toBe(currentLayout().probe.on ? 0 : 1)
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('a bundle that is not there', () => {
  const { status, stderr } = memsize(['doctor', 'no-such.js'])
  expect({ status, stderr }).toEqual({ status: 1, stderr: 'memsize: no-such.js: no such file\n' })
})

test('a reason that something can be done about has a remedy, and one that is on purpose has none', () => {
  for (const reason of ['not running in Node', 'turned off by MEMSIZE_PROBE=off', 'the probe is for Node, and this is Bun'])
    expect(remedyFor(reason)).toBeUndefined()
  const reasons = [
    'the package memsize, which has the probe, is not on disk beside the bundled code',
    'the package memsize has no probe for linux-x64',
    'the probe is of another version than the library',
    'the probe cannot be loaded: Cannot load native addon because loading addons is disabled.',
    'the probe was never tested on linux-x64-musl; run checkProbe()',
  ]
  expect(new Set(reasons.map(remedyFor)).size).toBe(reasons.length)
})
