import { isOneByte, SafeArray, SafeWeakMap } from '../intrinsics.js'
import type { Rules } from '../layout/rules.js'
import type { ClassInfo } from './classes.js'
import type { Shape, Site } from './shapes.js'
import type { Strings } from './strings.js'

/** What a field holds: `any` may be text or an object. */
export type Holds = 'number' | 'primitive' | 'text' | 'object' | 'any'

/** A counter of whatever type. */
// biome-ignore lint/suspicious/noExplicitAny: the walk that holds these fields, which they cannot import
type AnyCounter = (value: never, walk: any) => void

/** What the fields of objects tell their walk. */
interface FieldWalk {
  bytes: number
  site: Site
  readonly findings: { json: boolean }
  readonly rules: Rules
  readonly strings: Strings
  child(name: PropertyKey, value: unknown): void
  text(value: string): void
  typed(value: object, counter: AnyCounter): void
  shaped(info: ClassInfo, shape: Shape): void
  nextIsOwn(): void
  nextIsAny(): void
}

/** How many first objects of a type are always compared with it, and one of how many later ones. */
export const alwaysHeld = 16
const heldEvery = 16
/** The same where nothing else refers to the objects: no check costs more than all else there is to do. */
const ownHeldEvery = 256

/** A constant of this module: V8 then calls it without a detour. */
const engineSays = isOneByte

/** Strings of so many characters have their bytes in a table: 4 ns less each than by the rule (V8 13.6). */
const tabled = 64

const tables = new SafeWeakMap<Rules, Uint16Array>()

/** Bytes of short strings of one byte a character, by their length. */
function shortBytesOf(rules: Rules): Uint16Array {
  let table = tables.get(rules)
  if (table === undefined) {
    table = new Uint16Array(tabled)
    for (let length = 0; length < tabled; length++) table[length] = rules.string(length, false)
    tables.set(rules, table)
  }
  return table
}

/** Whether a string's bytes are in the table, and no root of the engine has them; only where the engine shows it at once. */
function isShort(text: string): boolean {
  const { length } = text
  return length > 1 && length < tabled && engineSays?.(text) === true
}

function zeros(length: number): number[] {
  const all: number[] = new SafeArray()
  for (let i = 0; i < length; i++) all[i] = 0
  return all
}

/**
 * The fields that the objects of a type have that have the same keys, and what was met of them. It is added to their shape in the end: that
 * costs a shape what it would cost an object.
 */
export class TypedFields {
  /** The prototype that the objects have. */
  readonly prototype: object | null
  /** Which of the optional keys are there, as bits. */
  readonly present: number
  /** How many objects were looked at. */
  instances = 0
  /** How many objects more are believed to be as their type says. */
  believed = 0
  private readonly walk: FieldWalk
  private readonly info: ClassInfo
  private readonly shape: Shape
  /** By the order of the type: where each field is in the object. */
  private readonly places: readonly number[]
  private readonly sites: readonly Site[]
  private readonly small: number[]
  private readonly boxed: number[]
  private readonly constants: number[]
  /** How many fields that hold numbers by their type did not hold a small integer: those that do cost no count. */
  private readonly others: number[]
  private readonly kinds: readonly Holds[]
  private readonly strings: Strings
  private readonly table: Uint16Array
  /** For short strings: a small integer, where a sum of all would be a double (1.2 times the speed, V8 13.6). */
  private textBytes = 0

  constructor(walk: FieldWalk, info: ClassInfo, shape: Shape, places: readonly number[], present: number, holds: readonly Holds[]) {
    const n = places.length
    this.kinds = holds
    this.strings = walk.strings
    this.table = shortBytesOf(walk.rules)
    this.walk = walk
    this.info = info
    this.shape = shape
    this.places = places
    this.prototype = info.prototype
    this.present = present
    const sites: Site[] = new SafeArray()
    for (let i = 0; i < n; i++) sites[i] = shape.sites[places[i] as number] as Site
    this.sites = sites
    this.small = zeros(n)
    this.boxed = zeros(n)
    this.constants = zeros(n)
    this.others = zeros(n)
  }

  /** Another object was compared with the type. */
  held(isOwned: boolean): void {
    this.believed = this.instances < alwaysHeld ? 1 : isOwned ? ownHeldEvery : heldEvery
  }

  /** The n-th field, which holds numbers by its type. */
  number(index: number, value: unknown): void {
    // no engine boxes an integer of 31 bits
    if (typeof value !== 'number' || (value << 1) >> 1 !== value || (value === 0 && 1 / value < 0)) this.other(index, value)
  }

  private other(index: number, value: unknown): void {
    ;(this.others[index] as number)++
    this.value(index, value)
  }

  /** The n-th field, of whatever type. */
  value(index: number, value: unknown): void {
    if (typeof value === 'number') {
      if (this.walk.rules.needsBox(value)) this.box(index, value)
      else (this.small[index] as number)++
    } else if (typeof value !== 'boolean' && value !== null) {
      this.walk.site = this.sites[index] as Site
      this.walk.child('', value)
    }
  }

  /** The n-th field, which mostly holds a string. */
  text(index: number, value: unknown): void {
    if (typeof value === 'string') {
      this.walk.site = this.sites[index] as Site
      this.walk.text(value)
    } else this.value(index, value)
  }

  /** As `text`, where nothing else refers to the string. */
  ownText(index: number, value: unknown): void {
    if (typeof value !== 'string') this.value(index, value)
    else if (isShort(value)) this.textBytes += this.table[value.length] as number
    else if (value.length > 1 || !this.strings.isRoot(value)) this.walk.bytes += this.strings.bytes(value)
  }

  /** As `value`, where nothing else refers to what it holds. */
  own(index: number, value: unknown): void {
    this.walk.nextIsOwn()
    this.value(index, value)
    this.walk.nextIsAny()
  }

  /** The n-th field, which counts otherwise than by its value; a number is a part of its object all the same. */
  numberIn(index: number, value: unknown): void {
    if (typeof value === 'number') this.number(index, value)
    else (this.others[index] as number)++
  }

  /** The n-th field, where an object there has that counter. */
  part(index: number, value: unknown, counter: AnyCounter): void {
    if (typeof value === 'object' && value !== null) {
      this.walk.site = this.sites[index] as Site
      this.walk.typed(value, counter)
    } else this.value(index, value)
  }

  /** As `part`, where nothing else refers to the object. */
  ownPart(index: number, value: unknown, counter: AnyCounter): void {
    this.walk.nextIsOwn()
    this.part(index, value, counter)
    this.walk.nextIsAny()
  }

  /** Whether the n-th field holds an object, that is counted at once; anything else is passed on. */
  holds<T>(index: number, value: T): value is Extract<T, object> {
    if (typeof value !== 'object' || value === null) {
      this.value(index, value)
      return false
    }
    this.walk.site = this.sites[index] as Site
    return true
  }

  private box(index: number, value: number): void {
    ;(this.boxed[index] as number)++
    // as Walk.numberField has it: minus zero, NaN and the infinities are the engine's own
    if (value - value !== 0 || value === 0) (this.constants[index] as number)++
  }

  /** Adds what was met to what the walk knows of the shape. */
  settle(): void {
    const { walk, info, shape, places, instances } = this
    if (instances === 0) return
    info.instances += instances
    info.met += instances
    if (info.family !== 'plain') walk.findings.json = false
    walk.bytes += this.textBytes
    walk.shaped(info, shape)
    shape.instances += instances - 1
    for (let i = 0; i < places.length; i++) {
      const place = places[i] as number
      const small = this.kinds[i] === 'number' ? instances - (this.others[i] as number) : 0
      ;(shape.small[place] as number) += small + (this.small[i] as number)
      ;(shape.boxed[place] as number) += this.boxed[i] as number
      ;(shape.constants[place] as number) += this.constants[i] as number
    }
  }
}
