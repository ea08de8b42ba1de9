import { SafeWeakRef } from '../intrinsics.js'
import { variablesOf } from '../measure.js'

/** Closures of entries that were charged last: a context that one of them has too is shared from then on. */
const recentMost = 256
const noClosures: readonly object[] = []

/** A context that several entries hold. */
interface Part {
  /** A closure that leads to it, and how many contexts are between: the one of the entry that came last, which is evicted last. */
  closure: WeakRef<object>
  depth: number
  bytes: number
  /** What it holds in turn. */
  more: readonly Part[]
  holders: number
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
  due: K[] = []
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
    const found = this.look(value, key, -1)
    if (found === undefined || found.bytes > limit) return found?.bytes ?? 0
    const { closures, parts } = found
    if (parts.size > 0) {
      for (const part of parts) for (const one of part.more) parts.add(one)
      for (const part of parts) part.holders++
      this.held.set(key, parts)
    }
    for (const closure of closures) this.recent.push({ key, closure: new SafeWeakRef(closure) })
    if (this.recent.length > recentMost) this.recent = this.recent.slice(-recentMost)
    return found.bytes
  }

  /** What a value's closures hold; contexts of recent entries among it become parts. */
  private look(
    value: unknown,
    key: unknown,
    depth: number,
  ): { bytes: number; closures: readonly object[]; parts: Set<Part> } | undefined {
    const { parts, recent } = this
    const references = [...parts.map((part) => part.closure), ...recent.map((one) => one.closure)]
    const depths = [...parts.map((part) => part.depth), ...recent.map(() => -1)]
    const found = variablesOf(value, key, depth, this.stops, { references, depths })
    if (found === undefined) return undefined
    const met = new Set<Part>()
    for (const { place, depth } of found.met) {
      const part = parts[place]
      if (part !== undefined) met.add(part)
      else {
        const one = recent[place - parts.length] as Recent<K>
        const made = this.made(one.closure, depth)
        if (made !== undefined) met.add(made)
        if (!this.due.includes(one.key)) this.due.push(one.key)
      }
    }
    return { bytes: found.bytes, closures: depth < 0 ? found.closures : noClosures, parts: met }
  }

  private made(closure: WeakRef<object>, depth: number): Part | undefined {
    const target = closure.deref()
    if (target === undefined) return undefined
    const part: Part = { closure, depth, bytes: 0, more: [], holders: 0 }
    // before it is measured: what it holds may lead back to it
    this.parts = [...this.parts, part]
    const found = this.look(target, undefined, depth)
    part.bytes = found?.bytes ?? 0
    part.more = [...(found?.parts ?? [])].filter((one) => one !== part)
    this.bytes += part.bytes
    return part
  }

  /** The entry is there no more. */
  letGo(key: K): void {
    if (this.recent.some((one) => one.key === key)) this.recent = this.recent.filter((one) => one.key !== key)
    const parts = this.held.get(key)
    if (parts === undefined) return
    this.held.delete(key)
    for (const part of parts) if (--part.holders === 0) this.bytes -= part.bytes
    this.parts = this.parts.filter((part) => part.holders > 0)
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
    return [this, parts, recent, due, held, ...recent, ...recent.map((one) => one.closure), ...held.values(), ...parts]
  }
}
