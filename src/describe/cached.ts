import { MemSizeError } from '../errors.js'
import { isObject } from '../intrinsics.js'
import type { Kept } from '../protocol.js'
import { SharedState } from '../shared-state.js'
import { type FieldRule, fieldText, rulesOfInstance } from './rules.js'

const all = new SharedState<WeakMap<object, Map<PropertyKey, Kept>>>('memsize.kept sizes', () => new WeakMap())

/** What is kept of a cached field of an object; made when it is first measured. */
export function keptOf(object: object, name: PropertyKey): Kept {
  let fields = all.own.get(object)
  if (fields === undefined) all.own.set(object, (fields = new Map()))
  let kept = fields.get(name)
  if (kept === undefined) fields.set(name, (kept = { size: undefined, isBusy: false }))
  return kept
}

/** Forgets what was kept: the field has another value. */
export function changed(object: object, name: PropertyKey): void {
  const fields = all.existing?.get(object)
  if (fields === undefined) return
  // that of a class above goes by the name of its class too, where the class below has one of the same name
  const inherited = `${String(name)} of `
  for (const [field, kept] of fields) {
    if (field === name || (typeof field === 'string' && field.startsWith(inherited))) kept.size = undefined
  }
}

/** The cached fields of an object's class. */
export function cachedRules(object: object): readonly FieldRule[] {
  return rulesOfInstance(object)?.rules.filter(({ kind }) => kind === 'cached') ?? []
}

/**
 * Says that the value of a cached field, or of all of an object, has changed inside, which no assignment showed: it is measured again the next
 * time. Throws a MemSizeError for an object without such a field.
 */
export function invalidateSize(object: object, name?: PropertyKey): void {
  const rules = isObject(object) ? cachedRules(object) : []
  const touched = name === undefined ? rules : rules.filter((rule) => rule.name === name)
  if (touched.length === 0) {
    const what = name === undefined ? 'a cached field' : `a cached field ${fieldText(name)}`
    throw new MemSizeError(`Expected an object whose class has ${what}, as \`@MemSize.cached accessor items = new Map()\` makes one.`)
  }
  for (const rule of touched) changed(object, rule.name)
}
