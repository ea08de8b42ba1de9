import type { External } from '../usable-stores.js'
import { entryBytes } from './entry-size.js'
import { SharedParts } from './sharing.js'

/** What the entries of one cache share: charged once, as long as one of them is there. Where nothing is shared, nothing is kept. */
export class EntrySharing<K> {
  private readonly parts: SharedParts
  private readonly external: External | undefined
  private readonly held = new Map<K, ReadonlySet<object>>()
  /** An empty set for the next entry; a description that uses the cache meanwhile gets another. */
  private spare: Set<object> | undefined

  constructor(external?: External) {
    this.external = external
    this.parts = new SharedParts(external)
  }

  /** Bytes of all that is shared. */
  get bytes(): number {
    return this.parts.bytes
  }

  /** Bytes that an entry holds by itself. If they are no more than `limit`, it holds what it shares from now on; nothing otherwise. */
  charge(key: K, value: unknown, limit: number): number {
    const found = this.spare ?? new Set<object>()
    this.spare = undefined
    const bytes = entryBytes(key, value, found, this.external)
    const isKept = found.size > 0 && bytes <= limit
    // before it lets go: what it shares still need not be measured again
    if (isKept) this.parts.hold(found)
    this.letGo(key)
    if (isKept) this.held.set(key, found)
    else {
      // it would make a new table
      if (found.size > 0) found.clear()
      this.spare = found
    }
    return bytes
  }

  /** The entry is there no more. */
  letGo(key: K): void {
    const objects = this.held.size > 0 ? this.held.get(key) : undefined
    if (objects === undefined) return
    this.held.delete(key)
    this.parts.letGo(objects)
  }

  clear(): void {
    for (const key of this.held.keys()) this.letGo(key)
  }

  /** Lets go of entries that were removed without a call. */
  reconcile(has: (key: K) => boolean): void {
    for (const key of this.held.keys()) if (!has(key)) this.letGo(key)
  }

  /** What it keeps itself. */
  tables(): object[] {
    return [this, this.held, ...this.held.values(), ...this.parts.tables()]
  }
}
