import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { parseBytes } from '../bytes.js'
import { MemSizeError } from '../errors.js'
import { libraryFile, notOnDisk } from '../probe/library-file.js'
import { moments, type RunPlan } from '../profile/run-plan.js'
import { type AllocationProfile, type Cost, profileText, readProfile } from '../profile.js'
import type { Command } from './command.js'
import { durationOf } from './duration.js'
import { CommandError, complain, type Host, paintOf, widthOf } from './host.js'
import { Interruption } from './interruption.js'
import { profileDiff } from './profile-diff.js'
import { costOf, documentShape, profileDocument, showOptions } from './profile-input.js'
import { fileNames, writeProfileFile } from './profile-output.js'
import { profileShow } from './profile-show.js'
import { type Ending, exitCodeOf, quoted, runProgram } from './program.js'
import { SnapshotFolder } from './snapshot-folder.js'
import { nameLine } from './snapshot-input.js'

interface RunOptions {
  readonly at?: RunPlan['at']
  readonly signal?: string
  readonly every?: string
  readonly interval?: string
  readonly buffers?: string
  readonly output?: string
  readonly json?: boolean
  readonly rows?: number
  readonly by?: Cost
  readonly innermost?: boolean
}

/** SIGUSR1 is the debugger's. */
const signals = ['SIGUSR2', 'SIGHUP', 'SIGALRM', 'SIGCONT', 'SIGWINCH']

export const profileCommand: Command = {
  name: 'profile',
  arguments: '<program...>',
  passesThrough: true,
  summary: 'start a Node program, and say which functions allocate: total, peak, live, short-lived',
  subcommands: [profileShow, profileDiff],
  options: [
    { flags: '--at <moment>', summary: 'when (default: exit)', choices: moments },
    { flags: '--signal <name>', summary: 'the signal (default: SIGUSR2); implies --at signal', choices: signals },
    { flags: '--every <time>', summary: 'the time, like 30s (default); implies --at every' },
    { flags: '--interval <bytes>', summary: 'a sample each, like 64KiB (default: 512KiB and more, by its cost)' },
    { flags: '--buffers <how>', summary: 'ArrayBuffers (default: auto)', choices: ['auto', 'exact', 'sampled', 'off'] },
    ...showOptions,
    { flags: '-o, --output <file>', summary: 'keep the profile, in the format of its name; a second goes to file-2' },
    { flags: '--json', summary: 'print one JSON document at the end' },
  ],
  notes: `Examples:
  memsize profile -- node app.js
  memsize profile --by live -o app.pb.gz -- node --import tsx app.ts
  memsize profile --at signal -- node server.js     (then: kill -USR2 <its id>)
  memsize profile show app.heapprofile
  memsize profile diff before.pb.gz after.pb.gz

Worker threads are profiled too. TOTAL is all that was allocated, PEAK what was
live when most was live, LIVE what is live at the end, TEMPORARY what was gone
at the first collection. A row is a function, because V8's sampler records
functions, not lines; a buffer has the line that made it. Sampled figures have
bounds at 95 %. The profile of a program that is killed ends some seconds
before that, at most a minute.

${fileNames}

The exit code is that of the program, as memsize run has it.

With --json (sizes in bytes):
  { command, at, exitCode, signal, problems: [...], profiles: [
    ${documentShape}] }`,
  async run(host, program, options: RunOptions) {
    const at = options.at ?? (options.signal !== undefined ? 'signal' : options.every !== undefined ? 'every' : 'exit')
    if (at !== 'signal' && options.signal !== undefined) throw new CommandError(`--signal has no meaning with --at ${at}`, 2)
    if (at !== 'every' && options.every !== undefined) throw new CommandError(`--every has no meaning with --at ${at}`, 2)
    const plan = {
      at,
      signal: options.signal ?? 'SIGUSR2',
      every: durationOf(options.every ?? '30s', '--every'),
      options: profileOptions(options),
    }
    const folder = await SnapshotFolder.make(options.output)
    const interruption = new Interruption(host)
    try {
      return await new ProfileRun(host, folder, interruption, program, options, plan).run()
    } finally {
      await folder.remove()
      interruption.end()
    }
  },
}

function profileOptions({ interval, buffers = 'auto' }: RunOptions): RunPlan['options'] {
  try {
    return {
      ...(interval !== undefined && { interval: parseBytes(interval, '--interval') }),
      buffers: buffers === 'off' ? false : (buffers as 'auto' | 'exact' | 'sampled'),
    }
  } catch (error) {
    throw error instanceof MemSizeError ? new CommandError(error.message, 2) : error
  }
}

/** In ms: between two looks at what the program has written. */
const betweenLooks = 200

class ProfileRun {
  private readonly host: Host
  private readonly folder: SnapshotFolder
  private readonly interruption: Interruption
  private readonly program: readonly string[]
  private readonly options: RunOptions
  private readonly plan: Omit<RunPlan, 'folder' | 'nodeOptions'>
  private readonly documents: object[] = []
  private readonly problems: string[] = []
  private readonly seen = new Set<string>()
  private count = 0

  constructor(
    host: Host,
    folder: SnapshotFolder,
    interruption: Interruption,
    program: readonly string[],
    options: RunOptions,
    plan: Omit<RunPlan, 'folder' | 'nodeOptions'>,
  ) {
    this.host = host
    this.folder = folder
    this.interruption = interruption
    this.program = program
    this.options = options
    this.plan = plan
  }

  /** Gives the exit code. */
  async run(): Promise<number> {
    const { json } = this.options
    let ending: Ending | undefined
    const running = { env: this.environment(), stdoutToStderr: json === true, interruption: this.interruption }
    const ended = runProgram(this.program, running).then((found) => (ending = found))
    // it is looked at below: it must not count as unhandled meanwhile
    ended.catch(() => {})
    while (ending === undefined) {
      await Promise.race([ended, setTimeout(betweenLooks, undefined, { ref: false })])
      if (ending === undefined) await this.look()
    }
    // what it wrote last came after the last look
    await this.look()
    await this.explainMissing(ending)
    if (json) {
      const { code, signal } = ending
      const document = {
        command: this.program,
        at: this.plan.at,
        exitCode: code,
        signal,
        problems: this.problems,
        profiles: this.documents,
      }
      this.host.stdout.write(`${JSON.stringify(document, null, 2)}\n`)
    }
    return exitCodeOf(ending) || (this.problems.length > 0 ? 1 : 0)
  }

  private environment(): Host['env'] {
    const { env } = this.host
    const preload = libraryFile('../../cjs/profile/profile-preload.js')
    if (preload === undefined || !existsSync(preload)) throw new CommandError(notOnDisk)
    const plan: RunPlan = { folder: this.folder.path, nodeOptions: env.NODE_OPTIONS, ...this.plan }
    return {
      ...env,
      MEMSIZE_PROFILE: JSON.stringify(plan),
      NODE_OPTIONS: [env.NODE_OPTIONS, `--require ${quoted(preload)}`].filter(Boolean).join(' '),
    }
  }

  private async look(): Promise<void> {
    const names = await readdir(this.folder.path)
    const profiles = names.filter((name) => name.endsWith('.profile') && !this.seen.has(name))
    for (const name of profiles.sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10))) {
      this.seen.add(name)
      await this.report(readProfile(await readFile(join(this.folder.path, name))))
    }
  }

  private async report(profile: AllocationProfile, note?: string): Promise<void> {
    const { json, rows, innermost, output, by } = this.options
    const cost = costOf(profile, by)
    this.count++
    if (output !== undefined) {
      const file = this.count === 1 ? output : output.replace(/(\.[^/]*)?$/, (ending) => `-${this.count}${ending}`)
      await writeProfileFile(this.host, profile, file, this.program.join(' '), cost)
    }
    if (json) {
      this.documents.push(profileDocument(profile, rows, by))
      return
    }
    const paint = paintOf(this.host)
    const text = profileText(profile, { rows, cost, innermost, width: widthOf(this.host), paint })
    const title = `${nameLine(this.program.join(' '), paint)}${note === undefined ? '' : `  ${paint('quiet', note)}`}`
    this.host.stdout.write(`\n${title}\n\n${text}\n`)
  }

  /** Says why there is no profile, where there is none; a program that was killed may have left an earlier one. */
  private async explainMissing(ending: Ending): Promise<void> {
    const names = await readdir(this.folder.path)
    const by = ending.signal === null ? `with exit code ${ending.code}` : `by ${ending.signal}`
    if (names.includes('problem')) return this.fail(await readFile(join(this.folder.path, 'problem'), 'utf8'))
    if (this.count > 0) return
    if (names.includes('kept')) {
      const note = `the program was ended ${by}: this is what it had some time before, a minute at most`
      this.tell(note)
      return this.report(readProfile(await readFile(join(this.folder.path, 'kept'))), note)
    }
    if (!names.includes('claim')) {
      this.fail(`no profile: ${this.program[0]} started no Node process; give Node itself, as in memsize profile -- node app.js`)
    } else if (this.plan.at === 'signal') this.tell(`no profile: the program ended ${by}, and no ${this.plan.signal} came`)
    else this.fail(`no profile: the program was ended ${by} before it could write one`)
  }

  private fail(problem: string): void {
    this.problems.push(problem)
    complain(this.host, problem)
  }

  private tell(message: string): void {
    complain(this.host, message)
  }
}
