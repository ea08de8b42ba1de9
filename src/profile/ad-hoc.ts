import { MemSizeError, shown } from '../errors.js'
import type { AdHocSite, ProfileFrame } from './allocation-profile.js'
import { pathOf } from './scripts.js'

/** What weights are of, where nothing else is said. */
const defaultUnit = 'events'
let unit = defaultUnit
let sites = new Map<string, { stack: readonly ProfileFrame[]; weight: number; events: number }>()

/**
 * Adds a weight of your own, bytes or anything else, to the call path that asks for it, as `dhat::ad_hoc_event` does. It is in the next profile
 * of this thread that is read or stopped, under `events`. `of` names the unit of all weights. Costs a stack: about 5 µs.
 */
export function adHocEvent(weight: number, of: string = defaultUnit): void {
  if (!(typeof weight === 'number' && weight >= 0 && Number.isFinite(weight)))
    throw new MemSizeError(`Expected the weight of an event to be a number, 0 or more, got ${shown(weight)}.`)
  if (typeof of !== 'string') throw new MemSizeError(`Expected the unit of an event to be a text like 'rows', got ${shown(of)}.`)
  unit = of
  const stack = callers(adHocEvent)
  const key = JSON.stringify(stack)
  const site = sites.get(key)
  if (site === undefined) sites.set(key, { stack, weight, events: 1 })
  else {
    site.weight += weight
    site.events++
  }
}

/** The events since they were last forgotten; undefined for none. */
export function eventsSoFar(): { unit: string; sites: readonly AdHocSite[] } | undefined {
  if (sites.size === 0) return undefined
  return { unit, sites: [...sites.values()].map((site) => ({ ...site })).sort((a, b) => b.weight - a.weight) }
}

export function forgetEvents(): void {
  sites = new Map()
  unit = defaultUnit
}

/** The stack above a function. A program's own formatting of stacks is put back. */
function callers(below: (...args: never[]) => unknown): ProfileFrame[] {
  const { prepareStackTrace, stackTraceLimit } = Error
  const holder: { stack?: ProfileFrame[] } = {}
  try {
    Error.stackTraceLimit = 64
    Error.prepareStackTrace = (_error, calls) =>
      calls.map((call) => ({
        function: call.getFunctionName() || '(anonymous)',
        file: pathOf(call.getFileName() ?? ''),
        line: call.getLineNumber() ?? 0,
        column: call.getColumnNumber() ?? 0,
      }))
    Error.captureStackTrace(holder, below)
    return holder.stack ?? []
  } finally {
    Error.prepareStackTrace = prepareStackTrace
    Error.stackTraceLimit = stackTraceLimit
  }
}
