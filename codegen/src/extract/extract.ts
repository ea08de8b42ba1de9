import { join, relative } from 'node:path'
import {
  type ClassDeclaration,
  type Decorator,
  type InterfaceDeclaration,
  type JSDoc,
  Node,
  type Project,
  type SourceFile,
  SymbolFlags,
  type Type,
  type TypeAliasDeclaration,
  type ts,
} from 'ts-morph'
import { type Config, type OutputFlags, type OutputMode, outputOf, readConfig } from '../config.js'
import {
  type Case,
  type FieldPlan,
  type FilePlan,
  isCounted,
  type MarkedType,
  type ObjectPlan,
  type Place,
  type Plan,
  type Problem,
  type Rule,
  type Value,
} from '../plan.js'
import { marksIn } from '../regions.js'
import type { ClassPlan, SourcePlan } from '../source-plan.js'
import { keyOf, pascal, quoted } from '../text.js'
import { classPlanOf, sourcePlanOf } from './class-plan.js'
import { errorsIn } from './diagnostics.js'
import { OpenProject } from './project.js'
import {
  called,
  fieldsOf,
  genericOf,
  isClassType,
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

export interface Extracted {
  readonly plan: Plan
  readonly problems: readonly Problem[]
  /** Generated files there are, relative to the project's folder. */
  readonly generated: readonly string[]
  /** Sources that methods are written into, or out of. */
  readonly sources: readonly SourcePlan[]
  readonly output: OutputMode
}

type Marked = ClassDeclaration | InterfaceDeclaration | TypeAliasDeclaration

/** Files that this tool writes. */
export const isGenerated = (file: string): boolean => /\.memsize\.[cm]?ts$/.test(file)

/** Reads the marked types of a project. Linear in its files and in the types that marked ones reach. */
export function extract(tsconfig: string, flags: OutputFlags = {}): Extracted {
  return extractFrom(new OpenProject(tsconfig), flags)
}

/** As `extract`, of a project that is open. */
export function extractFrom({ state, folder }: OpenProject, flags: OutputFlags = {}): Extracted {
  if (!('expected' in state)) return new Extraction(state, folder, flags).run()
  return { plan: { files: [] }, problems: [state], generated: [], sources: [], output: { inline: false, barrel: undefined } }
}

/** Rules a property's JSDoc can have. */
const ruleTags = ['owned', 'shared', 'ignore', 'sizedBy'] as const

/** Optional keys that one number's bits can tell. */
const mostOptional = 30
/** Other types than this deep in one are left to the walk. */
const deepest = 40
/** So many instances of a generic type within each other are told; `N<T> = { next: N<T[]> }` holds ever new ones. */
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

class Extraction {
  private readonly problems: Problem[] = []
  /** By the compiler's own object for the type. */
  private readonly marked = new Map<ts.Type, { name: string; source: string; owned: boolean }>()
  private readonly project: Project
  private readonly folder: string
  private readonly config: Config
  /** Every exported type of these is marked. */
  private readonly wholeFiles: ReadonlySet<SourceFile>
  private readonly output: OutputMode
  /** Classes that get a method in their body. */
  private readonly inlined = new Set<Node>()

  constructor(project: Project, folder: string, flags: OutputFlags) {
    this.project = project
    this.folder = folder
    this.config = readConfig(folder, (problem) => void this.problems.push(problem))
    this.output = outputOf(this.config, flags)
    this.wholeFiles = new Set(project.getSourceFiles(this.config.files.map((glob) => join(folder, glob))))
  }

  run(): Extracted {
    const found = new Map<SourceFile, Marked[]>()
    const generated: string[] = []
    const sourceFiles: SourceFile[] = []
    const sources = this.project.getSourceFiles().sort((a, b) => (a.getFilePath() < b.getFilePath() ? -1 : 1))
    for (const file of sources) {
      if (isGenerated(file.getFilePath()) || startsOurs(file)) generated.push(this.pathOf(file))
      else if (!file.isDeclarationFile() && !file.isInNodeModules()) {
        sourceFiles.push(file)
        const types = this.markedIn(file)
        if (types.length > 0) found.set(file, types)
      }
    }
    const names = new Set([...found.values()].flat().map(nameOf))
    for (const name of this.config.types) {
      if (names.has(name)) continue
      const place = { file: 'package.json', line: 1, column: 1 }
      const expected = `an exported type ${name}, as \`types\` of the section "memsize" has it`
      this.problems.push({ place, expected, fix: 'Take the name out, or export a class, interface or type alias of that name.' })
    }
    for (const [file, types] of found) {
      this.problems.push(...errorsIn(file, this.pathOf(file), this.output.barrel))
      for (const type of types)
        if (!Node.isClassDeclaration(type) && type.getTypeParameters().length === 0)
          this.marked.set(type.getType().compilerType, { name: nameOf(type), source: this.pathOf(file), owned: isOwned(type) })
    }
    if (this.output.inline) for (const type of [...found.values()].flat()) if (Node.isClassDeclaration(type)) this.inlined.add(type)
    const files = [...found].flatMap(([file, types]) => [
      ...this.filePlan(
        file,
        types.filter((type) => !this.inlined.has(type)),
      ),
      ...this.filePlan(
        file,
        types.filter((type) => this.inlined.has(type)),
      ),
    ])
    const plans = this.sourcePlans(sourceFiles)
    return { plan: { files }, problems: this.problems, generated, sources: plans, output: this.output }
  }

  private filePlan(file: SourceFile, types: readonly Marked[]): FilePlan[] {
    if (types.length === 0) return []
    const extraction = new FileExtraction(this, file, types)
    const plan = extraction.run()
    if (!this.inlined.has(types[0])) return [plan]
    const classes = types.filter((type) => Node.isClassDeclaration(type)).map((type) => extraction.classPlan(type))
    this.classPlans.set(file, classes)
    const objects = plan.objects.map((object) => {
      const own = object.described === 'class' ? classes.find(({ name }) => name === object.name) : undefined
      if (own === undefined) return object
      const unseen = own.fields.filter(({ reach }) => reach === 'unseen').map(({ name }) => name)
      return { ...object, told: object.unseen.filter((name) => !unseen.includes(name)) }
    })
    return [{ ...plan, objects, inline: true }]
  }

  /** A tenth of the time went into asking for the path of each place anew. */
  private readonly paths = new Map<SourceFile, string>()
  private readonly classPlans = new Map<SourceFile, readonly ClassPlan[]>()

  /** Files whose classes get methods, and those that had any. */
  private sourcePlans(files: readonly SourceFile[]): SourcePlan[] {
    return files
      .filter((file) => this.classPlans.has(file) || marksIn(file.getFullText()).length > 0)
      .map((file) => sourcePlanOf(file, this.pathOf(file), this.classPlans.get(file) ?? []))
  }

  isInlined(node: Node): boolean {
    return this.inlined.has(node)
  }

  pathOf(file: SourceFile): string {
    let path = this.paths.get(file)
    if (path === undefined) this.paths.set(file, (path = relative(this.folder, file.getFilePath()).replaceAll('\\', '/')))
    return path
  }

  placeOf(node: Node): Place {
    const file = node.getSourceFile()
    // ts-morph's own way counts the lines from the top each time
    const { line, character } = file.compilerNode.getLineAndCharacterOfPosition(node.getStart())
    return { file: this.pathOf(file), line: line + 1, column: character + 1 }
  }

  problem(node: Node, expected: string, fix: string): void {
    this.problems.push({ place: this.placeOf(node), expected, fix })
  }

  markedAs(type: Type): { name: string; source: string; owned: boolean } | undefined {
    return this.marked.get(type.compilerType)
  }

  private markedIn(file: SourceFile): Marked[] {
    // most files have none, and need not be parsed in full
    const { types: listed } = this.config
    const text = file.getFullText()
    if (!this.wholeFiles.has(file) && !/@memsize\b|\bMemSize\b/.test(text) && !listed.some((name) => text.includes(name))) return []
    const types = new Map<string, Marked>()
    const hits = [...text.matchAll(/@memsize\b|\bMemSize\b/g)].map(({ index }) => index)
    file.forEachDescendant((node, traversal) => {
      if (!hits.some((at) => node.getPos() <= at && at < node.getEnd())) traversal.skip()
      if (Node.isClassDeclaration(node) || Node.isInterfaceDeclaration(node) || Node.isTypeAliasDeclaration(node)) {
        const isListed = Node.isSourceFile(node.getParent()) && (this.wholeFiles.has(file) || listed.includes(nameOf(node)))
        if ((isMarked(node) || (isListed && isExportedByName(node))) && this.isUsable(node))
          types.set(nameOf(node), types.get(nameOf(node)) ?? node)
      } else if (Node.isClassExpression(node) && node.getDecorators().some(isMemSize)) {
        this.problem(node, 'a class declaration under @MemSize()', 'Declare the class by a name at the top of its file, and export it.')
      } else if (Node.isJSDocable(node) && node.getJsDocs().some((doc) => hasTag(doc, 'memsize'))) {
        const what = node.getKindName().replace(/(Declaration|Statement)$/, '')
        this.problem(node, `a class, an interface or a type alias under @memsize, got a ${what}`, 'Move the tag to the type of its values.')
      }
    })
    return [...types.values()]
  }

  private isUsable(node: Marked): boolean {
    const name = node.getName()
    if (name === undefined) this.problem(node, 'a marked class to have a name', 'Name it.')
    else if (!Node.isSourceFile(node.getParent()))
      this.problem(node, `the marked type ${name} at the top of its file`, 'Move it out of the block or function it is in.')
    else if (!isExportedByName(node)) {
      const fix = node.isExported()
        ? `Write \`export { ${name} }\` beside the other export.`
        : 'Export it, so that the generated file can import it.'
      this.problem(node, `the marked type ${name} to be exported by its name`, fix)
    } else return true
    return false
  }
}

/** A file of whatever name that this tool wrote. */
const startsOurs = (file: SourceFile): boolean => file.getFullText().startsWith('// Written by memsize-codegen ')

class FileExtraction {
  private readonly objects: ObjectPlan[] = []
  private readonly ids = new Map<string, string>()
  private readonly names = new Set<string>()
  private readonly containers = new Map<string, Value>()
  /** Arrays whose elements are being looked at. */
  private readonly open = new Set<ts.Type>()
  private readonly waiting: Waiting[] = []
  private readonly typeNumbers = new Map<ts.Type, number>()
  private readonly all: Extraction
  private readonly file: SourceFile
  private readonly types: readonly Marked[]

  constructor(all: Extraction, file: SourceFile, types: readonly Marked[]) {
    this.all = all
    this.file = file
    this.types = types
  }

  run(): FilePlan {
    for (const node of this.types) this.names.add(nameOf(node))
    const types = this.types.map((node) => this.markedType(node))
    // a worklist: types may hold each other to any depth
    for (let next = this.waiting.pop(); next !== undefined; next = this.waiting.pop()) this.objects.push(this.objectPlan(next))
    this.objects.sort((a, b) => order(a.id) - order(b.id))
    return { source: this.all.pathOf(this.file), types, objects: this.objects }
  }

  /** What the method of a class tells, once its fields are known. */
  classPlan(node: ClassDeclaration): ClassPlan {
    const place = this.all.placeOf(node)
    const fields = this.objects.find((object) => object.described === 'class' && object.name === nameOf(node))?.fields ?? []
    const known = new Map(fields.map(({ name, rule }) => [name, rule]))
    return classPlanOf(node, {
      place,
      isOurs: (of) => this.all.isInlined(of),
      ruleOf: (field, name) => (known.has(name) ? known.get(name) : this.ruleOf(field)),
    })
  }

  private markedType(node: Marked): MarkedType {
    const name = nameOf(node)
    const place = this.all.placeOf(node)
    const typeParameters = node.getTypeParameters().length
    const expression = typeParameters === 0 ? name : `${name}<${Array(typeParameters).fill('any').join(', ')}>`
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
    return { name, kind, typeParameters, place, owned: isOwned(node), value: this.value(node.getType(), at) }
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
    const marked = at.declaration === undefined ? this.all.markedAs(type.getNonNullableType()) : undefined
    if (marked !== undefined) return { is: 'marked', ...marked }
    if (objects.length > 1) return this.union(objects, inner)
    return this.object(objects[0], inner)
  }

  private object(type: Type, at: Omit<Waiting, 'type' | 'id'>): Value {
    const isRoot = at.declaration !== undefined
    const marked = isRoot ? undefined : this.all.markedAs(type)
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

  /** Unions of objects are told apart by a field that has another literal in each, or by what only one of them is or has. */
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
    if (!cases.some(({ value }) => isCounted(value))) return walk('a union of which no member can be told by its fields')
    const key = cases.map(({ by, value }) => `${JSON.stringify(by)} ${keyOfValue(value)}`).join(', ')
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
    if (!isRoot && type.isClass()) return `the class ${name}`
    if (type.getStringIndexType() !== undefined || type.getNumberIndexType() !== undefined) return 'keys that are not known'
    const fields = fieldsOf(type)
    if (fields.length === 0) return 'a type without fields'
    if (fields.filter((field) => field.isOptional()).length > mostOptional) return `more than ${mostOptional} optional fields`
    const odd = fields.find((field) => /^(\d+|stack|__proto__|__@.*)$/.test(field.getName()))
    if (odd !== undefined) return `a field called ${odd.getName()}`
    const method = isClassType(type) ? undefined : fields.find((field) => field.hasFlags(SymbolFlags.Method))
    return method && `the method ${method.getName()}, which may be a class's`
  }

  private objectPlan({ type, id, name, expression, described, depth, generics, declaration, place }: Waiting): ObjectPlan {
    const fields = fieldsOf(type).map((symbol): FieldPlan => {
      const node = symbol.getDeclarations()[0] ?? declaration ?? this.file
      const fieldName = symbol.getName()
      const type = symbol.getTypeAtLocation(declaration ?? this.file)
      const rule = this.ruleOf(node)
      const members = type.isUnion() ? type.getUnionTypes() : [type]
      const mayBeNumber = members.some(isMaybeNumber)
      const mayBeText = members.some(isText)
      // of what does not count by itself nothing is told but a number
      const isTold = rule === undefined || rule.kind === 'owned' || rule.kind === 'shared' || described === 'never'
      const value: Value = !isTold
        ? { is: 'nothing' }
        : this.value(type, {
            name: `${name}${pascal(fieldName)}`,
            expression: symbol.isOptional() ? nonNull(`${expression}[${quoted(fieldName)}]`) : `${expression}[${quoted(fieldName)}]`,
            described: 'never',
            depth: depth + 1,
            generics,
            declaration: undefined,
            place: this.all.placeOf(node),
          })
      const isPrivate = Node.isModifierable(node) && (node.hasModifier('private') || node.hasModifier('protected'))
      const optional = symbol.isOptional()
      const nullable = optional || type.isNullable() || type.isUndefined() || type.isNull()
      return { name: fieldName, optional, nullable, mayBeNumber, mayBeText, isPrivate, rule, value, place: this.all.placeOf(node) }
    })
    const owned = (type.getAliasSymbol() ?? type.getSymbol())?.getDeclarations().some(isOwned) ?? false
    return { id, name, expression, described, owned, fields, unseen: unseenOf(type), place }
  }

  private ruleOf(node: Node): Rule | undefined {
    const rules: Rule[] = []
    if (Node.isJSDocable(node)) {
      for (const tag of node.getJsDocs().flatMap((doc) => doc.getTags())) {
        const kind = ruleTags.find((name) => name === tag.getTagName())
        const text = tag.getCommentText()?.trim() ?? ''
        if (kind !== undefined) this.addRule(rules, kind, text, tag)
      }
    }
    if (Node.isDecoratable(node)) for (const decorator of node.getDecorators()) this.addDecorated(rules, decorator)
    if (rules.length > 1)
      this.all.problem(node, `one rule for a field, got ${rules.map(({ kind }) => kind).join(' and ')}`, 'Keep the one that holds.')
    return rules[0]
  }

  private addDecorated(rules: Rule[], decorator: Decorator): void {
    const kind = /^MemSize\.(\w+)$/.exec(decorator.getNameNode().getParent()?.getText() ?? '')?.[1]
    const [argument] = decorator.getArguments()
    const text = Node.isStringLiteral(argument) ? argument.getLiteralText() : (argument?.getText() ?? '')
    // that a field counts by its value is no rule here
    if (kind === undefined || kind === 'field') return
    const known = ruleTags.find((name) => name === kind)
    if (known !== undefined) this.addRule(rules, known, text, decorator)
    else
      this.all.problem(
        decorator,
        `one of the rules ${ruleTags.join(', ')}, got @MemSize.${kind}`,
        'Leave the class to its decorators: take the mark for memsize-codegen away.',
      )
  }

  private addRule(rules: Rule[], kind: (typeof ruleTags)[number], text: string, node: Node): void {
    if (kind === 'ignore') {
      if (text === '')
        this.all.problem(node, 'a reason after @ignore', 'Say why it does not count: `@ignore the cache is the application’s`.')
      rules.push({ kind, reason: text })
    } else if (kind === 'sizedBy') {
      const isExported =
        this.file.getFunction(text)?.isExported() ??
        this.file.getVariableStatement((s) => s.isExported() && s.getDeclarations().some((d) => d.getName() === text))
      if (!isExported)
        this.all.problem(
          node,
          `the name of an exported function of this file after @sizedBy, got ${text || 'nothing'}`,
          'Export a function (value) => bytes here, and name it.',
        )
      rules.push({ kind, size: text })
    } else rules.push({ kind })
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

/** What tells a value from all others of its file. */
function keyOfValue(value: Value): string {
  if (value.is === 'object') return value.id
  if (value.is === 'marked') return `${value.source} ${value.name}`
  return 'name' in value ? value.name : value.is
}

const order = (id: string): number => Number(id.slice('object '.length))

const nonNull = (expression: string): string =>
  expression.startsWith('NonNullable<') && expression.endsWith(']>') ? expression : `NonNullable<${expression}>`

const walk = (why: string): Value => ({ is: 'walk', why, holds: 'objects' })
const walkAny = (why: string): Value => ({ is: 'walk', why, holds: 'anything' })

function nameOf(node: Marked): string {
  return node.getName() ?? 'default'
}

/** What a type is called where it is declared. */
function ownNameOf(type: Type): string | undefined {
  const symbol = type.getAliasSymbol() ?? type.getSymbol()
  const node = symbol?.getDeclarations()[0]
  return Node.isInterfaceDeclaration(node) || (Node.isTypeAliasDeclaration(node) && !isOfThePlatform(node)) ? symbol?.getName() : undefined
}

const hasTag = (doc: JSDoc, name: string): boolean => doc.getTags().some((tag) => tag.getTagName() === name)

/** Whether a decorator is `@MemSize()`, or `@MemSize(options)`. */
const isMemSize = (decorator: Decorator): boolean => decorator.isDecoratorFactory() && decorator.getFullName() === 'MemSize'

/** Whether the type itself is tagged as held by one holder alone. */
const isOwned = (node: Node): boolean => Node.isJSDocable(node) && node.getJsDocs().some((doc) => hasTag(doc, 'owned'))

const isMarked = (node: Marked): boolean =>
  node.getJsDocs().some((doc) => hasTag(doc, 'memsize')) || (Node.isClassDeclaration(node) && node.getDecorators().some(isMemSize))

/** Whether the file exports it under its own name, in whatever way. */
const isExportedByName = (node: Marked): boolean =>
  node.getSourceFile().getExportedDeclarations().get(nameOf(node))?.includes(node) ?? false
