import { type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { MemSizeError } from '../errors.js'
import type { HeapGraph } from '../graph/heap-graph.js'
import { printable } from '../printable.js'
import { readHeapSnapshot } from '../snapshot/read-snapshot.js'
import type { Command } from './command.js'
import { CommandError, type Host, paintOf, widthOf } from './host.js'
import { inspectedProcess } from './inspected-process.js'
import { inspectorAt, isLoopback, parsedAddress, unreachable } from './inspector-address.js'
import { heapSnapshotChunks, InspectorSession } from './inspector-session.js'
import { Interruption } from './interruption.js'
import { notWritable } from './output-file.js'
import { type Progress, progressOf } from './progress.js'
import { SnapshotFolder } from './snapshot-folder.js'
import { nameLine } from './snapshot-input.js'
import { topDocument, topShape, topText } from './top-report.js'

interface AttachOptions {
  readonly output?: string
  readonly json?: boolean
  readonly rows?: number
  readonly allowRemote?: boolean
}

export const attach: Command = {
  name: 'attach',
  arguments: '<target>',
  summary: 'take a heap snapshot of a running Node process, and say what it holds',
  options: [
    { flags: '-o, --output <file>', summary: 'keep the snapshot' },
    { flags: '--rows <n>', summary: 'show so many objects, classes and paths (default: 20, with --json 1000)', least: 1 },
    { flags: '--allow-remote', summary: 'also connect to another machine' },
    { flags: '--json', summary: 'print one JSON document' },
  ],
  notes: `The target is a process id, or the address of an inspector: host:port, or the
ws:// address that node --inspect prints.

The process goes on; it stands still while the snapshot is taken, some seconds
for each GB. Of a process id, the inspector is opened if it is closed (by
SIGUSR1; the process says so on its standard error) and closed again. Only the
main thread is taken. The report is that of memsize top.

With --json (sizes in bytes):
  { target, title, file?, bytes, nodes, edges,
    ${topShape} }`,
  async run(host, [target], options: AttachOptions) {
    const id = /^\d{1,10}$/.test(target) ? Number(target) : undefined
    const url = id === undefined ? parsedAddress(target) : undefined
    if (id === undefined && url === undefined)
      throw new CommandError(`${target}: expected a process id, host:port, or an address like ws://127.0.0.1:9229/…`, 2)
    if (url !== undefined && !isLoopback(url) && !options.allowRemote)
      throw new CommandError(`${url.host} is another machine; if you trust it, and who is between, add --allow-remote`, 2)
    const folder = await SnapshotFolder.make(options.output)
    const interruption = new Interruption(host)
    const progress = progressOf(host)
    try {
      progress.show('Connecting')
      const { aborted } = interruption
      const { graph, title, file } =
        id === undefined
          ? await snapshotOfAddress(url as URL, { folder, aborted, progress })
          : await snapshotOfProcess(id, { folder, aborted, progress })
      progress.end()
      report(host, graph, { target, title, file }, options)
    } finally {
      progress.end()
      await folder.remove()
      interruption.end()
    }
  },
}

interface Snapshot {
  readonly graph: HeapGraph
  /** What the program is called. */
  readonly title: string
  /** Where the snapshot was kept. */
  readonly file: string | undefined
}

interface Work {
  readonly folder: SnapshotFolder
  readonly aborted: AbortSignal
  readonly progress: Progress
}

async function snapshotOfAddress(given: URL, work: Work): Promise<Snapshot> {
  const { url, title } = await inspectorAt(given)
  const session = await connected(url)
  try {
    // one that refuses to say it has answered all the same
    await answered(
      session.evaluate('0').catch(() => {}),
      url.host,
      work,
    )
    return { title, ...(await taken(session, url.host, work)) }
  } finally {
    session.close()
  }
}

async function snapshotOfProcess(id: number, work: Work): Promise<Snapshot> {
  const { address, wasClosed, ids } = await inspectedProcess(id)
  const session = await connected(address.url)
  let isIt = false
  try {
    isIt = ids.includes((await answered(session.evaluate('process.pid'), `process ${id}`, work)) as number)
    if (!isIt) throw new CommandError(`${address.url.host} is the inspector of another process than ${id}`)
    return { title: address.title, ...(await taken(session, `process ${id}`, work)) }
  } finally {
    if (wasClosed && isIt) await closeInspector(session)
    session.close()
  }
}

/** In ms: a thread that is inside one call of the system, or of a native module, hears nothing meanwhile. */
const [soon, late] = [1500, 6000]

/** The answer of a thread. One that runs JavaScript, however long, answers at once; one that does not is told of, and given up. */
async function answered(answer: Promise<unknown>, who: string, { aborted, progress }: Work): Promise<unknown> {
  const ended = new AbortController()
  const stop = (): void => ended.abort()
  aborted.addEventListener('abort', stop)
  const waiting = async (ms: number): Promise<typeof silent> => setTimeout(ms, silent, { signal: ended.signal })
  try {
    const first = await Promise.race([answer, waiting(soon)])
    if (first !== silent) return first
    progress.show(`Waiting for ${who}, which is busy`)
    const second = await Promise.race([answer, waiting(late - soon)])
    if (second !== silent) return second
  } catch (error) {
    if (aborted.aborted) throw aborted.reason
    throw error
  } finally {
    aborted.removeEventListener('abort', stop)
    stop()
    // whoever has given up does not hear it
    answer.catch(() => {})
  }
  throw new CommandError(
    `${who} did not answer for ${late / 1000} seconds: its main thread is inside one call that does not end, as execSync or Atomics.wait; try again later`,
  )
}

const silent = Symbol('silent')

async function connected(url: URL): Promise<InspectorSession> {
  try {
    return await InspectorSession.connect(url)
  } catch (error) {
    throw new CommandError(`${url.host}: ${unreachable(error)}`)
  }
}

/** In ms: a program that is busy closes its inspector later. */
const patience = 2000

/** By a callback, as the inspector that answers cannot be closed before it has answered; it then ends the connection. */
async function closeInspector(session: InspectorSession): Promise<void> {
  session.evaluate('void setImmediate(process._debugEnd)').catch(() => {})
  await Promise.race([session.end, setTimeout(patience, undefined, { ref: false })])
}

/** Reads the snapshot as it comes, and writes it down beside where it is to be kept, to be there once it is whole. */
async function taken(session: InspectorSession, from: string, { folder, aborted, progress }: Work): Promise<Omit<Snapshot, 'title'>> {
  progress.show('Taking the heap snapshot')
  const file = folder.output === undefined ? undefined : join(folder.path, 'attached')
  const copy = file === undefined ? undefined : await open(file, 'wx')
  try {
    const graph = await readHeapSnapshot(copied(piecesOf(session, from, aborted), copy), {
      onProgress: ({ bytes }) => progress.show('Reading the heap snapshot', bytes),
    })
    await copy?.close()
    return { graph, file: file === undefined ? undefined : (await folder.keep(file)).path }
  } catch (error) {
    await copy?.close().catch(() => {})
    if (error instanceof MemSizeError) throw new CommandError(`${from}: ${error.message}`)
    if (error instanceof CommandError || (error as NodeJS.ErrnoException).syscall !== 'write') throw error
    throw notWritable(folder.output ?? folder.path, error)
  }
}

/** The pieces; an error of the connection is one line. */
async function* piecesOf(session: InspectorSession, from: string, aborted: AbortSignal): AsyncGenerator<Uint8Array> {
  try {
    yield* heapSnapshotChunks(session, aborted)
  } catch (error) {
    if (error instanceof CommandError) throw error
    throw new CommandError(`${from}: no whole heap snapshot: ${(error as Error).message}`)
  }
}

async function* copied(chunks: AsyncIterable<Uint8Array>, copy: FileHandle | undefined): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    await copy?.writeFile(chunk)
    yield chunk
  }
}

interface Origin {
  readonly target: string
  readonly title: string
  readonly file: string | undefined
}

function report(host: Host, graph: HeapGraph, origin: Origin, { json, rows = json ? 1000 : 20 }: AttachOptions): void {
  if (json) {
    host.stdout.write(`${JSON.stringify({ ...origin, ...topDocument(graph, rows) }, null, 2)}\n`)
    return
  }
  const { target, title, file } = origin
  const paint = paintOf(host)
  const name = /^\d+$/.test(target) ? `process ${target}` : target
  const head = `${nameLine(name, paint)}  ${paint('quiet', printable(title))}`.trimEnd()
  const text = topText(graph, { rows, width: widthOf(host), paint }, file === undefined ? [] : [['Snapshot', file]])
  host.stdout.write(`${head}\n\n${text}\n`)
}
