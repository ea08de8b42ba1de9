import { posix } from 'node:path'
import { CounterEmitter } from './counters.js'
import { ruleLines } from './descriptions.js'
import { type FieldPlan, type FilePlan, isCounted, isDescribed, type MarkedType, type ObjectPlan, type Value } from './plan.js'
import { Printer } from './printer.js'
import { type Known, Straight, StraightWriter } from './straight.js'
import { memberOf, moduleOf, quoted } from './text.js'

/** A file as it should be. */
export interface Output {
  /** Relative to the project's folder. */
  readonly path: string
  readonly text: string
  /** By line: the marked type that it is written for. */
  readonly owners: readonly (string | undefined)[]
}

/** Where the functions for the types of a source file go. */
export const siblingOf = (source: string): string => source.replace(/(?:\.d)?\.([cm]?)tsx?$/, '.memsize.$1ts')

/** What a file knows of the whole project. */
export interface Whole {
  readonly known: Known
  /** Whether other types hold a marked one in a way that asks for its counter. */
  readonly asks: (source: string, name: string) => boolean
}

/** Writes the size functions of one source file. */
export function emit(plan: FilePlan, version: string, whole: Whole): Output {
  const path = siblingOf(plan.source)
  return { path, ...new FileEmitter(plan, path, whole).text(version) }
}

class FileEmitter {
  private readonly plan: FilePlan
  private readonly printer: Printer
  private readonly objects: ReadonlyMap<string, ObjectPlan>
  private readonly source: string
  private readonly counters: CounterEmitter
  private readonly whole: Whole

  constructor(plan: FilePlan, path: string, whole: Whole) {
    this.plan = plan
    this.whole = whole
    this.printer = new Printer(plan.words)
    this.objects = new Map(plan.objects.map((object) => [object.id, object]))
    this.source = moduleOf(path, plan.source)
    for (const { exported, local } of plan.types) this.printer.reserve(this.source, exported, local)
    for (const { name } of plan.types)
      for (const prefix of ['deepSizeOf', 'describe', 'count', 'bytesOf']) this.printer.names.reserve(prefix + name)
    this.counters = new CounterEmitter(plan, this.printer, this.source, (source) => moduleOf(path, siblingOf(source)))
  }

  text(version: string): { text: string; owners: readonly (string | undefined)[] } {
    const { plan, printer, counters } = this
    for (const type of plan.types) this.markedType(type)
    counters.rest()
    return printer.text(posix.basename(plan.source), version)
  }

  private markedType(type: MarkedType): void {
    const { printer, whole, plan, counters } = this
    const { name, kind, value } = type
    const object = value.is === 'object' ? this.objects.get(value.id) : undefined
    const ruled = object?.fields.filter(({ rule }) => rule !== undefined && !(kind === 'class' && rule.isDecorated)) ?? []
    const described = isDescribed(plan, type)
    const straight = Straight.of(plan, type, whole.known)
    const options = printer.useType('memsize/generated', 'SizeOptions')
    const sizer = described ? `describe${name}` : ''
    printer.open(`/** The deep size of ${article(name)} in bytes${by(straight, described, kind)}. */`, name)
    printer.line(
      `${printer.exports(`deepSizeOf${name}`)}function deepSizeOf${name}(value: ${this.typeOf(type)}, options?: ${options}): number {`,
    )
    if (straight !== undefined) {
      const size = printer.use('memsize/generated', `${straight.looks}Size`)
      printer.line(`  return ${size}(value, bytesOf${name}, options${sizer && `, ${sizer}`})`)
      printer.line('}')
      new StraightWriter(straight, printer).write(`bytesOf${name}`, this.partOf(type), name)
    } else {
      const counter = described && kind !== 'class' ? `countDescribed${name}` : `count${name}`
      const isWalked = type.decorated || !isCounted(value)
      // an instance may be of a class below, with a description of its own
      if (isWalked) printer.line(`  return ${printer.use('memsize', 'deepSize')}(value, options)`)
      else
        printer.line(
          `  return ${printer.use('memsize/generated', 'total')}(value, ${counter}, options${sizer && kind !== 'class' ? `, ${sizer}` : ''})`,
        )
      printer.line('}')
    }
    if (described) this.description(type, ruled, object)
    const isAsked = whole.asks(plan.source, name)
    if ((straight === undefined && !type.decorated) || isAsked) this.counter(type, object, described, ruled, straight !== undefined)
    if (kind === 'class' && described) {
      printer.last(`${printer.use('memsize', 'defineSize')}(${printer.use(this.source, type.exported)}, describe${name})`)
      if (!type.decorated) printer.last(`${printer.use('memsize/generated', 'useCounter')}(describe${name}, count${name})`)
    }
    counters.owner = undefined
  }

  private description(type: MarkedType, ruled: readonly FieldPlan[], object: ObjectPlan | undefined): void {
    const { printer } = this
    const { name, kind } = type
    const meter = printer.useType('memsize', 'Meter')
    printer.open(
      kind === 'class'
        ? `/** Describes ${article(name)}; its instances are described by it wherever they are. */`
        : `/** Describes ${article(name)}, as \`options.describe\`. */`,
      name,
    )
    printer.line(`${printer.exports(`describe${name}`)}function describe${name}(value: ${this.partOf(type)}, meter: ${meter}): void {`)
    for (const field of ruled) this.describeField(field)
    for (const field of object?.unseen ?? []) printer.line(`  ${printer.use('memsize/generated', 'unseen')}(meter, ${quoted(field)})`)
    if (kind === 'class' && (object?.extends === true || type.decorated))
      printer.line(`  ${printer.use('memsize/generated', 'inherited')}(${printer.use(this.source, type.exported)}, value, meter)`)
    else printer.line('  meter.rest(value)')
    printer.line('}')
  }

  /** The functions that tell a walk what the values of the type hold. */
  private counter(
    type: MarkedType,
    object: ObjectPlan | undefined,
    described: boolean,
    ruled: readonly FieldPlan[],
    isStraight: boolean,
  ): void {
    const { counters, plan } = this
    const { name, kind, value } = type
    const isAsked = this.whole.asks(plan.source, name)
    counters.owner = name
    if (object === undefined) {
      if (isCounted(value) && value.is !== 'marked') counters.containers(value, name)
      else if (isAsked || value.is === 'marked') this.rootCounter(type)
      return
    }
    counters.objectType(object)
    if (kind === 'class' || !described) counters.counter(object, `count${name}`, described)
    else {
      if (!isStraight) counters.counter(object, `countDescribed${name}`, true)
      // where it is a part of another, its description is ignored; rules that change totals keep it from being one
      if (isAsked && ruled.every(({ rule }) => rule?.kind === 'owned')) counters.counter(object, `count${name}`, false)
    }
  }

  private typeOf(type: MarkedType): string {
    const local = this.printer.useType(this.source, type.exported)
    return type.typeParameters === 0 ? local : `${local}<${Array(type.typeParameters).fill('any').join(', ')}>`
  }

  /** The type without null and primitives, where it is an alias that has them. */
  private partOf(type: MarkedType): string {
    const { value } = type
    const text = this.typeOf(type)
    if (value.is === 'object') return this.objects.get(value.id)?.expression ?? text
    if ('expression' in value) return value.name === type.name ? value.expression : `${text} & object`
    return `${text} & object`
  }

  /** The counter of a type that is not an object with fields. */
  private rootCounter(type: MarkedType): void {
    const { printer } = this
    const { value, name } = type
    const walk = printer.useType('memsize/generated', 'TypedWalk')
    printer.open(
      `${printer.exports(`count${name}`)}function count${name}(value: ${this.typeOf(type)} & object, walk: ${walk}): void {`,
      name,
    )
    const counter = value.is === 'marked' ? this.counters.counterOf(value) : undefined
    if (counter === undefined) printer.line('  walk.untyped(value)')
    else printer.line(`  ${counter}(value, walk)`)
    printer.line('}')
  }

  private describeField({ name, rule, value, nullable, isPrivate }: FieldPlan): void {
    if (rule === undefined) return
    const { printer } = this
    const said = { key: quoted(name), member: memberOf('value', name, isPrivate), nullable, mayBeReferred: mayBeReferred(value) }
    for (const line of ruleLines(rule, said, (size) => printer.use(this.source, size))) printer.line(`  ${line}`)
  }
}

/** By what a total comes about, as its function's comment has it. */
function by(straight: Straight | undefined, described: boolean, kind: MarkedType['kind']): string {
  if (straight !== undefined && straight.looks !== 'graph') return ', by the layout of the running engine'
  if (described && kind !== 'class') return ', by the layout model'
  return ': by the probe where it runs, else by the layout model'
}

/** Whether something else may refer to a value. */
const mayBeReferred = (value: Value): boolean => isCounted(value) || ['walk', 'text', 'numbers'].includes(value.is)

const article = (name: string): string => `${/^[AEIO]/.test(name) ? 'an' : 'a'} ${name}`
