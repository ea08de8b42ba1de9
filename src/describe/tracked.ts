import { MemSizeError } from '../errors.js'
import { isObject } from '../intrinsics.js'
import type { Kept } from '../protocol.js'
import { type FieldRule, fieldText, rulesOfInstance } from './rules.js'

// One for all copies of the library in a realm, as the registry of classes is.
const keptKey = Symbol.for('memsize.kept sizes')
const shared = globalThis as { [keptKey]?: WeakMap<object, Map<PropertyKey, Kept>> }
if (shared[keptKey] === undefined) Object.defineProperty(shared, keptKey, { value: new WeakMap() })
const all = shared[keptKey] as WeakMap<object, Map<PropertyKey, Kept>>

/** What is kept of a tracked field of an object; made when it is first measured. */
export function keptOf(object: object, name: PropertyKey): Kept {
  let fields = all.get(object)
  if (fields === undefined) all.set(object, (fields = new Map()))
  let kept = fields.get(name)
  if (kept === undefined) fields.set(name, (kept = { size: undefined, isBusy: false }))
  return kept
}

/** Forgets what was kept: the field has another value. */
export function changed(object: object, name: PropertyKey): void {
  const fields = all.get(object)
  if (fields === undefined) return
  // that of a class above goes by the name of its class too, where the class below has one of the same name
  const inherited = `${String(name)} of `
  for (const [field, kept] of fields) {
    if (field === name || (typeof field === 'string' && field.startsWith(inherited))) kept.size = undefined
  }
}

/** The tracked fields of an object's class. */
export function trackedRules(object: object): readonly FieldRule[] {
  return rulesOfInstance(object)?.rules.filter(({ kind }) => kind === 'tracked') ?? []
}

/**
 * Says that the value of a tracked field, or of all of an object, has changed inside, which no assignment showed: it is measured anew the next
 * time. Throws a MemSizeError for an object without such a field.
 */
export function touch(object: object, name?: PropertyKey): void {
  const rules = isObject(object) ? trackedRules(object) : []
  const touched = name === undefined ? rules : rules.filter((rule) => rule.name === name)
  if (touched.length === 0) {
    const what = name === undefined ? 'a tracked field' : `a tracked field ${fieldText(name)}`
    throw new MemSizeError(`Expected an object whose class has ${what}, as \`@MemSize.tracked accessor items = new Map()\` makes one.`)
  }
  for (const rule of touched) changed(object, rule.name)
}
