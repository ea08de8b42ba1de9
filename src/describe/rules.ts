import { fieldText, MemSizeError } from '../errors.js'
import { dataValue, getPrototypeOf, SafeWeakRef } from '../intrinsics.js'
import { SharedState } from '../shared-state.js'
import type { Births, Tally } from './tally.js'

export { fieldText }

/** What is said of a field, and how it is read. */
export interface FieldRule {
  readonly name: PropertyKey
  readonly kind: 'field' | 'owned' | 'shared' | 'ignore' | 'sizedBy' | 'cached' | 'external'
  /** Why it does not count; of `ignore` alone. */
  readonly reason?: string
  /** External bytes that stand for it, of `sizedBy`; that the object has beside its fields, of `external`, which is no field's. */
  readonly size?: (value: never) => number
  /** What `design:type` says of it, where reflect-metadata is loaded: a hint. */
  readonly type?: unknown
  /** How a private field or an accessor is read: without it, the field is an own property. Calls no code of the program. */
  readonly read?: (object: object) => unknown
  /** The function of the class that reads it: its text and scope show what it calls the field, and means by `#name`. */
  readonly reader?: () => unknown
  /** What it calls the field, where its text does not say so. */
  readonly storage?: string
  /** Whether an object has that private field. */
  readonly has?: (object: object) => boolean
}

/** Options of a decorated class. */
export interface ClassOptions<T = object> {
  /** Bytes that an instance holds outside the JavaScript heap, beside those of its fields. */
  readonly external?: (object: T) => number
  /** What reports call the class. Default: its name, which compilers make up for a class that has none. */
  readonly name?: string
  /**
   * What `classReport()` knows of the instances. `'count'`: how many live, and lived at most; each costs 40 ns and 72 bytes when it is made (a
   * FinalizationRegistry's entry). `'size'`: and what they hold; 150 ns and 114 bytes (a WeakRef), and it stays until the turn of the event
   * loop ends that made it, as WeakRef has it. Default: that of the class above.
   *
   * The class is not wrapped, and no instance is changed: an instance is reported by the initializer of a field with a rule (any will do, of this
   * class or one above; standard decorators), or `countInstance(this)` in the constructor (either dialect). Where there is neither, each report asks
   * the engine, which only Node's can answer.
   */
  readonly live?: 'count' | 'size'
}

/** A decorated class. */
export interface ClassRules {
  readonly Class: abstract new (...args: never[]) => object
  readonly prototype: object
  readonly name: string
  /** Its own, and those it inherits that it does not say again. */
  readonly rules: readonly FieldRule[]
  readonly options: ClassOptions<never>
  /** Its own option, or that of the class above. */
  readonly live: ClassOptions['live']
  /** Reports its instances: that of a class above where that has one, so that each is reported once. */
  readonly births: Births | undefined
  readonly tally: Tally
}

interface Registry {
  readonly byPrototype: WeakMap<object, ClassRules>
  readonly list: WeakRef<object>[]
}
const registry = new SharedState<Registry>('memsize.decorated', () => ({ byPrototype: new WeakMap(), list: [] }))

/** What is known of the class that has this prototype; undefined where it is not decorated itself. */
export const rulesOf = (prototype: object): ClassRules | undefined => registry.existing?.byPrototype.get(prototype)

/** The nearest decorated class that a prototype inherits from. */
export function inheritedRules(prototype: object): ClassRules | undefined {
  for (let at = getPrototypeOf(prototype); at !== null; at = getPrototypeOf(at)) {
    const rules = rulesOf(at)
    if (rules !== undefined) return rules
  }
  return undefined
}

/** The rules of an object's class, or of the nearest class above it that is decorated. */
export function rulesOfInstance(object: object): ClassRules | undefined {
  const prototype = getPrototypeOf(object)
  return prototype === null ? undefined : (rulesOf(prototype) ?? inheritedRules(prototype))
}

/** Every decorated class that is still there, in the order of their decoration. */
export function decoratedClasses(): ClassRules[] {
  const found: ClassRules[] = []
  for (const reference of registry.existing?.list ?? []) {
    const prototype = reference.deref()
    const rules = prototype && rulesOf(prototype)
    if (rules !== undefined) found.push(rules)
  }
  return found
}

/** Adds a class. */
export function register(rules: ClassRules): void {
  const { byPrototype, list } = registry.own
  byPrototype.set(rules.prototype, rules)
  list.push(new SafeWeakRef(rules.prototype))
}

/** How a class is called in an error. */
export function classText(Class: unknown): string {
  const name = typeof Class === 'function' ? dataValue(Class, 'name') : undefined
  return typeof name === 'string' && name !== '' ? name : 'a class without a name'
}

/** Throws where a second rule is given to a field. */
export function expectFirst(rules: readonly FieldRule[], { name, kind }: FieldRule, className?: string): void {
  const before = rules.find((rule) => rule.name === name)
  if (before === undefined) return
  const where = className === undefined ? '' : ` of ${className}`
  throw new MemSizeError(
    `Expected one rule for the field ${fieldText(name)}${where}, got @MemSize.${before.kind} and @MemSize.${kind}. Keep the one that holds.`,
  )
}
