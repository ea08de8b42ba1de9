import { MemSizeError, shown } from '../errors.js'
import { append, dataValue, SafeWeakRef } from '../intrinsics.js'
import { describeMemory, type Sizer } from '../protocol.js'

// One registry for all copies of the library in a realm, whichever way each was loaded.
const registryKey = Symbol.for('memsize.sizers')
const listKey = Symbol.for('memsize.described')
const shared = globalThis as { [registryKey]?: WeakMap<object, Sizer>; [listKey]?: WeakRef<object>[] }
if (shared[registryKey] === undefined) Object.defineProperty(shared, registryKey, { value: new WeakMap() })
if (shared[listKey] === undefined) Object.defineProperty(shared, listKey, { value: [] })
const sizers = shared[registryKey] as WeakMap<object, Sizer>
const get = sizers.get.bind(sizers)
const set = sizers.set.bind(sizers)

/** The prototypes of the classes described from outside: what the probe, which cannot look into a WeakMap's keys, tells their instances by. */
export const describedClasses: readonly WeakRef<object>[] = shared[listKey] as WeakRef<object>[]

/**
 * Describes the objects of a class from outside: for classes of other libraries, or to leave a class as it is.
 * It wins over a description of the class's own; a subclass inherits it. Throws a MemSizeError for anything but a class and a function.
 */
export function defineSize<T extends object>(Class: { readonly prototype: T }, sizer: Sizer<T>): void {
  const prototype = typeof Class === 'function' ? dataValue(Class, 'prototype') : undefined
  if (prototype === null || typeof prototype !== 'object') {
    throw new MemSizeError(
      `Expected a class as the first argument of defineSize, got ${shown(Class)}. Pass the class itself, like defineSize(Point, sizer).`,
    )
  }
  if (typeof sizer !== 'function') {
    throw new MemSizeError(`Expected a function (object, meter) => void as the second argument of defineSize, got ${shown(sizer)}.`)
  }
  if (get(prototype) === undefined) append(describedClasses as WeakRef<object>[], new SafeWeakRef(prototype))
  set(prototype, sizer as Sizer)
}

/** Whether it was described from outside. */
export const isDefined = (prototype: object): boolean => get(prototype) !== undefined

/** The description an object or prototype has itself; found without calling an accessor. */
export function ownSizer(holder: object): Sizer | undefined {
  const defined = get(holder)
  if (defined !== undefined) return defined
  const value = dataValue(holder, describeMemory)
  return typeof value === 'function' ? (object, meter) => call(value as never, object as never, meter as never) : undefined
}

const call = Function.prototype.call.bind(Function.prototype.call) as (method: never, self: never, argument: never) => void
