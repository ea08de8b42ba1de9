import { SafeWeakRef } from '../intrinsics.js'
import { contextsOf, variablesOf } from '../measure.js'
import type { KnownContext, KnownContexts } from '../probe/method.js'

/** Closures of entries that were charged last: a context that one of them has too is shared from then on. */
const recentMost = 256

/** A context that several entries hold: so far out of a closure that leads to it. */
interface Part {
  closure: WeakRef<object>
  depth: number
  /** The entry's that the closure is of. */
  key: unknown
  bytes: number
  readonly batch: Batch
  holders: number
}

/** Parts that were found together: what several of them lead to counts once. */
interface Batch {
  readonly parts: Set<Part>
  /** What they hold in turn. */
  more: ReadonlySet<Part>
}

interface Recent<K> {
  readonly key: K
  readonly closure: WeakRef<object>
}

/**
 * What closures of a cache's entries hold through their outer variables. A context that one entry holds is charged to that entry; one that several hold
 * is a part of its own, charged once, as long as one of them is there. A context is known by a closure that leads to it: 256 of the last are looked at, so
 * that of contexts which more entries apart than that share, some are charged twice.
 */
export class OuterVariables<K> {
  /** Bytes of what several hold. */
  bytes = 0
  /** Entries that were charged for what turned out to be shared: they have to be charged again. */
  private due: K[] = []
  private readonly stops: readonly object[]
  private parts: Part[] = []
  private recent: Recent<K>[] = []
  private readonly held = new Map<K, Set<Part>>()

  /** @param stops the cache and what it is made of: the variables of a closure often lead to it */
  constructor(stops: readonly object[]) {
    this.stops = stops
  }

  /** Bytes that the entry holds by itself, and charges what it shares from now on, if they are no more than `limit`. 0 where there is no probe. */
  charge(key: K, value: unknown, limit: number): number {
    this.letGo(key)
    const { parts, recent } = this
    const references = [...parts.map((part) => part.closure), ...recent.map((one) => one.closure)]
    const depths = [...parts.map((part) => part.depth), ...recent.map(() => -1)]
    const found = variablesOf(value, key, this.stops, { references, depths })
    if (found === undefined || found.bytes > limit) return found?.bytes ?? 0
    const held = new Set<Part>()
    const batch: Batch = { parts: new Set(), more: held }
    for (const { place, depth } of found.met) {
      const part = parts[place]
      if (part !== undefined) held.add(part)
      else {
        const { key: other, closure } = recent[place - parts.length] as Recent<K>
        batch.parts.add({ closure, depth, key: other, bytes: 0, batch, holders: 0 })
        if (!this.due.includes(other)) this.due.push(other)
      }
    }
    this.measure(batch)
    for (const part of batch.parts) held.add(part)
    for (const part of held) for (const one of part.batch.more) held.add(one)
    if (held.size > 0) this.held.set(key, held)
    for (const part of held) part.holders++
    this.parts = [...parts, ...batch.parts]
    for (const closure of found.closures) this.recent.push({ key, closure: new SafeWeakRef(closure) })
    if (this.recent.length > recentMost) this.recent = this.recent.slice(-recentMost)
    return found.bytes
  }

  /** Measures the parts of a batch, but for what is a part of another. */
  private measure(batch: Batch): void {
    const own: Part[] = []
    const closures: object[] = []
    for (const part of batch.parts) {
      const closure = part.closure.deref()
      if (closure === undefined) continue
      own.push(part)
      closures.push(closure)
    }
    if (own.length === 0) return
    const others = this.parts.filter((part) => part.batch !== batch)
    const known: KnownContexts = { references: others.map((part) => part.closure), depths: others.map((part) => part.depth) }
    const found = contextsOf({ closures, depths: own.map((part) => part.depth) }, this.stops, known)
    if (found === undefined) return
    own.forEach((part, i) => {
      this.bytes += (found.ofEach[i] as number) - part.bytes
      part.bytes = found.ofEach[i] as number
    })
    batch.more = new Set(found.met.map(({ place }) => others[place] as Part))
  }

  /** Knows a part by a closure of another entry, as its own may be collected now: it must not be held, and all that it leads to. */
  private findAnew(part: Part): void {
    const closure = part.closure.deref()
    const { recent } = this
    if (closure === undefined) return
    const known = { references: recent.map((one) => one.closure), depths: recent.map(() => -1) }
    const met = contextsOf({ closures: [closure], depths: [part.depth] }, this.stops, known)?.met
    // the context itself, and so nothing beyond it
    if (met?.length !== 1) return
    const [{ place, depth }] = met as [KnownContext]
    const other = recent[place] as Recent<K>
    part.closure = other.closure
    part.depth = depth
    part.key = other.key
  }

  /** The entry is there no more. */
  letGo(key: K): void {
    if (this.recent.some((one) => one.key === key)) this.recent = this.recent.filter((one) => one.key !== key)
    const parts = this.held.get(key)
    if (parts === undefined) return
    this.held.delete(key)
    const smaller = new Set<Batch>()
    for (const part of parts) {
      if (--part.holders > 0) {
        if (part.key === key) this.findAnew(part)
        continue
      }
      this.bytes -= part.bytes
      part.batch.parts.delete(part)
      smaller.add(part.batch)
    }
    if (smaller.size === 0) return
    this.parts = this.parts.filter((part) => part.holders > 0)
    // what only those that went were charged for
    for (const batch of smaller) this.measure(batch)
  }

  /** Entries to charge again; none afterwards. */
  takeDue(): readonly K[] {
    const { due } = this
    if (due.length > 0) this.due = []
    return due
  }

  clear(): void {
    this.parts = []
    this.recent = []
    this.due = []
    this.held.clear()
    this.bytes = 0
  }

  /** Lets go of entries that were removed without a call. */
  reconcile(has: (key: K) => boolean): void {
    for (const key of this.held.keys()) if (!has(key)) this.letGo(key)
  }

  /** What it keeps itself. */
  tables(): object[] {
    const { parts, recent, due, held } = this
    return [
      this,
      parts,
      recent,
      due,
      held,
      ...recent,
      ...recent.map((one) => one.closure),
      ...held.values(),
      ...parts.flatMap((part) => [part, part.batch, part.batch.parts, part.batch.more]),
    ]
  }
}
