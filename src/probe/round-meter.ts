import { byteCount } from '../describe/byte-count.js'
import { type RuleData, ruleName } from '../describe/carried-rules.js'
import * as reasons from '../describe/reasons.js'
import { shown } from '../errors.js'
import { isObject, SafeArray, SafeMap, SafeSet } from '../intrinsics.js'
import type { Request } from '../measuring.js'
import { type Describe, type Kept, keptPart, leftToEngine, type Meter, unseenPart, wholeRest } from '../protocol.js'
import type { Met, Unknown } from '../unknowns.js'
import { PARTS_AT_ONCE } from './binding.js'
import type { GraphNotes } from './graph-notes.js'

/** The names that the descriptions of a class spoke of, in their order: those of nearly all its objects are the same. */
interface Sequence {
  readonly names: PropertyKey[]
  /** The number of the list that says so to the probe; below 0: none yet. */
  list: number
}

/** In a list: what a name stands for does not count (native/plans.h). */
const SKIP = 1

/**
 * Takes the descriptions of one object after the other, in a measurement by rounds. What they name goes into lists that the probe reads. Whatever a
 * description does, nothing is thrown.
 */
export class RoundMeter implements Meter {
  /** Lists of parts, full but for the last. */
  readonly parts: unknown[][] = new SafeArray()
  /** Lists of names whose values do not count with the rest of an object. */
  readonly lists: (readonly unknown[])[] = new SafeArray()
  partCount = 0
  /** Bytes outside the heap that descriptions gave. */
  outside = 0
  /** The parts whose sizes were known. */
  readonly known = { bytes: 0, external: 0, slack: 0, count: 0 }
  readonly unknowns: Met[] = new SafeArray()
  private options: Request
  /** Where a graph is wanted: what it shows. */
  private readonly notes: GraphNotes | undefined
  private readonly metFor = new SafeMap<string, Met>()
  private readonly sequences = new SafeMap<Describe, Sequence>()
  private readonly kept: { readonly value: object; readonly kept: Kept }[] = new SafeArray()
  private readonly dataLists = new SafeMap<RuleData, number>()
  private list: unknown[] = new SafeArray()
  /** The description that is being taken. */
  private object: object | undefined
  private sequence: Sequence = { names: new SafeArray(), list: -1 }
  private description: Describe | undefined
  /** How many names of the sequence came so far, as long as they are the same. */
  private at = 0
  /** All names so far, once they are others. */
  private others: SafeSet<PropertyKey> | undefined
  private hasRest = false
  /** Where somebody asks for paths: whose each part is, and its name. */
  owners: number[] | undefined
  ownerNames: PropertyKey[] | undefined
  private owner = -1
  /** Fields that the last description could not read, and that the engine knows. */
  left: PropertyKey[] | undefined

  constructor(options: Request, notes?: GraphNotes) {
    this.options = options
    this.notes = notes
  }

  /** Makes it ready for another value. */
  again(options: Request): void {
    this.options = options
  }

  /** Lets go of all that was said, but for the names that the last class spoke of; false where there is too much of it. */
  forget(): boolean {
    const { parts, lists, sequences, known, list } = this
    if (parts.length > 1 || this.metFor.size > 0 || sequences.size > 1 || lists.length > 1 || this.dataLists.size > 0) return false
    for (let i = 0; i < this.partCount; i++) list[i] = undefined
    // the one list is that of the sequence, or of other names
    if (lists.length === 1 && this.sequence.list !== 0) lists.length = 0
    this.others = undefined
    this.partCount = this.outside = known.bytes = known.external = known.slack = known.count = 0
    return true
  }

  /** Takes a description; whether it leaves the rest of the object to the library. `number` is the object's, for paths. */
  describe(object: object, describe: Describe, number: number): boolean {
    if (describe !== this.description) {
      this.description = describe
      let sequence = this.sequences.get(describe)
      if (sequence === undefined) this.sequences.set(describe, (sequence = { names: new SafeArray(), list: -1 }))
      this.sequence = sequence
    }
    this.object = object
    this.owner = number
    this.at = 0
    this.others = undefined
    this.hasRest = false
    this.left = undefined
    try {
      describe(object, this)
    } catch {
      this.cannotSee(reasons.threw)
    }
    this.object = undefined
    return this.hasRest
  }

  /** The number of a list of the names that the last description spoke of. */
  restList(): number {
    const { sequence, others, at } = this
    if (others !== undefined) return this.addList(others)
    if (at !== sequence.names.length) {
      const names = new SafeSet<PropertyKey>()
      for (let i = 0; i < at; i++) names.add(sequence.names[i] as PropertyKey)
      return this.addList(names)
    }
    if (sequence.list < 0) {
      const names = new SafeSet<PropertyKey>()
      for (let i = 0; i < at; i++) names.add(sequence.names[i] as PropertyKey)
      sequence.list = this.addList(names)
    }
    return sequence.list
  }

  /** The number of a list that is one of names already. */
  listOf(data: RuleData): number {
    let number = this.dataLists.get(data)
    if (number === undefined) {
      number = this.lists.length
      this.lists[number] = data
      this.dataLists.set(data, number)
    }
    return number
  }

  /** Measures what `cached` rules left for the end: each is a measurement of its own. */
  measureKept(): void {
    const { kept, known } = this
    const { measureKept } = this.options
    if (measureKept === undefined || kept.length === 0) return
    for (let i = 0; i < kept.length; i++) {
      const part = kept[i] as { value: object; kept: Kept }
      const { bytes, external, slack, count, unknowns } = measureKept(part.value, part.kept)
      known.bytes += bytes
      known.external += external
      known.slack += slack
      known.count += count
      for (let j = 0; j < unknowns.length; j++) this.opaque(unknowns[j] as Unknown, part.value)
    }
    kept.length = 0
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
    if (this.accepts(name)) this.part(name, value)
  }

  shared(name: PropertyKey, value: unknown): void {
    if (!this.accepts(name)) return
    if (isObject(value)) this.options.onShared?.(value)
    this.part(name, value, true)
  }

  [keptPart](name: PropertyKey, value: unknown, kept: Kept): void {
    if (!this.accepts(name)) return
    const { measureKept, tracker, exclude } = this.options
    const isKept = value !== null && typeof value === 'object' && measureKept !== undefined && !kept.isBusy
    if (isKept && tracker === undefined && exclude === undefined) this.kept[this.kept.length] = { value, kept }
    else this.part(name, value)
  }

  external(name: PropertyKey, bytes: number): void {
    if (!this.accepts(name)) return
    const count = byteCount(bytes)
    if (count === undefined) this.cannotSee(reasons.noBytes(name, bytes))
    else {
      this.outside += count
      this.notes?.external(this.owner, name, count)
    }
  }

  reserved(name: PropertyKey, used: number, capacity: number): void {
    const all = byteCount(capacity)
    const inUse = byteCount(used, all)
    if (all === undefined || inUse === undefined) this[unseenPart](name, reasons.noRoom(used, capacity))
    else if (this.accepts(name)) {
      this.outside += all
      this.known.slack += all - inUse
      this.notes?.arena(this.owner, name, inUse, all)
    }
  }

  [unseenPart](name: PropertyKey, why: string): void {
    if (this.accepts(name)) this.cannotSee(reasons.unseen(name, why))
  }

  [leftToEngine](name: PropertyKey): void {
    this.left ??= new SafeArray()
    this.left[this.left.length] = name
  }

  skip(name: PropertyKey, reason: string): void {
    if (this.accepts(name)) this.notes?.skip(this.owner, name, typeof reason === 'string' ? reason : shown(reason))
  }

  [wholeRest](object: object): void {
    this.rest(object)
  }

  rest(object: object): void {
    if (this.object === undefined) return
    this.hasRest = true
    if (object !== this.object) this.cannotSee(reasons.otherRest)
  }

  private part(name: PropertyKey, value: unknown, isShared = false): void {
    switch (typeof value) {
      case 'object':
        if (value !== null) this.add(name, value, isShared)
        break
      case 'string':
      case 'function':
      case 'symbol':
      case 'bigint':
        this.add(name, value, isShared)
    }
  }

  private add(name: PropertyKey, value: unknown, isShared: boolean): void {
    this.notes?.part(this.owner, name, value, isShared)
    const at = this.partCount % PARTS_AT_ONCE
    // the first list may have been there before
    if (at === 0 && (this.partCount > 0 || this.parts.length === 0)) {
      this.list = new SafeArray()
      this.parts[this.parts.length] = this.list
    }
    this.list[at] = value
    if (this.owners !== undefined) {
      this.owners[this.partCount] = this.owner
      ;(this.ownerNames as PropertyKey[])[this.partCount] = name
    }
    this.partCount++
  }

  private accepts(name: PropertyKey): boolean {
    if (this.object === undefined) return false
    if (typeof name === 'number') return this.isNew(`${name}`)
    if (typeof name === 'string' || typeof name === 'symbol') return this.isNew(name)
    this.cannotSee(reasons.noKey)
    return false
  }

  private isNew(name: PropertyKey): boolean {
    const { at } = this
    const { names, list } = this.sequence
    if (this.others === undefined) {
      if (names[at] === name) {
        this.at++
        return true
      }
      // the first description of a class says what the sequence is
      if (at === names.length && list < 0 && at < mostInSequence && !isIn(names, name)) {
        names[at] = name
        this.at++
        return true
      }
      this.others = new SafeSet<PropertyKey>()
      for (let i = 0; i < at; i++) this.others.add(names[i] as PropertyKey)
    }
    const before = this.others.size
    this.others.add(name)
    if (this.others.size !== before) return true
    this.opaque({ reason: reasons.twice(name), unbounded: false })
    return false
  }

  private addList(names: SafeSet<PropertyKey>): number {
    const list: unknown[] = new SafeArray()
    names.forEach((name) => {
      const at = list.length
      list[at] = ruleName(name)
      list[at + 1] = SKIP
      list[at + 2] = undefined
    })
    const number = this.lists.length
    this.lists[number] = list
    return number
  }

  private cannotSee(reason: string): void {
    this.opaque({ reason, unbounded: true })
  }

  private opaque(unknown: Unknown, object = this.object as object): void {
    const met = this.metFor.get(unknown.reason)
    if (met !== undefined) {
      met.count++
      const others = met.others as object[]
      others[others.length] = object
      return
    }
    const first: Met = { unknown, object, isClaim: true, count: 1, others: new SafeArray() }
    this.metFor.set(unknown.reason, first)
    this.unknowns[this.unknowns.length] = first
  }
}

/** Longer sequences are looked up in a Set. */
const mostInSequence = 64

function isIn(names: readonly PropertyKey[], name: PropertyKey): boolean {
  for (let i = 0; i < names.length; i++) if (names[i] === name) return true
  return false
}
