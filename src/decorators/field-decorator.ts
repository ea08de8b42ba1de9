import { MemSizeError, shown } from '../errors.js'
import { getOwnPropertyDescriptor } from '../intrinsics.js'
import { initializer } from './counting.js'
import { pendingOfContext, pendingOfPrototype } from './pending.js'
import { classText, expectFirst, type FieldRule, fieldText } from './rules.js'
import { changed } from './tracked.js'

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
  readonly access: { get?(object: object): unknown }
  readonly metadata?: object
}

/** What a standard decorator gives back: of a field, its initializer. */
type Initialized =
  | ((this: object, value: unknown) => unknown)
  | { init?(this: object, value: unknown): unknown; set?(value: unknown): void }

export function fieldDecorator(saying: Saying): FieldDecorator {
  const called = `@MemSize.${saying.kind}`
  return (target: unknown, contextOrName: unknown, descriptor?: unknown): Any => {
    if (isContext(contextOrName)) return standard(saying, called, target, contextOrName)
    if (isName(contextOrName) && (typeof target === 'object' || typeof target === 'function') && target !== null)
      return legacy(saying, called, target, contextOrName, descriptor)
    throw misplaced(called, `a field, got ${shown(target)}`)
  }
}

const isContext = (given: unknown): given is StandardContext => typeof given === 'object' && given !== null && 'kind' in given

const isName = (given: unknown): given is string | symbol => typeof given === 'string' || typeof given === 'symbol'

function standard(saying: Saying, called: string, target: unknown, context: StandardContext): Initialized | undefined {
  const { kind, name } = context
  if (kind === 'class') throw misplaced(called, `a field, and ${classText(target)} is a class. Write @MemSize() above a class`)
  if (context.static) throw misplaced(called, `a field of instances, and ${fieldText(name)} is static: statics are no size of an instance`)
  if (saying.kind === 'tracked' && kind === 'field') throw notAccessor(called, name)
  if (kind !== 'field' && kind !== 'accessor') throw misplaced(called, `a field or an accessor, and ${fieldText(name)} is a ${kind}`)
  // the accessor's own storage, whatever other decorators make of it
  const stored = kind === 'accessor' ? (target as { get(): unknown }).get : undefined
  const { get } = context.access
  const read = stored ? (object: object) => stored.call(object) : context.private ? get : undefined
  const rule: FieldRule = { ...saying, name, ...(read && { read: stored ? read : (object) => get?.call(context.access, object) }) }
  const pending = pendingOfContext(context)
  expectFirst(pending.rules, rule)
  pending.rules.push(rule)
  // the first field tells of instances: initializers run for each, and nothing else of a decorator does
  const init = pending.births === undefined ? initializer((pending.births = { isHeard: false })) : undefined
  if (kind === 'field') return init
  return {
    ...(init && { init }),
    ...(saying.kind === 'tracked' && { set: assigning((target as { set(value: unknown): void }).set, name) }),
  }
}

function legacy(saying: Saying, called: string, target: object, name: string | symbol, given: unknown): PropertyDescriptor | undefined {
  if (typeof target === 'function')
    throw misplaced(
      called,
      `a field of instances, and ${fieldText(name)} of ${classText(target)} is static: statics are no size of an instance`,
    )
  const className = classText(target.constructor)
  // tsc passes a descriptor for methods, getters and accessors; Babel for fields too, with an initializer
  const descriptor = (given ?? getOwnPropertyDescriptor(target, name)) as (PropertyDescriptor & { initializer?: unknown }) | undefined
  if (typeof descriptor?.value === 'function') throw misplaced(called, `a field, and ${fieldText(name)} of ${className} is a method`)
  const { get, set } = descriptor ?? {}
  if ((get === undefined) !== (set === undefined))
    throw misplaced(called, `a field, and ${fieldText(name)} of ${className} is a ${get ? 'getter' : 'setter'}`)
  if (saying.kind === 'tracked' && get === undefined) throw notAccessor(called, name)
  const type = designType(target, name)
  const rule: FieldRule = { ...saying, name, ...(type !== undefined && { type }), ...(get && { read: (object) => get.call(object) }) }
  const pending = pendingOfPrototype(target)
  expectFirst(pending.rules, rule, className)
  pending.rules.push(rule)
  return saying.kind === 'tracked' && set ? { ...descriptor, set: assigning(set, name) } : undefined
}

/** A setter that tells of each assignment. */
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
