import type { Report, ReportedKind } from '../reporters.js'
import type { Draft } from './part.js'

/**
 * What is reported of a whole, as a tree by the steps of the paths. It cannot be more than the whole has: what a reporter says beyond that is cut, and
 * said in the note. Undefined where nothing is reported.
 */
export function reportedPart(reports: readonly Report[], kind: ReportedKind, most: number): Draft | undefined {
  const own = reports.filter((report) => report.kind === kind && report.bytes > 0)
  if (own.length === 0 || most <= 0) return undefined
  let left = most
  const root: Step = { name: 'reported', bytes: 0, steps: new Map(), note: undefined }
  for (const { path, bytes } of own) {
    const shown = Math.min(bytes, left)
    left -= shown
    if (shown > 0) add(root, stepsOf(path), shown, shown < bytes ? `reports ${bytes} bytes, more than there are` : undefined)
  }
  return draftOf(root)
}

/** Names of classes and caches can be any text. */
const stepsOf = (path: string): string[] => path.split('/').filter((step) => step.trim() !== '')

interface Step {
  readonly name: string
  bytes: number
  note: string | undefined
  readonly steps: Map<string, Step>
}

function add(root: Step, steps: readonly string[], bytes: number, note: string | undefined): void {
  let at = root
  at.bytes += bytes
  for (const name of steps) {
    let next = at.steps.get(name)
    if (next === undefined) at.steps.set(name, (next = { name, bytes: 0, steps: new Map(), note: undefined }))
    next.bytes += bytes
    at = next
  }
  at.note ??= note
}

/** A path may be another's beginning: what it reports itself is a part beside the longer ones. */
function draftOf({ name, bytes, steps, note }: Step): Draft {
  const children = [...steps.values()].map(draftOf)
  const own = bytes - children.reduce((sum, child) => sum + child.bytes, 0)
  if (children.length > 0 && own > 0) children.push({ name: '(itself)', bytes: own })
  return { name, bytes, note, children }
}
