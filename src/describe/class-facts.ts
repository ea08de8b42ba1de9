import { dataValue, getPrototypeOf, hasOwn, SafeArray, SafeMap, types } from '../intrinsics.js'
import { type Describe, describeMemory } from '../protocol.js'
import type { Unknown } from '../unknowns.js'
import { carriedRules, type RuleCarrier } from './carried-rules.js'
import { isDefined, ownDescription } from './registry.js'
import { rulesOf } from './rules.js'
import { type Source, sourceOf } from './source.js'

/** What is known of all objects with one prototype: how they are described, what their class is called, what its source declares. */
export class ClassFacts {
  readonly prototype: object | null
  /** The nearest description along the prototypes. */
  readonly describe: Describe | undefined
  /** The prototype that has it as a method of its own. */
  readonly describedAt: object | undefined

  /** The description, where it is made of rules alone. */
  readonly rules: RuleCarrier | undefined
  /** That method, where it is the prototype's own. */
  private readonly method: unknown

  constructor(prototype: object | null) {
    this.prototype = prototype
    let describe: Describe | undefined
    let describedAt: object | undefined
    for (let at = prototype; at !== null && describe === undefined && !types?.isProxy(at); at = getPrototypeOf(at)) {
      describe = ownDescription(at)
      if (describe !== undefined && !isDefined(at)) describedAt = at
    }
    this.describe = describe
    this.describedAt = describedAt
    this.rules = describedAt && carriedRules(describedAt)
    if (prototype !== null && describedAt === prototype) this.method = dataValue(prototype, describeMemory)
  }

  /** Whether it holds as long as no other program ran: the description is the prototype's own, and has not changed. */
  get isCurrent(): boolean {
    const { method, prototype } = this
    return method !== undefined && dataValue(prototype as object, describeMemory) === method && !isDefined(prototype as object)
  }

  /** The class's name: as `@MemSize({ name })` says, or as its constructor or its tag has it, read as data. */
  get name(): string {
    if (this.prototype === null) return '(null prototype)'
    return rulesOf(this.prototype)?.options.name ?? nameOf(constructorOf(this.prototype)) ?? tagOf(this.prototype) ?? this.kindName
  }

  /** What an object is called whose class has no name. */
  protected get kindName(): string {
    return 'Object'
  }

  /** Private fields that the sources of the class and of those it extends declare. */
  get privateFields(): number {
    let fields = 0
    const { sources } = this
    for (let i = 0; i < sources.length; i++) fields += (sources[i] as Source).privateFields
    return fields
  }

  /** Those of which their compiler has made entries of WeakMaps. */
  get weakFields(): number {
    let fields = 0
    const { sources } = this
    for (let i = 0; i < sources.length; i++) fields += (sources[i] as Source).weakFields
    return fields
  }

  /** Why instances hold more than can be seen, where a description knows of so many private fields of either kind. */
  hiddenBut(known: number): Unknown | undefined {
    return this.privateFields + this.weakFields > known
      ? { reason: `the #private fields of ${this.name} that no rule names cannot be seen`, unbounded: true }
      : undefined
  }

  /** The source of the class's constructor and of those it extends, outermost last. */
  get sources(): Source[] {
    const found: Source[] = new SafeArray()
    for (let at: object | null = this.prototype; at !== null && !types?.isProxy(at); at = getPrototypeOf(at)) {
      const Class = constructorOf(at)
      if (Class === undefined || isObjectPrototype(at)) break
      found[found.length] = sourceOf(Class)
    }
    return found
  }
}

/** The constructor that a prototype names, read as data. */
export function constructorOf(prototype: object): object | undefined {
  // a Proxy would be asked by a trap; an export of that name may not be there yet, and reading it throw
  if (types?.isProxy(prototype) || types?.isModuleNamespaceObject(prototype)) return undefined
  const Class = dataValue(prototype, 'constructor')
  return typeof Class === 'function' && !types?.isProxy(Class) ? Class : undefined
}

/** The name of a class, read as data. */
export function nameOf(Class: object | undefined): string | undefined {
  const name = Class && dataValue(Class, 'name')
  return typeof name === 'string' && name !== '' ? name : undefined
}

/** Object.prototype of this realm or of another. */
export function isObjectPrototype(prototype: object): boolean {
  if (prototype === Object.prototype) return true
  return !types?.isProxy(prototype) && getPrototypeOf(prototype) === null && nameOf(constructorOf(prototype)) === 'Object'
}

function tagOf(prototype: object): string | undefined {
  const tag = types?.isProxy(prototype) ? undefined : dataValue(prototype, Symbol.toStringTag)
  return typeof tag === 'string' && tag !== '' ? tag : undefined
}

/** The description of an object that is no Proxy: its own, or its class's. */
export const descriptionOf = (object: object, facts: ClassFacts): Describe | undefined =>
  (hasOwn(object, describeMemory) ? ownDescription(object) : undefined) ?? facts.describe

/** Classes by prototype. */
export class FactsTable<Facts extends ClassFacts = ClassFacts> {
  readonly all: Facts[] = new SafeArray()
  private readonly byPrototype = new SafeMap<object | null, Facts>()
  private readonly make: (prototype: object | null, example: object) => Facts
  private recent: Facts | undefined

  constructor(make: (prototype: object | null, example: object) => Facts) {
    this.make = make
  }

  /** Forgets what a program may have changed meanwhile. What is known of the last class is kept if it is so still. */
  renew(): void {
    if (this.recent?.isCurrent === false) this.recent = undefined
    if (this.byPrototype.size === 0) return
    this.byPrototype.clear()
    this.all.length = 0
  }

  /** The class of an object that is no Proxy. */
  of(object: object): Facts {
    const prototype = getPrototypeOf(object)
    const { recent } = this
    if (recent !== undefined && recent.prototype === prototype) return recent
    let facts = this.byPrototype.get(prototype)
    if (facts === undefined) {
      facts = this.make(prototype, object)
      this.byPrototype.set(prototype, facts)
      this.all[this.all.length] = facts
    }
    this.recent = facts
    return facts
  }
}

/** A table of what descriptions need to know of classes. */
export const classFacts = (): FactsTable => new FactsTable((prototype) => new ClassFacts(prototype))
