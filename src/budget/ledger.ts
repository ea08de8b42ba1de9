/// <reference lib="esnext.disposable" preserve="true" />
import { MemSizeError, shown } from '../errors.js'
import { deepSize, deepSizeWithout } from '../measure.js'
import { printable } from '../printable.js'
import { ClassTable } from '../sizers/classes.js'

const dispose: typeof Symbol.dispose = Symbol.dispose ?? Symbol.for('Symbol.dispose')

/** Something that several entries hold, though nobody declared it shared. Sizes are bytes. */
export interface Suspect {
  /** Harmless to print. */
  readonly className: string
  /** Where the first entry that holds it has it: `$.config`. */
  readonly path: string
  readonly bytes: number
  /** Entries that hold it: each was charged for it. */
  readonly holders: number
  /** What was charged for it more than once. */
  readonly overcharged: number
}

/** What is declared shared, and held by entries now. */
interface Shared {
  bytes: number
  holders: number
}

/** Declared for all ledgers. */
const declared = new WeakSet<object>()
const isObject = (value: unknown): value is object => (typeof value === 'object' && value !== null) || typeof value === 'function'

const mostSuspects = 10
const leastSuspect = 1024

/** One value charged to a ledger, until it is released. */
export interface LedgerEntry {
  /** What it holds that is not shared. */
  readonly bytes: number
  /** Refunds it, and what it shared with nobody else any more: the bytes refunded. 0 when that was done before. */
  release(): number
  [Symbol.dispose](): void
}

/**
 * Charges values, and what several of them share, once: what descriptions call shared (`@MemSize.shared`, `meter.shared`) and what `Ledger.share` was
 * told of. What is shared and not declared is charged to each; `suspects()` finds it.
 */
export class Ledger {
  #bytes = 0
  readonly #shared = new Map<object, Shared>()
  readonly #entries = new Set<WeakRef<object>>()

  /** Declares an object shared, in all ledgers, as long as it lives; returns it. A charge made before does not know. */
  static share<T extends object>(object: T): T {
    if (!isObject(object)) throw new MemSizeError(`Expected an object or a function to share, got ${shown(object)}.`)
    declared.add(object)
    return object
  }

  /** All that is charged. */
  get bytes(): number {
    return this.#bytes
  }

  /** Charges a value, and what it shares that no other entry holds yet. Linear in what it holds, some 0.3 µs an object. */
  charge(value: unknown): LedgerEntry {
    const { bytes, shared } = parts(value)
    // what is shared may share more; each is known to all that lead to it
    for (const object of shared) for (const more of this.#hold(object)) shared.add(more)
    this.#bytes += bytes
    const known = isObject(value) ? new WeakRef(value) : undefined
    if (known) this.#entries.add(known)
    let isHeld = true
    const release = (): number => {
      if (!isHeld) return 0
      isHeld = false
      if (known) this.#entries.delete(known)
      let freed = bytes
      for (const object of shared) freed += this.#letGo(object)
      shared.clear()
      this.#bytes -= freed
      return freed
    }
    return { bytes, release, [dispose]: release }
  }

  /** Counts one holder more, and charges what nobody held. What that shares in turn. */
  #hold(object: object): Iterable<object> {
    const { bytes, shared } = parts(object, object)
    const known = this.#shared.get(object)
    if (known) known.holders++
    else {
      this.#shared.set(object, { bytes, holders: 1 })
      this.#bytes += bytes
    }
    return shared
  }

  #letGo(object: object): number {
    const known = this.#shared.get(object) as Shared
    if (--known.holders > 0) return 0
    this.#shared.delete(object)
    return known.bytes
  }

  /**
   * What was charged to several entries, and so more than once, the most overcharged first: at most ten, of 1 kB or more. It walks all that is charged.
   * `Ledger.share()` each, or have its description call it shared.
   */
  suspects(): Suspect[] {
    const first = new Map<object, { entry: number; path: string }>()
    const found = new Map<object, Set<number>>()
    let number = 0
    for (const known of this.#entries) {
      const value = known.deref()
      const entry = number++
      if (value === undefined) continue
      const skip = (object: object): boolean => declared.has(object) || this.#shared.has(object)
      deepSize(value, {
        exclude(object, path) {
          if (object === value && !first.has(object)) return false
          if (skip(object)) return true
          const before = first.get(object)
          if (before === undefined) first.set(object, { entry, path: path() })
          if (before === undefined || before.entry === entry) return false
          const holders = found.get(object)
          if (holders) holders.add(entry)
          else found.set(object, new Set([before.entry, entry]))
          return true
        },
      })
    }
    const suspects: Suspect[] = []
    for (const [object, { size: holders }] of found) {
      const bytes = deepSize(object, { exclude: (part) => part !== object && declared.has(part) })
      if (bytes < leastSuspect) continue
      const className = printable(new ClassTable().of(object).name)
      suspects.push({ className, path: first.get(object)?.path ?? '$', bytes, holders, overcharged: bytes * (holders - 1) })
    }
    return suspects.sort((a, b) => b.overcharged - a.overcharged).slice(0, mostSuspects)
  }
}

interface Parts {
  readonly bytes: number
  readonly shared: Set<object>
}

/** What a value holds by itself, and what is shared on the way. `root` is measured though it is shared. */
function parts(value: unknown, root?: object): Parts {
  for (;;) {
    const shared = new Set<object>()
    let isNew = false
    const bytes = deepSizeWithout(
      value,
      (object) => {
        if (object === root || !declared.has(object)) return false
        shared.add(object)
        return true
      },
      (object) => {
        isNew ||= !declared.has(object)
        declared.add(object)
      },
    )
    // met before a description called it shared: once more, with what is known now
    if (!isNew) return { bytes, shared }
  }
}
