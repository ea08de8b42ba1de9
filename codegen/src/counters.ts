import { flatObjects, isOwned } from './flat.js'
import { withoutTexts } from './names.js'
import {
  type Container,
  type Counted,
  type FieldPlan,
  type FilePlan,
  heldBy,
  isCounted,
  isDescribed,
  type ObjectPlan,
  type Value,
} from './plan.js'
import type { Printer } from './printer.js'
import { keyOf, lower, memberOf, quoted } from './text.js'

/** Writes the functions that tell a walk what the values of a file's types hold. */
export class CounterEmitter {
  /** The marked type that is being written. */
  owner: string | undefined
  private readonly plan: FilePlan
  private readonly printer: Printer
  private readonly objects: ReadonlyMap<string, ObjectPlan>
  private readonly flat: ReadonlySet<string>
  private readonly source: string
  private readonly moduleOf: (source: string) => string
  /** Objects, containers and unions that have their function, and those that wait for it. */
  private readonly printed = new Set<string>()
  private readonly waiting: Counted[] = []
  private readonly constants = new Map<string, string>()

  constructor(plan: FilePlan, printer: Printer, source: string, moduleOf: (source: string) => string) {
    this.plan = plan
    this.printer = printer
    this.objects = new Map(plan.objects.map((object) => [object.id, object]))
    this.flat = flatObjects(plan)
    this.source = source
    this.moduleOf = moduleOf
    for (const { name } of plan.objects) printer.names.reserve(`count${name}`)
    for (const value of allValues(plan)) {
      if (!('name' in value) || value.is === 'marked') continue
      printer.names.reserve(`count${value.name}`)
      printer.names.reserve(`read${value.name}`)
    }
  }

  /** What the functions so far call, and so on. */
  rest(): void {
    for (let next = this.waiting.pop(); next !== undefined; next = this.waiting.pop()) {
      if (next.is === 'object') {
        const object = this.objects.get(next.id)
        if (object === undefined || object.described !== 'never' || this.printed.has(object.id)) continue
        this.printed.add(object.id)
        this.owner = this.ownerOf(object.expression)
        this.objectType(object)
        this.counter(object, `count${object.name}`, false)
      } else this.containers(next)
    }
  }

  private ownerOf(expression: string): string | undefined {
    return this.rootsOf(expression)[0]?.name
  }

  private typeNameOf({ id, name }: ObjectPlan): string {
    let constant = this.constants.get(id)
    if (constant === undefined) this.constants.set(id, (constant = this.printer.names.unique(`${lower(name)}Type`)))
    return constant
  }

  /** One function that names the fields of an object to the walk. */
  counter(object: ObjectPlan, counter: string, isDescribed: boolean): void {
    const { printer } = this
    const { fields, expression, described } = object
    const optional = fields.filter((field) => field.optional)
    const typeName = this.typeNameOf(object)
    const fieldsOf = this.flat.has(object.id) && !isDescribed ? 'ownFieldsOf' : 'fieldsOf'
    this.useRoot(expression)
    printer.open(
      `${described === 'never' ? '' : printer.exports(counter)}function ${counter}(value: ${expression}, walk: ${this.walk}): void {`,
      this.owner,
    )
    const bits = optional.map(({ name: key }, i) => `(${this.hasText(key)} ? ${2 ** i} : 0)`)
    const present = bits.length === 0 ? '0' : bits.length === 1 ? bits[0].slice(1, -1) : bits.join(' | ')
    const line = `  const fields = walk.${fieldsOf}(${typeName}, value, ${present})`
    if (line.length <= longestLine) printer.line(line)
    else {
      printer.line(`  const present =${bits.length < 2 ? ` ${present}` : ''}`)
      if (bits.length > 1) bits.forEach((bit, i) => void printer.line(`    ${bit}${i < bits.length - 1 ? ' |' : ''}`))
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
    const call = `const ${this.typeNameOf(object)} = ${printer.use('memsize/generated', 'objectType')}(`
    const isSaid = this.plan.types.some((type) => type.value.is === 'object' && type.value.id === object.id && isDescribed(this.plan, type))
    const sizer = described === 'class' && isSaid ? `, describe${name}` : ''
    const line = `${call}{ ${fields.join(', ')} }${sizer})`
    if (line.length <= longestLine) {
      printer.open(line, this.owner)
      return
    }
    printer.open(`${call}${sizer === '' ? '{' : ''}`, this.owner)
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
    // one that is there and undefined shows that the object is not from JSON
    return value.is !== 'nothing' || optional
  }

  private ruledField({ name, rule, value, isPrivate, nullable }: FieldPlan): void {
    const { printer } = this
    const member = memberOf('value', name, isPrivate)
    const found = isCounted(value) ? this.counterOf(value) : undefined
    const counter = found === undefined ? '' : `, ${found}`
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
    const counter = isCounted(value) ? this.counterOf(value) : undefined
    if (isFlat && (isCounted(value) || value.is === 'numbers')) {
      const call = counter === undefined ? `walk.untyped(${member})` : `${counter}(${member}, walk)`
      printer.line(`  if (${optional ? `${this.hasText(name)} && ` : ''}fields.holds(${index}, ${member})) ${call}`)
    } else if (counter !== undefined) {
      printer.line(`  ${when}fields.${isOwn ? 'ownPart' : 'part'}(${index}, ${member}, ${counter})`)
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

  /** The name of a value's counter, imported where it is another file's; undefined where that cannot be. */
  counterOf(value: Counted): string | undefined {
    if (value.is === 'marked') {
      if (value.source === this.plan.source) return `count${value.name}`
      // files that require each other see each other's exports too late
      return this.plan.words === 'cjs' ? undefined : this.printer.use(this.moduleOf(value.source), `count${value.name}`)
    }
    this.waiting.push(value)
    return `count${value.is === 'object' ? this.objects.get(value.id)?.name : value.name}`
  }

  /** The counters of containers and unions, innermost first; that of a marked type is exported. */
  containers(value: Value, exported?: string): void {
    if (!isCounted(value) || value.is === 'object' || value.is === 'marked') return
    if (this.printed.has(value.name)) return
    this.printed.add(value.name)
    const { printer } = this
    for (const part of heldBy(value)) this.containers(part)
    this.useRoot(value.expression)
    if (exported === undefined) this.owner = this.ownerOf(value.expression) ?? this.owner
    const isExported = exported === value.name
    const type = isExported ? `${value.expression} & object` : value.expression
    printer.open(
      `${isExported ? printer.exports(`count${value.name}`) : ''}function count${value.name}(value: ${type}, walk: ${this.walk}): void {`,
      this.owner,
    )
    if (value.is === 'union') this.unionBody(value)
    else if (value.is === 'record') printer.line(`  walk.record(value, ${this.given(value.of)})`)
    else if (value.is !== 'array') printer.line(`  walk.collection(value, ${this.given(value.key)}, ${this.given(value.of)})`)
    else printer.line(`  walk.array(value, read${value.name})`)
    printer.line('}')
    if (value.is === 'array') this.reader(value)
  }

  private given(value: Value | undefined): string {
    return (value !== undefined && isCounted(value) ? this.counterOf(value) : undefined) ?? 'undefined'
  }

  private unionBody({ tag, cases }: Extract<Value, { is: 'union' }>): void {
    const { printer } = this
    const call = (value: Value, as: string) => {
      const counter = isCounted(value) ? this.counterOf(value) : undefined
      return counter === undefined ? 'walk.untyped(value)' : `${counter}(value${as}, walk)`
    }
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
    printer.open(`function read${name}(elements: ${expression}, walk: ${this.walk}): void {`, this.owner)
    if (object?.fields.every(({ optional }) => !optional)) {
      this.useRoot(object.expression)
      printer.line(`  const fields = walk.rowsOf(${this.typeNameOf(object)}, elements)`)
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
    const counter = this.given(of)
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

  /** Imports the marked types that a type is said in terms of. */
  private useRoot(expression: string): void {
    for (const { exported } of this.rootsOf(expression)) this.printer.useType(this.source, exported)
  }

  private rootsOf(expression: string): FilePlan['types'] {
    const words = new Set(withoutTexts(expression).match(/[\p{ID_Start}$_][\p{ID_Continue}$]*/gu))
    return this.plan.types.filter(({ local }) => words.has(local))
  }
}

/** Every value of a file's types, and of what they hold. */
function* allValues({ types, objects }: FilePlan): Iterable<Value> {
  const waiting = [...types.map(({ value }) => value), ...objects.flatMap(({ fields }) => fields.map(({ value }) => value))]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    yield next
    waiting.push(...heldBy(next))
  }
}

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
