import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildSync } from 'esbuild'
import { enginePath } from '../scripts/engines.mjs'
import { decodeByHand, encodeByHand } from '../src/utf8.js'
import { inEngine } from './in-engines.js'

interface Told {
  readonly entries: readonly number[]
  readonly changed: readonly string[]
  readonly inOrder: boolean
  readonly bytes: number
  readonly by: string
  readonly described: number
  readonly probe: { readonly on: boolean; readonly reason?: string }
  readonly model: number
  readonly lines: number
  readonly rows: number
}

const engines = ['node20', 'node24']
const permission: Readonly<Record<string, string>> = { node20: '--experimental-permission', node24: '--permission' }

/** Environments, the flags they need, and why the probe does not run there. */
const environments: [string, string[], RegExp | undefined][] = [
  ['plain', [], undefined],
  ['jsdom', [], undefined],
  ['happy-dom', [], /^not running in Node$/],
  ['nothing but the language', [], /^not running in Node$/],
  ['a context with a process', [], undefined],
  ['a context with a process, without WeakRef', [], /has no WeakRef/],
  ['a frozen Symbol and global object', [], undefined],
  ['ses', [], undefined],
  ['plain', ['--frozen-intrinsics'], undefined],
  ['plain', ['--enable-sharedarraybuffer-per-context'], undefined],
  ['plain', ['--permission', '--allow-fs-read=*'], /loading addons is disabled/],
]

describe.each(engines)('every entry is imported, and works, in %s', (engine) => {
  test.each(environments)('%s %j', async (environment, flags, reason) => {
    const given = flags.map((flag) => (flag === '--permission' ? (permission[engine] as string) : flag))
    const told = await inEngine<Told>(engine, 'import-child.cjs', given, [environment])
    expect(told.changed).toEqual([])
    // integrations/open-telemetry has one name, the others more
    expect(Math.min(...told.entries)).toBe(1)
    expect(told).toMatchObject({ inOrder: true, described: 4096, lines: 10, rows: 6, by: reason === undefined ? 'probe' : 'model' })
    if (reason === undefined) expect(told.probe).toEqual({ on: true })
    else expect(told.probe.reason).toMatch(reason)
    expect(told.model).toBeGreaterThan(1000)
  })
})

describe('in a startup snapshot', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'memsize-snapshot-'))
    const library = JSON.stringify(join(process.cwd(), 'dist/cjs/index.js'))
    writeFileSync(
      join(folder, 'main.js'),
      `const { measure } = require(${library})
       const kept = { a: new Map([[1, { b: 'text' }]]) }
       const before = measure(kept)
       require('node:v8').startupSnapshot.setDeserializeMainFunction(() => {
         console.log(JSON.stringify([before, measure(kept), measure(kept, { by: 'model' })].map(({ by, bytes }) => [by, bytes])))
       })`,
    )
    buildSync({ entryPoints: [join(folder, 'main.js')], outfile: join(folder, 'bundle.js'), bundle: true, platform: 'node' })
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test.each(engines)('%s', (engine) => {
    const run = (...args: string[]) =>
      execFileSync(enginePath(engine), ['--snapshot-blob', join(folder, `${engine}.blob`), ...args], { cwd: process.cwd(), stdio: 'pipe' })
    run('--build-snapshot', join(folder, 'bundle.js'))
    // the probe is found again from the program's folder, once it is a program
    const [before, after, model] = JSON.parse(run('main.js').toString())
    expect(before).toEqual(model)
    expect(after[1]).toBeGreaterThan(0)
  })
})

test('UTF-8 by hand is that of the platform', () => {
  const texts = ['', 'plain', 'grüße', '€', '\u{1f600}', '\ud800', 'a\udfffb', '\ufeffmark', '\u07ff\u0800\uffff\u{10ffff}']
  for (const text of texts) expect([...encodeByHand(text)]).toEqual([...new TextEncoder().encode(text)])
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  for (const text of texts) expect(decodeByHand(new TextEncoder().encode(text))).toBe(decoder.decode(new TextEncoder().encode(text)))
  for (let first = 0; first < 256; first++) {
    for (const second of [0x00, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0]) {
      for (const more of [[], [0x80], [0x80, 0x80], [0x41]]) {
        const bytes = Uint8Array.from([first, second, ...more])
        expect([[...bytes], decodeByHand(bytes)]).toEqual([[...bytes], decoder.decode(bytes)])
      }
    }
  }
})
