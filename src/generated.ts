// What code that memsize-codegen wrote is made of. Not for code by hand: it may change with every version of the two.
import { rulesFor } from './layout/rules-for.js'
import { runningLayout } from './layout/running.js'
import { deepSize } from './measure.js'
import { type Counter, TypedWalk } from './model/typed-walk.js'
import { type Describe, type Meter, unseenPart, wholeRest } from './protocol.js'

export type { TypedFields } from './model/typed-fields.js'
export {
  type Counter,
  type Holds,
  has,
  type ObjectType,
  objectType,
  type Reader,
  type TypedWalk,
  useCounter,
} from './model/typed-walk.js'

/**
 * The deep size in bytes by the model, as `deepSize(value, { by: 'model', describe })` has it. Without a counter, that of the value's class is taken.
 * No value makes it throw.
 */
export function total<T>(value: T, counter?: Counter, describe?: Describe<T>): number {
  if (value === null || typeof value !== 'object') return deepSize(value, { by: 'model' })
  const running = rulesFor(runningLayout())
  try {
    const walk = new TypedWalk({ rules: running, running, describe: describe as Describe | undefined, bounds: false })
    if (counter === undefined) walk.start(value)
    else walk.startTyped(value, counter)
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

/** All else of an object, of whose `#private` fields and accessors so many were named. */
export function restOf(meter: Meter, object: object, named: number): void {
  const own = meter as Meter & { [wholeRest]?(object: object, namedPrivate: number): void }
  if (own[wholeRest] === undefined) meter.rest(object)
  else own[wholeRest](object, named)
}
