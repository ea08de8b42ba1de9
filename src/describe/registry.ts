import { MemSizeError, shown } from '../errors.js'
import { append, dataValue, SafeWeakRef } from '../intrinsics.js'
import { type Describe, describeMemory } from '../protocol.js'

// One registry for all copies of the library in a realm, whichever way each was loaded.
const registryKey = Symbol.for('memsize.descriptions')
const listKey = Symbol.for('memsize.described')
const shared = globalThis as { [registryKey]?: WeakMap<object, Describe>; [listKey]?: WeakRef<object>[] }
if (shared[registryKey] === undefined) Object.defineProperty(shared, registryKey, { value: new WeakMap() })
if (shared[listKey] === undefined) Object.defineProperty(shared, listKey, { value: [] })
/** The descriptions from outside, by the prototypes of their classes. */
export const descriptions = shared[registryKey] as WeakMap<object, Describe>
const get = descriptions.get.bind(descriptions)
const set = descriptions.set.bind(descriptions)

/** The prototypes of the classes described from outside: for a probe that has not learned to look up a WeakMap's keys. */
export const describedClasses: readonly WeakRef<object>[] = shared[listKey] as WeakRef<object>[]

/**
 * Describes the objects of a class from outside: for classes of other libraries, or to leave a class as it is.
 * It wins over a description of the class's own; a subclass inherits it. Throws a MemSizeError for anything but a class and a function.
 */
export function defineSize<T extends object>(Class: abstract new (...args: never[]) => T, describe: Describe<T>): void {
  const prototype = typeof Class === 'function' ? dataValue(Class, 'prototype') : undefined
  if (prototype === null || typeof prototype !== 'object') {
    throw new MemSizeError(
      `Expected a class as the first argument of defineSize, got ${shown(Class)}. Pass the class itself, like defineSize(Point, describe).`,
    )
  }
  if (typeof describe !== 'function') {
    throw new MemSizeError(`Expected a function (object, meter) => void as the second argument of defineSize, got ${shown(describe)}.`)
  }
  if (get(prototype) === undefined) append(describedClasses as WeakRef<object>[], new SafeWeakRef(prototype))
  set(prototype, describe as Describe)
}

/** Whether it was described from outside. */
export const isDefined = (prototype: object): boolean => get(prototype) !== undefined

/** The description an object or prototype has itself; found without calling an accessor. */
export function ownDescription(holder: object): Describe | undefined {
  const defined = get(holder)
  if (defined !== undefined) return defined
  const value = dataValue(holder, describeMemory)
  return typeof value === 'function' ? (object, meter) => call(value as never, object as never, meter as never) : undefined
}

const call = Function.prototype.call.bind(Function.prototype.call) as (method: never, self: never, argument: never) => void
