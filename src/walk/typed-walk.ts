import {
  getOwnPropertyDescriptor,
  getOwnPropertyNames,
  getOwnPropertySymbols,
  hasOwn,
  isView,
  SafeArray,
  SafeMap,
  SafeWeakMap,
  types,
} from '../intrinsics.js'
import type { Sizer } from '../protocol.js'
import type { ClassInfo } from '../sizers/classes.js'
import { isChecked } from '../sizers/fields.js'
import { array, brandOf, ordinary } from '../sizers/kinds.js'
import { describeElements, type ElementVisit } from '../sizers/objects.js'
import type { Shape } from '../sizers/shapes.js'
import { Walk } from './walk.js'

/** Counts one object of a known type: names its fields to the walk, without asking the object which it has. */
export type Counter<T extends object = never> = (value: T, walk: TypedWalk) => void

/** What a field holds: `any` may be text or an object; a `?` behind says that the field may be missing. */
export type Holds = 'primitive' | 'text' | 'object' | 'any' | 'primitive?' | 'text?' | 'object?' | 'any?'

/** The own fields of a type's objects. */
export interface ObjectType {
  readonly id: number
  /** In the order in which an object is likely to get them. */
  readonly keys: readonly string[]
  readonly holds: readonly Holds[]
  /** The description that instances of a class have; objects of an interface have none. */
  readonly sizer: Sizer | undefined
}

let typesMade = 0

/** Says which own fields the objects of a type have and what each holds; and how a class's instances are described. */
export function objectType<T = unknown>(fields: Readonly<Record<string, Holds>>, sizer?: Sizer<T>): ObjectType {
  return { id: typesMade++, keys: Object.keys(fields), holds: Object.values(fields), sizer: sizer as Sizer | undefined }
}

/** The fields that an object of a known type has, as its shape has them. */
export interface Fields {
  readonly shape: Shape
  /** By the order of the type: where each is in the object. */
  readonly places: readonly number[]
}

const counters = new SafeWeakMap<Sizer, Counter>()

/** Has the instances of a class with that description counted by a counter, wherever generated code meets one. */
export function useCounter<T extends object>(sizer: Sizer<T>, counter: Counter<T>): void {
  counters.set(sizer as Sizer, counter as Counter)
}

/** The counter of arrays whose elements have that counter. */
export function arrayOf(counter: Counter): Counter<readonly unknown[]> {
  const visit: ElementVisit = (value, walk) => (walk as TypedWalk).typedElement(value, counter)
  return (value, walk) => walk.array(value, visit)
}

/** What one walk knows of the objects of a type: their shapes, by prototype and by what is present; null where they are not as the type says. */
class Known {
  private info: ClassInfo | undefined
  private shapes = new SafeMap<number, Fields | null>()
  private readonly all = new SafeMap<ClassInfo, SafeMap<number, Fields | null>>()

  of(info: ClassInfo): SafeMap<number, Fields | null> {
    if (this.info === info) return this.shapes
    let shapes = this.all.get(info)
    if (shapes === undefined) {
      shapes = new SafeMap()
      this.all.set(info, shapes)
    }
    this.info = info
    this.shapes = shapes
    return shapes
  }
}

/**
 * A walk that is told by generated code what fields objects have. It comes to the same total as the walk that asks them, since it is the same
 * walk: what is not as its type says, or has none, is asked. Objects of a type are held against it now and then, as symbols are looked for.
 */
export class TypedWalk extends Walk {
  private readonly known: Known[] = new SafeArray()
  /** The counters on the worklist: each entry has the place of its counter here as its node. */
  private readonly used: Counter[] = new SafeArray()
  private readonly places = new SafeMap<Counter, number>()
  private readonly byClass = new SafeMap<ClassInfo, Counter | null>()
  private visitElement: ElementVisit | undefined

  /** Puts the value to be measured on the worklist. */
  startTyped(value: object, counter: Counter): void {
    this.root = value
    this.typed(value, counter)
  }

  /** The fields of an object whose present optional keys are given, as bits; undefined where it is not as its type says, and was counted without it. */
  fieldsOf(type: ObjectType, value: object, present: number): Fields | undefined {
    const info = this.findings.classes.of(value)
    const known = (this.known[type.id] ??= new Known()).of(info)
    let fields = known.get(present)
    if (fields === undefined || (fields !== null && isChecked(info.met, info.hasHiddenKeys))) {
      fields = this.found(type, value, present, info) ?? null
      known.set(present, fields)
    }
    if (fields === null) {
      super.visitKnown(value)
      return undefined
    }
    info.instances++
    info.met++
    if (info.family !== 'plain') this.findings.json = false
    this.shaped(info, fields.shape)
    return fields
  }

  /** The n-th field of an object, of whatever type. */
  field(fields: Fields, index: number, value: unknown): void {
    const { shape, places } = fields
    const place = places[index]
    if (typeof value === 'number') this.numberField(shape, place, value)
    else if (typeof value !== 'boolean' && value !== null) {
      this.site = shape.sites[place]
      this.child('', value)
    }
  }

  /** The n-th field, which mostly holds a string. */
  text(fields: Fields, index: number, value: unknown): void {
    if (typeof value === 'string') {
      this.site = fields.shape.sites[fields.places[index]]
      this.string('', value)
    } else this.field(fields, index, value)
  }

  /** The n-th field, which counts otherwise than by its value; a number is a part of its object all the same. */
  numberIn(fields: Fields, index: number, value: unknown): void {
    if (typeof value === 'number') this.numberField(fields.shape, fields.places[index], value)
  }

  /** The n-th field, where an object there has that counter. */
  part(fields: Fields, index: number, value: unknown, counter: Counter): void {
    if (typeof value === 'object' && value !== null) {
      this.site = fields.shape.sites[fields.places[index]]
      this.typed(value, counter)
    } else this.field(fields, index, value)
  }

  /** As `part`, where nothing else refers to the object. */
  ownedPart(fields: Fields, index: number, value: unknown, counter: Counter): void {
    this.nextUnchecked = this.options.ignoreOwned !== true
    this.part(fields, index, value, counter)
    this.nextUnchecked = false
  }

  /** A field with a rule, at the place of its object as all that a description names; its number, if it is one, is told apart from it. */
  ruled(value: unknown, counter?: Counter): void {
    if (typeof value === 'number') return
    if (counter !== undefined && typeof value === 'object' && value !== null) this.typed(value, counter)
    else this.child('', value)
  }

  /** As `ruled`, where nothing else refers to the object. */
  ruledOwned(value: unknown, counter?: Counter): void {
    this.nextUnchecked = this.options.ignoreOwned !== true
    this.ruled(value, counter)
    this.nextUnchecked = false
  }

  /** Bytes outside the heap that stand for a field, as a function of the program gives them. */
  claimed(bytes: number): void {
    if (typeof bytes === 'number' && bytes >= 0 && bytes <= Number.MAX_SAFE_INTEGER) this.external(Math.ceil(bytes))
  }

  /** An array, whose elements have a visit of their own. */
  array(value: object, visit: ElementVisit): void {
    const info = this.findings.classes.of(value)
    if (info.kind === array && info.builtin) this.visitElement = visit
    super.visitKnown(value)
    this.visitElement = undefined
  }

  /** An element of an array that has a counter. */
  typedElement(value: object, counter: Counter): void {
    if (this.isInline) {
      this.typed(value, counter)
      return
    }
    if (this.enlist('', value) < 0) return
    const { site, current } = this
    this.isInline = true
    this.tell(value, counter)
    this.isInline = false
    this.site = site
    this.current = current
  }

  /** An object that no counter fits. */
  untyped(value: object): void {
    super.visitKnown(value)
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
    const visit = this.visitElement
    this.visitElement = undefined
    describeElements(elements, this, info.chainIsSafe, visit)
  }

  private tell(object: object, counter: Counter): void {
    this.current = object
    if (types?.isProxy(object)) super.visit(object)
    else counter(object as never, this)
  }

  private typed(value: object, counter: Counter): void {
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
    if (info.sizer === undefined) return null
    let counter = this.byClass.get(info)
    if (counter === undefined) {
      counter = counters.get(info.sizer) ?? null
      this.byClass.set(info, counter)
    }
    return counter
  }

  /**
   * The fields of an object that has those that its type says, all of them data, and no description but its class's. Another order will do if
   * it leaves that of strings, and that of objects, as they are: which of two is met first can matter for a total.
   */
  private found(type: ObjectType, value: object, present: number, info: ClassInfo): Fields | undefined {
    if (info.kind !== ordinary || info.sizer !== type.sizer || this.descriptorsLie || isView(value)) return undefined
    const names = getOwnPropertyNames(value)
    const places: number[] = new SafeArray()
    let option = 0
    let lastText = -1
    let lastObject = -1
    for (let i = 0; i < type.keys.length; i++) {
      const key = type.keys[i] as string
      const holds = type.holds[i] as Holds
      if (isOptional(holds) && (present & (1 << option++)) === 0) continue
      const place = names[places.length] === key ? places.length : placeOf(key, names)
      const own = place < 0 ? undefined : getOwnPropertyDescriptor(value, key)
      if (own === undefined || own.writable === undefined) return undefined
      const isAny = holds === 'any' || holds === 'any?'
      if (isAny || holds === 'text' || holds === 'text?') {
        if (place < lastText) return undefined
        lastText = place
      }
      if (isAny || holds === 'object' || holds === 'object?') {
        if (place < lastObject) return undefined
        lastObject = place
      }
      places[places.length] = place
    }
    // what has no keys may keep something elsewhere
    if (places.length !== names.length || (names.length === 0 && brandOf(value) !== ordinary)) return undefined
    const shape = getOwnPropertySymbols(value).length === 0 ? info.shapes.find(names) : undefined
    return shape === undefined ? undefined : { shape, places }
  }
}

const isOptional = (holds: Holds): boolean => holds[holds.length - 1] === '?'

function placeOf(key: string, names: readonly string[]): number {
  for (let i = 0; i < names.length; i++) if (names[i] === key) return i
  return -1
}

/** Whether an object has that key itself. */
export const has: (object: object, key: string) => boolean = hasOwn
