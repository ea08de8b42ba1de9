import { formatBytes } from '../bytes.js'
import { MemSizeError } from '../errors.js'
import { printable } from '../printable.js'

/** One place that holds bytes of a budget: the reservations of one budget that have one name, or none. */
export interface Consumer {
  /** `app/images`, and `app/images: thumbnails` for the reservations named so. */
  readonly path: string
  /** Bytes reserved. */
  readonly bytes: number
  /** Reservations. */
  readonly count: number
}

export const heaviestFirst = (consumers: Iterable<Consumer>): Consumer[] => [...consumers].sort((a, b) => b.bytes - a.bytes)

/** What is known of a refusal. Sizes are bytes. */
export interface Refusal {
  /** The path of the budget that lacks room: the one asked, or one above it. */
  readonly budget: string
  /** Bytes asked for. */
  readonly requested: number
  /** What was left there, after all that could be reclaimed. */
  readonly remaining: number
  /** The limit of that budget. */
  readonly limit: number
  /** What others gave back for this request, in vain. */
  readonly reclaimed: number
  /** The heaviest consumers of that budget, the heaviest first: at most five. */
  readonly largest: readonly Consumer[]
  /** How long it was waited for, in ms. */
  readonly waited?: number | undefined
}

/** A budget has no room, not even after reclaiming; says who holds it. */
export class BudgetExceededError extends MemSizeError implements Refusal {
  /** `BudgetExceededError`. */
  override readonly name = 'BudgetExceededError'
  readonly budget: string
  readonly requested: number
  readonly remaining: number
  readonly limit: number
  readonly reclaimed: number
  readonly largest: readonly Consumer[]
  readonly waited: number | undefined

  constructor(refusal: Refusal) {
    super(messageOf(refusal))
    const { budget, requested, remaining, limit, reclaimed, largest, waited } = refusal
    this.budget = budget
    this.requested = requested
    this.remaining = remaining
    this.limit = limit
    this.reclaimed = reclaimed
    this.largest = largest
    this.waited = waited
  }
}

function messageOf({ budget, requested, remaining, limit, reclaimed, largest, waited }: Refusal): string {
  const after = waited === undefined ? '' : ` after ${waited} ms`
  const freed = reclaimed > 0 ? `, ${formatBytes(reclaimed)} having been reclaimed` : ''
  const room = `${formatBytes(requested)} do not fit in the budget ${printable(budget)}${after}: ${formatBytes(remaining)} of ${formatBytes(limit)} remain${freed}.`
  if (requested > limit) return `${room} It is larger than the whole budget: raise the limit, or reserve less.`
  const list = largest.map(
    ({ path, bytes, count }) => `${printable(path)} ${formatBytes(bytes)}${count > 1 ? ` (${count} reservations)` : ''}`,
  )
  return `${room} Held by ${list.join(', ')}. Release some, give one of them a \`reclaim\`, or raise the limit.`
}
