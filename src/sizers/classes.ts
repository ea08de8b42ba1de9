import { dataValue, getOwnPropertyNames, getPrototypeOf, hasOwn, SafeArray, SafeMap, types } from '../intrinsics.js'
import { describeMemory, type Sizer } from '../protocol.js'
import type { Kind } from './kind.js'
import { array, brandOf, kindOfPrototype, ordinary } from './kinds.js'
import { isDefined, ownSizer } from './registry.js'
import { isIndex, ShapeTree } from './shapes.js'
import type { Unknown } from './sink.js'
import { type Source, sourceOf } from './source.js'

/** What a walk knows of all objects with one prototype. */
export class ClassInfo {
  readonly prototype: object | null
  readonly family: 'plain' | 'instance' | 'nullPrototype'
  /** What instances are, if `kind.is` says so of each. */
  readonly kind: Kind
  /** Whether instances are just what the engine's own constructor makes. */
  readonly builtin: boolean
  /** The nearest description along the prototypes. */
  readonly sizer: Sizer | undefined
  /** The prototype that has it as a method of its own. */
  readonly describedAt: object | undefined
  /** Whether elements can be read without meeting a Proxy or an inherited index. */
  readonly chainIsSafe: boolean
  readonly shapes = new ShapeTree()
  private known: { readonly unknown: Unknown | undefined } | undefined
  instances = 0
  most = 0
  /** How many the walk that is going on has met, and whether one of them had own keys that a look at its strings alone would miss. */
  met = 0
  hasHiddenKeys = false

  constructor(prototype: object | null, example: object) {
    this.prototype = prototype
    this.family = prototype === null ? 'nullPrototype' : isObjectPrototype(prototype) ? 'plain' : 'instance'
    let sizer: Sizer | undefined
    let describedAt: object | undefined
    let kind: Kind | undefined
    let safe = true
    for (let at = prototype; at !== null; at = getPrototypeOf(at)) {
      if (types?.isProxy(at)) {
        safe = false
        break
      }
      if (sizer === undefined) {
        sizer = ownSizer(at)
        if (sizer !== undefined && !isDefined(at)) describedAt = at
      }
      kind ??= kindOfPrototype(at)
      safe &&= !hasIndex(at)
    }
    this.chainIsSafe = safe
    this.sizer = sizer
    this.describedAt = describedAt
    this.kind = kind ?? brandOf(example)
    this.builtin =
      this.kind !== ordinary && prototype !== null && (kindOfPrototype(prototype) === this.kind || isForeignBuiltin(prototype, this.kind))
  }

  /** Why instances hold more than can be seen: private fields, or a constructor in the engine's or platform's own code. */
  get hidden(): Unknown | undefined {
    if (this.known === undefined) {
      this.known = { unknown: undefined }
      if (this.family === 'instance' && !this.builtin) {
        const { sources } = this
        for (let i = 0; i < sources.length; i++) {
          const { privateFields, isNative } = sources[i] as Source
          const what = privateFields > 0 ? '#private fields' : this.kind === ordinary && isNative ? 'insides' : undefined
          if (what !== undefined) this.known = { unknown: { reason: `the ${what} of ${this.name} cannot be seen`, unbounded: true } }
        }
      }
    }
    return this.known.unknown
  }

  /** Private fields that the sources of the class and of those it extends declare. */
  get privateFields(): number {
    let fields = 0
    const { sources } = this
    for (let i = 0; i < sources.length; i++) fields += (sources[i] as Source).privateFields
    return fields
  }

  /** The same, where a description knows of so many private fields. */
  hiddenBut(known: number): Unknown | undefined {
    return this.privateFields > known
      ? { reason: `the #private fields of ${this.name} that no rule names cannot be seen`, unbounded: true }
      : undefined
  }

  /** The class's name as its constructor has it, read as data. */
  get name(): string {
    if (this.prototype === null) return '(null prototype)'
    return nameOf(constructorOf(this.prototype)) ?? this.kind.name
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

function constructorOf(prototype: object): object | undefined {
  // a Proxy would be asked by a trap; an export of that name may not be there yet, and reading it throw
  if (types?.isProxy(prototype) || types?.isModuleNamespaceObject(prototype)) return undefined
  const Class = dataValue(prototype, 'constructor')
  return typeof Class === 'function' && !types?.isProxy(Class) ? Class : undefined
}

function nameOf(Class: object | undefined): string | undefined {
  const name = Class && dataValue(Class, 'name')
  return typeof name === 'string' && name !== '' ? name : undefined
}

/** Whether a prototype is the engine's own of another realm, or of a kind that has none of its own. */
function isForeignBuiltin(prototype: object, kind: Kind): boolean {
  if (kind.prototypes.length === 0) return true
  const Class = constructorOf(prototype)
  return Class !== undefined && sourceOf(Class).isNative
}

/** Object.prototype of this realm or of another. */
function isObjectPrototype(prototype: object): boolean {
  if (prototype === Object.prototype) return true
  return !types?.isProxy(prototype) && getPrototypeOf(prototype) === null && nameOf(constructorOf(prototype)) === 'Object'
}

function hasIndex(prototype: object): boolean {
  if (prototype === Array.prototype || prototype === Object.prototype) {
    return beginsWithIndex(getOwnPropertyNames(prototype))
  }
  return array.is(prototype) || beginsWithIndex(getOwnPropertyNames(prototype))
}

const beginsWithIndex = (names: readonly string[]): boolean => names.length > 0 && isIndex(names[0])

/** The description of an object that is no Proxy: its own, or its class's. */
export const sizerOf = (object: object, info: ClassInfo): Sizer | undefined =>
  (hasOwn(object, describeMemory) ? ownSizer(object) : undefined) ?? info.sizer

/** The classes met in one walk. */
export class ClassTable {
  readonly all: ClassInfo[] = new SafeArray()
  private readonly infos = new SafeMap<object | null, ClassInfo>()
  private recent: ClassInfo | undefined

  /** Makes ready for another walk over the same objects, which shall look where this one looked. */
  restart(): void {
    for (let i = 0; i < this.all.length; i++) {
      const info = this.all[i] as ClassInfo
      info.met = 0
      info.hasHiddenKeys = false
    }
  }

  /** The class of an object that is no Proxy. */
  of(object: object): ClassInfo {
    const prototype = getPrototypeOf(object)
    const recent = this.recent
    if (recent !== undefined && recent.prototype === prototype) return recent
    let info = this.infos.get(prototype)
    if (info === undefined) {
      info = new ClassInfo(prototype, object)
      this.infos.set(prototype, info)
      this.all[this.all.length] = info
    }
    this.recent = info
    return info
  }
}
