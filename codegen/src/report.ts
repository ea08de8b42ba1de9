import type { FilePlan, Plan, Value } from './plan.js'

/** How each field of each marked type counts, and why; what is left to the walk first of all. */
export function report({ files }: Plan): string {
  return files.map(fileReport).join('\n')
}

function fileReport({ source, types, objects }: FilePlan): string {
  const byId = new Map(objects.map((object) => [object.id, object]))
  const lines = [source]
  for (const { name, value } of types) if (value.is !== 'object') lines.push(`  ${name}: ${text(value, '')}`)
  for (const { expression, fields, unseen, told = [], place } of objects) {
    lines.push(`  ${expression}`)
    const width = Math.max(...[...fields.map((field) => field.name), ...unseen].map((name) => name.length))
    for (const { name, value, rule, place: at } of fields)
      lines.push(`    ${name.padEnd(width)}  ${text(value, rule?.kind ?? '')}${at.file === place.file ? '' : `  (${at.file}:${at.line})`}`)
    for (const name of unseen)
      lines.push(
        told.includes(name)
          ? `    ${name.padEnd(width)}  told by the method in its class`
          : `    ${name.padEnd(width)}  not counted: only its class can reach it; measurements say so, and have no upper bound`,
      )
  }
  return `${lines.join('\n')}\n`

  function text(of: Value, rule: string): string {
    switch (rule) {
      case 'owned':
        return `owned: not looked up; ${text(of, '')}`
      case 'shared':
      case 'ignore':
      case 'sizedBy':
        return `@${rule}`
      default:
    }
    switch (of.is) {
      case 'nothing':
        return 'no bytes of its own'
      case 'primitive':
        return 'a primitive: a box of its own at most'
      case 'text':
        return 'a string: equal ones count once, looked up'
      case 'walk':
        return `left to the walk: ${of.why}`
      case 'object':
        return `${byId.get(of.id)?.expression}: looked up once, its fields are known`
      case 'marked':
        return `${of.name}: looked up once, its fields are known`
      case 'array':
        return `an array, looked up once, of: ${text(of.of, '')}`
      case 'union':
        return `one of ${of.cases.map(({ literal }) => literal).join(', ')} by \`${of.tag}\``
    }
  }
}
