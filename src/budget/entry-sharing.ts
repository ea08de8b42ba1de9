import { hasMetVariables, hasProbe } from '../measure.js'
import type { External } from '../usable-stores.js'
import { type ChargeOptions, warnOfVariables } from './charge-options.js'
import { entryBytes, plainEntryBytes, upperEntryBytes } from './entry-size.js'
import { OuterVariables } from './outer-variables.js'
import { SharedParts } from './sharing.js'

/** What the entries of one cache are charged, and what they share: that is charged once, as long as one of them is there. Where nothing is shared, nothing is kept. */
export class EntrySharing<K> {
  private readonly parts: SharedParts
  private readonly external: External | undefined
  /** Made when an entry shares something: an empty Map takes 200 bytes. */
  private held: Map<K, ReadonlySet<object>> | undefined
  /** An empty set for the next entry; a description that uses the cache meanwhile gets another. */
  private spare: Set<object> | undefined
  private readonly isUpper: boolean
  private readonly mayWarn: boolean
  private readonly variables: OuterVariables<K> | undefined

  /** @param stops the cache and what it is made of: they are no entry's */
  constructor({ contexts, charge }: ChargeOptions, stops: readonly object[], external?: External) {
    this.external = external === 'requested' ? undefined : external
    this.parts = new SharedParts(external)
    this.isUpper = charge === 'upper'
    this.mayWarn = contexts === undefined
    this.variables = contexts ? new OuterVariables<K>(stops) : undefined
  }

  /** Bytes of all that is shared. */
  get bytes(): number {
    const { parts, variables } = this
    return variables === undefined ? parts.bytes : parts.bytes + variables.bytes
  }

  /** Bytes that an entry holds by itself. If they are no more than `limit`, it holds what it shares from now on; nothing otherwise. */
  charge(key: K, value: unknown, limit: number): number {
    if (this.isUpper && !hasProbe()) {
      this.letGo(key)
      return upperEntryBytes(key, value, this.variables !== undefined)
    }
    const plain = this.external === undefined ? plainEntryBytes(key, value) : -1
    const met = plain >= 0 ? hasMetVariables() : 'perhaps'
    if (met === true && this.mayWarn) warnOfVariables()
    if (plain >= 0) this.letGo(key)
    const bytes = plain >= 0 ? plain : this.chargeParts(key, value, limit)
    if (met === false || this.variables === undefined || bytes > limit) return bytes
    const more = this.variables.charge(key, value, limit - bytes)
    if (bytes + more > limit) this.letGo(key)
    return bytes + more
  }

  /** Entries that have to be charged again: what they were charged for turned out to be shared. None afterwards. */
  takeDue(): readonly K[] {
    return this.variables === undefined ? nothing : this.variables.takeDue()
  }

  private chargeParts(key: K, value: unknown, limit: number): number {
    const found = this.spare ?? new Set<object>()
    this.spare = undefined
    const bytes = entryBytes(key, value, found, this.external)
    const isKept = found.size > 0 && bytes <= limit
    // before it lets go: what it shares still need not be measured again
    if (isKept) this.parts.hold(found)
    this.letGo(key)
    if (isKept) {
      this.held ??= new Map()
      this.held.set(key, found)
    } else {
      // it would make a new table
      if (found.size > 0) found.clear()
      this.spare = found
    }
    return bytes
  }

  /** The entry is there no more. */
  letGo(key: K): void {
    this.variables?.letGo(key)
    const { held } = this
    const objects = held?.get(key)
    if (objects === undefined) return
    held?.delete(key)
    this.parts.letGo(objects)
  }

  clear(): void {
    if (this.held !== undefined) for (const key of this.held.keys()) this.letGo(key)
    this.variables?.clear()
  }

  /** Lets go of entries that were removed without a call. */
  reconcile(has: (key: K) => boolean): void {
    this.variables?.reconcile(has)
    if (this.held === undefined) return
    for (const key of this.held.keys()) if (!has(key)) this.letGo(key)
  }

  /** What it keeps itself, whatever is shared. */
  get tables(): object[] {
    return [this, this.parts, this.parts.table]
  }

  /** What it keeps of what is shared now; undefined where nothing is. */
  get tablesOfEntries(): object[] | undefined {
    const ofVariables = this.variables?.tables()
    const { held } = this
    if (held === undefined) return ofVariables
    return [held, ...held.values(), ...this.parts.tables(), ...(ofVariables ?? [])]
  }
}

const nothing: readonly never[] = []
