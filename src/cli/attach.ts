import { type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { MemSizeError } from '../errors.js'
import type { HeapGraph } from '../graph/heap-graph.js'
import { type Suspicion, suspects } from '../heap.js'
import { printable } from '../printable.js'
import { readHeapSnapshot } from '../snapshot/read-snapshot.js'
import { type CensusOrder, censusOrders, showCensus } from './attach-census.js'
import { type AttachedCost, attachedCosts, attachedProfile } from './attached-profile.js'
import { answerOf, busyAfter, withSession } from './attached-session.js'
import type { Command } from './command.js'
import { Difference } from './diff-report.js'
import { durationOf } from './duration.js'
import { CommandError, type Host, paintOf, widthOf } from './host.js'
import { InspectedWorkers, workersTable } from './inspected-workers.js'
import { isLoopback, parsedAddress } from './inspector-address.js'
import { heapSnapshotChunks, type InspectorSession } from './inspector-session.js'
import { Interruption } from './interruption.js'
import { notWritable } from './output-file.js'
import { type Progress, progressOf } from './progress.js'
import { SnapshotFolder } from './snapshot-folder.js'
import { nameLine, wholeLines } from './snapshot-input.js'
import { readSource, suspectsText } from './snapshot-suspects.js'
import { TargetLibrary } from './target-library.js'
import { topDocument, topShape, topText } from './top-report.js'

interface AttachOptions {
  readonly by?: 'v8' | 'probe'
  readonly census?: boolean
  readonly sort?: CensusOrder
  readonly every?: number
  readonly output?: string
  readonly json?: boolean
  readonly rows?: number
  readonly allowRemote?: boolean
  readonly again?: string
  readonly profile?: string
  readonly cost?: AttachedCost
  readonly workers?: boolean
  readonly worker?: number
}

export const attach: Command = {
  name: 'attach',
  arguments: '<target>',
  summary: 'take a heap snapshot of a running Node process, and say what it holds',
  options: [
    { flags: '-o, --output <file>', summary: 'keep the snapshot; a second goes to file-2' },
    { flags: '--again <time>', summary: 'take a second one after that time (60s, 5m), and say what grew and what leaks' },
    { flags: '--rows <n>', summary: 'show at most n objects, classes and paths (default: 20, with --json 1000)', least: 1 },
    { flags: '--by <reader>', summary: 'v8 (default), or probe: the process stops only for a fork', choices: ['v8', 'probe'] },
    { flags: '--census', summary: 'show what is alive by class, repeatedly; takes no snapshot' },
    { flags: '--sort <column>', summary: 'with --census: the order of the classes (default: bytes)', choices: censusOrders },
    { flags: '--every <ms>', summary: 'with --census: milliseconds between two (default: 2000)', least: 100 },
    { flags: '--profile <time>', summary: 'no snapshot, but which functions allocate in that time, like 30s' },
    { flags: '--cost <cost>', summary: 'with --profile: all of it (default), or what is live at the end', choices: attachedCosts },
    { flags: '--workers', summary: 'list the worker threads of the process; takes no snapshot' },
    { flags: '--worker <id>', summary: 'that worker in place of the main thread', least: 1 },
    { flags: '--allow-remote', summary: 'also connect to another machine' },
    { flags: '--json', summary: 'print one JSON document' },
  ],
  notes: `The target is a process id, or the address of an inspector: host:port, or the
ws:// address that node --inspect prints.

The process stops while the snapshot is taken, for a few seconds per GB, and
then goes on. With a process id, the inspector is opened if it is closed (by
SIGUSR1; the process prints a line to standard error), and closed again. The
snapshot has one thread: the main one, or that of --worker. The report is that of memsize top; with
--again, also those of memsize diff and memsize suspects. Objects have the same
ids in two snapshots only if one attach takes both. A process in a loop or a
synchronous call cannot answer; after ${busyAfter / 1000} seconds, a message
says so.

With --census and --by probe this library is loaded into the process, from where
this command is installed, and reads its heap there; the process must be one of
this machine that can read these files. Nothing is collected. On a terminal the
census is drawn again until Ctrl-C, with the growth since the first; elsewhere
it is printed once, with the growth between two.

With --profile V8 samples what the main thread allocates meanwhile; the report
is that of memsize profile show, and -o keeps the profile in the format of its
name. From outside, V8 reports either the total or what is live, not both.

With --json (sizes in bytes):
  { target, title, file?, bytes, nodes, edges,
    ${topShape} }
and with --again, for the second snapshot, also:
  diff: as memsize diff --json, suspects: as memsize suspects --json`,
  async run(host, [target], options: AttachOptions) {
    const id = /^\d{1,10}$/.test(target) ? Number(target) : undefined
    const url = id === undefined ? parsedAddress(target) : undefined
    if (id === undefined && url === undefined)
      throw new CommandError(`${target}: expected a process id, host:port, or an address like ws://127.0.0.1:9229/…`, 2)
    if (url !== undefined && !isLoopback(url) && !options.allowRemote)
      throw new CommandError(`${url.host} is another machine; if you trust it, and who is between, add --allow-remote`, 2)
    if (options.profile === undefined && options.cost !== undefined) throw new CommandError('--cost has no meaning without --profile', 2)
    if (options.workers) return listed(host, id ?? (url as URL), options.json === true)
    if (options.profile !== undefined) return profiled(host, id ?? (url as URL), target, options, options.profile)
    const again = options.again === undefined ? undefined : durationOf(options.again, '--again')
    if (again !== undefined && (options.by === 'probe' || options.census))
      throw new CommandError('--again: two snapshots by the probe have no ids in common; leave out --by probe and --census', 2)
    const folder = await SnapshotFolder.make(options.output)
    const interruption = new Interruption(host)
    const progress = progressOf(host)
    try {
      progress.show('Connecting')
      const { aborted } = interruption
      const work = { folder, aborted, progress, again, loads: loadingOf(host, progress), by: options.by ?? 'v8' }
      const { title, taken } = await withSession(id ?? (url as URL), aborted, async (session, name, from) => ({
        title: name,
        taken: await inThread(session, from, options.worker, aborted, async (thread, from) =>
          options.census
            ? showCensus(host, work.loads(thread, from), { ...censusOptions(options), title: `${from}  ${name}`, aborted })
            : allTaken(thread, from, work),
        ),
      }))
      if (taken === undefined) return
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

interface Work {
  readonly folder: SnapshotFolder
  readonly aborted: AbortSignal
  readonly progress: Progress
  /** In ms: when another one is to be taken. */
  readonly again: number | undefined
  /** What reads the heap. */
  readonly by: 'v8' | 'probe'
  readonly loads: (session: InspectorSession, from: string) => TargetLibrary
}

/** Says that the library is loaded into the process. */
const loadingOf = (host: Host, progress: Progress) => (session: InspectorSession, from: string) => {
  const library = new TargetLibrary(session, from)
  progress.end()
  host.stderr.write(`memsize: ${from} loads ${printable(library.file)}\n`)
  return library
}

const censusOptions = ({ sort = 'bytes', json, rows = json ? 1000 : 20, every = 2000 }: AttachOptions) => ({
  order: sort,
  rows,
  every,
  json,
})

/** Prints the workers of a process. */
async function listed(host: Host, at: number | URL, isJson: boolean): Promise<void> {
  const interruption = new Interruption(host)
  try {
    const workers = await withSession(at, interruption.aborted, async (session) => {
      const found = await InspectedWorkers.of(session)
      await found.end()
      return found.list
    })
    if (isJson) host.stdout.write(`${JSON.stringify({ workers }, null, 2)}\n`)
    else if (workers.length === 0) host.stdout.write('  no workers\n')
    else host.stdout.write(`${workersTable(workers, { width: widthOf(host), paint: paintOf(host) })}\n`)
  } finally {
    interruption.end()
  }
}

/** Acts on a thread of the process: the main one, or a worker. */
async function inThread<T>(
  session: InspectorSession,
  from: string,
  worker: number | undefined,
  aborted: AbortSignal,
  act: (session: InspectorSession, from: string) => Promise<T>,
): Promise<T> {
  if (worker === undefined) return act(session, from)
  const workers = await InspectedWorkers.of(session)
  try {
    const name = `worker ${worker} of ${from}`
    const thread = workers.session(worker, from)
    await answerOf(thread, name, aborted)
    return await act(thread, name)
  } finally {
    await workers.end()
  }
}

/** Samples instead of taking a snapshot. */
async function profiled(host: Host, at: number | URL, target: string, options: AttachOptions, time: string): Promise<void> {
  if (options.again !== undefined) throw new CommandError('--again has no meaning with --profile', 2)
  const plan = { ...options, milliseconds: durationOf(time, '--profile'), cost: options.cost ?? 'total' }
  const interruption = new Interruption(host)
  try {
    const { aborted } = interruption
    await withSession(at, aborted, (session, title, from) =>
      inThread(session, from, options.worker, aborted, (thread) => attachedProfile(host, thread, { target, title }, plan, aborted)),
    )
  } finally {
    interruption.end()
  }
}

async function allTaken(session: InspectorSession, from: string, work: Work): Promise<Snapshot[]> {
  const first = await taken(session, from, work, 'attached')
  if (work.again === undefined) return [first]
  work.progress.show('Waiting for the second snapshot')
  await setTimeout(work.again, undefined, { signal: work.aborted }).catch(() => work.aborted.throwIfAborted())
  return [first, await taken(session, from, work, 'attached-again')]
}

function taken(session: InspectorSession, from: string, work: Work, name: string): Promise<Snapshot> {
  return work.by === 'v8' ? takenByV8(session, from, work, name) : takenByProbe(work.loads(session, from), work, name)
}

/** Written by a child of the process into the folder of this command. */
async function takenByProbe(library: TargetLibrary, { folder, progress }: Work, name: string): Promise<Snapshot> {
  progress.show('The probe writes the heap snapshot')
  const file = join(folder.path, name)
  await library.call('writeHeapSnapshot', file, { by: 'probe' })
  const graph = await readHeapSnapshot(file, { onProgress: ({ bytes }) => progress.show('Reading the heap snapshot', bytes) })
  return { graph, file: folder.output === undefined ? undefined : (await folder.keep(file)).path }
}

/** Reads the snapshot as it comes, and writes it down beside where it is to be kept, to be there once it is whole. */
async function takenByV8(session: InspectorSession, from: string, { folder, aborted, progress }: Work, name: string): Promise<Snapshot> {
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
