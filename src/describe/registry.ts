import { MemSizeError, shown } from '../errors.js'
import { append, dataValue, SafeWeakRef, uncurry } from '../intrinsics.js'
import { type Describe, describeMemory } from '../protocol.js'
import { SharedState } from '../shared-state.js'

/** The descriptions from outside, by the prototypes of their classes, and WeakRefs to those: for a probe that has not learned to look up a WeakMap's keys. */
interface Registry {
  readonly byPrototype: WeakMap<object, Describe>
  readonly classes: WeakRef<object>[]
}
export const registry = new SharedState<Registry>('memsize.descriptions', () => ({ byPrototype: new WeakMap(), classes: [] }))
const getOf = uncurry(WeakMap.prototype.get) as (map: WeakMap<object, Describe>, key: object) => Describe | undefined
const setOf = uncurry(WeakMap.prototype.set) as (map: WeakMap<object, Describe>, key: object, value: Describe) => unknown

const get = (prototype: object): Describe | undefined => {
  const known = registry.existing
  return known === undefined ? undefined : getOf(known.byPrototype, prototype)
}

/**
 * Describes the objects of a class from outside: for classes of other libraries, or to leave a class as it is.
 * It wins over a description of the class's own; a subclass inherits it. Throws a MemSizeError for anything but a class and a function.
 */
export function defineSize<T extends object>(Class: { readonly prototype: T }, describe: Describe<T>): void {
  const prototype = typeof Class === 'function' ? dataValue(Class, 'prototype') : undefined
  if (prototype === null || typeof prototype !== 'object') {
    throw new MemSizeError(
      `Expected a class as the first argument of defineSize, got ${shown(Class)}. Pass the class itself, like defineSize(Point, describe).`,
    )
  }
  if (typeof describe !== 'function') {
    throw new MemSizeError(`Expected a function (object, meter) => void as the second argument of defineSize, got ${shown(describe)}.`)
  }
  const { byPrototype, classes } = registry.own
  if (get(prototype) === undefined) append(classes, new SafeWeakRef(prototype))
  setOf(byPrototype, prototype, describe as Describe)
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
