import { posix } from 'node:path'
import { CounterEmitter } from './counters.js'
import { ruleLines } from './descriptions.js'
import { type FieldPlan, type FilePlan, isCounted, type MarkedType, type ObjectPlan, type Value } from './plan.js'
import { Printer } from './printer.js'
import { memberOf, moduleOf, quoted } from './text.js'

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

class FileEmitter {
  private readonly plan: FilePlan
  private readonly printer: Printer
  private readonly objects: ReadonlyMap<string, ObjectPlan>
  private readonly source: string
  private readonly counters: CounterEmitter

  constructor(plan: FilePlan, path: string) {
    this.plan = plan
    this.printer = new Printer()
    this.objects = new Map(plan.objects.map((object) => [object.id, object]))
    this.source = moduleOf(path, plan.source)
    this.counters = new CounterEmitter(plan, this.printer, this.source, (source) => moduleOf(path, siblingOf(source)))
  }

  text(version: string): string {
    const { plan, printer, counters } = this
    for (const type of plan.types) this.markedType(type)
    for (const object of plan.objects) {
      if (object.described !== 'never') continue
      counters.objectType(object)
      counters.counter(object, `count${object.name}`, false)
    }
    for (const { value, name } of plan.types) counters.containers(value, name)
    for (const { fields } of plan.objects) for (const { value } of fields) counters.containers(value)
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
        : `/** Describes ${article(name)}, as \`options.describe\`. */`,
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
      this.counters.objectType(object)
      this.counters.counter(object, counter, isDescribed)
      // where it is a part of another, nobody hears its description; rules that change totals keep it from being one
      if (counter !== `count${name}` && ruled.every(({ rule }) => rule?.kind === 'owned'))
        this.counters.counter(object, `count${name}`, false)
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
    // the containers below have that name
    if (isCounted(value) && value.is !== 'marked') return
    const walk = printer.useType('memsize/generated', 'TypedWalk')
    printer.open(`export function count${name}(value: ${this.typeOf(type)} & object, walk: ${walk}): void {`)
    if (value.is === 'marked') printer.line(`  ${this.counters.counterOf(value)}(value, walk)`)
    else printer.line('  walk.untyped(value)')
    printer.line('}')
  }

  private describeField({ name, rule, value, nullable, isPrivate }: FieldPlan): void {
    if (rule === undefined) return
    const { printer } = this
    const said = { key: quoted(name), member: memberOf('value', name, isPrivate), nullable, mayBeReferred: mayBeReferred(value) }
    for (const line of ruleLines(rule, said, (size) => printer.use(this.source, size))) printer.line(`  ${line}`)
  }
}

/** Whether something else may refer to a value. */
const mayBeReferred = (value: Value): boolean => isCounted(value) || ['walk', 'text', 'numbers'].includes(value.is)

const article = (name: string): string => `${/^[AEIO]/.test(name) ? 'an' : 'a'} ${name}`
