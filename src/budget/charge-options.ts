import { wrongOption } from '../errors.js'
import { warn } from '../warn.js'

/** What an entry of a cache, or a value that a budget reserves room for, is charged. */
export interface ChargeOptions {
  /**
   * Whether closures in entries count with what they hold through their variables, up to those of the script or module: an outer variable that several
   * entries share counts once, and what the cache itself is made of does not. Only the probe sees variables. Entries without closures cost the same.
   * Default: false, with one warning when the first entry comes that holds closures with variables; `false` says so without a warning.
   */
  readonly contexts?: boolean | undefined
  /**
   * `'upper'`: where there is no probe, entries are charged with the upper bound of their size, and those that have none, as a Proxy, are refused.
   * By the probe, sizes are exact and both are the same. Default: `'bytes'`, the likeliest size.
   */
  readonly charge?: 'bytes' | 'upper' | undefined
}

/** Throws a MemSizeError for a wrong one. */
export function expectCharge({ contexts, charge }: ChargeOptions): void {
  if (contexts !== undefined && typeof contexts !== 'boolean') throw wrongOption('contexts', 'true or false', contexts)
  if (charge !== undefined && charge !== 'bytes' && charge !== 'upper') throw wrongOption('charge', "'bytes' or 'upper'", charge)
}

let isWarned = false

/** Warns once in a process of what is not charged. */
export function warnOfVariables(): void {
  if (isWarned) return
  isWarned = true
  warn(
    'An entry of a cache or budget holds closures, and what their variables hold is not charged. Pass `contexts: true` to it to charge that, or `contexts: false` to end this warning.',
  )
}
