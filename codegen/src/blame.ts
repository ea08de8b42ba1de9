import type { Sample } from './extract/samples.js'
import type { FieldPlan, FilePlan, MarkedType, ObjectPlan, Place, Plan, Value } from './plan.js'

/** Where a fault comes from: the innermost field on the way to it that the plan knows; else the type. */
export function blame(
  plan: Plan,
  sample: Sample,
  path: string,
  field: string | undefined,
  memberOf: (of: MarkedType, name: string) => Place | undefined,
): { place: Place; rule: string } {
  const [, className, name] = /^([\w$]+)(?:\.([\w$#]+)|\[)?/.exec(field ?? '') ?? []
  const said = fieldOfClass(plan, className, name, memberOf)
  if (said !== undefined) return said
  const file = plan.files.find(({ source, types }) => source === sample.source && types.some((type) => type.name === sample.type))
  const type = file?.types.find((of) => of.name === sample.type)
  let place = { place: type?.place ?? sample.place, rule: '' }
  let at: Way | undefined = file && type && { file, value: type.value }
  for (const step of stepsOf(path)) {
    at = at && next(plan, at, step)
    if (at === undefined) break
    if (at.field !== undefined) place = { place: at.field.place, rule: at.field.rule?.kind ?? '' }
  }
  return place
}

interface Way {
  readonly file: FilePlan
  readonly value: Value
  readonly field?: FieldPlan
}

/** `.name`, `["a name"]` and `[0]`. */
const stepsOf = (path: string): string[] =>
  [...path.matchAll(/\.([\p{ID_Continue}$#]+)|\["((?:[^"\\]|\\.)*)"\]|\[(\d+)\]/gu)].map(([, name, text, index]) => name ?? text ?? index)

function next(plan: Plan, { file, value }: Way, step: string): Way | undefined {
  switch (value.is) {
    case 'object': {
      const field = file.objects.find(({ id }) => id === value.id)?.fields.find(({ name }) => name === step)
      return field && { file, value: field.value, field }
    }
    case 'array':
    case 'record':
      return { file, value: value.of }
    // their slots are no steps of a path here: `<value 3>`
    case 'map':
    case 'set':
      return next(plan, { file, value: value.of }, step)
    case 'marked': {
      const other = plan.files.find(({ source, types }) => source === value.source && types.some(({ name }) => name === value.name))
      const type = other?.types.find(({ name }) => name === value.name)
      return other && type && next(plan, { file: other, value: type.value }, step)
    }
    case 'union':
      for (const { value: member } of value.cases) {
        const found = next(plan, { file, value: member }, step)
        if (found !== undefined) return found
      }
      return undefined
    default:
      return undefined
  }
}

/** By what a description of a marked class says: `Session.cache`. */
function fieldOfClass(
  plan: Plan,
  className: string | undefined,
  name: string | undefined,
  memberOf: (of: MarkedType, name: string) => Place | undefined,
) {
  for (const { types, objects } of plan.files)
    for (const type of types) {
      if (type.name !== className || type.kind !== 'class') continue
      const field = fieldIn(objects, className, name)
      const hidden = name === undefined ? undefined : memberOf(type, name)
      return { place: field?.place ?? hidden ?? type.place, rule: field?.rule?.kind ?? '' }
    }
  return undefined
}

const fieldIn = (objects: readonly ObjectPlan[], typeName: string, name: string | undefined): FieldPlan | undefined =>
  objects.find((object) => object.described === 'class' && object.name === typeName)?.fields.find((field) => field.name === name)
