import { MemSizeError } from '../errors.js'
import { dataValue, getOwnPropertyDescriptor, getPrototypeOf, SafeMap } from '../intrinsics.js'
import { describeMemory, type Kept, keptPart, leftToEngine, type Meter, type SimpleRules, unseenPart, wholeRest } from '../protocol.js'
import { keptOf } from './cached.js'
import { type RuleCarrier, type RuleData, rulesKey } from './carried-rules.js'
import { graphData, isRead, isToldInGraphs, ruleData } from './rule-data.js'
import { type ClassRules, classText, type FieldRule } from './rules.js'

/** The library's own meter; another one has only what the protocol says. */
interface OwnMeter extends Meter {
  [wholeRest]?(object: object, namedPrivate: number): void
  [keptPart]?(name: PropertyKey, value: unknown, kept: Kept): void
  [unseenPart]?(name: PropertyKey, why: string): void
  [leftToEngine]?(name: PropertyKey): void
}

/** A description that decorators made. */
interface Derived extends RuleCarrier {
  (this: object, meter: Meter): void
  readonly isDerived: true
  readonly simple: SimpleRules | undefined
}

/** Rules that only say how a field's own value counts. */
const simpleKinds: readonly string[] = ['field', 'owned', 'shared', 'ignore'] satisfies FieldRule['kind'][]

function simpleRules(rules: readonly FieldRule[]): SimpleRules | undefined {
  const isSimple = ({ name, kind, read }: FieldRule) => read === undefined && typeof name === 'string' && simpleKinds.includes(kind)
  if (!rules.every(isSimple)) return undefined
  const simple = new SafeMap<PropertyKey, string>()
  for (const { name, kind } of rules) simple.set(name, kind)
  return simple
}

/** Rules that are functions, or ask for what is kept. */
const calledKinds: readonly string[] = ['sizedBy', 'cached', 'external'] satisfies FieldRule['kind'][]

/** The description that a prototype has itself, unless decorators made it: rules of those are inherited one by one. */
export function ownByHand(prototype: object): ((this: object, meter: Meter) => void) | undefined {
  const method = dataValue(prototype, describeMemory)
  return typeof method === 'function' && !(method as Partial<Derived>).isDerived ? (method as never) : undefined
}

function inheritedByHand(prototype: object): ((this: object, meter: Meter) => void) | undefined {
  let found: ((this: object, meter: Meter) => void) | undefined
  for (let at = getPrototypeOf(prototype); at !== null && found === undefined; at = getPrototypeOf(at)) found = ownByHand(at)
  return found
}

/**
 * Gives the class a description made of its rules: each field that has one, then all other fields. A method that the class has already stays, as
 * does a description from outside. Throws a MemSizeError where the prototype cannot take it.
 */
export function derive({ prototype, Class, rules }: ClassRules): void {
  if (getOwnPropertyDescriptor(prototype, describeMemory) !== undefined) return
  const above = inheritedByHand(prototype)
  const named = rules.filter(({ read }) => read !== undefined).length
  const method = function (this: object, meter: OwnMeter): void {
    for (let i = 0; i < rules.length; i++) tell(this, rules[i] as FieldRule, meter)
    // what both speak of is as the class below has it
    above?.call(this, meter)
    // what a description by hand leaves out is left out on purpose
    if (above !== undefined) return
    if (meter[wholeRest] === undefined) meter.rest(this)
    else meter[wholeRest](this, named)
  }
  const telling = (some: readonly FieldRule[]) => (object: object, meter: Meter) => {
    for (let i = 0; i < some.length; i++) tell(object, some[i] as FieldRule, meter)
  }
  try {
    Object.defineProperties(method, {
      isDerived: { value: true },
      simple: { value: above === undefined ? simpleRules(rules) : undefined },
      [rulesKey]: { value: above === undefined ? ruleData(rules) : undefined },
      callRules: { value: telling(rules.filter(({ kind }) => calledKinds.includes(kind))) },
      tellInGraphs: { value: tellingInGraphs(rules.filter(isToldInGraphs)) },
      graphData: { value: graphData(rules) },
      graphDataBut: { value: graphDataBut(rules) },
      tellsShared: { value: rules.some(({ kind }) => kind === 'shared') },
      keepsSizes: { value: rules.some(({ kind }) => kind === 'cached') },
    })
    Object.defineProperty(prototype, describeMemory, { value: method, writable: true, configurable: true })
  } catch {
    throw new MemSizeError(
      `Expected a prototype that can take a description, and that of ${classText(Class)} is frozen. Decorate the class before it is frozen, or describe it from outside, by defineSize.`,
    )
  }
}

/** The fields are the same for each object of a class: one list of data stands for all of them. */
function graphDataBut(rules: readonly FieldRule[]) {
  let last: { readonly left: readonly PropertyKey[]; readonly data: RuleData } | undefined
  return (left: readonly PropertyKey[]): RuleData => {
    const isSame = last !== undefined && last.left.length === left.length && last.left.every((name, i) => name === left[i])
    if (!isSame) last = { left, data: graphData(rules.filter(({ name }) => !left.includes(name))) }
    return (last as { data: RuleData }).data
  }
}

/** What counts as any field does, and cannot be read, is the engine's to show. */
const tellingInGraphs = (some: readonly FieldRule[]) => (object: object, meter: OwnMeter) => {
  for (let i = 0; i < some.length; i++) {
    const rule = some[i] as FieldRule
    if (isRead(rule.kind) && meter[leftToEngine] !== undefined && heldBy(object, rule) === unreadable) meter[leftToEngine](rule.name)
    else tell(object, rule, meter)
  }
}

function tell(object: object, rule: FieldRule, meter: OwnMeter): void {
  const { name, kind } = rule
  if (kind === 'ignore') {
    meter.skip(name, rule.reason as string)
    return
  }
  if (kind === 'external') {
    tellBytes(name, rule.size as (value: never) => number, object, meter)
    return
  }
  const value = heldBy(object, rule)
  if (value === unreadable) {
    unseen(name, 'cannot be read: the code its compiler made for that throws an error', meter)
    return
  }
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
      else tellBytes(name, rule.size as (value: never) => number, value, meter)
      break
    case 'cached':
      if (meter[keptPart] === undefined) meter.value(name, value)
      else meter[keptPart](name, value, keptOf(object, name))
      break
    default:
      meter.value(name, value)
  }
}

const unreadable = Symbol('unreadable')

/** Undefined where the object has no such field: a prototype, an object that took the class's prototype. */
export function heldBy(object: object, { name, read, has }: FieldRule): unknown {
  if (read === undefined) return dataValue(object, name)
  try {
    return read(object)
  } catch {
    return has?.(object) ? unreadable : undefined
  }
}

function unseen(name: PropertyKey, why: string, meter: OwnMeter): void {
  if (meter[unseenPart] === undefined) meter.external(name, Number.NaN)
  else meter[unseenPart](name, why)
}

function tellBytes(name: PropertyKey, size: (value: never) => number, value: unknown, meter: OwnMeter): void {
  let bytes: number
  try {
    bytes = size(value as never)
  } catch {
    unseen(name, 'not known: the function that gives its bytes threw an error', meter)
    return
  }
  meter.external(name, bytes)
}
