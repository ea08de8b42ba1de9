import { isOwned } from './flat.js'
import { Names } from './names.js'
import type { FieldPlan, FilePlan, MarkedType, ObjectPlan, Plan, Value } from './plan.js'
import type { Printer } from './printer.js'
import { lower, memberOf } from './text.js'

// Values of which all is known: primitives, strings, plain objects, arrays and records of such. One function counts them, without a walk.

type Node =
  | { readonly is: 'flag' | 'number' | 'numbers' | 'nothing' }
  | { readonly is: 'text'; readonly owned: boolean }
  | ListNode
  | ObjectNode

interface ListNode {
  readonly is: 'array' | 'record'
  readonly of: Node
  readonly owned: boolean
  readonly inLoop: boolean
}

interface ObjectNode {
  readonly is: 'object'
  readonly name: string
  readonly fields: readonly (FieldPlan & { readonly node: Node })[]
  readonly owned: boolean
  readonly inLoop: boolean
}

/** More than this is no more read than written in one function. */
const mostFields = 24
const deepestLoop = 3
/** Larger plain objects are dictionaries, or may be. */
const mostKeys = 127

const oddKey = /^(?:\d+|__proto__|stack|constructor)$/

/** What a function may need to know of others' files. */
export type Known = (source: string, name: string) => { readonly file: FilePlan; readonly type: MarkedType } | undefined

export function knownIn({ files }: Plan): Known {
  const byName = new Map(files.flatMap((file) => file.types.map((type) => [`${file.source} ${type.name}`, { file, type }] as const)))
  return (source, name) => byName.get(`${source} ${name}`)
}

/** What of a type's values straight-line code would have to do; undefined where a walk has to. */
export class Straight {
  readonly root: Node
  private readonly objects: ObjectNode[] = []
  private readonly lists: ListNode[] = []
  private texts = 0
  private hasLoopText = false
  private fields = 0
  private readonly known: Known

  static of(file: FilePlan, type: MarkedType, known: Known): Straight | undefined {
    if (type.kind === 'class') return undefined
    try {
      const straight = new Straight(file, type, known)
      return straight.isSound() ? straight : undefined
    } catch (error) {
      if (error === notStraight) return undefined
      throw error
    }
  }

  private constructor(file: FilePlan, type: MarkedType, known: Known) {
    this.known = known
    this.root = this.node(type.value, type.owned, file, 0, [])
    if (!('owned' in this.root) || this.root.is === 'text') throw notStraight
  }

  private node(value: Value, owned: boolean, file: FilePlan, loop: number, within: readonly unknown[]): Node {
    switch (value.is) {
      case 'nothing':
      case 'number':
      case 'numbers':
        return { is: value.is }
      case 'primitive':
        return { is: 'flag' }
      case 'text':
        this.texts += owned ? 0 : 1
        this.hasLoopText ||= loop > 0 && !owned
        return { is: 'text', owned }
      case 'object': {
        const object = file.objects.find(({ id }) => id === value.id)
        if (object === undefined || within.includes(object)) throw notStraight
        return this.object(object, owned, file, loop, [...within, object])
      }
      case 'marked': {
        const found = this.known(value.source, value.name)
        if (found === undefined || found.type.kind === 'class' || within.includes(found.type)) throw notStraight
        return this.node(found.type.value, owned || found.type.owned, found.file, loop, [...within, found.type])
      }
      case 'array':
      case 'record': {
        if (loop >= deepestLoop) throw notStraight
        const of = this.node(value.of, isOwned(value.of, undefined, new Map()), file, loop + 1, within)
        if (value.is === 'record' && (of.is === 'number' || of.is === 'flag')) throw notStraight
        const list: ListNode = { is: value.is, of, owned, inLoop: loop > 0 }
        this.lists.push(list)
        return list
      }
      default:
        throw notStraight
    }
  }

  private object(object: ObjectPlan, owned: boolean, file: FilePlan, loop: number, within: readonly unknown[]): Node {
    if (object.described === 'class' || object.unseen.length > 0 || object.fields.length > mostKeys) throw notStraight
    const fields = object.fields.map((field) => {
      const { value, rule, mayBeNumber, isPrivate, name } = field
      if (++this.fields > mostFields || isPrivate || oddKey.test(name) || (rule !== undefined && rule.kind !== 'owned')) throw notStraight
      if (mayBeNumber && value.is !== 'number') throw notStraight
      return { ...field, node: this.node(value, rule?.kind === 'owned', file, loop, within) }
    })
    const node: ObjectNode = { is: 'object', name: object.name, fields, owned: owned || object.owned, inLoop: loop > 0 }
    this.objects.push(node)
    return node
  }

  /** The boxes of a field depend on all objects of the same keys, and so must those be known. */
  private isSound(): boolean {
    return this.objects.every(
      (object) =>
        !hasOptions(object) ||
        object.fields.every(({ node, name }) => node.is !== 'number' || (!object.inLoop && this.numbersOf(name).length === 1)),
    )
  }

  private numbersOf(name: string): ObjectNode[] {
    return this.objects.filter(({ fields }) => fields.some((field) => field.name === name && field.node.is === 'number'))
  }

  /** Objects whose numbers in a field are boxed together. */
  alikeOf({ fields }: ObjectNode): ObjectNode[] {
    const keys = keysOf(fields)
    return this.objects.filter((other) => keysOf(other.fields) === keys)
  }

  /** Whether another place of the type may hold the same. */
  mayBeMet(node: ObjectNode | ListNode): boolean {
    if (node.owned) return false
    if (node.inLoop) return true
    const others = [...this.objects, ...this.lists].filter(
      (other) => other !== node && !other.owned && (other.is === 'array') === (node.is === 'array'),
    )
    return others.some((other) => !('fields' in node) || !('fields' in other) || mayBeAlike(node, other))
  }

  /** How equal strings, and objects met again, are to be noticed: not at all, among few, among any number. */
  get looks(): 'plain' | 'tree' | 'graph' {
    const looked = [...this.objects, ...this.lists].filter((node) => this.mayBeMet(node))
    if (this.hasLoopText || looked.some(({ inLoop }) => inLoop)) return 'graph'
    return this.texts > 1 || looked.length > 0 ? 'tree' : 'plain'
  }

  get looksAtTexts(): boolean {
    return this.texts > 1 || this.hasLoopText
  }
}

const notStraight = new Error('not straight')

const keysOf = (fields: readonly FieldPlan[]): string => JSON.stringify(fields.map(({ name }) => name))
const mayBeWithout = ({ optional, mayBeUndefined }: FieldPlan): boolean => optional || mayBeUndefined
const hasOptions = ({ fields }: ObjectNode): boolean => fields.some(mayBeWithout)

/** Whether one object can be both: each has all keys that the other must have. */
function mayBeAlike(a: ObjectNode, b: ObjectNode): boolean {
  const has = (all: ObjectNode, some: ObjectNode) =>
    some.fields.every((field) => mayBeWithout(field) || all.fields.some(({ name }) => name === field.name))
  return has(a, b) && has(b, a)
}

/** Writes the function that sums up a value. */
export class StraightWriter {
  private readonly straight: Straight
  private readonly printer: Printer
  private readonly locals = new Names(true)
  private readonly numbers = new Map<string, { readonly boxed: string; readonly all: string | undefined; readonly count: string }>()
  private readonly counts = new Map<string, string>()
  private readonly looks: 'plain' | 'tree' | 'graph'
  private terms: string[] = []
  private hasBytes = false
  private readonly lines: string[] = []
  private indent = '  '

  constructor(straight: Straight, printer: Printer) {
    this.straight = straight
    this.printer = printer
    this.looks = straight.looks
    for (const name of ['value', 'seen', 'bytes', 'NaN', 'undefined']) this.locals.reserve(name)
  }

  /** The function, called by that name, of a parameter of that type. */
  write(name: string, type: string, owner: string): void {
    const { printer, straight, looks } = this
    this.visit(straight.root, 'value', 'value')
    for (const { boxed, all, count } of this.numbers.values())
      this.terms.push(`${this.runtime('boxBytes')}(${boxed}, ${all ?? count}, ${count})`)
    const counters = [...this.numbers.values()].flatMap(({ boxed, all }) => (all === undefined ? [boxed] : [boxed, all]))
    const seen = looks === 'plain' ? '' : `, seen: ${printer.useType('memsize/generated', 'Seen')}`
    printer.open(`function ${name}(value: ${type}${seen}): number {`, owner)
    for (const counter of [...counters, ...this.counts.values()]) printer.line(`  let ${counter} = 0`)
    for (const line of this.lines) printer.line(line)
    const rest = this.hasBytes ? ['bytes', ...this.terms] : this.terms
    for (const line of broken('  return ', rest)) printer.line(line)
    printer.line('}')
  }

  private runtime(name: string): string {
    return this.printer.use('memsize/generated', name)
  }

  private visit(node: Node, at: string, name: string): void {
    switch (node.is) {
      case 'nothing':
        return
      case 'flag':
        this.terms.push(`${this.runtime('flagBytes')}(${at})`)
        return
      case 'number':
        this.terms.push(`${this.runtime('numberBytes')}(${at})`)
        return
      case 'numbers':
        this.terms.push(`${this.runtime('numbersBytes')}(${at})`)
        return
      case 'text':
        this.terms.push(node.owned || !this.straight.looksAtTexts ? `${this.runtime('textBytes')}(${at})` : `seen.text(${at})`)
        return
      case 'object':
        this.object(node, at)
        return
      default:
        this.list(node, at, name)
    }
  }

  private object(node: ObjectNode, at: string): void {
    const { straight } = this
    const options = node.fields.filter(mayBeWithout)
    let keys = `${node.fields.length}`
    if (options.length > 0) {
      keys = this.locals.unique('keys')
      const least = node.fields.length - options.length
      const given = options.map((field) => memberOf(at, field.name, false))
      const presence = broken(
        `${this.indent}const ${keys} = ${least === 0 ? '' : `${least} + `}${this.runtime('present')}(`,
        given,
        ', ',
        ')',
      )
      this.statements(...presence.map((line) => line.slice(this.indent.length)))
    }
    this.statements(
      `if (!${this.runtime('isObject')}(${at}) || ${at}.constructor !== Object || !${this.runtime('isPlain')}(${at}, ${keys})) return NaN`,
    )
    if (straight.mayBeMet(node)) this.statements(`if (!seen.add(${at}${keyOf(node, at)})) return NaN`)
    this.terms.push(options.length > 0 ? `${this.runtime('objectBytes')}(${keys})` : this.constant(node))
    const alike = straight.alikeOf(node)
    const isAlone = alike.length === 1 && !node.inLoop
    const numbers = node.fields.filter((field) => field.node.is === 'number')
    if (!isAlone && numbers.length > 0) this.countNumbers(node, at, numbers)
    for (const field of node.fields) {
      if (field.node.is === 'number' && !isAlone) continue
      this.field(field, at)
    }
  }

  private field({ name, node, nullable }: ObjectNode['fields'][number], at: string): void {
    const member = memberOf(at, name, false)
    if (!('of' in node) && node.is !== 'object' && !(node.is === 'numbers' && nullable)) {
      this.visit(node, member, name)
      return
    }
    const local = this.locals.unique(variable(name))
    this.statements(`const ${local} = ${member}`)
    if (!nullable) this.visit(node, local, name)
    else this.block(`if (${local} !== undefined && ${local} !== null) {`, () => this.visit(node, local, name))
  }

  private countNumbers(node: ObjectNode, at: string, numbers: readonly FieldPlan[]): void {
    const key = keysOf(node.fields)
    let count = this.counts.get(key)
    if (count === undefined) this.counts.set(key, (count = this.locals.unique(`${lower(node.name)}Count`)))
    this.statements(`${count}++`)
    for (const { name, nullable } of numbers) {
      const of = `${key} ${name}`
      let counter = this.numbers.get(of)
      if (counter === undefined) {
        const boxed = this.locals.unique(`boxed${name.replace(/\W+/g, ' ').replace(/(?:^| )(.)/g, (_, c: string) => c.toUpperCase())}`)
        counter = { boxed, all: nullable ? this.locals.unique(`${boxed}Of`) : undefined, count }
        this.numbers.set(of, counter)
      }
      const member = memberOf(at, name, false)
      this.statements(`${counter.boxed} += ${this.runtime('boxed')}(${member})`)
      if (counter.all !== undefined) this.statements(`if (typeof ${member} === 'number') ${counter.all}++`)
    }
  }

  private list(node: ListNode, at: string, name: string): void {
    const isRecord = node.is === 'record'
    if (this.straight.mayBeMet(node)) this.statements(`if (!seen.add(${at})) return NaN`)
    this.terms.push(`${this.runtime(isRecord ? 'recordBytes' : 'arrayBytes')}(${at})`)
    const index = this.locals.unique(isRecord ? 'key' : 'index')
    const element = `${at}[${index}]!`
    const loop = isRecord ? `for (const ${index} in ${at}) {` : `for (let ${index} = 0; ${index} < ${at}.length; ${index}++) {`
    this.block(loop, () => {
      if (node.of.is !== 'object' && !('of' in node.of)) {
        this.visit(node.of, element, name)
        return
      }
      const local = this.locals.unique(variable(name === 'value' ? 'item' : singular(name)))
      this.statements(`const ${local} = ${element}`)
      this.visit(node.of, local, local)
    })
  }

  private block(opening: string, write: () => void): void {
    this.statements(opening)
    this.indent += '  '
    write()
    this.statements()
    this.indent = this.indent.slice(2)
    this.lines.push(`${this.indent}}`)
  }

  /** What was to be added comes before. */
  private statements(...lines: string[]): void {
    if (this.terms.length > 0) {
      this.lines.push(...broken(`${this.indent}${this.hasBytes ? 'bytes += ' : 'let bytes = '}`, this.terms))
      this.hasBytes = true
      this.terms = []
    }
    // within a block, it must have been there before
    if (!this.hasBytes && lines.some((line) => line.endsWith('{'))) {
      this.lines.push(`${this.indent}let bytes = 0`)
      this.hasBytes = true
    }
    for (const line of lines) this.lines.push(this.indent + line)
  }

  private constant({ name, fields }: ObjectNode): string {
    return this.printer.constant(`${lower(name)}Object`, `${this.runtime('objectBytes')}(${fields.length})`)
  }
}

/** The field whose value differs for most objects: numbers are the fastest to look at. */
function keyOf({ fields }: ObjectNode, at: string): string {
  const told = fields.filter(({ node }) => node.is === 'number' || node.is === 'text')
  const key = told.find(({ name }) => /^_?(id|key|uuid|index)$|Id$/.test(name)) ?? told.find(({ node }) => node.is === 'number') ?? told[0]
  return key === undefined ? '' : `, ${memberOf(at, key.name, false)}`
}

const longestLine = 120

/** Terms in one line, or in several where that would be too long. */
function broken(before: string, terms: readonly string[], by = ' + ', after = ''): string[] {
  if (terms.length === 0) return [`${before}0${after}`]
  const lines: string[] = []
  let line = before
  const indent = `${/^ */.exec(before)?.[0] ?? ''}  `
  terms.forEach((term, i) => {
    const next = i === terms.length - 1 ? term + after : term + by.trimEnd()
    if (line.trimEnd() !== before.trimEnd() && line.length + next.length > longestLine) {
      lines.push(line.trimEnd())
      line = indent + next
    } else line += (line === before || line === indent ? '' : ' ') + next
  })
  return [...lines, line.trimEnd()]
}

const variable = (name: string): string => {
  const words = name.replace(/[^\p{ID_Continue}$]+(.?)/gu, (_, next: string) => next.toUpperCase()).replace(/^[^\p{ID_Start}$_]+/u, '')
  return words === '' ? 'part' : lower(words)
}

const singular = (name: string): string =>
  /ies$/.test(name) ? name.replace(/ies$/, 'y') : /[^s]s$/.test(name) ? name.slice(0, -1) : `${name}Item`
