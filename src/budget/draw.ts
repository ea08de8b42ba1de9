import { MemSizeError, shown } from '../errors.js'
import { SafeWeakRef } from '../intrinsics.js'
import { type External, expectExternal } from '../usable-stores.js'
import { MemoryBudget } from './memory-budget.js'
import type { Reservation } from './reservation.js'

/** How a cache draws on a budget that others draw on too. */
export interface DrawOptions {
  /**
   * What the cache holds is reserved there, in a budget of its own inside this one: where the budget lacks room for more, the cache evicts; where others lack
   * room, it is asked to. `close()` of the cache gives it all back.
   */
  readonly budget?: MemoryBudget | undefined
  /** How that budget is called in trees and errors. No two caches of a budget have the same. Default: `cache`. */
  readonly name?: string | undefined
  /**
   * `'usable'`: stores of ArrayBuffers count with what the allocator of this process gave for them, which is what the process has less of. Measuring
   * takes twice as long under glibc, and more under other allocators. Default: that of the `budget`, or `'requested'`.
   */
  readonly external?: External | undefined
}

/** Which bytes of stores a cache counts. */
export const externalOf = ({ external, budget }: DrawOptions): External => external ?? budget?.external ?? 'requested'

/** Evicts that number of bytes, or all there is. */
type Evict<C> = (cache: C, bytes: number) => void

/** What a cache has reserved in a budget: as many bytes as it holds. It keeps no cache alive. */
export class Draw<C extends object> {
  readonly #budget: MemoryBudget
  readonly #reservation: Reservation
  /** The cache asks for room itself, and evicts by itself where there is none. */
  #isAsking = false

  constructor({ budget, name = 'cache' }: DrawOptions, limit: number, cache: C, evict: Evict<C>) {
    const known = new SafeWeakRef(cache)
    this.#budget = (budget as MemoryBudget).child({
      name,
      limit,
      reclaim: (bytes) => {
        const alive = known.deref()
        if (alive !== undefined && !this.#isAsking) evict(alive, bytes)
      },
    })
    this.#reservation = this.#budget.reserve(0, { owner: cache })
  }

  /** Reserves that number of bytes in all; false where there is no room for more. Others may be asked for it. */
  holds(bytes: number): boolean {
    if (this.#reservation.isReleased) return false
    const before = this.#isAsking
    this.#isAsking = true
    try {
      return this.#reservation.tryResize(Math.ceil(bytes))
    } finally {
      this.#isAsking = before
    }
  }

  /** Gives all back: nothing can be held any more. */
  close(): void {
    this.#reservation.release()
    this.#budget.close()
  }
}

/** Throws for what is no budget, for a name without one, and for an `external` that is none. */
export function expectDraw({ budget, name, external }: DrawOptions): void {
  expectExternal(external)
  if (budget !== undefined && !(budget instanceof MemoryBudget))
    throw new MemSizeError(`Expected \`budget\` to be a MemoryBudget of memsize/budget, got ${shown(budget)}.`)
  if (budget === undefined && name !== undefined)
    throw new MemSizeError(
      `Expected \`name\` with a \`budget\`, which shows it, got ${shown(name)} alone. Leave it out, or add \`budget\`.`,
    )
}
