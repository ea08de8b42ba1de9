import { wrongOption } from '../errors.js'
import { SafeWeakRef } from '../intrinsics.js'
import { isDelay, now, repeat } from '../timers.js'

/**
 * For values that change after `set`. `'on-get'`: each `get` measures what it found. Milliseconds: so often, some entries are measured, the next ones
 * each time, for 2 ms at most.
 */
export type Remeasure = 'on-get' | number

export function expectRemeasure(remeasure: unknown): void {
  if (remeasure !== undefined && remeasure !== 'on-get' && !isDelay(remeasure, 1))
    throw wrongOption('remeasure', "'on-get' or milliseconds, 1 or more", remeasure)
}

/** How long a turn may take, in ms. */
const turnLength = 2

/**
 * Measures some entries of a cache every so often, as long as the cache lives: `next` measures one more. It keeps neither the cache nor the process
 * alive.
 */
export function remeasureEvery<T extends { readonly size: number }>(every: number, cache: T, next: (cache: T) => void): void {
  const known = new SafeWeakRef(cache)
  const stop = repeat(every, () => {
    const cache = known.deref()
    if (cache === undefined) {
      stop()
      return
    }
    const end = now() + turnLength
    for (let turns = cache.size; turns > 0 && now() < end; turns--) next(cache)
  })
}
