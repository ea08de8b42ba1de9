import { MemSizeError, shown } from '../errors.js'
import { getOwnPropertyDescriptor } from '../intrinsics.js'
import { changed } from './cached.js'
import { initializer } from './counting.js'
import { abandoning, pendingOfContext, pendingOfPrototype } from './pending.js'
import { classText, expectFirst, type FieldRule, fieldText } from './rules.js'

// biome-ignore lint/suspicious/noExplicitAny: any class and any type of field
type Any = any

/** Works as a standard decorator of fields and auto-accessors, and as one of `experimentalDecorators`. */
export interface FieldDecorator {
  (
    value: undefined | ClassAccessorDecoratorTarget<Any, Any>,
    context: ClassFieldDecoratorContext<Any, Any> | ClassAccessorDecoratorContext<Any, Any>,
  ): void
  (prototype: object, name: string | symbol, descriptor?: Any): void
}

/** The same, of auto-accessors alone. */
export interface AccessorDecorator {
  (value: ClassAccessorDecoratorTarget<Any, Any>, context: ClassAccessorDecoratorContext<Any, Any>): Any
  (prototype: object, name: string | symbol, descriptor: Any): Any
}

type Saying = Pick<FieldRule, 'kind' | 'reason' | 'size'>

/** The parts of a standard decorator's context that are used; decorators of every kind have them. */
interface StandardContext {
  readonly kind: string
  readonly name: string | symbol
  readonly static: boolean
  readonly private: boolean
  readonly access: { get?(object: object): unknown; has?(object: object): boolean }
  readonly metadata?: object
}

/** What a standard decorator gives back: of a field, its initializer. */
type Initialized =
  | ((this: object, value: unknown) => unknown)
  | { init?(this: object, value: unknown): unknown; set?(value: unknown): void }

export function fieldDecorator(saying: Saying): FieldDecorator {
  const called = `@MemSize.${saying.kind}`
  return abandoning((target: unknown, contextOrName: unknown, descriptor?: unknown): Any => {
    if (isContext(contextOrName)) return standard(saying, called, target, contextOrName)
    if (isName(contextOrName) && (typeof target === 'object' || typeof target === 'function') && target !== null)
      return legacy(saying, called, target, typeof contextOrName === 'number' ? `${contextOrName}` : contextOrName, descriptor)
    const isClass = typeof target === 'function' && contextOrName === undefined
    throw misplaced(
      called,
      !isClass ? `a field, got ${shown(target)}` : typeof descriptor === 'number' ? parameterOf(target) : classOf(target),
    )
  })
}

const isContext = (given: unknown): given is StandardContext => typeof given === 'object' && given !== null && 'kind' in given

/** esbuild's legacy mode gives numbers as they are. */
export const isName = (given: unknown): given is PropertyKey =>
  typeof given === 'string' || typeof given === 'symbol' || typeof given === 'number'

function standard(saying: Saying, called: string, target: unknown, context: StandardContext): Initialized | undefined {
  const { kind, name } = context
  if (kind === 'class') throw misplaced(called, classOf(target))
  if (context.static)
    throw misplaced(called, `a field of instances, and ${fieldText(name)} is static: statics are no size of an instance. Remove it`)
  if (saying.kind === 'cached' && kind === 'field') throw notAccessor(called, name)
  if (kind !== 'field' && kind !== 'accessor') throw notField(called, fieldText(name), kind)
  // the accessor's own storage, whatever other decorators make of it
  const stored = kind === 'accessor' ? (target as { get(): unknown }).get : undefined
  const { get, has } = context.access
  const rule: FieldRule = {
    ...saying,
    name,
    // some compilers' getter looks at what it is called on (swc up to 1.15), the others' at its argument
    ...(stored
      ? { read: (object) => stored.call(object), reader: stored as () => unknown }
      : context.private && get && { read: (object) => get.call(object, object), reader: get as () => unknown, has }),
  }
  const pending = pendingOfContext(context)
  expectFirst(pending.rules, rule)
  pending.rules.push(rule)
  // the first field reports instances: its initializer runs for each, and no other part of a decorator does
  const init = pending.births === undefined ? initializer((pending.births = { isHeard: false })) : undefined
  if (kind === 'field') return init
  return {
    ...(init && { init }),
    ...(saying.kind === 'cached' && { set: assigning((target as { set(value: unknown): void }).set, name) }),
  }
}

function legacy(saying: Saying, called: string, target: object, name: string | symbol, given: unknown): PropertyDescriptor | undefined {
  if (typeof target === 'function')
    throw misplaced(
      called,
      `a field of instances, and ${fieldText(name)} of ${classText(target)} is static: statics are no size of an instance. Remove it`,
    )
  const className = classText(target.constructor)
  if (typeof given === 'number') throw misplaced(called, `a field, and this is a parameter of ${fieldText(name)} of ${className}`)
  // tsc passes a descriptor for methods, getters and accessors; Babel for fields too, with an initializer
  const descriptor = (given ?? getOwnPropertyDescriptor(target, name)) as (PropertyDescriptor & { initializer?: unknown }) | undefined
  if (typeof descriptor?.value === 'function') throw notField(called, `${fieldText(name)} of ${className}`, 'method')
  const { get, set } = descriptor ?? {}
  if ((get ?? set) !== undefined && !isAutoAccessor(get, set))
    throw notField(called, `${fieldText(name)} of ${className}`, get ? 'getter' : 'setter')
  if (saying.kind === 'cached' && get === undefined) throw notAccessor(called, name)
  const type = designType(target, name)
  const rule: FieldRule = {
    ...saying,
    name,
    ...(type !== undefined && { type }),
    ...(get && { read: (object) => get.call(object), reader: get }),
  }
  const pending = pendingOfPrototype(target)
  expectFirst(pending.rules, rule, className)
  pending.rules.push(rule)
  return saying.kind === 'cached' && set ? { ...descriptor, set: assigning(set, name) } : undefined
}

/** What should have a rule instead. */
const instead: Readonly<Record<string, string>> = {
  method: 'methods are no size of an instance. Remove it',
  getter: 'put the rule on the field that it reads',
  setter: 'put the rule on the field that it writes',
}

const notField = (called: string, field: string, kind: string): MemSizeError =>
  misplaced(called, `a field or an accessor, and ${field} is a ${kind}: ${instead[kind]}`)

const classOf = (Class: unknown): string => `a field, and ${classText(Class)} is a class. Write @MemSize() above a class`

const parameterOf = (Class: unknown): string =>
  `a field, and this is a parameter of the constructor of ${classText(Class)}. Declare the field by itself`

/** What compilers make of `accessor x`: a getter that does nothing but read where they keep it, in a private field or in a WeakMap of theirs. */
const readsStorage = /^get\b[^{]*\{\s*return (?:this\.#[\w$]+|[\w$.]+\(this, ?[\w$]+(?:, ?"f")?\));?\s*\}$/

/** In the legacy dialect an accessor is a getter and a setter like any others, but for their text. */
const isAutoAccessor = (get: (() => unknown) | undefined, set: unknown): boolean =>
  get !== undefined && set !== undefined && readsStorage.test(Function.prototype.toString.call(get))

/** A setter that reports each assignment. */
const assigning = (set: (value: unknown) => void, name: PropertyKey) =>
  function (this: object, value: unknown): void {
    set.call(this, value)
    changed(this, name)
  }

const notAccessor = (called: string, name: PropertyKey): MemSizeError =>
  misplaced(called, `an accessor, which sees assignments, and ${fieldText(name)} is a field. Write \`accessor ${String(name)} = ...\``)

/** What TypeScript says of the field's type, where it does and reflect-metadata is loaded. */
function designType(prototype: object, name: PropertyKey): unknown {
  const { getMetadata } = Reflect as { getMetadata?(key: string, target: object, name: PropertyKey): unknown }
  return typeof getMetadata === 'function' ? getMetadata.call(Reflect, 'design:type', prototype, name) : undefined
}

const misplaced = (called: string, expected: string): MemSizeError => new MemSizeError(`Expected ${called} on ${expected}.`)
