import { dispose } from './dispose.js'
import { MemSizeError, shown, wrongOption } from './errors.js'
import { SafeMap, SafeWeakRef } from './intrinsics.js'

/** Where reported bytes are: in the JavaScript heap, in malloc or other memory of the process, or on a graphics card, which is no part of RSS. */
export type ReportedKind = 'heap' | 'external' | 'gpu'

/** What a reporter says. */
export interface Reported {
  /** Whole bytes, 0 or more. */
  readonly bytes: number
  /** Default: `heap`. */
  readonly kind?: ReportedKind | undefined
}

/** What a part of the program says of its memory, by path. */
export interface Report {
  readonly path: string
  readonly bytes: number
  readonly kind: ReportedKind
}

/** A reporter that is asked until it is stopped. */
export interface Reporter {
  /** Ends the reports. */
  stop(): void
  [Symbol.dispose](): void
}

const kinds: readonly unknown[] = ['heap', 'external', 'gpu']

/** Each with its path; the key is the reporter, and nothing else. */
const reporters = new SafeMap<object, { readonly path: string; readonly report: () => unknown }>()
let isAsking = false

/**
 * Has processMemory() show what a part of the program knows of its memory, as a part of the heap or of malloc, under a path with slashes like
 * `db/page-cache`. `report` is called for each report of the process, so it should be quick. Where two reporters have one path, their sum is shown. Throws a MemSizeError
 * for a path or function that is none, and within a reporter.
 */
export function registerReporter(path: string, report: () => Reported): Reporter {
  if (typeof path !== 'string' || path.split('/').some((step) => step.trim() === ''))
    throw wrongOption('path', 'steps with slashes between them, like "db/page-cache"', path)
  if (typeof report !== 'function') throw wrongOption('report', 'a function like () => ({ bytes, kind: "heap" })', report)
  if (isAsking)
    throw new MemSizeError('Expected registerReporter() to be called outside of a reporter; register when the module is loaded.')
  const key = {}
  reporters.set(key, { path, report })
  const stop = (): void => void reporters.delete(key)
  return { stop, [dispose]: stop }
}

/** Something that reports by itself as long as it lives: it is held weakly. */
interface Announced {
  readonly object: WeakRef<object>
  readonly path: string
  readonly bytes: (object: object) => number
}

const lists: Readonly<Record<'cache' | 'budget', { readonly all: Announced[]; made: number; due: number }>> = {
  cache: { all: [], made: 0, due: 64 },
  budget: { all: [], made: 0, due: 64 },
}

/** Made here: a function made in a constructor would hold what the constructor has. */
export const bytesOfCache = (cache: { readonly bytes: number }): number => cache.bytes
export const usedOfBudget = (budget: { readonly used: number }): number => budget.used

/**
 * Has a cache, or a budget, report by itself. A cache is a part of the heap and of malloc, under `caches/`; a budget is shown beside the parts, as what it has is
 * elsewhere too. `bytes` must not hold the object. A `name` of its own is shown as it is, another with a number.
 */
export function announce<T extends object>(
  kind: 'cache' | 'budget',
  object: T,
  name: string,
  bytes: (object: T) => number,
  isNamed = kind === 'budget',
): void {
  const list = lists[kind]
  if (list.all.length >= list.due) {
    live(list.all)
    list.due = 2 * list.all.length + 64
  }
  list.made++
  list.all.push({
    object: new SafeWeakRef(object) as WeakRef<object>,
    path: kind === 'cache' ? `caches/${isNamed ? name : `${name} ${list.made}`}` : name,
    bytes: bytes as (object: object) => number,
  })
}

/** Drops what was collected. */
function live(all: Announced[]): Announced[] {
  let kept = 0
  for (const one of all) if (one.object.deref() !== undefined) all[kept++] = one
  all.length = kept
  return all
}

/** Something that reports by itself, with what it has now. */
export interface AnnouncedReport {
  readonly object: object
  readonly path: string
  readonly bytes: number
}

/** What caches, or budgets, that live have now. Never throws. */
export function announcedReports(kind: 'cache' | 'budget'): AnnouncedReport[] {
  return live(lists[kind].all).flatMap(({ object, path, bytes }): AnnouncedReport[] => {
    try {
      const own = object.deref()
      const found = own === undefined ? 0 : bytes(own)
      return own !== undefined && Number.isSafeInteger(found) && found > 0 ? [{ object: own, path, bytes: found }] : []
    } catch {
      // a budget that was closed
      return []
    }
  })
}

/** Asks all reporters. What is wrong with one of them is a line of `problems`; it never throws. */
export function askReporters(): { readonly reports: Report[]; readonly problems: string[] } {
  const reports = new Map<string, Report>()
  const problems: string[] = []
  // a reporter that asks for a report would be asked again, without end
  if (isAsking) return { reports: [], problems: ['what reporters say: one of them asked for this report'] }
  isAsking = true
  try {
    for (const { path, report } of [...reporters.values()]) {
      const found = asked(path, report)
      if (typeof found === 'string') problems.push(`what ${path} reports: ${found}`)
      else {
        const before = reports.get(`${found.kind}\n${path}`)
        if (before !== undefined) problems.push(`${path} is registered twice: the sum is shown`)
        reports.set(`${found.kind}\n${path}`, before === undefined ? found : { ...found, bytes: found.bytes + before.bytes })
      }
    }
  } finally {
    isAsking = false
  }
  return { reports: [...reports.values()], problems: [...new Set(problems)] }
}

/** What one says, or what is wrong with it. */
function asked(path: string, report: () => unknown): Report | string {
  try {
    const said = report() as Reported
    const bytes: unknown = said.bytes
    const kind: unknown = said.kind ?? 'heap'
    if (!Number.isSafeInteger(bytes) || (bytes as number) < 0) return `expected bytes as a whole number, got ${shown(bytes)}`
    if (!kinds.includes(kind)) return `expected its kind to be heap, external or gpu, got ${shown(kind)}`
    return { path, bytes: bytes as number, kind: kind as ReportedKind }
  } catch (error) {
    return `it threw ${thrownText(error)}`
  }
}

/** Safe for any value: what is thrown may throw again when it is looked at. */
function thrownText(error: unknown): string {
  try {
    return error instanceof Error ? String(error.message).slice(0, 200) : shown(error)
  } catch {
    return 'something that cannot be shown'
  }
}
