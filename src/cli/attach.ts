import { type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { MemSizeError } from '../errors.js'
import type { HeapGraph } from '../graph/heap-graph.js'
import { type Suspicion, suspects } from '../heap.js'
import { printable } from '../printable.js'
import { readHeapSnapshot } from '../snapshot/read-snapshot.js'
import type { Command } from './command.js'
import { Difference } from './diff-report.js'
import { CommandError, type Host, paintOf, widthOf } from './host.js'
import { inspectedProcess } from './inspected-process.js'
import { inspectorAt, isLoopback, parsedAddress, unreachable } from './inspector-address.js'
import { heapSnapshotChunks, InspectorSession } from './inspector-session.js'
import { Interruption } from './interruption.js'
import { notWritable } from './output-file.js'
import { type Progress, progressOf } from './progress.js'
import { SnapshotFolder } from './snapshot-folder.js'
import { nameLine, wholeLines } from './snapshot-input.js'
import { readSource, suspectsText } from './snapshot-suspects.js'
import { topDocument, topShape, topText } from './top-report.js'

interface AttachOptions {
  readonly output?: string
  readonly json?: boolean
  readonly rows?: number
  readonly allowRemote?: boolean
  readonly again?: string
}

/** In ms: a program that has not answered by then is busy for long. */
const busyAfter = 5000

export const attach: Command = {
  name: 'attach',
  arguments: '<target>',
  summary: 'take a heap snapshot of a running Node process, and say what it holds',
  options: [
    { flags: '-o, --output <file>', summary: 'keep the snapshot; a second goes to file-2' },
    { flags: '--again <time>', summary: 'take a second one after that time (60s, 5m), and say what grew and what leaks' },
    { flags: '--rows <n>', summary: 'show so many objects, classes and paths (default: 20, with --json 1000)', least: 1 },
    { flags: '--allow-remote', summary: 'also connect to another machine' },
    { flags: '--json', summary: 'print one JSON document' },
  ],
  notes: `The target is a process id, or the address of an inspector: host:port, or the
ws:// address that node --inspect prints.

The process goes on; it stands still while the snapshot is taken, some seconds
for each GB. Of a process id, the inspector is opened if it is closed (by
SIGUSR1; the process says so on its standard error) and closed again. Only the
main thread is taken. The report is that of memsize top; with --again, those of
memsize diff and memsize suspects. Objects have the same ids in two snapshots
only where one attach takes both. A process that is in a loop or a synchronous
call cannot answer: after ${busyAfter / 1000} seconds that is said.

With --json (sizes in bytes):
  { target, title, file?, bytes, nodes, edges,
    ${topShape} }
and with --again, of the second snapshot, besides:
  diff: as memsize diff --json, suspects: as memsize suspects --json`,
  async run(host, [target], options: AttachOptions) {
    const id = /^\d{1,10}$/.test(target) ? Number(target) : undefined
    const url = id === undefined ? parsedAddress(target) : undefined
    if (id === undefined && url === undefined)
      throw new CommandError(`${target}: expected a process id, host:port, or an address like ws://127.0.0.1:9229/…`, 2)
    if (url !== undefined && !isLoopback(url) && !options.allowRemote)
      throw new CommandError(`${url.host} is another machine; if you trust it, and who is between, add --allow-remote`, 2)
    const again = options.again === undefined ? undefined : milliseconds(options.again)
    const folder = await SnapshotFolder.make(options.output)
    const interruption = new Interruption(host)
    const progress = progressOf(host)
    try {
      progress.show('Connecting')
      const { aborted } = interruption
      const work = { folder, aborted, progress, again }
      const { title, taken } = id === undefined ? await snapshotsOfAddress(url as URL, work) : await snapshotsOfProcess(id, work)
      progress.show('Finding what keeps what alive')
      report(host, taken, { target, title }, options, () => progress.end())
    } finally {
      progress.end()
      await folder.remove()
      interruption.end()
    }
  },
}

interface Snapshot {
  readonly graph: HeapGraph
  /** Where the snapshot was kept. */
  readonly file: string | undefined
}

interface Snapshots {
  /** What the program is called. */
  readonly title: string
  /** One, or two of one session. */
  readonly taken: readonly Snapshot[]
}

interface Work {
  readonly folder: SnapshotFolder
  readonly aborted: AbortSignal
  readonly progress: Progress
  /** In ms: when another one is to be taken. */
  readonly again: number | undefined
}

async function snapshotsOfAddress(given: URL, work: Work): Promise<Snapshots> {
  const { url, title } = await inspectorAt(given)
  const session = await connected(url)
  try {
    await answerOf(session, url.host, work.aborted)
    return { title, taken: await allTaken(session, url.host, work) }
  } finally {
    session.close()
  }
}

async function snapshotsOfProcess(id: number, work: Work): Promise<Snapshots> {
  const { address, wasClosed, ids } = await inspectedProcess(id)
  const session = await connected(address.url)
  let isToClose = wasClosed
  try {
    const answer = await answerOf(session, `process ${id}`, work.aborted)
    isToClose &&= ids.includes(answer as number)
    if (!ids.includes(answer as number)) throw new CommandError(`${address.url.host} is the inspector of another process than ${id}`)
    return { title: address.title, taken: await allTaken(session, `process ${id}`, work) }
  } finally {
    if (isToClose) await closeInspector(session)
    session.close()
  }
}

/** The id of the process. An inspector answers when its program's thread has time: one that does not is left. */
async function answerOf(session: InspectorSession, from: string, aborted: AbortSignal): Promise<unknown> {
  const controller = new AbortController()
  const busy = setTimeout(busyAfter, undefined, { signal: controller.signal }).then(() => {
    throw new CommandError(
      `${from} is busy: it has not answered for ${busyAfter / 1000} seconds, as its main thread is in a loop or a synchronous call; try again when it is free, or start it by memsize run --at exit`,
    )
  })
  try {
    return await Promise.race([session.evaluate('process.pid'), busy, abortOf(aborted, controller.signal)])
  } catch (error) {
    if (error instanceof CommandError) throw error
    throw new CommandError(`${from}: ${(error as Error).message}`)
  } finally {
    controller.abort()
    busy.catch(() => {})
  }
}

/** Fails as soon as the work is aborted. */
function abortOf(aborted: AbortSignal, over: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (aborted.aborted) reject(aborted.reason)
    aborted.addEventListener('abort', () => reject(aborted.reason), { signal: over })
  })
}

async function allTaken(session: InspectorSession, from: string, work: Work): Promise<Snapshot[]> {
  const first = await taken(session, from, work, 'attached')
  if (work.again === undefined) return [first]
  work.progress.show('Waiting for the second snapshot')
  await setTimeout(work.again, undefined, { signal: work.aborted }).catch(() => work.aborted.throwIfAborted())
  return [first, await taken(session, from, work, 'attached-again')]
}

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

function milliseconds(text: string): number {
  const [, number, unit] = /^(\d{1,9}(?:\.\d+)?)(ms|s|m|h)?$/.exec(text) ?? []
  const time = Number(number) * units[unit ?? 's']
  if (number === undefined || !(time < 2 ** 31)) throw new CommandError(`--again: expected a time such as 60s or 5m, got ${text}`, 2)
  return time
}

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
async function taken(session: InspectorSession, from: string, { folder, aborted, progress }: Work, name: string): Promise<Snapshot> {
  progress.show('Taking the heap snapshot')
  const file = folder.output === undefined ? undefined : join(folder.path, name)
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
}

/** `found`: all that takes long is done. */
function report(
  host: Host,
  taken: readonly Snapshot[],
  { target, title }: Origin,
  { json, rows = json ? 1000 : 20 }: AttachOptions,
  found: () => void,
): void {
  const inputs = taken.map(({ graph, file }, i) => ({ name: file ?? `snapshot ${i + 1}`, graph }))
  const [first, second = first] = taken
  const difference = taken.length === 1 ? undefined : new Difference(inputs[0], inputs[1])
  const suspected = difference && suspects(second.graph, { before: [first.graph], readSource })
  if (json) {
    const top = topDocument(second.graph, rows)
    found()
    const more = difference && { diff: difference.document(rows), suspects: suspected }
    host.stdout.write(`${JSON.stringify({ target, title, file: second.file, ...top, ...more }, null, 2)}\n`)
    return
  }
  const paint = paintOf(host)
  const text = { rows, width: widthOf(host), paint }
  const name = /^\d+$/.test(target) ? `process ${target}` : target
  const head = `${nameLine(name, paint)}  ${paint('quiet', printable(title))}`.trimEnd()
  const kept = taken.flatMap(({ file }): [string, string][] => (file === undefined ? [] : [['Snapshot', file]]))
  const parts =
    difference === undefined
      ? [topText(second.graph, text, kept)]
      : [wholeLines(second.graph, paint, kept), difference.text(text), suspectsText(suspected as Suspicion, text)]
  found()
  host.stdout.write(`${[head, ...parts].join('\n\n')}\n`)
}
