import { classFacts } from '../describe/class-facts.js'
import { isObject } from '../intrinsics.js'
import { deepSize } from '../measure.js'
import { printable } from '../printable.js'
import { isDeclared } from './sharing.js'

/** Something that several entries hold, though nobody declared it shared. Sizes are bytes. */
export interface Suspect {
  /** Harmless to print. */
  readonly className: string
  /** Where the first entry that holds it has it: `$.config`. */
  readonly path: string
  /** Its deep size. */
  readonly bytes: number
  /** Entries that hold it: each was charged for it. */
  readonly holders: number
  /** What was charged for it more than once. */
  readonly overcharged: number
}

const mostSuspects = 10
const leastSuspect = 1024

/** Where an object was met first, and by whom. */
interface Met {
  readonly entry: number
  readonly path: () => string
}

/** What several of the values hold and nobody declared shared, the most overcharged first. */
export function suspectsAmong(values: Iterable<unknown>): Suspect[] {
  const first = new Map<object, Met>()
  const found = new Map<object, Set<number>>()
  let entry = 0
  for (const value of values) {
    entry++
    if (!isObject(value)) continue
    const current = entry
    deepSize(value, {
      exclude(object, path) {
        if (isDeclared(object)) return object !== value
        const before = first.get(object)
        if (before === undefined) first.set(object, { entry: current, path })
        if (before === undefined || before.entry === current) return false
        const holders = found.get(object)
        if (holders) holders.add(current)
        else found.set(object, new Set([before.entry, current]))
        return true
      },
    })
  }
  const suspects: Suspect[] = []
  for (const [object, { size: holders }] of found) {
    const bytes = deepSize(object, { exclude: (part) => part !== object && isDeclared(part) })
    if (bytes < leastSuspect) continue
    const className = printable(classFacts().of(object).name)
    suspects.push({ className, path: first.get(object)?.path() ?? '$', bytes, holders, overcharged: bytes * (holders - 1) })
  }
  return suspects.sort((a, b) => b.overcharged - a.overcharged).slice(0, mostSuspects)
}
