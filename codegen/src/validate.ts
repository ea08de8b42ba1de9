import { type FilePlan, heldBy, type ObjectPlan, type Plan, type Problem, type Value } from './plan.js'

/** What a plan asks for that would not come true. */
export function validate({ files }: Plan): Problem[] {
  const held = new Map<string, string>()
  for (const file of files)
    for (const value of valuesOf(file)) if (value.is === 'marked') held.set(`${value.source} ${value.name}`, file.source)
  return files.flatMap((file) =>
    file.objects.flatMap((object) => {
      const holder = object.described === 'root' ? held.get(`${file.source} ${object.name}`) : undefined
      if (object.described === 'class' || (object.described === 'root' && holder === undefined)) return []
      return object.fields.flatMap(({ rule, place, name }): Problem[] => {
        // that nothing else refers to it changes no total
        if (rule === undefined || rule.kind === 'owned') return []
        const expected = `a rule that counts: @${rule.kind} of \`${name}\` would hold only where ${countsWhere(object)} is measured by itself, and it is a part here${holder === undefined ? '' : ` (of a type in ${holder})`}`
        return [{ place, expected, fix: 'Make the type a class, whose description goes with its instances, or take the rule away.' }]
      })
    }),
  )
}

const countsWhere = ({ described, name, expression }: ObjectPlan): string => (described === 'root' ? name : expression)

function* valuesOf({ types, objects }: FilePlan): Iterable<Value> {
  for (const { value } of types) yield* within(value)
  for (const { fields } of objects) for (const { value } of fields) yield* within(value)
}

function* within(value: Value): Iterable<Value> {
  yield value
  for (const part of heldBy(value)) yield* within(part)
}
