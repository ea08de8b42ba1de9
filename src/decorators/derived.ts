import { MemSizeError } from '../errors.js'
import { dataValue, getOwnPropertyDescriptor, SafeMap } from '../intrinsics.js'
import { describeMemory, type Kept, keptPart, type Meter, type SimpleRules, wholeRest } from '../protocol.js'
import { type ClassRules, classText, type FieldRule } from './rules.js'
import { keptOf } from './tracked.js'

/** The library's own meter. */
interface OwnMeter extends Meter {
  [wholeRest](object: object, namedPrivate: number): void
  [keptPart](name: PropertyKey, value: unknown, kept: Kept): void
}

/** A description that decorators made. */
interface Derived {
  (this: object, meter: Meter): void
  readonly isDerived: true
  readonly simple: SimpleRules | undefined
}

/** Rules that only say how a field's own value counts. */
const simpleKinds: readonly string[] = ['field', 'owned', 'shared', 'ignore'] satisfies FieldRule['kind'][]

function simpleRules({ rules, options }: ClassRules): SimpleRules | undefined {
  const isSimple = ({ name, kind, read }: FieldRule) => read === undefined && typeof name === 'string' && simpleKinds.includes(kind)
  if (options.external !== undefined || !rules.every(isSimple)) return undefined
  const simple = new SafeMap<PropertyKey, string>()
  for (const { name, kind } of rules) simple.set(name, kind)
  return simple
}

/** The description that a class inherits, unless decorators made it: rules of those are inherited one by one. */
function inheritedByHand(prototype: object): ((this: object, meter: Meter) => void) | undefined {
  for (let at = Object.getPrototypeOf(prototype); at !== null; at = Object.getPrototypeOf(at)) {
    const method = dataValue(at, describeMemory)
    if (typeof method === 'function') return (method as Partial<Derived>).isDerived ? undefined : (method as never)
  }
  return undefined
}

/**
 * Gives the class a description made of its rules: each field that has one, then all other fields. A method that the class has already stays, as
 * does a description from outside. Throws a MemSizeError where the prototype cannot take it.
 */
export function derive(decorated: ClassRules): void {
  const { prototype, Class, rules, options } = decorated
  if (getOwnPropertyDescriptor(prototype, describeMemory) !== undefined) return
  const above = inheritedByHand(prototype)
  const { external } = options
  const named = rules.filter(({ read }) => read !== undefined).length
  const method = function (this: object, meter: Meter): void {
    above?.call(this, meter)
    for (let i = 0; i < rules.length; i++) tell(this, rules[i] as FieldRule, meter)
    if (external !== undefined) meter.external('external', bytesOf(external, this as never))
    // what a description by hand leaves out is left out on purpose
    if (above === undefined) (meter as OwnMeter)[wholeRest](this, named)
  }
  try {
    Object.defineProperties(method, {
      isDerived: { value: true },
      simple: { value: above === undefined ? simpleRules(decorated) : undefined },
    })
    Object.defineProperty(prototype, describeMemory, { value: method, writable: true, configurable: true })
  } catch {
    throw new MemSizeError(
      `Expected a prototype that can take a description, and that of ${classText(Class)} is frozen. Decorate the class before it is frozen, or describe it from outside, by defineSize.`,
    )
  }
}

function tell(object: object, rule: FieldRule, meter: Meter): void {
  const { name, kind } = rule
  if (kind === 'ignore') {
    meter.skip(name, rule.reason as string)
    return
  }
  const value = heldBy(object, rule)
  switch (kind) {
    case 'owned':
      meter.owned(name, value)
      break
    case 'shared':
      meter.shared(name, value)
      break
    case 'sizedBy':
      // nothing has no bytes, and its function need not know
      if (value === undefined || value === null) meter.value(name, value)
      else meter.external(name, bytesOf(rule.size as (value: never) => number, value as never))
      break
    case 'tracked':
      ;(meter as OwnMeter)[keptPart](name, value, keptOf(object, name))
      break
    default:
      meter.value(name, value)
  }
}

/** Undefined where the object has no such field: a prototype, an object that took the class's prototype. */
function heldBy(object: object, { name, read }: FieldRule): unknown {
  if (read === undefined) return dataValue(object, name)
  try {
    return read(object)
  } catch {
    return undefined
  }
}

/** NaN, which a meter takes for no number of bytes, where the function throws. */
function bytesOf<T>(size: (value: T) => number, value: T): number {
  try {
    return size(value)
  } catch {
    return Number.NaN
  }
}
