import type { FieldPlan, FilePlan, ObjectPlan, Value } from './plan.js'

/** Whether values of a type are held by one holder alone, by what the type or the field says. */
export function isOwned(value: Value, rule: FieldPlan['rule'], objects: ReadonlyMap<string, ObjectPlan>): boolean {
  if (rule?.kind === 'owned') return true
  if (value.is === 'object') return objects.get(value.id)?.owned ?? false
  return value.is === 'marked' && value.owned
}

/**
 * The objects that are counted at once wherever they are met, without a look at who they are: nothing else refers to them, nor to anything in
 * them, and they hold none of their own kind. By id.
 */
export function flatObjects({ types, objects, source }: FilePlan): ReadonlySet<string> {
  const byId = new Map(objects.map((object) => [object.id, object]))
  const known = new Map<string, boolean>()

  const ofObject = (id: string): boolean => {
    const before = known.get(id)
    if (before !== undefined) return before
    // one that is met again while it is looked at holds its own kind
    known.set(id, false)
    const object = byId.get(id)
    const isFlat = object?.owned === true && object.described !== 'class' && object.fields.every(ofField)
    known.set(id, isFlat)
    return isFlat
  }
  const ofField = ({ value, rule }: FieldPlan): boolean => {
    if (rule !== undefined && rule.kind !== 'owned') return false
    switch (value.is) {
      case 'nothing':
      case 'number':
      case 'primitive':
        return true
      case 'text':
      case 'numbers':
        return rule?.kind === 'owned'
      case 'walk':
        return false
      default:
        return isOwned(value, rule, byId) && isFlat(value)
    }
  }
  const isFlat = (value: Value): boolean => {
    if (value.is === 'object') return ofObject(value.id)
    if (value.is === 'array') return isOwned(value.of, undefined, byId) && isFlat(value.of)
    if (value.is !== 'marked' || value.source !== source) return false
    const marked = types.find(({ name }) => name === value.name)
    return marked !== undefined && isFlat(marked.value)
  }

  return new Set(objects.filter(({ id }) => ofObject(id)).map(({ id }) => id))
}
