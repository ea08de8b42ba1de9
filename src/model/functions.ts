import { dataValue, hasOwn, SafeSet, slice } from '../intrinsics.js'
import type { Kind } from './kind.js'

const sourceOf = Function.prototype.call.bind(Function.prototype.toString) as (value: unknown) => string

/** Bound functions are native, have no prototype, and are named by Function.prototype.bind. A native name of that form is taken for one. */
function isBound(object: object): boolean {
  if (hasOwn(object, 'prototype')) return false
  const name = dataValue(object, 'name')
  return typeof name === 'string' && slice(name, 0, 6) === 'bound ' && sourceOf(object) === 'function () { [native code] }'
}

const isClass = (object: object): boolean => slice(sourceOf(object), 0, 5) === 'class'

const boundTarget = { reason: 'the target and arguments of a bound function cannot be seen', unbounded: true }

// name, length and prototype are the engine's own; reading prototype would create it. Sloppy functions have arguments and caller too.
const reserved: ReadonlySet<PropertyKey> = new SafeSet(['length', 'name', 'prototype', 'arguments', 'caller'])

const fn: Kind = {
  name: 'Function',
  header: 'arrow',
  prototypes: [
    Function.prototype,
    Object.getPrototypeOf(async () => {}),
    Object.getPrototypeOf(function* () {}),
    Object.getPrototypeOf(async function* () {}),
  ],
  is: (object): object is object => typeof object === 'function',
  reserved,
  describe(object, sink) {
    const { rules } = sink
    if (isBound(object)) {
      const less = rules.header('boundFunction') - rules.header('arrow')
      sink.own(less, less, less)
      sink.opaque(boundTarget)
    } else if (hasOwn(object, 'prototype')) {
      const more = rules.header('function') - rules.header('arrow') + (isClass(object) ? rules.classExtra : 0)
      sink.own(more, more, more)
    }
  },
}

export const functions: readonly Kind[] = [fn]
