import { flatObjects, isOwned } from './flat.js'
import { type Container, type Counted, type FieldPlan, type FilePlan, heldBy, isCounted, type ObjectPlan, type Value } from './plan.js'
import type { Printer } from './printer.js'
import { keyOf, memberOf, quoted } from './text.js'

/** Writes the functions that tell a walk what the values of a file's types hold. */
export class CounterEmitter {
  private readonly plan: FilePlan
  private readonly printer: Printer
  private readonly objects: ReadonlyMap<string, ObjectPlan>
  private readonly flat: ReadonlySet<string>
  private readonly source: string
  private readonly moduleOf: (source: string) => string
  /** Containers and unions that have their function. */
  private readonly printed = new Set<string>()

  constructor(plan: FilePlan, printer: Printer, source: string, moduleOf: (source: string) => string) {
    this.plan = plan
    this.printer = printer
    this.objects = new Map(plan.objects.map((object) => [object.id, object]))
    this.flat = flatObjects(plan)
    this.source = source
    this.moduleOf = moduleOf
  }

  /** One function that names the fields of an object to the walk. */
  counter(object: ObjectPlan, counter: string, isDescribed: boolean): void {
    const { printer } = this
    const { fields, expression, described } = object
    const optional = fields.filter((field) => field.optional)
    const typeName = typeNameOf(object)
    const fieldsOf = this.flat.has(object.id) && !isDescribed ? 'ownFieldsOf' : 'fieldsOf'
    this.useRoot(expression)
    printer.open(`${described === 'never' ? '' : 'export '}function ${counter}(value: ${expression}, walk: ${this.walk}): void {`)
    const bits = optional.map(({ name: key }, i) => `(${this.hasText(key)} ? ${2 ** i} : 0)`)
    const present = bits.length === 0 ? '0' : bits.length === 1 ? bits[0].slice(1, -1) : bits.join(' | ')
    const line = `  const fields = walk.${fieldsOf}(${typeName}, value, ${present})`
    if (line.length <= longestLine) printer.line(line)
    else {
      printer.line(`  const present =`)
      bits.forEach((bit, i) => void printer.line(`    ${bit}${i < bits.length - 1 ? ' |' : ''}`))
      printer.line(`  const fields = walk.${fieldsOf}(${typeName}, value, present)`)
    }
    printer.line('  if (fields === undefined) return')
    if (isDescribed) for (const field of fields) if (field.rule !== undefined) this.ruledField(field)
    // places are known up to the first field that may be missing
    const known = fields.findIndex((field) => field.optional)
    let untold = 0
    fields.forEach((field, i) => {
      if (i === known && i < fields.length - 1) printer.line(`  let at = ${i}`)
      const isCountedAt = known >= 0 && i >= known && i < fields.length - 1
      if (isCountedAt && !field.optional && !this.isTold(field, isDescribed)) {
        untold++
        return
      }
      if (untold > 0) printer.line(`  at += ${untold}`)
      untold = 0
      this.field(field, known < 0 || i < known || fields.length - 1 === known ? `${i}` : 'at++', isDescribed, fieldsOf === 'ownFieldsOf')
    })
    printer.line('}')
  }

  /** The fields of an object, and what each holds. */
  objectType(object: ObjectPlan): void {
    const { printer } = this
    const { described, name } = object
    const fields = object.fields.map((field) => `${keyOf(field.name)}: '${holds(field, described)}'`)
    const call = `const ${typeNameOf(object)} = ${printer.use('memsize/generated', 'objectType')}(`
    const sizer = described === 'class' ? `, describe${name}` : ''
    const line = `${call}{ ${fields.join(', ')} }${sizer})`
    if (line.length <= longestLine) {
      printer.open(line)
      return
    }
    printer.open(`${call}${sizer === '' ? '{' : ''}`)
    if (sizer === '') for (const field of fields) printer.line(`  ${field},`)
    else {
      printer.line('  {')
      for (const field of fields) printer.line(`    ${field},`)
      printer.line('  },')
      printer.line(`  describe${name},`)
    }
    printer.line(`${sizer === '' ? '}' : ''})`)
  }

  private hasText(key: string): string {
    return `${this.printer.use('memsize/generated', 'has')}(value, ${quoted(key)})`
  }

  /** Whether a field has bytes beyond its slot. */
  private isTold({ value, rule, optional, mayBeNumber }: FieldPlan, isDescribed: boolean): boolean {
    if (isDescribed && rule !== undefined) return mayBeNumber
    // one that is there and undefined tells that the object is not from JSON
    return value.is !== 'nothing' || optional
  }

  private ruledField({ name, rule, value, isPrivate, nullable }: FieldPlan): void {
    const { printer } = this
    const member = memberOf('value', name, isPrivate)
    const counter = isCounted(value) ? `, ${this.counterOf(value)}` : ''
    switch (rule?.kind) {
      case 'owned':
        printer.line(`  walk.ruledOwned(${member}${counter})`)
        break
      case 'shared':
        printer.line(`  walk.ruled(${member}${counter})`)
        break
      case 'sizedBy': {
        const size = printer.use(this.source, rule.size)
        if (nullable) {
          printer.line(`  if (${member} == null) walk.ruled(${member})`)
          printer.line(`  else walk.claimed(${size}(${member}))`)
        } else printer.line(`  walk.claimed(${size}(${member}))`)
        break
      }
      default:
    }
  }

  private field(field: FieldPlan, index: string, isDescribed: boolean, isFlat: boolean): void {
    const { printer } = this
    const { name, optional, value, rule, isPrivate } = field
    const member = memberOf('value', name, isPrivate)
    const when = optional ? `if (${this.hasText(name)}) ` : ''
    if (!this.isTold(field, isDescribed)) {
      if (index === 'at++') printer.line(`  ${when}at++`)
      return
    }
    if (isDescribed && rule !== undefined) {
      printer.line(`  ${when}fields.numberIn(${index}, ${member})`)
      return
    }
    const isOwn = isOwned(value, rule, this.objects)
    if (isFlat && (isCounted(value) || value.is === 'numbers')) {
      const call = isCounted(value) ? `${this.counterOf(value)}(${member}, walk)` : `walk.untyped(${member})`
      printer.line(`  if (${optional ? `${this.hasText(name)} && ` : ''}fields.holds(${index}, ${member})) ${call}`)
    } else if (isCounted(value)) {
      printer.line(`  ${when}fields.${isOwn ? 'ownPart' : 'part'}(${index}, ${member}, ${this.counterOf(value)})`)
    } else {
      const method =
        value.is === 'text'
          ? isOwn
            ? 'ownText'
            : 'text'
          : value.is === 'number'
            ? 'number'
            : isOwn && value.is !== 'primitive'
              ? 'own'
              : 'value'
      printer.line(`  ${when}fields.${method}(${index}, ${member})`)
    }
  }

  /** The name of a value's counter, imported where it is another file's. */
  counterOf(value: Counted): string {
    switch (value.is) {
      case 'object':
        return `count${this.objects.get(value.id)?.name}`
      case 'marked':
        return value.source === this.plan.source
          ? `count${value.name}`
          : this.printer.use(this.moduleOf(value.source), `count${value.name}`)
      default:
        return `count${value.name}`
    }
  }

  /** The counters of containers and unions, innermost first; that of a marked type is exported. */
  containers(value: Value, exported?: string): void {
    if (!isCounted(value) || value.is === 'object' || value.is === 'marked') return
    if (this.printed.has(value.name)) return
    this.printed.add(value.name)
    const { printer } = this
    for (const part of heldBy(value)) this.containers(part)
    this.useRoot(value.expression)
    const isExported = exported === value.name
    const type = isExported ? `${value.expression} & object` : value.expression
    printer.open(`${isExported ? 'export ' : ''}function count${value.name}(value: ${type}, walk: ${this.walk}): void {`)
    if (value.is === 'union') this.unionBody(value)
    else if (value.is === 'record') printer.line(`  walk.record(value, ${this.counterOf(value.of as Counted)})`)
    else if (value.is !== 'array') printer.line(`  walk.collection(value, ${this.given(value.key)}, ${this.given(value.of)})`)
    else printer.line(`  walk.array(value, read${value.name})`)
    printer.line('}')
    if (value.is === 'array') this.reader(value)
  }

  private given(value: Value | undefined): string {
    return value !== undefined && isCounted(value) ? this.counterOf(value) : 'undefined'
  }

  private unionBody({ tag, cases }: Extract<Value, { is: 'union' }>): void {
    const { printer } = this
    const call = (value: Value, as: string) => (isCounted(value) ? `${this.counterOf(value)}(value${as}, walk)` : 'walk.untyped(value)')
    if (tag === undefined) {
      cases.forEach(({ by, expression, value }, i) => {
        const test = by === 'array' ? 'Array.isArray(value)' : 'key' in by ? this.hasText(by.key) : ''
        printer.line(`  ${i > 0 ? 'else ' : ''}if (${test}) ${call(value, ` as ${expression}`)}`)
      })
      printer.line('  else walk.untyped(value)')
      return
    }
    printer.line(`  switch (${memberOf('value', tag, false)}) {`)
    for (const { by, value } of cases) {
      printer.line(`    case ${(by as { literal: string }).literal}:`)
      printer.line(`      ${call(value, '')}`)
      printer.line('      break')
    }
    printer.line('    default:')
    printer.line('      walk.untyped(value)')
    printer.line('  }')
  }

  /** Reads the elements of an array in one loop. */
  private reader({ of, name, expression }: Container): void {
    const { printer } = this
    const object = this.flatObjectOf(of)
    printer.open(`function read${name}(elements: ${expression}, walk: ${this.walk}): void {`)
    if (object?.fields.every(({ optional }) => !optional)) {
      this.useRoot(object.expression)
      printer.line(`  const fields = walk.rowsOf(${typeNameOf(object)}, elements)`)
      printer.line('  if (fields === undefined) return')
      printer.line('  const { site } = walk')
      printer.line('  for (let i = 0; i < elements.length; i++) {')
      printer.line(`    const value = elements[i] as ${object.expression}`)
      object.fields.forEach((field, i) => void printer.indented(() => this.field(field, `${i}`, false, true)))
      printer.line('  }')
      printer.line('  walk.rest(elements, elements.length, site)')
      printer.line('}')
      return
    }
    const counter = isCounted(of) ? this.counterOf(of) : ''
    printer.line('  const { site } = walk')
    printer.line('  let i = 0')
    const loop = 'for (let value = walk.objectAt(elements, 0); value !== undefined; value = walk.objectAt(elements, ++i))'
    if (object !== undefined) printer.line(`  ${loop} ${counter}(value, walk)`)
    else {
      printer.line(`  ${loop} {`)
      printer.line(`    if (!walk.${isOwned(of, undefined, this.objects) ? 'beginOwn' : 'begin'}(value, ${counter})) continue`)
      printer.line(`    ${counter}(value, walk)`)
      printer.line('    walk.end(site)')
      printer.line('  }')
    }
    printer.line('  walk.rest(elements, i, site)')
    printer.line('}')
  }

  private flatObjectOf(value: Value): ObjectPlan | undefined {
    if (value.is === 'marked') {
      const marked = value.source === this.plan.source ? this.plan.types.find(({ name }) => name === value.name) : undefined
      return marked && this.flatObjectOf(marked.value)
    }
    return value.is === 'object' && this.flat.has(value.id) ? this.objects.get(value.id) : undefined
  }

  private get walk(): string {
    return this.printer.useType('memsize/generated', 'TypedWalk')
  }

  /** Imports the marked type that a type is said in terms of. */
  private useRoot(expression: string): void {
    for (const { name, kind } of this.plan.types)
      if (new RegExp(`(^|[^\\w$'"])${name.replaceAll('$', '\\$')}([^\\w$]|$)`).test(expression))
        if (kind === 'class') this.printer.use(this.source, name)
        else this.printer.useType(this.source, name)
  }
}

const lower = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1)

const typeNameOf = ({ name }: ObjectPlan): string => `${lower(name)}Type`

const longestLine = 120

/** What a field is said to hold; a rule of a class takes it out of the order of the fields. */
function holds({ value, rule, optional, mayBeText }: FieldPlan, described: ObjectPlan['described']): string {
  const what =
    value.is === 'text' || value.is === 'number'
      ? value.is
      : value.is === 'nothing' || value.is === 'primitive' || (described === 'class' && rule !== undefined)
        ? 'primitive'
        : (value.is === 'walk' && value.holds === 'anything') || mayBeText
          ? 'any'
          : 'object'
  return optional ? `${what}?` : what
}
