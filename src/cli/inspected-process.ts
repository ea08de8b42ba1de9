import { execFile } from 'node:child_process'
import { readdir, readFile, readlink } from 'node:fs/promises'
import { basename } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { CommandError } from './host.js'
import { type InspectorAddress, inspectorAt } from './inspector-address.js'

/** A process whose inspector is open. */
export interface InspectedProcess {
  readonly address: InspectorAddress
  /** Whether the inspector was closed before, and should be again. */
  readonly wasClosed: boolean
  /** What the process calls itself: in a container it is another number. */
  readonly ids: readonly number[]
}

/** Node's default port for inspectors. */
const usualPort = 9229
/** For a process to open its inspector, in ms. */
const patience = 3000
const betweenLooks = 50
/** Of SIGUSR1, which is 10 on Linux for x64 and arm64, in the masks of proc(5). */
const usr1 = 1n << 9n

/** Opens the inspector of a Node process, as `kill -USR1` does, unless it is open. */
export async function inspectedProcess(id: number): Promise<InspectedProcess> {
  await expectNode(id)
  const ids = await namesOf(id)
  const before = await listeningPorts(id)
  const likely = new Set([usualPort, ...(await portsOfCommandLine(id))])
  // 0: the system has chosen one. Elsewhere the program's own ports are left alone.
  const open = await firstInspector(before.filter((port) => likely.has(port) || likely.has(0)))
  if (open !== undefined) return { address: open, wasClosed: false, ids }
  await expectHandler(id)
  sendDebugSignal(id)
  const end = performance.now() + patience
  // Ctrl-C waits: an inspector that is about to open would stay so
  while (performance.now() < end) {
    await setTimeout(betweenLooks)
    const opened = (await listeningPorts(id)).filter((port) => !before.includes(port))
    const address = await firstInspector(opened)
    if (address !== undefined) return { address, wasClosed: true, ids }
  }
  // one that the program has opened itself, under a port that it alone knows
  const own = await firstInspector(before)
  if (own !== undefined) return { address: own, wasClosed: false, ids }
  throw new CommandError(
    `process ${id} opens no inspector: its port ${usualPort} may be taken, it handles SIGUSR1 itself, or its main thread is inside one call that does not end; start it with --inspect=0 and give its address`,
  )
}

async function expectNode(id: number): Promise<void> {
  try {
    process.kill(id, 0)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EPERM') throw new CommandError(`process ${id}: no permission; it is another user's`)
    throw new CommandError(`process ${id}: no such process; for a port, give localhost:${id}`)
  }
  if (id === process.pid) throw new CommandError(`process ${id} is this one`)
  const program = await programOf(id)
  // SIGUSR1 ends whatever does not know it
  if (program === undefined || !/node|electron/i.test(basename(program)))
    throw new CommandError(`process ${id} is ${program ?? 'unknown'}, not Node; if it has an inspector, give its address`)
}

/** The file it runs; undefined where that is unknown. */
async function programOf(id: number): Promise<string | undefined> {
  if (process.platform === 'win32') return 'node.exe' // it gets no signal there, and nothing ends
  if (process.platform !== 'linux') return (await output('ps', ['-o', 'comm=', '-p', String(id)]))?.trim()
  try {
    return await readlink(`/proc/${id}/exe`)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EACCES' || code === 'EPERM') throw new CommandError(`process ${id}: no permission to look at it`)
    return undefined
  }
}

/** On Linux: that it listens to SIGUSR1 at all. Node does not with --disable-sigusr1, nor before it has started. */
async function expectHandler(id: number): Promise<void> {
  const caught = /^SigCgt:\s*([\da-f]+)/m.exec(await procText(id, 'status'))?.[1]
  if (caught !== undefined && (BigInt(`0x${caught}`) & usr1) === 0n)
    throw new CommandError(`process ${id} does not listen to SIGUSR1, by which Node opens its inspector; start it with --inspect`)
}

function sendDebugSignal(id: number): void {
  try {
    // Windows has a way of its own, which only this knows
    if (process.platform === 'win32') (process as unknown as { _debugProcess(id: number): void })._debugProcess(id)
    else process.kill(id, 'SIGUSR1')
  } catch (error) {
    throw new CommandError(`process ${id}: ${(error as Error).message}`)
  }
}

/** The process's own id, and those it has in the containers that it is in. */
async function namesOf(id: number): Promise<number[]> {
  const inner = /^NSpid:(.*)/m.exec(await procText(id, 'status'))?.[1] ?? ''
  return [id, ...inner.trim().split(/\s+/).map(Number)]
}

/** Ports that --inspect and its like name, on the command line or in NODE_OPTIONS. */
async function portsOfCommandLine(id: number): Promise<number[]> {
  const words = `${await procText(id, 'cmdline')}\0${await procText(id, 'environ')}`
  return [...words.matchAll(/--(?:inspect(?:-brk|-wait)?)=(?:[^\s\0]*:)?(\d+)/g)].map(([, port]) => Number(port))
}

async function firstInspector(ports: readonly number[]): Promise<InspectorAddress | undefined> {
  for (const port of ports) {
    const address = await inspectorAt(new URL(`http://127.0.0.1:${port}`)).catch(() => undefined)
    if (address !== undefined) return address
  }
  return undefined
}

/** TCP ports that a process listens on. Where they cannot be found out, the usual one is taken to be among them. */
async function listeningPorts(id: number): Promise<number[]> {
  if (process.platform !== 'linux') {
    const lines = await output('lsof', ['-nP', '-a', '-p', String(id), '-iTCP', '-sTCP:LISTEN', '-Fn'])
    return lines === undefined ? [usualPort] : [...lines.matchAll(/^n.*:(\d+)$/gm)].map(([, port]) => Number(port))
  }
  const sockets = new Set<string>()
  const folder = `/proc/${id}/fd`
  for (const name of await readdir(folder).catch(() => [])) {
    const inode = /^socket:\[(\d+)\]$/.exec(await readlink(`${folder}/${name}`).catch(() => ''))?.[1]
    if (inode !== undefined) sockets.add(inode)
  }
  const ports: number[] = []
  for (const table of ['net/tcp', 'net/tcp6']) {
    // sl local_address rem_address st tx:rx tr:when retrnsmt uid timeout inode; 0A is LISTEN
    for (const line of (await procText(id, table)).split('\n')) {
      const fields = line.trim().split(/\s+/)
      if (fields[3] === '0A' && sockets.has(fields[9])) ports.push(Number.parseInt(fields[1].slice(fields[1].lastIndexOf(':') + 1), 16))
    }
  }
  return ports
}

/** Empty where there is no such thing. */
const procText = (id: number, name: string): Promise<string> => readFile(`/proc/${id}/${name}`, 'utf8').catch(() => '')

function output(program: string, args: string[]): Promise<string | undefined> {
  return new Promise((resolve) => execFile(program, args, (error, stdout) => resolve(error === null ? stdout : undefined)))
}
