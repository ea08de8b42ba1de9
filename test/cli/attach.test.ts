import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { isLoopback, parsedAddress } from '../../src/cli/inspector-address.js'
import { run } from '../../src/cli/run.js'
import { readHeapSnapshot } from '../../src/snapshot/read-snapshot.js'
import { graph, snapshotText } from '../graph/notation.js'
import { fakeInspector, type Peer } from './fake-inspector.js'

const bin = resolve(JSON.parse(readFileSync('package.json', 'utf8')).bin.memsize)

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'memsize-attach-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const started: ChildProcess[] = []
const closing: { close(): void }[] = []
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL')
  for (const server of closing.splice(0)) server.close()
  // nothing half-written
  expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([])
})

/** A program that waits, once it has said that it does; and what it prints to standard error. */
async function program(args: readonly string[] = [], source = '') {
  const script = `class Kept { a = 1 }\nglobalThis.kept = Array.from({ length: 1234 }, () => new Kept())\nsetInterval(() => {}, 1000)\n${source}\nconsole.log('ready')`
  const child = spawn(process.execPath, [...args, '-e', script], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_OPTIONS: '' },
  })
  started.push(child)
  const told = { stderr: '' }
  child.stderr.setEncoding('utf8').on('data', (text) => (told.stderr += text))
  await new Promise((resolve) => child.stdout.once('data', resolve))
  return { id: child.pid as number, child, told }
}

/** Runs a command in this process. */
async function memsize(args: readonly string[]) {
  let [stdout, stderr] = ['', '']
  const code = await run(
    {
      argv: ['node', 'memsize', ...args],
      env: {},
      stdin: (async function* () {})(),
      stdout: { write: (text) => void (stdout += text) },
      stderr: { write: (text) => void (stderr += text) },
    },
    '1.2.3',
  )
  return { code, stdout, stderr }
}

const isListening = (port: number) =>
  new Promise<boolean>((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(true))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(false)))
  })

describe('a running program', () => {
  test('by its id: the inspector is opened, and closed again', async () => {
    // a port of its own: others may debug on this machine
    const { id, child, told } = await program(['--inspect-port=0'])
    for (const _ of ['once', 'again']) {
      const { code, stdout, stderr } = await memsize(['attach', '--rows', '500', String(id)])
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
      expect(stdout).toMatch(new RegExp(`^ {2}process ${id}\\b`))
      expect(stdout).toMatch(/^ {2}Heap {5}\d\.\d+ MB$/m)
      expect(stdout).toMatch(/ 1,234 {2}Kept$/m)
    }
    const ports = [...told.stderr.matchAll(/listening on ws:\/\/127\.0\.0\.1:(\d+)/g)].map(([, port]) => Number(port))
    expect(ports.length).toBeGreaterThan(0)
    for (const port of ports) expect(await isListening(port)).toBe(false)
    expect(child.exitCode).toBeNull()
  })

  test('an inspector that is open stays open; by id, by address, by URL', async () => {
    const { id, told } = await program(['--inspect=0'])
    const [url, host] = /ws:\/\/([^/]+)\S+/.exec(told.stderr) as RegExpExecArray
    for (const target of [String(id), host, `http://${host}`, url]) {
      const { code, stdout, stderr } = await memsize(['attach', '--json', '--rows', '500', target])
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
      const { classes, ...report } = JSON.parse(stdout)
      expect(Object.keys(report)).toEqual(['target', 'title', 'bytes', 'nodes', 'edges', 'objects', 'paths'])
      expect(report.target).toBe(target)
      expect(classes).toContainEqual(expect.objectContaining({ name: 'Kept', count: 1234 }))
    }
    expect(told.stderr.match(/listening/g)).toHaveLength(1)
    expect(await isListening(Number(host.split(':')[1]))).toBe(true)
  })

  test('--again: two snapshots of one session, of which the difference is right', async () => {
    const { id } = await program(['--inspect=0'], 'setInterval(() => kept.push(new Kept(), new Kept()), 50)')
    const file = join(folder, 'twice.heapsnapshot')
    const { code, stdout, stderr } = await memsize(['attach', '--json', '--again', '1s', '-o', file, String(id)])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const { diff, suspects } = JSON.parse(stdout)
    const grown = diff.classes.find(({ name }: { name: string }) => name === 'Kept')
    expect(diff.comparable).toBe(true)
    expect(grown.created.count).toBe(grown.countDelta)
    expect(grown.countDelta).toBeGreaterThan(0)
    expect(grown.freed.count).toBe(0)
    expect(suspects.suspects).toBeInstanceOf(Array)
    const [before, after] = [file, file.replace('twice', 'twice-2')]
    expect((await memsize(['diff', before, after])).stdout).toMatch(/ NEW .* CLASS$/m)
  })

  test('attached to twice: what grew is right, and it reports ids that do not match', async () => {
    const { id } = await program(['--inspect=0'], 'setInterval(() => kept.push(new Kept(), new Kept()), 50)')
    const files = ['one', 'two'].map((name) => join(folder, `${name}.heapsnapshot`))
    for (const file of files) expect((await memsize(['attach', '-o', file, String(id)])).code).toBe(0)
    const { stdout } = await memsize(['diff', ...files])
    expect(stdout).toContain('Ids do not match')
    expect(stdout).toMatch(/^ +\+[\d.]+ k?B +\+\d+ {2}Kept$/m)
    expect(stdout).not.toMatch(/ NEW /)
  })

  test.each(['soon', '60 parsecs', '-1s'])('--again %s', async (time) => {
    const { code, stderr } = await memsize(['attach', `--again=${time}`, '1'])
    expect({ code, stderr }).toEqual({ code: 2, stderr: `memsize: --again: expected a time such as 60s or 5m, got ${time}\n` })
  })

  test('a process in a busy loop: that is said, and given up', async () => {
    const { id } = await program(['--inspect=0'], 'setTimeout(() => { for (;;); }, 50)')
    await new Promise((resolve) => setTimeout(resolve, 300))
    const { code, stdout, stderr } = await memsize(['attach', String(id)])
    // Node 20 answers within a loop, later ones do not
    if (code === 0) expect(stdout).toMatch(/1,234 {2}Kept$/m)
    else expect(stderr).toMatch(/^memsize: process \d+ is busy: it has not answered for 5 seconds, [^\n]*\n$/)
  })

  test('an inspector that does not answer is left', async () => {
    const fake = await fakeInspector(() => {}, undefined, true)
    closing.push(fake)
    const { code, stderr } = await memsize(['attach', fake.host])
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(/^memsize: 127\.0\.0\.1:\d+ is busy: [^\n]*\n$/) })
  })

  test('-o keeps the snapshot', async () => {
    const { id } = await program(['--inspect=0'])
    const file = join(folder, 'kept.heapsnapshot')
    const { code, stdout } = await memsize(['attach', String(id), '-o', file])
    expect(code).toBe(0)
    expect(stdout).toContain(`  Snapshot ${file}\n`)
    const read = await readHeapSnapshot(file)
    expect(stdout).toContain(read.nodeCount.toLocaleString('en'))
  })

  test('Ctrl-C leaves nothing, and the program as it was', async () => {
    const { id, child, told } = await program(['--inspect-port=0'])
    const file = join(folder, 'interrupted.heapsnapshot')
    const attaching = spawn(process.execPath, [bin, 'attach', String(id), '-o', file], {
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    started.push(attaching)
    let stderr = ''
    attaching.stderr.setEncoding('utf8').on('data', (text) => (stderr += text))
    child.stderr?.on('data', () => told.stderr.includes('Debugger attached') && attaching.kill('SIGINT'))
    const code = await new Promise((resolve) => attaching.once('close', resolve))
    expect({ code, stderr }).toEqual({ code: 130, stderr: 'memsize: interrupted\n' })
    expect(readdirSync(folder)).not.toContain('interrupted.heapsnapshot')
    const port = Number(/127\.0\.0\.1:(\d+)/.exec(told.stderr)?.[1])
    expect(await isListening(port)).toBe(false)
    expect(child.exitCode).toBeNull()
  })
})

describe('nothing to attach to: one line', () => {
  const line = (message: string) => ({ code: 1, stdout: '', stderr: `memsize: ${message}\n` })

  test('no such process, this one, and one that is not Node', async () => {
    expect(await memsize(['attach', '4194999'])).toEqual(line('process 4194999: no such process; for a port, give localhost:4194999'))
    expect(await memsize(['attach', String(process.pid)])).toEqual(line(`process ${process.pid} is this one`))
    const other = spawn('sleep', ['100'])
    started.push(other)
    await new Promise((resolve) => other.once('spawn', resolve))
    const { code, stderr } = await memsize(['attach', String(other.pid)])
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(/^memsize: process \d+ is \/.*, not Node; if it has an inspector, give its address\n$/),
    })
    expect(other.signalCode).toBeNull()
  })

  test('a Node process that handles SIGUSR1 itself', async () => {
    const { id, child } = await program([], `process.on('SIGUSR1', () => {})`)
    const { code, stderr } = await memsize(['attach', String(id)])
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(/opens no inspector: .* start it with --inspect=0/) })
    expect(child.exitCode).toBeNull()
  })

  test('a port where nobody listens, or somebody else', async () => {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as { port: number }
    await new Promise((resolve) => server.close(resolve))
    expect(await memsize(['attach', `127.0.0.1:${port}`])).toEqual(
      line(`127.0.0.1:${port}: nothing listens there; start the program with --inspect, or give its process id`),
    )
    const rude = createServer((socket) => void socket.end('220 mail\r\n'))
    closing.push(rude)
    await new Promise<void>((resolve) => rude.listen(port, '127.0.0.1', resolve))
    expect(await memsize(['attach', `127.0.0.1:${port}`])).toEqual(line(`127.0.0.1:${port}: what answers there is no inspector`))
    expect(await memsize(['attach', `ws://127.0.0.1:${port}/x`])).toEqual(line(`127.0.0.1:${port}: what answers there is no inspector`))
  })

  test.each([
    ['a web page', '<html>', ': what answers there is no inspector'],
    ['an object', '{}', ': what answers there is no inspector'],
    ['no programs', '[]', ': an inspector without a program, or one that another debugger has'],
    [
      'programs without address',
      '[null, {}, {"webSocketDebuggerUrl":"?"}]',
      ': an inspector without a program, or one that another debugger has',
    ],
  ])('an address that answers with %s', async (_name, list, message) => {
    const fake = await fakeInspector(() => {}, list)
    closing.push(fake)
    expect(await memsize(['attach', fake.host])).toEqual(line(`${fake.host}${message}`))
  })

  test('a program that never ends its loop answers', async () => {
    const { id, child } = await program(['--inspect=0'], 'setTimeout(() => { for (;;); }, 10)')
    await new Promise((resolve) => setTimeout(resolve, 200))
    const { code, stdout } = await memsize(['attach', String(id), '--json'])
    expect(child.exitCode).toBe(null)
    expect(code).toBe(0)
    expect(JSON.parse(stdout).classes).toContainEqual(expect.objectContaining({ name: 'Kept', count: 1234 }))
  })

  test('a path that is not there', async () => {
    const fake = await fakeInspector(() => {})
    closing.push(fake)
    expect(await memsize(['attach', `ws://${fake.host}/other`])).toEqual(
      line(`${fake.host}: it is no inspector: it answered 404 to a WebSocket`),
    )
  })

  test('another machine, unless it is wanted; and what is no address', async () => {
    for (const target of ['192.0.2.1:9229', 'ws://example.com:9229/x', 'http://[2001:db8::1]:9229'])
      expect(await memsize(['attach', target])).toMatchObject({
        code: 2,
        stderr: expect.stringMatching(/is another machine; .* add --allow-remote/),
      })
    for (const target of ['nonsense', 'wss://127.0.0.1:1/x', '127.0.0.1:99999', 'file:///etc/passwd', '-1.5'].filter(
      (text) => !text.startsWith('-'),
    ))
      expect(await memsize(['attach', target])).toMatchObject({
        code: 2,
        stderr: expect.stringMatching(/expected a process id, host:port/),
      })
    for (const text of ['localhost:1', '127.3.2.1:1', '[::1]:1']) expect(isLoopback(parsedAddress(text) as URL)).toBe(true)
    for (const text of ['127.0.0.1.example.com:1', 'localhost.example.com:1', '0.0.0.0:1', '[::ffff:10.0.0.1]:1'])
      expect(parsedAddress(text) === undefined || !isLoopback(parsedAddress(text) as URL)).toBe(true)
  })
})

describe('what comes over the connection', () => {
  const text = snapshotText(graph(`r:synthetic=0 r>a r>b a:object=40'Ünï' b:object=60'Other' a>b`))
  const chunk = (part: string) => JSON.stringify({ method: 'HeapProfiler.addHeapSnapshotChunk', params: { chunk: part } })

  /** Attaches to an inspector that takes snapshots like that. */
  async function attached(take: (peer: Peer, id: number) => void, ...args: string[]) {
    const fake = await fakeInspector((peer, id, method) => {
      if (method === 'HeapProfiler.takeHeapSnapshot') take(peer, id)
      else peer.send({ id, error: { message: `no ${method}` } })
    })
    closing.push(fake)
    return { fake, ...(await memsize(['attach', '--json', fake.host, ...args])) }
  }
  const whole = { title: 'fake.js', bytes: 100, nodes: 3 }

  test('pieces of any length, in frames of any length, with pings between', async () => {
    const { fake, code, stdout } = await attached((peer, id) => {
      const [first, second] = [chunk(text.slice(0, 200)), chunk(text.slice(200))]
      peer.frame(1, first.slice(0, 5), false)
      peer.frame(9, 'are you there?')
      peer.frame(0, first.slice(5, 50), false)
      peer.frame(0, '', false)
      peer.frame(0, first.slice(50))
      peer.frame(10, 'nobody asked')
      // white space may stand behind a snapshot
      peer.frame(1, second)
      peer.frame(1, chunk(' '.repeat(70_000)))
      peer.send({ id, result: {} })
    })
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject(whole)
    expect(JSON.parse(stdout).classes).toEqual([
      { name: 'Other', count: 1, shallow: 60, retained: 60 },
      { name: 'Ünï', count: 1, shallow: 40, retained: 40 },
    ])
    expect(fake.received).toContainEqual({ opcode: 10, text: 'are you there?' })
    expect(fake.received.at(-1)).toEqual({ opcode: 8, text: '' })
  })

  test('one byte at a time', async () => {
    const { code, stdout } = await attached((peer, id) => {
      const { socket } = peer
      const { write } = socket
      socket.write = ((bytes: Buffer) => {
        for (const byte of bytes) write.call(socket, Buffer.of(byte) as never)
        return true
      }) as never
      peer.frame(1, chunk(text))
      peer.send({ id, result: {} })
    })
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject(whole)
  })

  test('more than may wait: the other side is made to', async () => {
    const { code, stdout } = await attached((peer, id) => {
      peer.frame(1, chunk(text))
      for (let i = 0; i < 40; i++) peer.frame(1, chunk(' '.repeat(1e6)))
      peer.send({ id, result: {} })
    })
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject(whole)
  })

  const half = (peer: Peer) => peer.frame(1, chunk(text.slice(0, 300)))
  const ways: [name: string, take: (peer: Peer, id: number) => void, message: string | RegExp][] = [
    ['is lost', (peer) => (half(peer), peer.socket.end()), 'no whole heap snapshot: the connection was lost'],
    [
      'is reset',
      (peer) => (half(peer), peer.socket.resetAndDestroy()),
      /no whole heap snapshot: (read ECONNRESET|the connection was lost)/,
    ],
    ['is closed', (peer) => (half(peer), peer.frame(8, '')), 'no whole heap snapshot: the other side closed the connection'],
    ['is refused', (peer, id) => peer.send({ id, error: { message: 'not now' } }), 'no whole heap snapshot: not now'],
    [
      'goes mad',
      (peer) => peer.socket.write(Buffer.from([0xf1, 0xff, 1, 2])),
      'no whole heap snapshot: what came is no WebSocket of an inspector',
    ],
    ['promises too much', (peer) => peer.socket.write(Buffer.from([0x81, 127, 0, 0, 1, 0, 0, 0, 0, 0])), /what came is no WebSocket/],
    ['ends too early', (peer, id) => (half(peer), peer.send({ id, result: {} })), /the end of the file/],
  ]
  test.each(ways)('nothing half-written when it %s', async (_name, take, message) => {
    const { code, stdout, stderr } = await attached(take, '-o', join(folder, 'half.heapsnapshot'))
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr.match(/\n/g)).toHaveLength(1)
    expect(stderr.slice(0, -1)).toEqual(typeof message === 'string' ? expect.stringContaining(message) : expect.stringMatching(message))
    expect(readdirSync(folder)).not.toContain('half.heapsnapshot')
  })

  test('a file that was there stays as it was', async () => {
    const file = join(folder, 'old.heapsnapshot')
    writeFileSync(file, 'old')
    await attached((peer) => (half(peer), peer.socket.end()), '-o', file)
    expect(readFileSync(file, 'utf8')).toBe('old')
  })
})
