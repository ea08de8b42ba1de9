/**
 * What code that memsize-codegen wrote is made of. It is not for code by hand: it may change with every version of the two packages.
 * @module memsize/generated
 */
import { ownDescription } from './describe/registry.js'
import { dataValue, getPrototypeOf } from './intrinsics.js'
import { rulesFor } from './layout/rules-for.js'
import { runningLayout } from './layout/running.js'
import { deepSize } from './measure.js'
import { runningProbe } from './method.js'
import { type Counter, TypedWalk } from './model/typed-walk.js'
import type { SizeOptions } from './options.js'
import { type Describe, describeMemory, type Meter, unseenPart, wholeRest } from './protocol.js'

export { type ObjectType, objectType } from './model/object-type.js'
export type { Holds, TypedFields } from './model/typed-fields.js'
export {
  type Counter,
  has,
  type Reader,
  type TypedWalk,
  useCounter,
} from './model/typed-walk.js'
export type { SizeOptions } from './options.js'
export {
  arrayBytes,
  boxBytes,
  boxed,
  flagBytes,
  graphSize,
  isPlain,
  numberBytes,
  numbersBytes,
  objectBytes,
  plainSize,
  present,
  recordBytes,
  type Seen,
  textBytes,
  treeSize,
} from './straight.js'

/**
 * The deep size in bytes: by the probe where it runs and nothing describes the value, unless `by: 'model'` is asked; else by the layout model,
 * as `deepSize(value, { by: 'model', describe })` has it, by a walk that a counter tells what the objects of a type hold. No value makes it throw.
 */
export function total<T>(value: T, counter: Counter, options?: SizeOptions, describe?: Describe<T>): number {
  let isTyped = value !== null && typeof value === 'object'
  for (const name in options) if (name !== 'by') isTyped = false
  const by = options?.by ?? (describe === undefined && runningProbe() !== undefined ? 'probe' : 'model')
  if (!isTyped || by !== 'model') return deepSize(value, describe === undefined ? options : { ...options, describe })
  const running = rulesFor(runningLayout())
  try {
    const walk = new TypedWalk({ rules: running, running, describe: describe as Describe | undefined, bounds: false })
    walk.startTyped(value as object, counter)
    walk.run()
    if (!walk.promiseBroken) {
      walk.finish()
      return walk.bytes
    }
  } catch {
    // not as its type says where that matters: the walk below asks it
  }
  return deepSize(value, { by: 'model', describe })
}

/** Says that a field cannot be reached from outside its class: sizes then have no upper bound. */
export function unseen(meter: Meter, name: string): void {
  const own = meter as Meter & { [unseenPart]?(name: PropertyKey, why: string): void }
  if (own[unseenPart] === undefined) meter.external(name, Number.NaN)
  else own[unseenPart](name, 'cannot be reached from outside its class')
}

const { apply } = Reflect

/** What a class says of itself by a decorator or method, or else the class above: all of the object where nothing does. */
export function inherited(Class: { readonly prototype: object }, value: object, meter: Meter): void {
  const own = dataValue(Class.prototype, describeMemory)
  if (typeof own === 'function') {
    apply(own as (meter: Meter) => void, value, [meter])
    return
  }
  for (let at = getPrototypeOf(Class.prototype); at !== null; at = getPrototypeOf(at)) {
    const description = ownDescription(at)
    if (description === undefined) continue
    description(value, meter)
    return
  }
  meter.rest(value)
}

/** All else of an object, of whose `#private` fields and accessors so many were named. */
export function restOf(meter: Meter, object: object, named: number): void {
  const own = meter as Meter & { [wholeRest]?(object: object, namedPrivate: number): void }
  if (own[wholeRest] === undefined) meter.rest(object)
  else own[wholeRest](object, named)
}
