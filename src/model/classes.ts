import { ClassFacts, constructorOf, FactsTable, isObjectPrototype } from '../describe/class-facts.js'
import { type Source, sourceOf } from '../describe/source.js'
import { dataValue, getOwnPropertyNames, getPrototypeOf, types } from '../intrinsics.js'
import { isIndex } from '../path-step.js'
import type { Unknown } from '../unknowns.js'
import type { Kind } from './kind.js'
import { array, brandOf, kindOfPrototype, ordinary } from './kinds.js'
import { ShapeTree } from './shapes.js'

/** What a walk knows of all objects with one prototype. */
export class ClassInfo extends ClassFacts {
  readonly family: 'plain' | 'instance' | 'nullPrototype'
  /** What instances are, if `kind.is` says so of each. */
  readonly kind: Kind
  /** Whether instances are just what the engine's own constructor makes. */
  readonly builtin: boolean
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
    super(prototype)
    this.family = prototype === null ? 'nullPrototype' : isObjectPrototype(prototype) ? 'plain' : 'instance'
    let kind: Kind | undefined
    let safe = true
    for (let at = prototype; at !== null; at = getPrototypeOf(at)) {
      if (types?.isProxy(at)) {
        safe = false
        break
      }
      kind ??= kindOfPrototype(at)
      safe &&= !hasIndex(at)
    }
    this.chainIsSafe = safe
    this.kind = kind ?? brandOf(example)
    this.builtin =
      this.kind !== ordinary && prototype !== null && (kindOfPrototype(prototype) === this.kind || isForeignBuiltin(prototype, this.kind))
  }

  protected override get kindName(): string {
    return this.kind.name
  }

  /** Why instances hold more than can be seen: private fields, or a constructor in the engine's or platform's own code. */
  get hidden(): Unknown | undefined {
    if (this.known === undefined) {
      this.known = { unknown: undefined }
      if (this.family === 'instance' && !this.builtin) {
        const { sources } = this
        if (sources.length === 0 && this.kind === ordinary && isEngines(this.prototype as object))
          this.known = { unknown: { reason: `the insides of ${this.name} cannot be seen`, unbounded: true } }
        for (let i = 0; i < sources.length; i++) {
          const { privateFields, weakFields, isNative } = sources[i] as Source
          const what = privateFields + weakFields > 0 ? '#private fields' : this.kind === ordinary && isNative ? 'insides' : undefined
          const how = weakFields > 0 ? ', which a compiler put into WeakMaps,' : ''
          if (what !== undefined) this.known = { unknown: { reason: `the ${what} of ${this.name}${how} cannot be seen`, unbounded: true } }
        }
      }
    }
    return this.known.unknown
  }
}

/** Whether a prototype is the engine's own of another realm, or of a kind that has none of its own. */
function isForeignBuiltin(prototype: object, kind: Kind): boolean {
  if (kind.prototypes.length === 0) return true
  const Class = constructorOf(prototype)
  return Class !== undefined && sourceOf(Class).isNative
}

/** Whether a prototype without a constructor has methods, and none that is a program's: that of an iterator's helper, of a text's segments. */
function isEngines(prototype: object): boolean {
  let isNative = false
  for (let at: object | null = prototype; at !== null && constructorOf(at) === undefined; at = getPrototypeOf(at)) {
    // a Proxy would be asked by a trap; an export of a module may not be there yet, and reading it throw
    if (types?.isProxy(at) || types?.isModuleNamespaceObject(at)) break
    const names = getOwnPropertyNames(at)
    for (let i = 0; i < names.length; i++) {
      const value = dataValue(at, names[i] as string)
      if (typeof value !== 'function' || types?.isProxy(value)) continue
      if (!sourceOf(value).isNative) return false
      isNative = true
    }
  }
  return isNative
}

function hasIndex(prototype: object): boolean {
  if (prototype === Array.prototype || prototype === Object.prototype) {
    return beginsWithIndex(getOwnPropertyNames(prototype))
  }
  return array.is(prototype) || beginsWithIndex(getOwnPropertyNames(prototype))
}

const beginsWithIndex = (names: readonly string[]): boolean => names.length > 0 && isIndex(names[0])

/** The classes met in one walk. */
export class Classes extends FactsTable<ClassInfo> {
  constructor() {
    super((prototype, example) => new ClassInfo(prototype, example))
  }

  /** Makes ready for another walk over the same objects, which shall look where this one looked. */
  restart(): void {
    for (let i = 0; i < this.all.length; i++) {
      const info = this.all[i] as ClassInfo
      info.met = 0
      info.hasHiddenKeys = false
    }
  }
}
