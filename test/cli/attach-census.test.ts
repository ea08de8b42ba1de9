import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { resolve as resolved } from 'node:path'
import { afterEach, describe, expect, test } from '@jest/globals'
import { enginePath } from '../../scripts/engines.mjs'

const bin = resolved('dist/esm/cli/bin.js')

const started: ChildProcess[] = []
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL')
})

/** A program that leaks; gives its id. */
async function program(engine: string): Promise<string> {
  const script = `class Leaky { constructor(i) { this.i = i } }
globalThis.list = []
setInterval(() => { for (let i = 0; i < 100; i++) list.push(new Leaky(i)) }, 20)
console.log('ready')`
  const child = spawn(enginePath(engine), ['--inspect-port=0', '-e', script], {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, NODE_OPTIONS: '' },
  })
  started.push(child)
  await new Promise((resolve) => child.stdout?.once('data', resolve))
  return String(child.pid)
}

/** The built command: what it loads into the program is a file of the built library. */
function memsize(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [bin, ...args], (_, stdout, stderr) => resolve({ code: child.exitCode ?? -1, stdout, stderr }))
  })
}

describe.each(['node20', 'node24'])('a running program on %s', (engine) => {
  test('its classes, with what grew', async () => {
    const id = await program(engine)
    const { code, stdout, stderr } = await memsize('attach', id, '--census', '--every', '300', '--sort', 'growth', '--rows', '3')
    expect(code).toBe(0)
    expect(stderr).toMatch(/^memsize: process \d+ loads .*heap\.js\n$/)
    expect(stdout).toMatch(/BYTES +SHARE +OBJECTS +GROWTH +MORE +CLASS/)
    expect(stdout).toMatch(/\+[\d,]+ +Leaky/)
    expect(stdout).toMatch(/besides: .*unreached/)
  })

  test('as JSON', async () => {
    const { stdout } = await memsize('attach', await program(engine), '--census', '--every', '200', '--json')
    const { classes, remainder, bytes } = JSON.parse(stdout)
    const leaky = classes.find(({ name }: { name: string }) => name === 'Leaky')
    expect(leaky.countGrowth).toBeGreaterThan(0)
    expect(leaky.growth).toBeGreaterThan(0)
    expect(bytes).toBeGreaterThan(1e6)
    expect(remainder.length).toBeGreaterThan(3)
  })

  test('a snapshot by the probe', async () => {
    const { code, stdout } = await memsize('attach', await program(engine), '--by', 'probe', '--json')
    expect(code).toBe(0)
    const { nodes, classes } = JSON.parse(stdout)
    expect(nodes).toBeGreaterThan(10_000)
    expect(classes.some(({ name, count }: { name: string; count: number }) => name === 'Leaky' && count >= 100)).toBe(true)
  })
})

test('options that do not fit', async () => {
  expect(await memsize('attach', '123', '--by', 'probe', '--again', '1s')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('no ids in common'),
  })
  expect(await memsize('attach', '123', '--by', 'magic')).toMatchObject({ code: 2 })
})
