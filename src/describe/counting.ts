import { MemSizeError, shown } from '../errors.js'
import { getPrototypeOf, isObject, SafeFinalizationRegistry, SafeWeakSet } from '../intrinsics.js'
import { type ClassRules, classText, inheritedRules, rulesOfInstance } from './rules.js'
import type { Births, Tally } from './tally.js'

const collected = new SafeFinalizationRegistry<Tally>((tally) => tally.remove())
const watch = collected.register.bind(collected)

/** A standard decorator's initializer: it leaves the field's value alone, and tells that there is one more instance. */
export const initializer = (births: Births) =>
  function <T>(this: object, value: T): T {
    if (births.isHeard) born(this)
    return value
  }

/** Never throws: it runs in constructors of the program. */
function born(instance: object): void {
  try {
    const rules = rulesOfInstance(instance)
    if (rules?.live !== undefined) count(instance, rules)
  } catch {
    // a Proxy that a constructor returned, whose trap throws
  }
}

function count(instance: object, { tally }: ClassRules): void {
  tally.add(instance)
  watch(instance, tally)
}

/** Those that the constructor of another class may report too. */
const counted = new SafeWeakSet<object>()

/**
 * Counts an instance of a class with `live`: `countInstance(this)` in its constructor, for a class where no field reports instances (see
 * `ClassOptions.live`). Does nothing where one does, and counts once what decorated classes above and below it report too. Costs 30 ns more than
 * a field does. Throws a MemSizeError where the object's class has no `live`.
 */
export function countInstance(instance: object): void {
  if (!isObject(instance)) throw new MemSizeError(`Expected an object, as in countInstance(this), got ${shown(instance)}.`)
  if (rulesOfInstance(instance) !== undefined) countOnce(instance)
  // made while its class is being defined, before it is decorated
  else queueMicrotask(() => countOnce(instance))
}

function countOnce(instance: object): void {
  const rules = rulesOfInstance(instance)
  if (rules?.live === undefined) {
    const name = rules?.name ?? classText((getPrototypeOf(instance) as { constructor?: unknown } | null)?.constructor)
    throw new MemSizeError(`Expected @MemSize({ live: 'count' }) above ${name}, whose instances countInstance() is to count.`)
  }
  if (rules.births !== undefined) return
  // looked up only where it may come twice: an entry of a WeakSet costs ten times what counting does
  if (inheritedRules(rules.prototype)?.live !== undefined) {
    if (counted.has(instance)) return
    counted.add(instance)
  }
  count(instance, rules)
}
