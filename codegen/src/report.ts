import { costOf } from './costs.js'
import { isOwned } from './flat.js'
import type { Case, FieldPlan, FilePlan, Plan, Value } from './plan.js'

/** How each field of each marked type counts, why, and about what it costs. */
export function report({ files }: Plan): string {
  return files.map(fileReport).join('\n')
}

function fileReport({ source, types, objects }: FilePlan): string {
  const byId = new Map(objects.map((object) => [object.id, object]))
  const lines = [source]
  for (const { name, value } of types) if (value.is !== 'object') lines.push(`  ${name}: ${text(value)}`)
  for (const { expression, fields, unseen, told = [], place } of objects) {
    const total = fields.reduce((sum, field) => sum + cost(field), 0)
    lines.push(`  ${expression}  (about ${total} ns for its fields)`)
    const width = Math.max(...[...fields.map((field) => field.name), ...unseen].map((name) => name.length))
    for (const field of fields) {
      const { name, place: at } = field
      const ns = field.value.is === 'nothing' ? '' : `, about ${cost(field)} ns`
      lines.push(`    ${name.padEnd(width)}  ${ruled(field)}${ns}${at.file === place.file ? '' : `  (${at.file}:${at.line})`}`)
    }
    for (const name of unseen)
      lines.push(
        told.includes(name)
          ? `    ${name.padEnd(width)}  told by the method in its class`
          : `    ${name.padEnd(width)}  not counted: only its class can reach it; measurements say so, and have no upper bound`,
      )
  }
  return `${lines.join('\n')}\n`

  function cost({ value, rule }: FieldPlan): number {
    return costOf(value, isOwned(value, rule, byId))
  }

  function ruled({ value, rule }: FieldPlan): string {
    if (rule === undefined) return text(value)
    return rule.kind === 'owned' ? text(value, true) : `@${rule.kind}`
  }

  /** The members of a union that the walk has to ask. */
  function left(cases: readonly Case[]): string {
    const asked = cases.flatMap(({ by, value }) => {
      const of = by === 'array' ? 'an array' : 'key' in by ? by.key : by.literal
      return value.is === 'walk' ? [`${of}: ${value.why}`] : []
    })
    return asked.length === 0 ? '' : `; left to the walk: ${asked.join(', ')}`
  }

  /** What a value is, and whether it is looked up: by its own rule or by that of its type. */
  function text(of: Value, isOwn = false): string {
    const look = isOwn || isOwned(of, undefined, byId) ? 'owned, so not looked up' : 'looked up, as others may hold it'
    switch (of.is) {
      case 'nothing':
        return 'no bytes of its own'
      case 'number':
        return 'a number: a box of its own at most'
      case 'primitive':
        return 'a primitive: a box of its own at most'
      case 'text':
        return isOwn ? 'a string, owned, so not looked up' : 'a string, looked up, as equal ones count once'
      case 'walk':
        return of.whole ? `${of.why}, counted by its kind` : `left to the walk: ${of.why}`
      case 'numbers':
        return `an array of primitives, ${look}, read in one loop`
      case 'object':
        return `${byId.get(of.id)?.expression}, ${look}`
      case 'marked':
        return `${of.name}, ${look}`
      case 'array':
        return `an array, ${look}, of: ${text(of.of)}`
      case 'map':
        return `a Map, ${look}, from: ${text(of.key as Value)}; to: ${text(of.of)}`
      case 'set':
        return `a Set, ${look}, of: ${text(of.of)}`
      case 'record':
        return `an object of any keys, ${look}, with: ${text(of.of)}`
      case 'union':
        return `one of ${of.cases.length}, ${look}, told by ${of.tag === undefined ? 'what it has' : `\`${of.tag}\``}${left(of.cases)}`
    }
  }
}
