import { type ClassFacts, classFacts, constructorOf } from '../describe/class-facts.js'
import { ownByHand } from '../describe/derived.js'
import { storageOf } from '../describe/rule-data.js'
import { type FieldRule, rulesOfInstance } from '../describe/rules.js'
import { getPrototypeOf, hasOwn, SafeArray, types } from '../intrinsics.js'
import { describeMemory } from '../protocol.js'
import type { Met, Unknown } from '../unknowns.js'

// What compilers keep of an object in WeakMaps (`#private` fields, below ES2022) is in no figure, as nothing is that a WeakMap holds. The engine cannot
// tell whose it is; the source of the class can.

/** Collects the objects that may be keys of WeakMaps, and says of which of them a WeakMap holds private fields. */
export class WeakPrivates {
  private list: unknown[] = new SafeArray()
  readonly take = (...objectsAndCounts: unknown[]): void => {
    for (let i = 0; i < objectsAndCounts.length; i++) this.list[this.list.length] = objectsAndCounts[i]
  }

  get isEmpty(): boolean {
    return this.list.length === 0
  }

  /** What is not seen of all that was taken since, by class. */
  get met(): Met[] {
    const { list } = this
    const met: Met[] = new SafeArray()
    if (list.length === 0) return met
    this.list = new SafeArray()
    const classes = classFacts()
    for (let i = 0; i < list.length; i += 2) addTo(met, list[i] as object, () => list[i + 1] as number, classes.of(list[i] as object))
    return met
  }
}

/** Adds what of an object of that class, and of so many, is in WeakMaps. */
export function addTo(met: Met[], object: object, count: () => number, facts: ClassFacts): void {
  const unknown = inWeakMaps(object, facts)
  if (unknown === undefined) return
  for (let i = 0; i < met.length; i++) {
    const known = met[i] as Met
    if (known.unknown.reason !== unknown.reason) continue
    known.count += count()
    return
  }
  met[met.length] = { unknown, object, isClaim: false, count: count(), prototype: facts.prototype as object }
}

/** Undefined where there is nothing, as far as the source shows, or a description says what there is. */
function inWeakMaps(object: object, facts: ClassFacts): Unknown | undefined {
  const { prototype, weakFields } = facts
  if (weakFields === 0 || prototype === null || object === prototype || isItsClass(object)) return undefined
  if (hasOwn(object, describeMemory) || isByHand(facts)) return undefined
  const rules = rulesOfInstance(object)?.rules ?? noRules
  let named = 0
  for (let i = 0; i < rules.length; i++) {
    const rule = rules[i] as FieldRule
    if (rule.read !== undefined && storageOf(rule) === undefined) named++
  }
  if (named >= weakFields) return undefined
  return { reason: `the #private fields of ${facts.name}, which a compiler put into WeakMaps, cannot be seen`, unbounded: true }
}

const noRules: readonly FieldRule[] = []

/** A prototype has a constructor of its own, and none of the fields. */
const isItsClass = (object: object): boolean =>
  !types?.isProxy(object) && hasOwn(object, 'constructor') && constructorOf(object) !== undefined

/** Whether the description is code, or goes on to some above it that is: it says what there is. */
function isByHand({ describe, describedAt }: ClassFacts): boolean {
  if (describe === undefined) return false
  if (describedAt === undefined) return true
  for (let at: object | null = describedAt; at !== null && !types?.isProxy(at); at = getPrototypeOf(at)) if (ownByHand(at)) return true
  return false
}
