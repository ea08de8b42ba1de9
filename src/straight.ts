// What straight-line code of memsize-codegen is made of: constants of the running layout, and the bytes of one string, number or array.
// Such code is right for values that JSON could have made, each object met once. For all others it gives NaN, and they are left to the walk.
import { isArray, isOneByte, SafeArray, SafeSet, types } from './intrinsics.js'
import { rulesFor } from './layout/rules-for.js'
import { runningLayout } from './layout/running.js'
import { deepSize } from './measure.js'
import { runningProbe } from './method.js'
import { longestInterned } from './model/findings.js'
import { mostPooledKeys } from './model/shapes.js'
import { isTwoByte } from './model/strings.js'
import type { SizeOptions } from './options.js'
import { isIndex } from './path-step.js'
import type { Describe } from './protocol.js'

const rules = rulesFor(runningLayout())
const { box } = rules
const arrayHeader = rules.header('array')
const objectHeader = rules.header('object')

/** Not `Object.getPrototypeOf`: that costs a call, this is compiled to a load (7 ns, V8 13.6). */
const { getPrototypeOf } = Reflect
const { isNaN: isNot } = Number
const objectPrototype = Object.prototype
const arrayPrototype = Array.prototype
const isProxy = types?.isProxy

const sizes: number[] = new SafeArray()
for (let fields = 0; fields <= mostPooledKeys; fields++) {
  const { bytes } = rules.shape({
    family: 'plain',
    header: objectHeader,
    fields,
    accessors: 0,
    instances: 1,
    classInstances: 1,
    classMost: fields,
    inObject: undefined,
    slots: 0,
    declared: false,
    json: true,
  })
  sizes[fields] = bytes
}

/** Shallow bytes of a plain object of so many fields in the running engine, as a literal or JSON.parse makes it. */
export const objectBytes = (fields: number): number => sizes[fields] ?? Number.NaN

/** Whether it is a plain object with so many own keys, and so nothing of a class below its type, or with keys beside its type's. */
export function isPlain<T>(value: T, keys: number): value is T & object {
  if (typeof value !== 'object' || value === null || isProxy?.(value)) return false
  let own = 0
  for (const _ in value) own++
  return own === keys && getPrototypeOf(value) === objectPrototype
}

/** How many of these are there: the keys that an object may be without. */
export function present(...fields: unknown[]): number {
  let count = 0
  for (let i = 0; i < fields.length; i++) if (fields[i] !== undefined) count++
  return count
}

/** Strings of so many characters have their bytes in a table: asking the rules costs 10 ns more (V8 13.6). */
const tabled = 64
const shortTexts = new Uint16Array(tabled)
for (let length = 0; length < tabled; length++) shortTexts[length] = rules.string(length, false)

/** A constant of this module: V8 then calls it without a detour. */
const engineSays = isOneByte

/** Bytes of a string, where equal ones need no look; nothing for null, undefined and booleans. */
export function textBytes(text: unknown): number {
  if (typeof text !== 'string') return flagBytes(text)
  const { length } = text
  if (length > 1 && length < tabled && engineSays?.(text) === true) return shortTexts[length] as number
  if (length <= 1 && isRoot(text)) return 0
  return rules.string(length, isTwoByte(text, rules.ropeFrom))
}

const { freeRootStrings, version } = rules.layout
const isRoot = (text: string): boolean => freeRootStrings && (text.length === 0 || text <= '\u00ff')

/** Bytes of a field that should hold a boolean, null or nothing. */
export const flagBytes = (flag: unknown): number => (flag === null || flag === undefined || typeof flag === 'boolean' ? 0 : Number.NaN)

/** Whether a number needs a box. No engine boxes an integer of 31 bits; the rules are asked of the others. */
const needsBox = (value: number): boolean => ((value << 1) >> 1 !== value || value === 0) && rules.needsBox(value)

/** Bytes of the box of a number that is in one object alone. */
export function numberBytes(value: unknown): number {
  if (typeof value !== 'number') return value === null || value === undefined ? 0 : Number.NaN
  return needsBox(value) ? box : 0
}

/** 1 for a number that needs a box, else 0. */
export function boxed(value: unknown): number {
  if (typeof value !== 'number') return value === null || value === undefined ? 0 : Number.NaN
  return needsBox(value) ? 1 : 0
}

/** Bytes of the boxes of one field, over all objects of a type: in V8 one fraction boxes all numbers of a field that holds nothing else. */
export const boxBytes = (boxedNumbers: number, numbers: number, objects: number): number =>
  box * (boxedNumbers > 0 && numbers === objects ? numbers : boxedNumbers)

/** Bytes of an array and its store, without what its elements refer to. */
export function arrayBytes(elements: unknown): number {
  if (!isArray(elements) || isProxy?.(elements) || getPrototypeOf(elements) !== arrayPrototype) return Number.NaN
  return arrayHeader + rules.exactStore(elements.length, false)
}

/** Bytes of an array of numbers, booleans and null. */
export function numbersBytes(elements: unknown): number {
  const own = arrayBytes(elements)
  if (isNot(own)) return own
  const { length } = elements as unknown[]
  let boxes = 0
  let others = 0
  for (let i = 0; i < length; i++) {
    const value = (elements as unknown[])[i]
    if (typeof value === 'number') boxes += needsBox(value) ? 1 : 0
    else if (value === null || typeof value === 'boolean') others++
    else return Number.NaN
  }
  const doubles = boxes > 0 && others === 0
  return arrayHeader + rules.exactStore(length, doubles) + (doubles ? 0 : boxes * box)
}

/** Bytes of an object of whatever keys, without what its values refer to. */
export function recordBytes(record: unknown): number {
  if (typeof record !== 'object' || record === null || isProxy?.(record) || getPrototypeOf(record) !== objectPrototype) return Number.NaN
  let keys = 0
  for (const key in record) {
    if (isIndex(key)) return Number.NaN
    keys++
  }
  return objectBytes(keys)
}

/** At most this many objects, or strings, are looked for in a list; further ones in a Set, at 3 times the cost each (V8 13.6). */
const fewest = 16

/** What straight-line code has met of one value. Kept for the next one: it allocates nothing for values of some objects. */
export class Seen {
  private readonly objects: unknown[] = new SafeArray()
  private readonly texts: string[] = new SafeArray()
  private objectCount = 0
  private textCount = 0
  private moreObjects: SafeSet<object> | undefined
  private moreTexts: SafeSet<string> | undefined
  private hasTwoByte = false
  /** Bytes of short strings that were met again. */
  private repeated = 0

  /** Whether it is met for the first time. */
  add(object: object): boolean {
    const { objects, objectCount } = this
    for (let i = 0; i < objectCount; i++) if (objects[i] === object) return false
    if (objectCount < fewest) {
      objects[this.objectCount++] = object
      return true
    }
    this.moreObjects ??= new SafeSet()
    const { size } = this.moreObjects
    return this.moreObjects.add(object).size > size
  }

  /** Bytes of a string, an equal short one counted once. */
  text(text: unknown): number {
    const bytes = textBytes(text)
    if (typeof text !== 'string' || bytes === 0) return bytes
    const { length } = text
    if (!(length < tabled && bytes === shortTexts[length]) && bytes > rules.string(length, false)) this.hasTwoByte = true
    // JSON.parse makes each longer string again
    if (length > longestInterned || this.isNewText(text)) return bytes
    this.repeated += bytes
    return 0
  }

  /** Bytes of those met again that are strings of their own: JSON.parse interns none where one has two bytes a character (V8 >= 12). */
  get copies(): number {
    return this.hasTwoByte && version >= 12 ? this.repeated : 0
  }

  private isNewText(text: string): boolean {
    const { texts, textCount } = this
    for (let i = 0; i < textCount; i++) if (texts[i] === text) return false
    if (textCount < fewest) {
      texts[this.textCount++] = text
      return true
    }
    this.moreTexts ??= new SafeSet()
    const { size } = this.moreTexts
    return this.moreTexts.add(text).size > size
  }

  /** Lets go of everything. */
  clear(): void {
    for (let i = 0; i < this.objectCount; i++) this.objects[i] = undefined
    for (let i = 0; i < this.textCount; i++) this.texts[i] = ''
    this.objectCount = 0
    this.textCount = 0
    this.moreObjects = undefined
    this.moreTexts = undefined
    this.hasTwoByte = false
    this.repeated = 0
  }
}

/** Whether nothing but the model is asked for. */
function asksModel(options: SizeOptions): boolean {
  for (const name in options) if (name !== 'by') return false
  return options.by === 'model'
}

/** The deep size of a value of primitives and one string, by its own function; of one that is not as its type says, `deepSize`. */
export function plainSize(
  value: unknown,
  bytesOf: (value: never) => number,
  options: SizeOptions | undefined,
  describe?: Describe<never>,
): number {
  if (options === undefined || asksModel(options)) {
    try {
      const bytes = bytesOf(value as never)
      if (!isNot(bytes)) return bytes
    } catch {
      // not as its type says
    }
  }
  return walked(value, options, describe as Describe | undefined)
}

/** By the walk, or the probe; what only the model heeds (that nothing else refers to a part) goes to the model alone. */
function walked(value: unknown, options: SizeOptions | undefined, describe: Describe | undefined): number {
  return describe === undefined || options?.by !== 'model' ? deepSize(value, options) : deepSize(value, { ...options, describe })
}

/** Gives the bytes of a value of one type, or NaN where it is not as the type says. */
export type Sum = (value: never, seen: Seen) => number

let free: Seen | undefined

function sum(value: unknown, bytesOf: Sum): number {
  // a getter among the value's fields may come here again
  const seen = free ?? new Seen()
  free = undefined
  try {
    return bytesOf(value as never, seen) + seen.copies
  } catch {
    return Number.NaN
  } finally {
    seen.clear()
    free = seen
  }
}

/** As `plainSize`, of a value of some strings or objects. */
export function treeSize(value: unknown, bytesOf: Sum, options: SizeOptions | undefined, describe?: Describe<never>): number {
  if (options === undefined || asksModel(options)) {
    const bytes = sum(value, bytesOf)
    if (!isNot(bytes)) return bytes
  }
  return walked(value, options, describe as Describe | undefined)
}

/**
 * As `treeSize`, of a value of any number of objects, each of which has to be looked up: where the probe runs it is faster, and exact
 * (1.5 µs against 2.5 for 50 objects, V8 13.6), and is asked unless the model is.
 */
export function graphSize(value: unknown, bytesOf: Sum, options: SizeOptions | undefined, describe?: Describe<never>): number {
  if (options === undefined ? runningProbe() !== undefined : !asksModel(options)) return deepSize(value, options)
  const bytes = sum(value, bytesOf)
  return !isNot(bytes) ? bytes : walked(value, options, describe as Describe | undefined)
}
