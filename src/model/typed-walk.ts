import { byteCount } from '../describe/byte-count.js'
import {
  elementAt,
  getOwnPropertyDescriptor,
  getOwnPropertyNames,
  getOwnPropertySymbols,
  getPrototypeOf,
  hasOwn,
  isView,
  lookupGetter,
  SafeArray,
  SafeMap,
  SafeWeakMap,
  types,
} from '../intrinsics.js'
import type { Describe } from '../protocol.js'
import type { ClassInfo } from './classes.js'
import { array, brandOf, ordinary } from './kinds.js'
import { KnownType } from './known-type.js'
import type { ObjectType } from './object-type.js'
import { describeElements, looksSparse } from './objects.js'
import type { Site } from './shapes.js'
import type { Continuation } from './sink.js'
import { alwaysHeld, type Holds, TypedFields } from './typed-fields.js'
import { Walk } from './walk.js'

/** Counts one object of a known type: names its fields to the walk, without asking the object which it has. */
export type Counter<T extends object = never> = (value: T, walk: TypedWalk) => void

/** Reads the elements of an array, up to the first that is not as its type says, and hands over the rest. */
export type Reader<T = never> = (elements: T[], walk: TypedWalk) => void

const counters = new SafeWeakMap<Describe, Counter>()

/** Has the instances of a class with that description counted by a counter, wherever generated code meets one. */
export function useCounter<T extends object>(describe: Describe<T>, counter: Counter<T>): void {
  counters.set(describe as Describe, counter as Counter)
}

/** Elements of which one is asked for a getter, without its being called: a power of two. */
const heldElements = 16

/** One in this many elements that nothing else refers to is compared with its type. */
const ownRowHeldEvery = 1024

/** What is known of an array of objects. */
const allObjects = { length: 0, present: 0, boxed: 0, small: 0, primitive: true, first: undefined as unknown, last: undefined as unknown }

/**
 * A walk that knows from generated code what fields objects have. It comes to the same total as the walk that asks them, since it is the same
 * walk: what is not as its type says, or has none, is asked. Objects of a type are compared with it now and then, as symbols are looked for.
 */
export class TypedWalk extends Walk {
  private readonly known: KnownType[] = new SafeArray()
  /** The counters on the worklist: each entry has the place of its counter here as its node. */
  private readonly used: Counter[] = new SafeArray()
  private readonly places = new SafeMap<Counter, number>()
  private readonly byClass = new SafeMap<ClassInfo, Counter | null>()
  private read: Reader<unknown> | undefined
  private keyCounter: Counter | undefined
  private valueCounter: Counter | undefined

  /** Puts the value to be measured on the worklist. */
  startTyped(value: object, counter: Counter): void {
    this.root = value
    this.typed(value, counter)
  }

  /** The fields of an object whose present optional keys are given, as bits; undefined where it is not as its type says, and was counted without it. */
  fieldsOf(type: ObjectType, value: object, present: number): TypedFields | undefined {
    const fields = this.known[type.id]?.recent
    if (fields === undefined || fields.present !== present || fields.believed === 0 || getPrototypeOf(value) !== fields.prototype)
      return this.held(type, value, present, false)
    fields.believed--
    fields.instances++
    return fields
  }

  /** The same for objects that nothing else refers to: they are counted at once, and believed. */
  ownFieldsOf(type: ObjectType, value: object, present: number): TypedFields | undefined {
    const fields = this.known[type.id]?.recent
    if (fields === undefined || fields.present !== present || fields.believed === 0) return this.held(type, value, present, true)
    fields.believed--
    fields.instances++
    return fields
  }

  /**
   * The fields of all elements of an array that nothing else refers to, where those looked at are as the type says: the caller then tells the
   * fields of each. Undefined where one is not, and all were counted without the type.
   */
  rowsOf(type: ObjectType, elements: readonly unknown[]): TypedFields | undefined {
    const { length } = elements
    let fields: TypedFields | undefined
    for (let i = 0; i < length; i += i < alwaysHeld ? 1 : ownRowHeldEvery) {
      const value = elementAt(elements, i)
      const one = typeof value === 'object' && value !== null && !types?.isProxy(value) ? this.fit(type, value, 0) : undefined
      if (one === undefined || (fields ??= one) !== one) {
        describeElements(elements, this, true)
        return undefined
      }
    }
    if (fields !== undefined) fields.instances += length
    return fields
  }

  private fit(type: ObjectType, value: object, present: number): TypedFields | undefined {
    const known = (this.known[type.id] ??= new KnownType())
    return this.found(type, value, present, this.findings.classes.of(value), known)
  }

  private held(type: ObjectType, value: object, present: number, isOwned: boolean): TypedFields | undefined {
    this.current = value
    if (isOwned && types?.isProxy(value)) {
      super.visit(value)
      return undefined
    }
    const info = this.findings.classes.of(value)
    const known = (this.known[type.id] ??= new KnownType())
    const byPresence = known.of(info)
    let fields = byPresence.get(present)
    if (fields === undefined || (fields !== null && fields.believed === 0)) {
      fields = this.found(type, value, present, info, known) ?? null
      fields?.held(isOwned)
      byPresence.set(present, fields)
    }
    known.recent = fields ?? undefined
    if (fields === null) {
      super.visitKnown(value)
      return undefined
    }
    fields.believed--
    fields.instances++
    return fields
  }

  /** A string that is looked up. */
  text(value: string): void {
    this.string('', value)
  }

  /** Nothing else refers to what comes next. */
  nextIsOwn(): void {
    this.nextUnchecked = this.options.ignoreOwned !== true
  }

  /** What comes next may be referred to by others too. */
  nextIsAny(): void {
    this.nextUnchecked = false
  }

  /** A field with a rule, at the place of its object as all that a description names; its number, if it is one, comes by itself. */
  ruled(value: unknown, counter?: Counter): void {
    if (typeof value === 'number') return
    if (counter !== undefined && typeof value === 'object' && value !== null) this.typed(value, counter)
    else this.child('', value)
  }

  /** As `ruled`, where nothing else refers to the value. */
  ruledOwned(value: unknown, counter?: Counter): void {
    this.nextIsOwn()
    this.ruled(value, counter)
    this.nextIsAny()
  }

  /** Bytes outside the heap that stand for a field, as a function of the program gives them. */
  claimed(bytes: number): void {
    const count = byteCount(bytes)
    if (count !== undefined) this.external(count)
  }

  /** An array, whose elements are read by a function of their type; one that is no plain array is counted as it is. */
  array(value: object, read: Reader): void {
    const info = this.findings.classes.of(value)
    if (info.kind === array && info.builtin) this.read = read as Reader<unknown>
    super.visitKnown(value)
    this.read = undefined
  }

  /** The element at an index if it is an object, as its type says. */
  objectAt<T>(elements: readonly T[], index: number): Extract<T, object> | undefined {
    if (index >= elements.length || ((index & (heldElements - 1)) === 0 && lookupGetter(elements, index) !== undefined)) return undefined
    const value: unknown = elements[index]
    return typeof value === 'object' && value !== null ? (value as Extract<T, object>) : undefined
  }

  /** Whether an element is to be counted at once, by its counter, until `end`. Others wait, or were counted before. */
  begin(value: object, counter: Counter): boolean {
    if (this.isInline) {
      this.typed(value, counter)
      return false
    }
    if (this.nextUnchecked) this.enlist('', value)
    else if (!this.seen.add(value)) {
      this.findings.json = false
      return false
    }
    this.isInline = true
    if (!types?.isProxy(value)) return true
    const { site } = this
    super.visit(value)
    this.end(site)
    return false
  }

  /** As `begin`, where nothing else refers to the element. */
  beginOwn(value: object, counter: Counter): boolean {
    this.nextIsOwn()
    const isBegun = this.begin(value, counter)
    this.nextIsAny()
    return isBegun
  }

  /** Ends the object that `begin` began. */
  end(site: Site): void {
    this.isInline = false
    this.site = site
  }

  /** The elements of an array from an index on, all before being objects that were counted; where it began to be read. */
  rest(elements: readonly unknown[], from: number, site: Site): void {
    const { length } = elements
    this.site = site
    if (from < length) {
      describeElements(elements, this, true, from)
      return
    }
    allObjects.length = length
    allObjects.present = length
    allObjects.primitive = length === 0
    allObjects.first = elements[0]
    allObjects.last = elements[length - 1]
    this.elements(allObjects)
    allObjects.first = undefined
    allObjects.last = undefined
  }

  /** A Map or Set whose keys and values, or members, have counters. */
  collection(value: object, key: Counter | undefined, of: Counter | undefined): void {
    this.keyCounter = key
    this.valueCounter = of
    super.visitKnown(value)
    this.keyCounter = undefined
    this.valueCounter = undefined
  }

  /** An object of whatever keys, whose values have a counter. */
  record(value: object, counter: Counter): void {
    this.valueCounter = counter
    super.visitKnown(value)
    this.valueCounter = undefined
  }

  override child(name: PropertyKey, value: unknown): void {
    const { valueCounter } = this
    if (valueCounter !== undefined && typeof value === 'object' && value !== null) this.typed(value, valueCounter)
    else super.child(name, value)
  }

  override slot(label: string, index: number, value: unknown): void {
    const { keyCounter, valueCounter } = this
    this.valueCounter = label === 'key' ? keyCounter : valueCounter
    super.slot(label, index, value)
    this.valueCounter = valueCounter
  }

  override later(step: Continuation): void {
    const { keyCounter, valueCounter } = this
    if (keyCounter === undefined && valueCounter === undefined) {
      super.later(step)
      return
    }
    const typed: Continuation = () => {
      this.keyCounter = keyCounter
      this.valueCounter = valueCounter
      const more = step()
      this.keyCounter = undefined
      this.valueCounter = undefined
      return more && typed
    }
    super.later(typed)
  }

  override finish(): void {
    for (let i = 0; i < this.known.length; i++) this.known[i]?.settle()
    super.finish()
  }

  /** An object that no counter of its type fits. */
  untyped(value: object): void {
    this.visitKnown(value)
  }

  protected override visit(object: object): void {
    const counter = this.used[this.currentNode]
    if (counter === undefined) super.visit(object)
    else {
      this.currentNode = 0
      this.tell(object, counter)
    }
  }

  protected override visitKnown(object: object): void {
    const counter = this.counterOf(this.findings.classes.of(object))
    if (counter === null) super.visitKnown(object)
    else counter(object as never, this)
  }

  protected override elementsOf(elements: readonly unknown[], info: ClassInfo): void {
    const { read } = this
    this.read = undefined
    if (read === undefined || !info.chainIsSafe || looksSparse(elements)) super.elementsOf(elements, info)
    else read(elements as unknown[], this)
  }

  private tell(object: object, counter: Counter): void {
    this.current = object
    if (types?.isProxy(object)) super.visit(object)
    else counter(object as never, this)
  }

  /** An object that waits for its counter. */
  typed(value: object, counter: Counter): void {
    if (this.enlist('', value) < 0) return
    let place = this.places.get(counter)
    if (place === undefined) {
      place = this.places.size + 1
      this.places.set(counter, place)
      this.used[place] = counter
    }
    this.work.push(value, this.site, place)
  }

  /** The counter of the description that a class's instances have. */
  private counterOf(info: ClassInfo): Counter | null {
    if (info.describe === undefined) return null
    let counter = this.byClass.get(info)
    if (counter === undefined) {
      counter = counters.get(info.describe) ?? null
      this.byClass.set(info, counter)
    }
    return counter
  }

  /**
   * The fields of an object that has those that its type says, all of them data, and no description but its class's. Another order will do if
   * it leaves that of strings, and that of objects, as they are: which of two is met first can matter for a total.
   */
  private found(type: ObjectType, value: object, present: number, info: ClassInfo, known: KnownType): TypedFields | undefined {
    if (info.kind !== ordinary || info.describe !== type.describe || this.descriptorsLie || isView(value)) return undefined
    const names = getOwnPropertyNames(value)
    const places: number[] = new SafeArray()
    const held: Holds[] = new SafeArray()
    let option = 0
    let lastText = -1
    let lastObject = -1
    for (let i = 0; i < type.keys.length; i++) {
      const key = type.keys[i] as string
      const holds = type.holds[i] as Holds
      if (type.optional[i] && (present & (1 << option++)) === 0) continue
      const place = names[places.length] === key ? places.length : placeOf(key, names)
      const own = place < 0 ? undefined : getOwnPropertyDescriptor(value, key)
      if (own === undefined || own.writable === undefined) return undefined
      const isAny = holds === 'any'
      if (isAny || holds === 'text') {
        if (place < lastText) return undefined
        lastText = place
      }
      if (isAny || holds === 'object') {
        if (place < lastObject) return undefined
        lastObject = place
      }
      held[places.length] = holds
      places[places.length] = place
    }
    // what has no keys may keep something elsewhere
    if (places.length !== names.length || (names.length === 0 && brandOf(value) !== ordinary)) return undefined
    const shape = getOwnPropertySymbols(value).length === 0 ? info.shapes.find(names) : undefined
    return shape && known.fields(shape, () => new TypedFields(this, info, shape, places, present, held))
  }
}

function placeOf(key: string, names: readonly string[]): number {
  for (let i = 0; i < names.length; i++) if (names[i] === key) return i
  return -1
}

/** Whether an object has that key itself. */
export const has: (object: object, key: string) => boolean = hasOwn
