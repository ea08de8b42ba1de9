import { setTimeout } from 'node:timers/promises'
import { formatBytes } from '../bytes.js'
import { diffProcess, type ProcessDocument, processPage, type Release, reportText, withHeap } from '../process.js'
import type { Command } from './command.js'
import { CommandError, complain, type Host, paintOf, widthOf } from './host.js'
import { Interruption } from './interruption.js'
import { outputOptions, writeReport } from './output-file.js'
import { readReport, releaseInside, reportFromInside, reportFromOutside } from './process-report.js'
import { readSnapshot } from './snapshot-input.js'

interface ProcessOptions {
  readonly inside?: boolean
  readonly release?: boolean
  readonly watch?: number | true
  readonly times?: number
  readonly html?: boolean
  readonly classes?: boolean
  readonly snapshot?: string
  readonly json?: boolean
  readonly rows?: number
  readonly output?: string
}

/** Seconds between two looks. */
const usualPause = 10

export const processCommand: Command = {
  name: 'process',
  arguments: '[target...]',
  summary: "where a process's resident memory (RSS) is: V8, malloc, buffers, stacks, files",
  options: [
    { flags: '--inside', summary: 'have the process look at itself, by its inspector: with the counters of V8 and malloc' },
    { flags: '--release', summary: 'have V8 and malloc of the process give back what is free; it stands still meanwhile' },
    { flags: '--watch [seconds]', summary: `look repeatedly (default: every ${usualPause} s), one line each`, least: 1 },
    { flags: '--times <n>', summary: 'with --watch: end after n looks', least: 1 },
    { flags: '--classes', summary: 'the heap by class: of this command, and with --inside' },
    { flags: '--snapshot <file>', summary: 'the heap by class, from a heap snapshot of the process' },
    { flags: '--html', summary: 'a page with a treemap; with -o' },
    { flags: '--rows <n>', summary: 'show at most n rows', least: 1 },
    ...outputOptions,
  ],
  notes: `The target is a process id (default: this command's own), or two saved reports:
memsize process diff <before.json> <after.json>

Without --inside and --release, the process is not disturbed. Only Linux shows
where all of its memory is, and only to a user who may read that memory. The
report names what could not be found. --inside and --release open the inspector
as memsize attach does, and load this library there. --release runs a full
collection of V8 and a trim of malloc, which can take seconds.

With --json (sizes in bytes):
  { pid, by, rss, parts: [{ path, name, bytes, note?, children }], remainder,
    limit, allocator, beside: [{ name, bytes, note }], missing, advice }
The parts and the remainder sum to rss. With --watch, one line for each look.`,
  async run(host, targets, options: ProcessOptions) {
    if (targets[0] === 'diff') return difference(host, targets.slice(1), options)
    const id = idOf(targets)
    if (options.watch !== undefined) return watch(host, id, options)
    if (options.release) {
      if (id === undefined) throw new CommandError('--release needs a process id: this command has nothing to give back', 2)
      complain(host, `process ${id} stands still while V8 collects and malloc trims; that can take seconds`)
      const { release, report } = await releaseInside(id)
      if (options.json) return writeReport(host, JSON.stringify({ release, report }, null, 2), options.output)
      return writeReport(host, `${releaseText(release)}\n\n${textOf(host, report, options)}`, options.output)
    }
    if (options.html && options.output === undefined && host.stdout.isTTY)
      throw new CommandError('the page is HTML, not for a terminal; give a file to write: -o process.html', 2)
    const report = await lookDeep(host, id, options)
    if (options.html) {
      return writeReport(host, processPage(report), options.output)
    }
    await writeReport(host, options.json ? JSON.stringify(report, null, 2) : textOf(host, report, options), options.output)
  },
}

function idOf([target, ...more]: readonly string[]): number | undefined {
  if (more.length > 0) throw new CommandError(`expected one process id, got ${more.length + 1}`, 2)
  if (target === undefined) return undefined
  const id = /^\d{1,10}$/.test(target) ? Number(target) : 0
  if (id < 1 || id >= 2 ** 31) throw new CommandError(`${target}: expected a process id, or diff`, 2)
  return id
}

const isOwn = (id: number | undefined): boolean => id === undefined || id === process.pid

async function look(id: number | undefined, { inside }: ProcessOptions, classes = false): Promise<ProcessDocument> {
  return inside && id !== undefined && !isOwn(id) ? await reportFromInside(id, classes) : reportFromOutside(id, classes)
}

/** With the heap by class where that was asked for, and on a page, which shows it as a part of the picture. */
async function lookDeep(host: Host, id: number | undefined, options: ProcessOptions): Promise<ProcessDocument> {
  const { inside, classes, html, snapshot } = options
  const canAsk = isOwn(id) || inside === true
  if (classes && !canAsk) throw new CommandError('--classes of another process takes --inside, or --snapshot <file> in its place', 2)
  if (snapshot !== undefined) return withHeap(await look(id, options), (await readSnapshot(host, snapshot)).graph)
  if (html && !canAsk) complain(host, 'the heap is shown as a whole: --inside, or --snapshot <file>, shows its classes')
  return look(id, options, classes === true || (html === true && canAsk))
}

async function difference(host: Host, files: readonly string[], { json, rows, output }: ProcessOptions): Promise<void> {
  if (files.length !== 2) throw new CommandError('expected two reports: memsize process diff <before.json> <after.json>', 2)
  const [before, after] = await Promise.all(files.map(readReport))
  const found = diffProcess(before as ProcessDocument, after as ProcessDocument)
  const text = json ? JSON.stringify(found, null, 2) : found.toString({ rows, width: widthOf(host), paint: paintOf(host, output) })
  await writeReport(host, text, output)
}

const textOf = (host: Host, report: ProcessDocument, { rows, output }: ProcessOptions): string =>
  reportText(report, { rows, width: widthOf(host), paint: paintOf(host, output) })

const releaseText = ({ before, after, steps }: Release): string =>
  [
    `  ${formatBytes(before)} before, ${formatBytes(after)} after`,
    ...steps.map(
      ({ by, bytes, problem }) => `  ${by} gave back ${problem === undefined ? formatBytes(Math.max(0, bytes)) : `nothing: ${problem}`}`,
    ),
  ].join('\n')

/** Looks until it is interrupted, or the process has ended. */
async function watch(host: Host, id: number | undefined, options: ProcessOptions): Promise<number | undefined> {
  const { watch: pause = usualPause, times = Infinity, json } = options
  const interruption = new Interruption(host)
  const { aborted } = interruption
  try {
    let before: ProcessDocument | undefined
    for (let i = 0; i < times && !aborted.aborted; i++) {
      if (i > 0) await setTimeout((pause === true ? usualPause : pause) * 1000, undefined, { signal: aborted }).catch(() => {})
      if (aborted.aborted) break
      const report = await look(id, options)
      host.stdout.write(`${json ? JSON.stringify({ time: new Date().toISOString(), ...report }) : watchLine(report, before)}\n`)
      before = report
    }
    return undefined
  } finally {
    interruption.end()
  }
}

function watchLine(report: ProcessDocument, before: ProcessDocument | undefined): string {
  const change = before === undefined ? 0 : report.rss - before.rss
  const parts = report.parts.slice(0, 4).map(({ name, bytes }) => `${name} ${formatBytes(bytes)}`)
  const time = new Date().toISOString().slice(11, 19)
  return `  ${time}  ${formatBytes(report.rss).padStart(8)}  ${`${change > 0 ? '+' : ''}${formatBytes(change)}`.padStart(9)}  ${parts.join(', ')}, remainder ${formatBytes(report.remainder)}`
}
