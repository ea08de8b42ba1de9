import { getSystemErrorName } from 'node:util'
import { allocatorNames } from '../allocators/names.js'
import { type AllocatorFigures, allocatorFigures, type ProcessBinding, processBinding } from '../probe/process-binding.js'
import { announcedReports, askReporters, type Report } from '../reporters.js'
import { type Beside, besides } from './beside.js'
import { type Counters, readCounters, residentBytes } from './counters.js'
import type { ProcessFacts } from './facts.js'
import { memoryLimit } from './limit.js'
import { mallocParts } from './malloc-parts.js'
import { ownReports } from './own-reports.js'
import { type Draft, finished, sumOf } from './part.js'
import { type Scan, scanProcess } from './scan.js'
import { smallFile } from './small-file.js'
import { v8Parts } from './v8-parts.js'

const nothingReported: ReturnType<typeof askReporters> = { reports: [], problems: [] }

/** Every mapping, by owner. */
export function fullFacts(pid: number): ProcessFacts {
  const binding = processBinding()
  if (typeof binding === 'string') return quickFacts(pid, [`the mappings are not known one by one: ${binding}`])
  const scan = scanProcess(binding, pid)
  if (typeof scan === 'number') return quickFacts(pid, [`/proc/${pid || 'self'}/smaps: ${errnoText(scan)}`])
  const counters = pid === 0 ? readCounters() : undefined
  const figures = pid === 0 ? allocatorFigures(binding) : {}
  const { reports: said, problems } = pid === 0 ? askReporters() : nothingReported
  const reports = pid === 0 ? [...ownReports(), ...said] : said
  const { rss, before, after, allocator } = scan
  return {
    pid: pid || process.pid,
    by: 'smaps',
    rss,
    parts: finished([v8Parts(scan, counters, reports), mallocParts(scan, figures, counters, reports), ...otherParts(scan)]),
    remainder: scan.owners.unknown.rss,
    strangers: scan.strangers,
    changed: after >= 0 && before >= 0 ? after - before : 0,
    allocator,
    limit: limitOf(pid),
    beside: [...besides(scan, figures, counters), ...onCards(reports), ...(pid === 0 ? budgets() : [])],
    missing: [...missingFrom(scan, figures, pid), ...problems],
    counters,
    figures,
    scan,
  }
}

/** Beside the parts: what a budget counts is in a cache, or somewhere else that is a part. */
const budgets = (): Beside[] =>
  announcedReports('budget').map(({ path, bytes }) => ({ name: `budget ${path}`, bytes, note: 'reserved in it; no part by itself' }))

const onCards = (reports: readonly Report[]): Beside[] =>
  reports
    .filter(({ kind }) => kind === 'gpu')
    .map(({ path, bytes }) => ({ name: path, bytes, note: 'reported; on the graphics card, not in RSS' }))

function otherParts({ owners }: Scan): (Draft | undefined)[] {
  const part = (name: string, owner: keyof Scan['owners'], note?: string): Draft => ({ name, bytes: owners[owner].rss, note })
  const file = (name: string, owner: keyof Scan['owners']): Draft | undefined => {
    const { rss, privateDirty } = owners[owner]
    const dirty = Math.min(rss, privateDirty)
    return sumOf(name, [
      { name: 'private', bytes: dirty, note: 'written to: this process pays for it alone' },
      { name: 'of the file', bytes: rss - dirty },
    ])
  }
  return [
    sumOf('binaries', [file('executable', 'executable'), file('libraries', 'libraries'), file('addons', 'addons')]),
    part('WebAssembly memories', 'WebAssembly'),
    part('growable buffers', 'reservations', 'and other reservations that grow'),
    sumOf('stacks', [part('main', 'main stack'), part('threads', 'thread stacks', 'also those that are kept of threads that ended')]),
    part('shared memory', 'shared memory'),
    part('files', 'files', 'mapped'),
    sumOf('others', [part('io_uring', 'io_uring'), part('Abseil', 'Abseil', "V8's and Node's mutexes"), part('kernel', 'kernel')]),
  ]
}

function missingFrom({ refused, readsPageTable, leftOut, allocator }: Scan, figures: AllocatorFigures, pid: number): string[] {
  const missing: string[] = []
  if (pid !== 0) missing.push('counters of V8 and malloc: they are those of another process')
  if (refused > 0)
    missing.push(
      "the process's memory may not be read (ptrace rights): heap pages and arenas are recognized by their addresses, and large blocks of malloc are in the remainder",
    )
  if (!readsPageTable) missing.push('/proc/self/pagemap: pieces of one mapping are distinguished by size, not by what is resident')
  if (leftOut > 0) missing.push('more isolates than the table has room for')
  if (allocator === 'unknown') missing.push('which malloc serves the process: what it has is in the remainder')
  else if (pid === 0 && allocator === 'glibc' && figures.inUse === undefined)
    missing.push('mallinfo2() of glibc 2.33: what of malloc is in use')
  else if (pid === 0 && (allocator === 'mimalloc' || allocator === 'musl'))
    missing.push(`what of malloc is in use: ${allocator} does not say`)
  return missing
}

/** Where even that fails, as in a program that has changed what the language has: RSS, and what failed. */
export function bareFacts(pid: number, error: unknown): ProcessFacts {
  const rss = pid === 0 ? residentBytes() : 0
  return {
    pid: pid || process.pid,
    by: 'counters',
    rss,
    parts: [],
    remainder: rss,
    strangers: [],
    changed: 0,
    allocator: 'unknown',
    limit: undefined,
    beside: [],
    missing: [`everything else: ${error instanceof Error ? error.message : 'it failed'}`],
    counters: undefined,
    figures: {},
    scan: undefined,
  }
}

/** From the sums that the kernel keeps, and counters: an overview at a fraction of the cost. `missing` says why there is no more. */
export function quickFacts(pid: number, missing: readonly string[] = []): ProcessFacts {
  const sums = smallFile(`/proc/${pid || 'self'}/status`)
  const number = (name: string): number | undefined => {
    const found = new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(sums ?? '')
    return found === null ? undefined : Number(found[1]) * 1024
  }
  const binding = pid === 0 ? processBinding() : undefined
  const counters = pid === 0 ? readCounters() : undefined
  const figures = typeof binding === 'object' ? allocatorFigures(binding) : {}
  const rss = number('VmRSS') ?? (pid === 0 ? residentBytes() : 0)
  const anonymous = number('RssAnon')
  const notes = [...missing]
  if (sums === undefined)
    notes.push(
      pid === 0
        ? rss > 0
          ? '/proc: RSS is by the system, the rest by counters'
          : '/proc: without it RSS is not known'
        : `/proc/${pid}: no such process, or no permission`,
    )
  const { parts, remainder } = quickParts(rss, anonymous, counters, figures)
  return {
    pid: pid || process.pid,
    by: sums === undefined ? 'counters' : 'status',
    rss,
    parts: finished(parts),
    remainder,
    strangers: [],
    changed: 0,
    allocator: typeof binding === 'object' ? allocatorName(binding) : 'unknown',
    limit: limitOf(pid),
    beside: [],
    missing: notes,
    counters,
    figures,
    scan: undefined,
  }
}

function quickParts(
  rss: number,
  anonymous: number | undefined,
  counters: Counters | undefined,
  { arena, mapped, allocated }: AllocatorFigures,
) {
  const parts: Draft[] = []
  let left = rss
  const take = (name: string, bytes: number, note?: string) => {
    const own = Math.min(left, Math.max(0, bytes))
    left -= own
    parts.push({ name, bytes: own, note })
  }
  if (anonymous !== undefined) take('files and shared memory', rss - anonymous)
  if (counters !== undefined) {
    take('v8', counters.heapTotal, 'of this isolate, as it counts')
    const malloc = arena === undefined ? allocated : arena + (mapped ?? 0)
    if (malloc !== undefined) take('malloc', malloc, 'what it has from the system, resident or not')
    else take('array buffers', counters.arrayBuffers, 'of this isolate, as asked for')
  }
  return { parts, remainder: left }
}

function allocatorName(binding: ProcessBinding) {
  return allocatorNames[binding.processAllocator()[0]] ?? 'unknown'
}

const limitOf = (pid: number) => (pid === 0 ? memoryLimit() : undefined)

function errnoText(errno: number): string {
  try {
    return getSystemErrorName(-errno)
  } catch {
    return `error ${errno}`
  }
}
