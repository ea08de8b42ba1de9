/// <reference lib="esnext.disposable" preserve="true" />
import { dispose } from '../dispose.js'
import { MemSizeError, shown } from '../errors.js'
import { isObject, SafeWeakRef } from '../intrinsics.js'
import { SharedParts, share, unsharedBytes } from './sharing.js'
import { type Suspect, suspectsAmong } from './suspects.js'

/** One value charged to a ledger, until it is released. */
export interface LedgerEntry {
  /** What it holds that is not shared. */
  readonly bytes: number
  /** Refunds it, and what it shared with nobody else any more: the bytes refunded. 0 when that was done before. */
  release(): number
  [Symbol.dispose](): void
}

/**
 * Charges values, and what several of them share, once: what descriptions call shared (`@MemSize.shared`, `meter.shared`) and what `Ledger.share` got.
 * What is shared and not declared is charged to each; `suspects()` finds it.
 */
export class Ledger {
  #bytes = 0
  readonly #shared = new SharedParts()
  readonly #entries = new Set<WeakRef<object>>()

  /**
   * Declares an object shared, in all ledgers and caches, as long as it lives; returns it. A charge made before does not know. What leads to it
   * is measured slower, about 0.3 µs an object, and so is everything where more than 64 are declared.
   */
  static share<T extends object>(object: T): T {
    if (!isObject(object)) throw new MemSizeError(`Expected an object or a function to share, got ${shown(object)}.`)
    share(object)
    return object
  }

  /**
   * What several of the values hold though nobody declared it shared, and so was charged for each, the most overcharged first: at most ten, of 1 kB or
   * more. For a cache: `Ledger.suspects(cache.values())`. It walks them all.
   */
  static suspects(values: Iterable<unknown>): Suspect[] {
    return suspectsAmong(values)
  }

  /** All that is charged. */
  get bytes(): number {
    return this.#bytes + this.#shared.bytes
  }

  /** Charges a value, and what it shares that no other entry holds yet. Linear in what it holds; about 0.3 µs an object where something is shared. */
  charge(value: unknown): LedgerEntry {
    const shared = new Set<object>()
    const bytes = unsharedBytes(value, shared)
    this.#shared.hold(shared)
    this.#bytes += bytes
    const known = isObject(value) ? new SafeWeakRef(value) : undefined
    if (known) this.#entries.add(known)
    let isHeld = true
    const release = (): number => {
      if (!isHeld) return 0
      isHeld = false
      if (known) this.#entries.delete(known)
      const freed = bytes + this.#shared.letGo(shared)
      shared.clear()
      this.#bytes -= bytes
      return freed
    }
    return { bytes, release, [dispose]: release }
  }

  /** `Ledger.suspects` of all that is charged and lives. `Ledger.share()` each, or have its description call it shared. */
  suspects(): Suspect[] {
    return suspectsAmong([...this.#entries].map((known) => known.deref()))
  }
}
