import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { libraryFile, notOnDisk } from '../probe/library-file.js'
import { readHeapSnapshot } from '../snapshot/read-snapshot.js'
import { moments, type SnapshotPlan } from '../snapshot/snapshot-plan.js'
import type { Command } from './command.js'
import { CommandError, complain, type Host, paintOf, widthOf } from './host.js'
import { Interruption } from './interruption.js'
import { type Ending, exitCodeOf, quoted, runProgram } from './program.js'
import { progressOf } from './progress.js'
import { isWhole, SnapshotFolder } from './snapshot-folder.js'
import { nameLine } from './snapshot-input.js'
import { type TopDocument, topDocument, topText } from './top-report.js'

interface RunOptions {
  readonly at?: SnapshotPlan['at']
  readonly signal?: string
  readonly output?: string
  readonly json?: boolean
  readonly rows?: number
}

/** SIGUSR1 is the debugger's. */
const signals = ['SIGUSR2', 'SIGHUP', 'SIGALRM', 'SIGCONT', 'SIGWINCH']

export const runCommand: Command = {
  name: 'run',
  arguments: '<program...>',
  passesThrough: true,
  summary: 'start a Node program, take heap snapshots of it, and say what they hold',
  options: [
    { flags: '--at <moment>', summary: 'when (default: exit)', choices: moments },
    { flags: '--signal <name>', summary: 'the signal (default: SIGUSR2); implies --at signal', choices: signals },
    { flags: '-o, --output <file>', summary: 'keep the snapshot; a second goes to file-2, and so on' },
    { flags: '--rows <n>', summary: 'show at most n objects, classes and paths (default: 20, with --json 1000)', least: 1 },
    { flags: '--json', summary: 'print one JSON document at the end' },
  ],
  notes: `Examples:
  memsize run -- node app.js
  memsize run --at near-limit -o heap.heapsnapshot -- node --import tsx app.ts
  memsize run --at signal -- node server.js     (then: kill -USR2 <its id>)

  exit        when the program ends: by itself, by process.exit(), by an error
              that nobody caught, or by Ctrl-C, SIGTERM or SIGHUP
  signal      each time the program handles the signal; the program goes on
  near-limit  when the heap is about to reach its limit (V8 needs as much memory
              again for the snapshot); the program then ends as it would have

The program uses this terminal; with --json, its output goes to standard error.
A snapshot has the main thread of the first Node process, without worker threads
and without processes that it starts: run node itself, not npm. The report is
that of memsize top.

The exit code is that of the program, or 128 plus the number of the signal that
ended it; 126 if it cannot be run, 127 if it does not exist; 1 instead of 0 if a
snapshot is missing.

With --json (sizes in bytes):
  { command, at, exitCode, signal, problems: [...],
    snapshots: [{ file?, bytes, nodes, edges, ... as memsize top --json }] }`,
  async run(host, program, options: RunOptions) {
    const at = options.at ?? (options.signal === undefined ? 'exit' : 'signal')
    if (at !== 'signal' && options.signal !== undefined) throw new CommandError(`--signal has no meaning with --at ${at}`, 2)
    if (at === 'signal' && process.platform === 'win32') throw new CommandError('Windows has no signals; use --at exit', 2)
    const folder = await SnapshotFolder.make(options.output)
    const interruption = new Interruption(host)
    try {
      const running = new ProgramRun(host, folder, interruption, program, { ...options, at, signal: options.signal ?? 'SIGUSR2' })
      return await running.run()
    } finally {
      await folder.remove()
      interruption.end()
    }
  },
}

/** In ms: between two looks at what the program has written. */
const betweenLooks = 200

class ProgramRun {
  private readonly host: Host
  private readonly folder: SnapshotFolder
  private readonly interruption: Interruption
  private readonly program: readonly string[]
  private readonly options: RunOptions & Pick<SnapshotPlan, 'at' | 'signal'>
  private readonly reports: (TopDocument & { readonly file: string | undefined })[] = []
  private readonly problems: string[] = []
  private readonly seen = new Set<string>()
  private readonly progress: ReturnType<typeof progressOf>
  private isWaitedFor = false
  private isCutOff = false
  private hasFailed = false

  constructor(
    host: Host,
    folder: SnapshotFolder,
    interruption: Interruption,
    program: readonly string[],
    options: RunOptions & Pick<SnapshotPlan, 'at' | 'signal'>,
  ) {
    this.host = host
    this.folder = folder
    this.interruption = interruption
    this.program = program
    this.options = options
    this.progress = progressOf(host)
  }

  /** Gives the exit code. */
  async run(): Promise<number> {
    const { json } = this.options
    const options = { env: this.environment(), stdoutToStderr: json === true, interruption: this.interruption }
    let ending: Ending | undefined
    const ended = runProgram(this.program, options).then((found) => (ending = found))
    // it is looked at below: it must not count as unhandled meanwhile
    ended.catch(() => {})
    while (ending === undefined) {
      await Promise.race([ended, setTimeout(betweenLooks, undefined, { ref: false })])
      if (ending === undefined) await this.look(undefined)
    }
    // what it wrote last came after the last look
    await this.look(ending)
    this.progress.end()
    await this.explainMissing(ending)
    if (json) this.host.stdout.write(`${this.document(ending)}\n`)
    return exitCodeOf(ending) || (this.hasFailed ? 1 : 0)
  }

  private environment(): Host['env'] {
    const { env } = this.host
    const preload = libraryFile('../../cjs/snapshot/snapshot-preload.js')
    if (preload === undefined) throw new CommandError(notOnDisk)
    const { at, signal } = this.options
    const plan: SnapshotPlan = { folder: this.folder.path, at, signal, nodeOptions: env.NODE_OPTIONS }
    const own = [`--require ${quoted(preload)}`]
    // where V8 writes what it takes near the limit
    if (at === 'near-limit') own.push(`--diagnostic-dir=${quoted(plan.folder)}`)
    return { ...env, MEMSIZE_RUN: JSON.stringify(plan), NODE_OPTIONS: [env.NODE_OPTIONS, ...own].filter(Boolean).join(' ') }
  }

  /** Reads and reports every snapshot that has come and is whole. */
  private async look(ending: Ending | undefined): Promise<void> {
    const { at, signal } = this.options
    const names = await readdir(this.folder.path)
    if (at === 'signal' && !this.isWaitedFor && names.includes('claim')) {
      this.isWaitedFor = true
      const id = await readFile(join(this.folder.path, 'claim'), 'utf8')
      if (id !== '') complain(this.host, `kill -s ${signal.slice(3)} ${id} takes a heap snapshot`)
    }
    for (const name of names.sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10))) {
      const file = join(this.folder.path, name)
      // a snapshot at the exit is reported together with how the program ended; one that Node has named itself may be growing until then
      const isDue = name.endsWith('.heapsnapshot') && (at === 'signal' || ending !== undefined)
      if (this.seen.has(name)) continue
      if (!isDue) {
        if (/\.(partial|heapsnapshot)$/.test(name)) await this.showGrowing(file)
        continue
      }
      this.seen.add(name)
      if (await isWhole(file)) await this.report(file, ending)
      else this.isCutOff = true
    }
  }

  private async showGrowing(file: string): Promise<void> {
    // it may be renamed at any moment
    const stats = await stat(file).catch(() => undefined)
    if (stats !== undefined) this.progress.show('Writing the heap snapshot', stats.size)
  }

  private async report(file: string, ending: Ending | undefined): Promise<void> {
    try {
      const { path, isKept } = await this.folder.keep(file)
      const { json, rows = json ? 1000 : 20, at, signal } = this.options
      const graph = await readHeapSnapshot(path, {
        signal: this.interruption.aborted,
        onProgress: ({ bytes, total }) => this.progress.show('Reading the heap snapshot', bytes, total),
      })
      this.progress.end()
      this.reports.push({ file: isKept ? path : undefined, ...topDocument(graph, rows) })
      if (json) return
      const paint = paintOf(this.host)
      const more: [string, string][] = isKept ? [['Snapshot', path]] : []
      if (ending !== undefined && (ending.code ?? 1) !== 0)
        more.push(['Ended', ending.signal ? `by ${ending.signal}` : `with exit code ${ending.code}`])
      const when = { exit: 'at its exit', signal: `at ${signal}`, 'near-limit': 'near the limit of its heap' }[at]
      const text = topText(graph, { rows, width: widthOf(this.host), paint }, more)
      this.host.stdout.write(`\n${nameLine(this.program.join(' '), paint)}  ${paint('quiet', when)}\n\n${text}\n`)
    } catch (error) {
      this.progress.end()
      if (this.interruption.aborted.aborted) throw error
      this.fail((error as Error).message)
    }
  }

  /** Says why there is no snapshot, where there is none. */
  private async explainMissing(ending: Ending): Promise<void> {
    const names = await readdir(this.folder.path)
    const by = ending.signal === null ? `with exit code ${ending.code}` : `by ${ending.signal}`
    if (names.includes('problem')) {
      this.fail(`the heap snapshot could not be written: ${await readFile(join(this.folder.path, 'problem'), 'utf8')}`)
    } else if (this.isCutOff || names.some((name) => name.endsWith('.partial'))) {
      this.fail(`the program was ended ${by} while its heap snapshot was written; what there was of it is removed`)
    }
    if (this.reports.length > 0 || this.hasFailed) return
    const { at, signal } = this.options
    if (!names.includes('claim')) {
      this.fail(`no heap snapshot: ${this.program[0]} started no Node process; give Node itself, as in memsize run -- node app.js`)
    } else if (at === 'signal') {
      this.tell(`no heap snapshot: the program ended ${by}, and no ${signal} came`)
    } else if (at === 'near-limit') {
      const isCrash = ending.signal === 'SIGABRT'
      this.tell(
        isCrash
          ? `no heap snapshot: the program ended ${by} before V8 took one, or too little memory was left for it`
          : `no heap snapshot: the program ended ${by}, and its heap never came near its limit`,
      )
    } else {
      const hint = ending.signal === 'SIGABRT' ? '; if its memory ran out, --at near-limit takes one before' : ''
      this.fail(`no heap snapshot: the program ended ${by}, with no time left for one${hint}`)
    }
  }

  private fail(problem: string): void {
    this.hasFailed = true
    this.tell(problem)
  }

  private tell(problem: string): void {
    this.problems.push(problem)
    complain(this.host, problem)
  }

  private document({ code, signal }: Ending): string {
    const { at } = this.options
    return JSON.stringify({ command: this.program, at, exitCode: code, signal, problems: this.problems, snapshots: this.reports }, null, 2)
  }
}
