import {
  accepts,
  getOwnPropertyDescriptor,
  getOwnPropertyNames,
  getPrototypeOf,
  getter,
  hasOwn,
  method,
  prototypeIn,
  prototypeOf,
  SafeSet,
  types,
} from '../intrinsics.js'
import type { HeaderKind } from '../protocol.js'
import type { Unknown } from '../unknowns.js'
import type { Kind } from './kind.js'

// Objects that the engine or the platform keeps something in that is neither a field nor an element.

const getTime = method(Date.prototype, 'getTime') as (date: Date) => number

const date: Kind<Date> = {
  name: 'Date',
  header: 'date',
  prototypes: [Date.prototype],
  is: (object): object is Date => (types ? types.isDate(object) : accepts(getTime, object)),
  describe(object, sink) {
    const box = sink.rules.date(getTime(object)) - sink.rules.header('date')
    sink.own(box, box, box)
  },
}

const flags = getter<RegExp, boolean>(RegExp.prototype, 'global')
const source = getter<RegExp, string>(RegExp.prototype, 'source') as (regexp: RegExp) => string

const regexp: Kind<RegExp> = {
  name: 'RegExp',
  header: 'regexp',
  prototypes: [RegExp.prototype],
  is: (object): object is RegExp => (types ? types.isRegExp(object) : object !== RegExp.prototype && accepts(flags, object)),
  reserved: new SafeSet<PropertyKey>(['lastIndex']),
  // what is compiled of it is shared by all regular expressions of the same source and flags, and by the engine's cache
  describe(object, sink) {
    // behind a sandboxed pointer where pointers are compressed: no snapshot shows it there
    if (sink.rules.layout.pointer === 8 && accepts(source, object)) sink.slot('text', 0, source(object))
  },
}

const frames: Unknown = { reason: 'the stack of an Error may hold frames, which cannot be read without formatting them', unbounded: true }

const error: Kind<Error> = {
  name: 'Error',
  header: 'error',
  prototypes: [Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError, AggregateError].map(
    (Class) => Class.prototype,
  ),
  is: (object): object is Error => types?.isNativeError(object) ?? false,
  describe(_object, sink) {
    sink.opaque(frames)
  },
}

/** A kind whose instances are recognized by Node's brand check, or by their prototype where there is none. */
function hidden(
  name: string,
  header: HeaderKind,
  prototypes: readonly (object | undefined)[],
  reason: string,
  brand?: (object: unknown) => boolean,
): Kind {
  const known = prototypes.filter((prototype) => prototype !== undefined)
  return {
    name,
    header,
    prototypes: known,
    is: (object): object is object => (brand ? brand(object) : inherits(object, known)),
    describe(_object, sink) {
      sink.opaque({ reason, unbounded: true })
    },
  }
}

function inherits(object: object, prototypes: readonly object[]): boolean {
  const own = getPrototypeOf(object)
  for (let i = 0; i < prototypes.length; i++) if (prototypes[i] === own) return true
  return false
}

const promise = hidden('Promise', 'promise', [Promise.prototype], 'the result and reactions of a Promise cannot be seen', types?.isPromise)

const generatorPrototype = getPrototypeOf(function* () {}.prototype as object) as object
const asyncGeneratorPrototype = getPrototypeOf(async function* () {}.prototype as object) as object

const suspended = 'the variables of a suspended generator cannot be seen'
const generator = hidden('Generator', 'generator', [generatorPrototype], suspended, types?.isGeneratorObject)
const asyncGenerator = hidden('AsyncGenerator', 'asyncGenerator', [asyncGeneratorPrototype], suspended, types?.isGeneratorObject)

const iterated = 'what an iterator goes through cannot be seen'
const iterators: readonly Kind[] = [
  hidden('Map Iterator', 'mapIterator', [getPrototypeOf(new Map().keys()) as object], iterated, types?.isMapIterator),
  hidden('Set Iterator', 'mapIterator', [getPrototypeOf(new Set().keys()) as object], iterated, types?.isSetIterator),
  hidden('Array Iterator', 'arrayIterator', [getPrototypeOf([].keys()) as object], iterated),
  hidden('String Iterator', 'stringIterator', [getPrototypeOf(''[Symbol.iterator]()) as object], iterated),
  hidden('RegExp String Iterator', 'arrayIterator', [getPrototypeOf(''.matchAll(/./g)) as object], iterated),
]

const unboxed = {
  number: method(Number.prototype, 'valueOf') as (object: object) => number,
  string: method(String.prototype, 'valueOf') as (object: object) => string,
  boolean: method(Boolean.prototype, 'valueOf') as (object: object) => boolean,
  bigint: method(BigInt.prototype, 'valueOf') as (object: object) => bigint,
  symbol: method(Symbol.prototype, 'valueOf') as (object: object) => symbol,
}

function boxed(name: string, unbox: (object: object) => unknown, prototype: object, indices?: (object: object) => number): Kind {
  return {
    name,
    header: 'boxedPrimitive',
    prototypes: [prototype],
    is: (object): object is object => (types ? types.isBoxedPrimitive(object) && accepts(unbox, object) : accepts(unbox, object)),
    describe(object, sink) {
      sink.slot('value', 0, unbox(object))
    },
    ...(indices ? { indices } : {}),
  }
}

const boxedPrimitives: readonly Kind[] = [
  boxed('Number', unboxed.number, Number.prototype),
  boxed('String', unboxed.string, String.prototype, (object) => unboxed.string(object).length),
  boxed('Boolean', unboxed.boolean, Boolean.prototype),
  boxed('BigInt', unboxed.bigint, BigInt.prototype),
  boxed('Symbol', unboxed.symbol, Symbol.prototype),
]

const argumentsObject: Kind = {
  name: 'Arguments',
  header: 'sloppyArguments',
  prototypes: [],
  is: (object): object is object => types?.isArgumentsObject(object) ?? false,
  reserved: new SafeSet<PropertyKey>(['length', 'callee', Symbol.iterator]),
  describe(object, sink) {
    const { rules } = sink
    // a strict one has an accessor as callee, and one slot less
    const callee = getOwnPropertyDescriptor(object, 'callee')
    if (callee === undefined || !hasOwn(callee, 'value')) {
      const less = rules.header('strictArguments') - rules.header('sloppyArguments')
      sink.own(less, less, less)
    } else sink.child('callee', callee.value)
  },
}

const namespace: Kind = {
  name: 'Module',
  header: 'object',
  prototypes: [],
  is: (object): object is object => types?.isModuleNamespaceObject(object) ?? false,
  indices: () => Infinity,
  describe(_object, sink) {
    sink.opaque({ reason: 'the exports of a module cannot be read without a chance of an error', unbounded: true })
  },
}

const locales = (globalThis as { Intl?: object }).Intl
const intlPrototypes = locales === undefined ? [] : getOwnPropertyNames(locales).map((name) => prototypeIn(locales, name))

/** A handful of slots beside the header: objects of ICU and of the platform keep 16-byte handles. */
const handle = 16

const intlMemory = hidden('Intl', 'intl', intlPrototypes, "ICU's memory cannot be seen")
const intl: Kind = {
  ...intlMemory,
  describe(object, sink) {
    intlMemory.describe(object, sink)
    // 32 to 72 bytes and up to a few handles by kind; ICU's own memory, 0.2 to 26 kB by the growth of the process, is not on the heap and in no snapshot
    sink.own(-handle, handle, 24 * handle)
  },
}

const wasm = (globalThis as { WebAssembly?: object }).WebAssembly
const memoryBuffer = getter<object, ArrayBufferLike>(wasm && prototypeIn(wasm, 'Memory'), 'buffer')

const wasmMemory: Kind = {
  name: 'WebAssembly.Memory',
  header: 'wasmMemory',
  prototypes: [],
  // not asked of plain objects: the error would cost more than the rest of their measurement
  is: (object): object is object => getPrototypeOf(object) !== Object.prototype && accepts(memoryBuffer, object),
  describe(object, sink) {
    sink.own(-handle, 0, 4 * handle)
    sink.slot('buffer', 0, memoryBuffer?.(object))
  },
}

/** A class of the platform that says in text what it keeps. Others are recognized by their source: native, or with private fields. */
function textual(name: string, text: ((object: object) => string) | undefined): Kind {
  const kind = hidden(name, 'object', [prototypeOf(name)], `what a ${name} keeps beside its text cannot be seen`)
  return {
    ...kind,
    describe(object, sink) {
      kind.describe(object, sink)
      if (accepts(text, object)) sink.slot('text', 0, text?.(object))
    },
  }
}

const url = textual('URL', getter(prototypeOf('URL'), 'href'))
const urlSearchParams = textual('URLSearchParams', method(prototypeOf('URLSearchParams'), 'toString'))

export const proxy = hidden('Proxy', 'proxy', [], 'the target and handler of a Proxy cannot be seen', types?.isProxy)

export const platform: readonly Kind[] = [
  date,
  regexp,
  error,
  promise,
  generator,
  asyncGenerator,
  ...iterators,
  ...boxedPrimitives,
  argumentsObject,
  namespace,
  intl,
  wasmMemory,
  url,
  urlSearchParams,
]
