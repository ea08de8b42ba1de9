import { posix } from 'node:path'
import type { FieldPlan, FilePlan, MarkedType, ObjectPlan, Value } from './plan.js'
import { Printer } from './printer.js'
import { keyOf, memberOf, moduleOf, quoted } from './text.js'

/** A file as it should be. */
export interface Output {
  /** Relative to the project's folder. */
  readonly path: string
  readonly text: string
}

/** Where the functions for the types of a source file go. */
export const siblingOf = (source: string): string => source.replace(/(?:\.d)?\.([cm]?)tsx?$/, '.memsize.$1ts')

/** Writes the size functions of one source file. */
export function emit(plan: FilePlan, version: string): Output {
  const path = siblingOf(plan.source)
  return { path, text: new FileEmitter(plan, path).text(version) }
}

/** The type of a value that a counter of its own takes. */
type Counted = Extract<Value, { is: 'object' | 'array' | 'marked' | 'union' }>

class FileEmitter {
  private readonly plan: FilePlan
  private readonly printer: Printer
  private readonly objects: ReadonlyMap<string, ObjectPlan>
  private readonly source: string
  /** Unions that have their function. */
  private readonly printed = new Set<string>()

  constructor(plan: FilePlan, path: string) {
    this.plan = plan
    this.printer = new Printer()
    this.objects = new Map(plan.objects.map((object) => [object.id, object]))
    this.source = moduleOf(path, plan.source)
  }

  text(version: string): string {
    const { plan, printer } = this
    for (const type of plan.types) this.markedType(type)
    for (const object of plan.objects) {
      if (object.described !== 'never') continue
      this.objectType(object)
      this.counter(object, `count${object.name}`, false)
    }
    for (const { value } of plan.types) this.containers(value, true)
    for (const { fields } of plan.objects) for (const { value } of fields) this.containers(value, false)
    return printer.text(posix.basename(plan.source), version)
  }

  private markedType(type: MarkedType): void {
    const { printer } = this
    const { name, kind, value } = type
    const typeText = this.typeOf(type)
    const object = value.is === 'object' ? this.objects.get(value.id) : undefined
    const ruled = object?.fields.filter((field) => field.rule !== undefined) ?? []
    const isDescribed = kind === 'class' || ruled.length > 0
    const counter = isDescribed && kind !== 'class' ? `countDescribed${name}` : `count${name}`
    const total = printer.use('memsize/generated', 'total')
    printer.open(`/** The deep size of ${article(name)} in bytes, by the layout model. */`)
    printer.line(`export function deepSizeOf${name}(value: ${typeText}): number {`)
    // an instance may be of a class below, with a description of its own
    if (kind === 'class') printer.line(`  return ${total}(value)`)
    else printer.line(`  return ${total}(value, ${counter}${isDescribed ? `, describe${name}` : ''})`)
    printer.line('}')
    const meter = printer.useType('memsize', 'Meter')
    printer.open(
      kind === 'class'
        ? `/** Describes ${article(name)}; its instances are described by it wherever they are. */`
        : `/** Describes ${article(name)}, as \`options.sizer\`. */`,
    )
    printer.line(
      `export function describe${name}(value: ${value.is === 'object' ? typeText : `${typeText} & object`}, meter: ${meter}): void {`,
    )
    for (const field of ruled) this.describeField(field)
    for (const field of object?.unseen ?? []) printer.line(`  ${printer.use('memsize/generated', 'unseen')}(meter, ${quoted(field)})`)
    printer.line('  meter.rest(value)')
    printer.line('}')
    if (kind === 'class') {
      printer.last(`${printer.use('memsize', 'defineSize')}(${name}, describe${name})`)
      printer.last(`${printer.use('memsize/generated', 'useCounter')}(describe${name}, count${name})`)
    }
    if (object !== undefined) {
      this.objectType(object)
      this.counter(object, counter, isDescribed)
      // where it is a part of another, nobody hears its description; rules that change totals keep it from being one
      if (counter !== `count${name}` && ruled.every(({ rule }) => rule?.kind === 'owned')) this.counter(object, `count${name}`, false)
    } else this.rootCounter(type)
  }

  private typeOf({ name, kind, typeParameters }: MarkedType): string {
    if (kind === 'class') this.printer.use(this.source, name)
    else this.printer.useType(this.source, name)
    return typeParameters === 0 ? name : `${name}<${Array(typeParameters).fill('any').join(', ')}>`
  }

  /** Of a type that is no object with fields. */
  private rootCounter(type: MarkedType): void {
    const { printer } = this
    const { value, name } = type
    if (value.is === 'union') return
    const walk = printer.useType('memsize/generated', 'TypedWalk')
    printer.open(`export function count${name}(value: ${this.typeOf(type)} & object, walk: ${walk}): void {`)
    if (value.is === 'array' || value.is === 'marked') printer.line(`  ${this.counterOf(value)}(value, walk)`)
    else printer.line('  walk.untyped(value)')
    printer.line('}')
  }

  private describeField({ name, rule, value, nullable, isPrivate }: FieldPlan): void {
    const { printer } = this
    const member = memberOf('value', name, isPrivate)
    const key = quoted(name)
    switch (rule?.kind) {
      case 'owned':
        printer.line(`  meter.${mayBeObject(value) ? 'owned' : 'value'}(${key}, ${member})`)
        break
      case 'shared':
        printer.line(`  meter.${mayBeObject(value) ? 'shared' : 'value'}(${key}, ${member})`)
        break
      case 'ignore':
        printer.line(`  meter.skip(${key}, ${quoted(rule.reason)})`)
        break
      case 'sizedBy': {
        const size = printer.use(this.source, rule.size)
        if (nullable) {
          printer.line(`  if (${member} == null) meter.value(${key}, ${member})`)
          printer.line(`  else meter.external(${key}, ${size}(${member}))`)
        } else printer.line(`  meter.external(${key}, ${size}(${member}))`)
        break
      }
      default:
    }
  }

  /** One function that names the fields of an object to the walk. */
  private counter(object: ObjectPlan, counter: string, isDescribed: boolean): void {
    const { printer } = this
    const { fields, expression, described } = object
    const optional = fields.filter((field) => field.optional)
    const typeName = typeNameOf(object)
    const walk = printer.useType('memsize/generated', 'TypedWalk')
    this.useRoot(expression)
    printer.open(`${described === 'never' ? '' : 'export '}function ${counter}(value: ${expression}, walk: ${walk}): void {`)
    const bits = optional.map(({ name: key }, i) => `(${this.hasText(key)} ? ${2 ** i} : 0)`)
    const present = bits.length === 0 ? '0' : bits.length === 1 ? bits[0].slice(1, -1) : bits.join(' | ')
    if (`  const fields = walk.fieldsOf(${typeName}, value, ${present})`.length <= longestLine)
      printer.line(`  const fields = walk.fieldsOf(${typeName}, value, ${present})`)
    else {
      printer.line(`  const present =`)
      bits.forEach((bit, i) => void printer.line(`    ${bit}${i < bits.length - 1 ? ' |' : ''}`))
      printer.line(`  const fields = walk.fieldsOf(${typeName}, value, present)`)
    }
    printer.line('  if (fields === undefined) return')
    if (isDescribed) for (const field of fields) if (field.rule !== undefined) this.ruledField(field)
    // places are known up to the first field that may be missing
    const known = fields.findIndex((field) => field.optional)
    fields.forEach((field, i) => {
      if (i === known && i < fields.length - 1) printer.line(`  let at = ${i}`)
      this.field(field, known < 0 || i < known || fields.length - 1 === known ? `${i}` : 'at++', isDescribed)
    })
    printer.line('}')
  }

  /** The fields of an object, and what each holds. */
  private objectType(object: ObjectPlan): void {
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
        printer.line(`  walk.${mayBeObject(value) ? 'ruledOwned' : 'ruled'}(${member}${counter})`)
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

  private field(field: FieldPlan, index: string, isDescribed: boolean): void {
    const { printer } = this
    const { name, optional, value, rule, isPrivate } = field
    const member = memberOf('value', name, isPrivate)
    const when = optional ? `if (${this.hasText(name)}) ` : ''
    if (!this.isTold(field, isDescribed)) {
      if (index === 'at++') printer.line(`  ${when}at++`)
    } else if (isDescribed && rule !== undefined) printer.line(`  ${when}walk.numberIn(fields, ${index}, ${member})`)
    else if (isCounted(value)) {
      const method = rule?.kind === 'owned' ? 'ownedPart' : 'part'
      printer.line(`  ${when}walk.${method}(fields, ${index}, ${member}, ${this.counterOf(value)})`)
    } else printer.line(`  ${when}walk.${value.is === 'text' ? 'text' : 'field'}(fields, ${index}, ${member})`)
  }

  private counterOf(value: Counted): string {
    switch (value.is) {
      case 'object':
        return `count${this.objects.get(value.id)?.name}`
      case 'marked':
        return value.source === this.plan.source
          ? `count${value.name}`
          : this.printer.use(moduleOf(siblingOf(this.plan.source), siblingOf(value.source)), `count${value.name}`)
      default:
        return `count${value.name}`
    }
  }

  /** The counters of arrays and unions, innermost first. */
  private containers(value: Value, isRoot: boolean): void {
    const { printer } = this
    if (value.is === 'array') {
      this.containers(value.of, false)
      const of = isCounted(value.of) ? this.counterOf(value.of) : 'undefined'
      printer.constant(`const count${value.name} = ${printer.use('memsize/generated', 'arrayOf')}(${of})`)
    } else if (value.is === 'union') {
      if (this.printed.has(value.name)) return
      this.printed.add(value.name)
      for (const { value: member } of value.cases) this.containers(member, false)
      const walk = printer.useType('memsize/generated', 'TypedWalk')
      this.useRoot(value.expression)
      printer.open(`${isRoot ? 'export ' : ''}function count${value.name}(value: ${value.expression}, walk: ${walk}): void {`)
      printer.line(`  switch (${memberOf('value', value.tag, false)}) {`)
      for (const { literal, value: member } of value.cases) {
        printer.line(`    case ${literal}:`)
        printer.line(`      ${isCounted(member) ? `${this.counterOf(member)}(value, walk)` : 'walk.untyped(value)'}`)
        printer.line('      break')
      }
      printer.line('    default:')
      printer.line('      walk.untyped(value)')
      printer.line('  }')
      printer.line('}')
    }
  }

  /** Imports the marked type that a type is said in terms of. */
  private useRoot(expression: string): void {
    for (const { name, kind } of this.plan.types)
      if (new RegExp(`(^|[^\\w$'"])${name.replaceAll('$', '\\$')}([^\\w$]|$)`).test(expression))
        if (kind === 'class') this.printer.use(this.source, name)
        else this.printer.useType(this.source, name)
  }
}

const isCounted = (value: Value): value is Counted =>
  value.is === 'object' || value.is === 'array' || value.is === 'marked' || value.is === 'union'

const mayBeObject = (value: Value): boolean => isCounted(value) || value.is === 'walk'

const lower = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1)

const article = (name: string): string => `${/^[AEIO]/.test(name) ? 'an' : 'a'} ${name}`

const typeNameOf = ({ name }: ObjectPlan): string => `${lower(name)}Type`

const longestLine = 120

/** What a field is said to hold; a rule of a class takes it out of the order of the fields. */
function holds({ value, rule, optional, mayBeText }: FieldPlan, described: ObjectPlan['described']): string {
  const what =
    value.is === 'text'
      ? 'text'
      : value.is === 'nothing' || value.is === 'primitive' || (described === 'class' && rule !== undefined)
        ? 'primitive'
        : (value.is === 'walk' && value.holds === 'anything') || mayBeText
          ? 'any'
          : 'object'
  return optional ? `${what}?` : what
}
