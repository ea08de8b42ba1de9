import { type ClassDeclaration, type Symbol as MorphSymbol, Node, type SourceFile, SymbolFlags, type Type, type ts } from 'ts-morph'
import { isOurs } from '../names.js'
import { type Case, type FieldPlan, type FilePlan, isCounted, type MarkedType, type ObjectPlan, type Place, type Value } from '../plan.js'
import type { ClassPlan } from '../source-plan.js'
import { keyOf, pascal, quoted } from '../text.js'
import { classPlanOf } from './class-plan.js'
import { exportNameOf, isDecorated, isOwned, isValueExport, type Marked, nameOf } from './marks.js'
import type { Others } from './others.js'
import { Rules } from './rules.js'
import {
  called,
  fieldsOf,
  genericOf,
  isMaybeNumber,
  isOfThePlatform,
  isPrimitive,
  isText,
  literalOf,
  partsOf,
  primitive,
  testFor,
  unseenOf,
} from './types.js'

/** Optional keys that one number's bits can tell. */
const mostOptional = 30
/** Other types than this deep in one are left to the walk. */
const deepest = 40
/** At most this many instances of a generic type within each other are followed; `N<T> = { next: N<T[]> }` has no end of them. */
const mostWithin = 3

interface Waiting {
  readonly type: Type
  readonly id: string
  readonly name: string
  readonly expression: string
  readonly described: ObjectPlan['described']
  readonly depth: number
  /** The generic types whose instances hold this one. */
  readonly generics: readonly (ts.Symbol | undefined)[]
  readonly declaration: Marked | undefined
  readonly place: Place
}

/** Reads the marked types of one file, and all that they hold. */
export class FileExtraction {
  private readonly objects: ObjectPlan[] = []
  private readonly ids = new Map<string, string>()
  private readonly names = new Set<string>()
  private readonly containers = new Map<string, Value>()
  /** Arrays whose elements are being looked at. */
  private readonly open = new Set<ts.Type>()
  private readonly waiting: Waiting[] = []
  private readonly typeNumbers = new Map<ts.Type, number>()
  private readonly rules: Rules
  private readonly locals = new Map<string, string>()
  private readonly all: Others
  private readonly file: SourceFile
  private readonly types: readonly Marked[]

  constructor(all: Others, file: SourceFile, types: readonly Marked[]) {
    this.all = all
    this.file = file
    this.types = types
    this.rules = new Rules(file, (...said) => all.problem(...said))
  }

  run(): FilePlan {
    for (const node of this.types) {
      this.names.add(nameOf(node))
      this.locals.set(nameOf(node), this.localOf(nameOf(node)))
    }
    const types = this.types.map((node) => this.markedType(node))
    // a worklist: types may hold each other to any depth
    for (let next = this.waiting.pop(); next !== undefined; next = this.waiting.pop()) this.objects.push(this.objectPlan(next))
    this.objects.sort((a, b) => order(a.id) - order(b.id))
    for (const node of this.types) this.rules.sayUnheard(node)
    return { source: this.all.pathOf(this.file), words: this.all.wordsOf(this.file), types, objects: this.objects }
  }

  /** What the method of a class tells, once its fields are known. */
  classPlan(node: ClassDeclaration): ClassPlan {
    const place = this.all.placeOf(node)
    const fields = this.objects.find((object) => object.described === 'class' && object.name === nameOf(node))?.fields ?? []
    const known = new Map(fields.map(({ name, rule }) => [name, rule]))
    return classPlanOf(node, {
      place,
      isOurs: (of) => this.all.isInlined(of),
      ruleOf: (field, name) => (known.has(name) ? known.get(name) : this.rules.of(field)),
    })
  }

  private markedType(node: Marked): MarkedType {
    const name = nameOf(node)
    const place = this.all.placeOf(node)
    const typeParameters = node.getTypeParameters().length
    const local = this.locals.get(name) ?? name
    const expression = typeParameters === 0 ? local : `${local}<${Array(typeParameters).fill('any').join(', ')}>`
    const kind = Node.isClassDeclaration(node) ? 'class' : Node.isInterfaceDeclaration(node) ? 'interface' : 'type'
    const at = {
      name,
      expression,
      place,
      described: kind === 'class' ? ('class' as const) : ('root' as const),
      depth: 0,
      generics: [],
      declaration: node,
    }
    const left = this.all.leftOf(this.all.pathOf(this.file), name)
    const exported = exportNameOf(node) ?? name
    const value = left === undefined ? this.value(node.getType(), at) : walk(left)
    const isValue = kind === 'class' && isValueExport(node)
    return { name, local, exported, isValue, kind, decorated: isDecorated(node), typeParameters, place, owned: isOwned(node), value }
  }

  /** What the type is called in generated code, where other things have names too. */
  private localOf(name: string): string {
    const isTaken = (local: string) =>
      isOurs(local) || /^(deepSizeOf|describe|count|read|bytesOf)[A-Z_$]|^[a-z_$].*(Type|Object)$/.test(local)
    if (!isTaken(name)) return name
    let local = `The${name.charAt(0).toUpperCase()}${name.slice(1)}`
    while (isTaken(local) || this.types.some((node) => nameOf(node) === local)) local += '_'
    return local
  }

  /** How values of a type are counted; object types met are put on the worklist. */
  private value(type: Type, at: Omit<Waiting, 'type' | 'id'>): Value {
    if (type.isAny() || type.isUnknown()) return walkAny(type.isAny() ? 'any' : 'unknown')
    if (type.isTypeParameter()) return walkAny(`the type parameter ${type.getText()}`)
    const members = type.isUnion() ? type.getUnionTypes() : [type]
    const objects = members.filter((member) => !isPrimitive(member))
    if (objects.length === 0) return primitive(members)
    const others = members.filter((member) => isPrimitive(member))
    const narrowed =
      others.length === 0
        ? at.expression
        : others.every((member) => member.isNull() || member.isUndefined())
          ? nonNull(at.expression)
          : `Extract<${at.expression}, object>`
    const inner = { ...at, expression: narrowed }
    const marked = this.otherMarked(type.getNonNullableType(), at)
    if (marked !== undefined) return { is: 'marked', ...marked }
    if (objects.length > 1) return this.union(objects, inner)
    return this.object(objects[0], inner)
  }

  /** The marked type that it is, unless that is the one being looked at. */
  private otherMarked(type: Type, { declaration, name }: Omit<Waiting, 'type' | 'id'>): ReturnType<Others['markedAs']> {
    const marked = this.all.markedAs(type)
    const isItself = declaration !== undefined && marked?.name === name && marked.source === this.all.pathOf(this.file)
    return isItself ? undefined : marked
  }

  private object(type: Type, at: Omit<Waiting, 'type' | 'id'>): Value {
    const isRoot = at.declaration !== undefined
    const marked = this.otherMarked(type, at)
    if (marked !== undefined) return { is: 'marked', ...marked }
    const container = this.containerOf(type, at)
    if (container !== undefined) return container
    const why = this.leftToWalk(type, isRoot)
    if (why !== undefined) return walk(why)
    const generic = genericOf(type)
    if (at.depth > deepest || (generic !== undefined && at.generics.filter((other) => other === generic).length >= mostWithin))
      return walk('a type that holds ever new ones of its kind')
    const generics = generic === undefined ? at.generics : [...at.generics, generic]
    const key = `${this.numberOf(type)} ${at.described === 'never' ? '' : at.described}`
    let id = this.ids.get(key)
    if (id === undefined) {
      id = `object ${this.ids.size}`
      this.ids.set(key, id)
      const name = isRoot ? at.name : this.unique(ownNameOf(type) ?? at.name)
      this.waiting.push({ ...at, generics, type, id, name })
    }
    return { is: 'object', id }
  }

  /** An array, a Map, a Set or an object of whatever keys; undefined for another type. */
  private containerOf(type: Type, at: Omit<Waiting, 'type' | 'id'>): Value | undefined {
    const parts = partsOf(type, at.expression)
    if (parts === undefined) return undefined
    if (this.open.has(type.compilerType)) return walk(`${called(parts.is)} of its own kind`)
    this.open.add(type.compilerType)
    const inner = { ...at, declaration: undefined, described: 'never' as const, depth: at.depth + 1 }
    const [of, key] = parts.of.map(({ type: part, name, expression }) =>
      this.value(part, { ...inner, name: `${at.name}${name}`, expression }),
    )
    this.open.delete(type.compilerType)
    if (parts.is === 'array' && (of.is === 'number' || of.is === 'nothing' || of.is === 'primitive')) return { is: 'numbers' }
    if (!isCounted(of) && (key === undefined || !isCounted(key))) {
      const what = of.is === 'walk' ? of.why : of.is === 'numbers' ? 'arrays of numbers' : of.is === 'text' ? 'strings' : 'primitives'
      return walk(`${called(parts.is)} of ${what}`)
    }
    const isRoot = at.declaration !== undefined
    const keys = key === undefined ? '' : ` by ${keyOfValue(key)}`
    return this.container(`${parts.is} of ${keyOfValue(of)}${keys}`, isRoot, () => ({
      is: parts.is,
      key,
      of,
      name: isRoot ? at.name : this.unique(at.name),
      expression: at.expression,
    }))
  }

  /** The members of a union of objects are distinguished by a field that has another literal in each, or by what only one of them is or has. */
  private union(members: readonly Type[], at: Omit<Waiting, 'type' | 'id'>): Value {
    const tag = members[0]
      .getProperties()
      .find((property) => members.every((member) => literalOf(member, property.getName(), this.file) !== undefined))
      ?.getName()
    const literals = members.map((member) => (tag === undefined ? undefined : literalOf(member, tag, this.file)))
    const isTagged = tag !== undefined && new Set(literals).size === members.length
    const tests = members.map((member, i) => (isTagged ? { literal: literals[i] as string } : testFor(member, members)))
    const cases = members.flatMap((member, i): Case[] => {
      const by = tests[i]
      if (by === undefined) return []
      const extract =
        by === 'array' ? 'readonly unknown[]' : 'key' in by ? `{ ${keyOf(by.key)}: unknown }` : `{ ${keyOf(tag as string)}: ${by.literal} }`
      const expression = `Extract<${at.expression}, ${extract}>`
      const suffix = by === 'array' ? 'list' : 'key' in by ? `with ${by.key}` : by.literal.replace(/\W+/g, ' ')
      const inner = {
        ...at,
        declaration: undefined,
        described: 'never' as const,
        expression,
        name: `${at.name}${pascal(suffix)}`,
        depth: at.depth + 1,
      }
      const value = this.object(member, inner)
      return isTagged || isCounted(value) ? [{ by, expression, value }] : []
    })
    if (!cases.some(({ value }) => isCounted(value))) return walk('a union whose members cannot be distinguished by their fields')
    // members that nothing distinguishes are of the type too
    const key = `${members.map((member) => this.numberOf(member))} ${cases.map(({ by, value }) => `${JSON.stringify(by)} ${keyOfValue(value)}`).join(', ')}`
    const isRoot = at.declaration !== undefined
    return this.container(`one by ${isTagged ? tag : 'what it has'} of ${key}`, isRoot, () => ({
      is: 'union',
      tag: isTagged ? tag : undefined,
      cases,
      name: isRoot ? at.name : this.unique(at.name),
      expression: at.expression,
    }))
  }

  /** One counter does for all arrays, and unions, of the same. */
  private container(key: string, isRoot: boolean, make: () => Value): Value {
    let value = isRoot ? undefined : this.containers.get(key)
    if (value === undefined) this.containers.set(key, (value = make()))
    return value
  }

  /** Why an object type is left to the walk; undefined where its fields are known. */
  private leftToWalk(type: Type, isRoot: boolean): string | undefined {
    const name = type.getSymbol()?.getName()
    const declarations = type.getSymbol()?.getDeclarations() ?? []
    if (type.isTuple()) return 'a tuple, whose elements it asks'
    if (declarations.some(isOfThePlatform) && !type.isAnonymous() && type.getAliasSymbol() === undefined) return `a ${name}`
    if (type.getCallSignatures().length > 0 || type.getConstructSignatures().length > 0) return 'a function'
    const classNode = declarations.find(Node.isClassDeclaration)
    if (classNode !== undefined && isDecorated(classNode) && !isRoot) return `the class ${name}, which describes itself`
    if (!isRoot && classNode !== undefined && isForeign(classNode)) return `the class ${name} of a package`
    if (type.getStringIndexType() !== undefined || type.getNumberIndexType() !== undefined) return 'keys that are not known'
    const fields = fieldsOf(type)
    if (fields.length === 0) return 'a type without fields'
    if (fields.filter((field) => mayBeMissing(field)).length > mostOptional) return `more than ${mostOptional} optional fields`
    const odd = fields.find((field) => /^(\d+|stack|__proto__|__@.*)$/.test(field.getName()))
    if (odd !== undefined) return `a field called ${odd.getName()}`
    return undefined
  }

  private objectPlan({ type, id, name, expression, described, depth, generics, declaration, place }: Waiting): ObjectPlan {
    const fields = fieldsOf(type).map((symbol): FieldPlan => {
      const node = symbol.getDeclarations()[0] ?? declaration ?? this.file
      const fieldName = symbol.getName()
      const type = symbol.getTypeAtLocation(declaration ?? this.file)
      const rule = this.rules.of(node)
      const members = type.isUnion() ? type.getUnionTypes() : [type]
      const mayBeNumber = members.some(isMaybeNumber)
      const mayBeText = members.some(isText)
      // what does not count by itself is passed on only if it is a number
      const isTold = rule === undefined || rule.kind === 'owned' || rule.kind === 'shared' || described === 'never'
      const value: Value = !isTold
        ? { is: 'nothing' }
        : this.value(type, {
            name: `${name}${pascal(fieldName)}`,
            expression: mayBeMissing(symbol) ? nonNull(`${expression}[${quoted(fieldName)}]`) : `${expression}[${quoted(fieldName)}]`,
            described: 'never',
            depth: depth + 1,
            generics,
            declaration: undefined,
            place: this.all.placeOf(node),
          })
      const isPrivate = Node.isModifierable(node) && (node.hasModifier('private') || node.hasModifier('protected'))
      const optional = mayBeMissing(symbol)
      const nullable = optional || type.isNullable() || type.isUndefined() || type.isNull()
      const mayBeUndefined = optional || members.some((member) => member.isUndefined() || member.isVoid())
      return {
        name: fieldName,
        optional,
        nullable,
        mayBeUndefined,
        mayBeNumber,
        mayBeText,
        isPrivate,
        rule,
        value,
        place: this.all.placeOf(node),
      }
    })
    const owned = (type.getAliasSymbol() ?? type.getSymbol())?.getDeclarations().some(isOwned) ?? false
    const classNode = type.getSymbol()?.getDeclarations().find(Node.isClassDeclaration)
    return { id, name, expression, described, owned, extends: classNode?.getExtends() !== undefined, fields, unseen: unseenOf(type), place }
  }

  private unique(name: string): string {
    let free = name
    for (let i = 2; this.names.has(free); i++) free = `${name}${i}`
    this.names.add(free)
    return free
  }

  private numberOf(type: Type): number {
    let number = this.typeNumbers.get(type.compilerType)
    if (number === undefined) this.typeNumbers.set(type.compilerType, (number = this.typeNumbers.size))
    return number
  }
}

/** A key that no other value of its file has. */
function keyOfValue(value: Value): string {
  if (value.is === 'object') return value.id
  if (value.is === 'marked') return `${value.source} ${value.name}`
  return 'name' in value ? value.name : value.is
}

const order = (id: string): number => Number(id.slice('object '.length))

const nonNull = (expression: string): string =>
  expression.startsWith('NonNullable<') && expression.endsWith(']>') ? expression : `NonNullable<${expression}>`

const walk = (why: string): Value => ({ is: 'walk', why, holds: 'objects', ...(whole.test(why) ? { whole: true } : {}) })

/** What has no fields to tell: the walk counts it by its kind, and nothing could be written that knows more. */
const whole =
  /^(a function|a (Date|RegExp|Buffer|ArrayBuffer|SharedArrayBuffer|DataView|Error|Promise|Big(Ui|I)nt64Array|(Ui|I)nt\d+(Clamped)?Array|Float\d+Array)|(an array|a Map|a Set|an object with any keys) of (strings|primitives|arrays of numbers))$/
const walkAny = (why: string): Value => ({ is: 'walk', why, holds: 'anything' })

/** What a type is called where it is declared. */
function ownNameOf(type: Type): string | undefined {
  const symbol = type.getAliasSymbol() ?? type.getSymbol()
  const node = symbol?.getDeclarations()[0]
  return Node.isInterfaceDeclaration(node) || (Node.isTypeAliasDeclaration(node) && !isOfThePlatform(node)) ? symbol?.getName() : undefined
}

/** A method that an interface names is an object's own, or its class's. */
const mayBeMissing = (symbol: MorphSymbol): boolean => symbol.isOptional() || symbol.hasFlags(SymbolFlags.Method)

/** Whether a class is declared where its fields are not known to be its own: in a package, or by declarations alone. */
const isForeign = (node: Node): boolean => node.getSourceFile().isDeclarationFile() || node.getSourceFile().isInNodeModules()
