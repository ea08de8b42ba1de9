import {
  append,
  dataValue,
  getOwnPropertyDescriptor,
  getOwnPropertyNames,
  getOwnPropertySymbols,
  hasOwn,
  isEnumerable,
  SafeArray,
} from '../intrinsics.js'
import { isIndex, mostIndices } from '../path-step.js'
import type { ClassInfo } from './classes.js'
import type { Kind } from './kind.js'
import { brandOf } from './kinds.js'
import { Shape, type Site } from './shapes.js'
import type { Sink } from './sink.js'

/** A sink that keeps what the objects of one shape have in common. */
export interface FieldSink extends Sink {
  /** Where the value that is passed on next was found. */
  site: Site
  /** Whether Object.prototype was given names of property descriptors, so that an accessor's could pass for data. */
  readonly descriptorsLie: boolean
  /** An object's own bytes follow from its shape. */
  shaped(info: ClassInfo, shape: Shape): void
  /** The object turned out to be of another kind than its prototype says. */
  otherKind(object: object, info: ClassInfo, kind: Kind): void
  /** The fields of an object that is like no other were all read. */
  unpooled(info: ClassInfo, shape: Shape): void
  /** The n-th field of an object of that shape holds a number. */
  numberField(shape: Shape, index: number, value: number): void
}

/** Objects of a shape, or arrays, whose symbols and names are always looked at; of later ones, one in so many until one has some. */
const alwaysChecked = 16
const checkEvery = 16

/** Whether keys that are rare, and dear to ask for, should be asked for: `getOwnPropertySymbols` costs as much as all else of a small object. */
export const isChecked = (met: number, found: boolean): boolean => found || met < alwaysChecked || met % checkEvery === 0

const captured = { reason: 'a captured stack trace cannot be read without formatting it', unbounded: true }

/** The own keys of an object that are fields: no names that its kind reserves. */
function fieldKeys(object: object, info: ClassInfo, kind: Kind): readonly PropertyKey[] {
  const { reserved } = kind
  const indices = kind.indices?.(object) ?? 0
  let keys: PropertyKey[] = indices <= mostIndices ? getOwnPropertyNames(object) : []
  if (isChecked(info.met, info.hasHiddenKeys)) {
    const symbols = getOwnPropertySymbols(object)
    if (symbols.length > 0) {
      info.hasHiddenKeys = true
      for (let i = 0; i < symbols.length; i++) append(keys, symbols[i] as symbol)
    }
  }
  if (reserved !== undefined || indices > 0) {
    const fields: PropertyKey[] = new SafeArray()
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i] as PropertyKey
      if (!reserved?.has(key) && !(indices > 0 && (isIndex(key) || key === 'length'))) fields[fields.length] = key
    }
    keys = fields
  }
  return keys
}

/** Describes all own fields but those of `except`, and the object's own bytes by its shape. Time: linear in the number of keys. */
export function describeFields(object: object, info: ClassInfo, kind: Kind, sink: FieldSink, except?: ReadonlySet<PropertyKey>): void {
  const keys = fieldKeys(object, info, kind)
  // what has no keys may keep something elsewhere: a Map with the prototype of an object
  if (keys.length === 0 && kind.header === 'object') {
    const brand = brandOf(object)
    if (brand !== kind) {
      sink.otherKind(object, info, brand)
      return
    }
  }
  const pooled = info.shapes.find(keys)
  const shape = pooled ?? new Shape(keys, false)
  sink.shaped(info, shape)
  const { sites } = shape
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i] as PropertyKey
    if (shape.hasStack && isStack(object, key, kind, sink)) continue
    const own = getOwnPropertyDescriptor(object, key)
    if (own === undefined) continue
    if (isAccessor(own, sink)) {
      shape.accessors++
      // one for each object in a dictionary; in a fast object it belongs to the shape
      sink.own(0, sink.rules.accessorPair, sink.rules.accessorPair)
      if (except?.has(key)) continue
      sink.child(key, own.get)
      sink.child(key, own.set)
      continue
    }
    const value: unknown = own.value
    if (typeof value === 'number') sink.numberField(shape, i, value)
    else if (typeof value !== 'boolean' && value !== null && (except === undefined || !except.has(key))) {
      sink.site = pooled === undefined ? info.shapes.looseSite : (sites[i] as Site)
      sink.child(key, value)
    }
  }
  if (pooled === undefined) sink.unpooled(info, shape)
}

/** A captured stack trace is an accessor of the engine's that looks like data: reading it formats it. */
function isStack(object: object, key: PropertyKey, kind: Kind, sink: FieldSink): boolean {
  if (key !== 'stack') return false
  if (kind.header === 'error') return true
  if (isEnumerable(object, key)) return false
  sink.opaque(captured)
  return true
}

const isAccessor = (own: PropertyDescriptor, sink: FieldSink): boolean =>
  sink.descriptorsLie ? !hasOwn(own, 'value') : own.writable === undefined

/** Own named properties of an object of the engine's, beside its elements and slots, and their values; whether there are any. */
export function describeExtras(object: object, info: ClassInfo, kind: Kind, sink: FieldSink, except?: ReadonlySet<PropertyKey>): boolean {
  const keys = fieldKeys(object, info, kind)
  let named = 0
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i] as PropertyKey
    if (kind.header === 'array' && isIndex(key as string)) continue
    if (isStack(object, key, kind, sink)) continue
    if (kind.header === 'error' && key === 'message') {
      if (!except?.has(key)) sink.child(key, dataValue(object, key))
      continue
    }
    named++
    sink.site = info.shapes.looseSite
    const own = getOwnPropertyDescriptor(object, key)
    if (own === undefined) continue
    if (isAccessor(own, sink)) {
      sink.own(0, sink.rules.accessorPair, sink.rules.accessorPair)
      if (except?.has(key)) continue
      sink.child(key, own.get)
      sink.child(key, own.set)
    } else if (!except?.has(key)) sink.child(key, own.value)
  }
  if (named === 0) return false
  info.hasHiddenKeys = true
  const extras = sink.rules.extras(named)
  // an Error has unused slots for them
  sink.own(kind.header === 'error' ? 0 : extras.lower, extras.bytes, extras.upper)
  return true
}
