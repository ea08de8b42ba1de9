import { shown } from '../errors.js'
import { hasOwn, SafeSet } from '../intrinsics.js'
import { type Describe, type Kept, keptPart, type Meter, unseenPart, wholeRest } from '../protocol.js'
import { byteCount } from './byte-count.js'
import type { PartSink } from './part-sink.js'
import * as reasons from './reasons.js'

/** Takes the description of one object, and passes what is sound of it on to a sink. Whatever a description does, nothing is thrown. */
export class Description implements Meter {
  /** Names the description spoke of. */
  readonly named = new SafeSet<PropertyKey>()
  /** Whether every other own field belongs to the object too. */
  hasRest = false
  private readonly object: object
  private readonly sink: PartSink
  /** How many `#private` fields were named, where the description is one that decorators made: it knows all other fields to count. */
  namedPrivate: number | undefined
  /** Whether some part counts in another way than the engine would have it. */
  isSpecial = false
  private over = false

  constructor(object: object, sink: PartSink) {
    this.object = object
    this.sink = sink
  }

  take(describe: Describe): void {
    try {
      describe(this.object, this)
    } catch {
      this.cannotSee(reasons.threw)
    }
    this.over = true
  }

  value(name: PropertyKey, value: unknown): void {
    if (this.accepts(name)) this.part(name, value)
  }

  number(name: PropertyKey, value: number): void {
    if (this.accepts(name)) this.part(name, value)
  }

  string(name: PropertyKey, value: string): void {
    if (this.accepts(name)) this.part(name, value)
  }

  owned(name: PropertyKey, value: unknown): void {
    if (this.accepts(name) && !this.isOwnNumber(name, value)) this.sink.owned(name, value)
  }

  shared(name: PropertyKey, value: unknown): void {
    if (!this.accepts(name)) return
    this.isSpecial = true
    if (!this.isOwnNumber(name, value)) this.sink.shared(name, value)
  }

  [keptPart](name: PropertyKey, value: unknown, kept: Kept): void {
    if (!this.accepts(name)) return
    this.isSpecial = true
    if (this.sink.sized === undefined || value === null || typeof value !== 'object') this.part(name, value)
    else this.sink.sized(name, value, kept)
  }

  external(name: PropertyKey, bytes: number): void {
    if (!this.accepts(name)) return
    this.isSpecial = true
    const count = byteCount(bytes)
    if (count === undefined) this.cannotSee(reasons.noBytes(name, bytes))
    else this.sink.external(count, name)
  }

  reserved(name: PropertyKey, used: number, capacity: number): void {
    const all = byteCount(capacity)
    const inUse = byteCount(used, all)
    if (all === undefined || inUse === undefined) this[unseenPart](name, reasons.noRoom(used, capacity))
    else if (this.accepts(name)) {
      this.isSpecial = true
      this.sink.external(all, name)
      this.sink.arena?.(name, inUse, all)
    }
  }

  [unseenPart](name: PropertyKey, why: string): void {
    if (!this.accepts(name)) return
    this.isSpecial = true
    this.cannotSee(reasons.unseen(name, why))
  }

  skip(name: PropertyKey, reason: string): void {
    if (!this.accepts(name)) return
    this.isSpecial = true
    this.sink.skipped(name, typeof reason === 'string' ? reason : shown(reason))
  }

  [wholeRest](object: object, namedPrivate: number): void {
    if (!this.over) this.namedPrivate = namedPrivate
    this.rest(object)
  }

  rest(object: object): void {
    if (this.over) return
    this.hasRest = true
    if (object !== this.object) this.cannotSee(reasons.otherRest)
  }

  private part(name: PropertyKey, value: unknown): void {
    if (!this.isOwnNumber(name, value)) this.sink.child(name, value)
  }

  /** The box of a number field is among the object's own bytes already. */
  private isOwnNumber(name: PropertyKey, value: unknown): boolean {
    return typeof value === 'number' && hasOwn(this.object, name)
  }

  private cannotSee(reason: string): void {
    this.sink.opaque({ reason, unbounded: true })
  }

  private accepts(name: PropertyKey): boolean {
    if (this.over) return false
    if (typeof name !== 'string' && typeof name !== 'symbol' && typeof name !== 'number') {
      this.cannotSee(reasons.noKey)
      return false
    }
    const before = this.named.size
    this.named.add(typeof name === 'number' ? `${name}` : name)
    if (this.named.size !== before) return true
    this.sink.opaque({ reason: reasons.twice(name), unbounded: false })
    return false
  }
}
