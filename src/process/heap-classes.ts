import { countText } from '../tree/text-table.js'
import type { Beside } from './beside.js'
import type { ProcessDocument } from './facts.js'
import { type Draft, finished, type ProcessPart, within } from './part.js'

/** Objects of one class, on the heap itself. */
export interface HeapClassRow {
  readonly name: string
  readonly count: number
  /** Bytes. */
  readonly bytes: number
}

/** More classes than that are one part together: they are small. */
const mostClasses = 300

const used = 'v8/this isolate/used'
/** The largest isolate, for a process that was looked at from outside. */
const largest = 'v8/isolate 1'

/** What a report has of parts and beside them. */
type Shown = Pick<ProcessDocument, 'parts' | 'beside'>

/**
 * The report with the objects of its heap by class in place of what else divides them; what reporters said of the heap is beside the parts then. `source` says
 * where the classes come from. The same report where it has no heap.
 */
export function withHeapClasses<T extends Shown>(report: T, classes: readonly HeapClassRow[], source: string): T {
  const beside: Beside[] = []
  const path = hasPart(report.parts, used) ? used : largest
  const change = (part: ProcessPart): ProcessPart => {
    if (part.path === path) {
      for (const child of part.children) if (child.name === 'reported') reported(child, beside)
      return byClass(part, classes, source)
    }
    return path.startsWith(`${part.path}/`) ? { ...part, children: part.children.map(change) } : part
  }
  const parts = report.parts.map(change)
  return { ...report, parts, beside: [...report.beside, ...beside] }
}

function hasPart(parts: readonly ProcessPart[], path: string): boolean {
  return parts.some((part) => part.path === path || (path.startsWith(`${part.path}/`) && hasPart(part.children, path)))
}

function byClass(part: ProcessPart, classes: readonly HeapClassRow[], source: string): ProcessPart {
  const sorted = [...classes].sort((a, b) => b.bytes - a.bytes)
  const draft = ({ name, count, bytes }: HeapClassRow): Draft => ({
    name,
    bytes,
    note: `${countText(count)} ${count === 1 ? 'object' : 'objects'}`,
  })
  const shown = sorted.slice(0, mostClasses).map(draft)
  const others = sorted.slice(mostClasses)
  if (others.length > 0) shown.push({ name: `${others.length} more classes`, bytes: others.reduce((sum, { bytes }) => sum + bytes, 0) })
  const prefix = part.path.slice(0, part.path.length - part.name.length)
  const rest = part.path === used ? 'not alive any more' : 'free, kept, or not alive any more'
  return finished([within(part.name, part.bytes, shown, rest, `by class, ${source}`)], prefix)[0] as ProcessPart
}

/** The leaves of what was reported. */
function reported({ path, bytes, children }: ProcessPart, beside: Beside[]): void {
  if (children.length > 0) for (const child of children) reported(child, beside)
  else beside.push({ name: path.slice(`${used}/reported/`.length), bytes, note: 'reported; a part of the heap, which is shown by class' })
}
