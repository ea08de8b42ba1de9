/**
 * Built-ins captured when the library is loaded, so that a subclass, an own property or a prototype changed later can neither
 * lie to a measurement nor be called by one.
 */

const call = Function.prototype.call

/** A method as a plain function: `uncurried(receiver, ...arguments)`. Faster than `Reflect.apply`, which needs an array. */
export const uncurry = (call.bind as CallableFunction).bind(call) as <T, A extends unknown[], R>(
  method: (this: T, ...args: A) => R,
) => (self: T, ...args: A) => R

type Getter<T, R> = (self: T) => R

export const getOwnPropertyDescriptor = Object.getOwnPropertyDescriptor
export const getOwnPropertyNames = Object.getOwnPropertyNames
export const getOwnPropertySymbols = Object.getOwnPropertySymbols
export const getPrototypeOf: (object: object) => object | null = Object.getPrototypeOf
export const isExtensible: (object: object) => boolean = Object.isExtensible
export const isArray: (value: unknown) => value is unknown[] = Array.isArray
export const hasOwn: (object: object, key: PropertyKey) => boolean = uncurry(Object.prototype.hasOwnProperty) as never
export const isEnumerable: (object: object, key: PropertyKey) => boolean = uncurry(Object.prototype.propertyIsEnumerable) as never

/** The getter an element has, without calling it. 12 ns against 55 for a property descriptor of an index (V8 13.6). */
export const lookupGetter: (object: object, key: PropertyKey) => unknown = uncurry(
  (Object.prototype as unknown as { __lookupGetter__(key: PropertyKey): unknown }).__lookupGetter__,
)

/** An element of a list; undefined where it is an accessor, which is not called. */
export const elementAt = (list: readonly unknown[], index: number): unknown =>
  lookupGetter(list, index) === undefined ? list[index] : undefined

/** The captured getter of an accessor on a built-in prototype; it throws a TypeError for an object of another kind. */
export function getter<T, R>(prototype: object | undefined, key: PropertyKey): Getter<T, R> | undefined {
  const get = prototype && getOwnPropertyDescriptor(prototype, key)?.get
  return get && (uncurry(get as never) as unknown as Getter<T, R>)
}

/** An own property's value where it is data; undefined where it is an accessor, whatever Object.prototype gives to descriptors. */
export function dataValue(object: object, key: PropertyKey): unknown {
  const own = getOwnPropertyDescriptor(object, key)
  return own !== undefined && hasOwn(own, 'value') ? own.value : undefined
}

/**
 * A captured method of a built-in prototype. Frozen intrinsics (`node --frozen-intrinsics`, SES) have an accessor in its place, so that objects that
 * inherit from them may still have a method of that name: its getter gives the method.
 */
export function method<F>(prototype: object | undefined, key: PropertyKey): F | undefined {
  const own = prototype && getOwnPropertyDescriptor(prototype, key)
  const value = own && (hasOwn(own, 'value') ? own.value : own.get?.call(prototype))
  return typeof value === 'function' ? (uncurry(value as never) as unknown as F) : undefined
}

/** Whether `get` accepts the object: a check of its internal slots that no subclass, proxy or prototype can fake. */
export function accepts<T>(get: Getter<T, unknown> | undefined, object: unknown): object is T {
  if (get === undefined) return false
  try {
    get(object as T)
    return true
  } catch {
    return false
  }
}

/** Whether a value is an object or a function. */
export const isObject = (value: unknown): value is object => (typeof value === 'object' ? value !== null : typeof value === 'function')

/** A global constructor's prototype, where the environment has it. */
export const prototypeOf = (name: string): object | undefined => prototypeIn(globalThis, name)

/** The prototype of a constructor that is a property of an object. */
export function prototypeIn(holder: object, name: string): object | undefined {
  const Class = dataValue(holder, name)
  const prototype = typeof Class === 'function' ? dataValue(Class, 'prototype') : undefined
  return prototype !== null && typeof prototype === 'object' ? prototype : undefined
}

interface NodeTypes {
  isProxy(value: unknown): boolean
  isArgumentsObject(value: unknown): boolean
  isArrayBuffer(value: unknown): boolean
  isBoxedPrimitive(value: unknown): boolean
  isDate(value: unknown): boolean
  isGeneratorObject(value: unknown): boolean
  isMap(value: unknown): boolean
  isMapIterator(value: unknown): boolean
  isModuleNamespaceObject(value: unknown): boolean
  isNativeError(value: unknown): boolean
  isPromise(value: unknown): boolean
  isRegExp(value: unknown): boolean
  isSet(value: unknown): boolean
  isSharedArrayBuffer(value: unknown): boolean
  isSetIterator(value: unknown): boolean
  isWeakMap(value: unknown): boolean
  isWeakSet(value: unknown): boolean
  isExternal(value: unknown): boolean
}

/** Node's `require`. Not @types/node's: the declarations of this file need no package. */
export interface NodeRequire {
  (name: string): unknown
  resolve(name: string): string
}

/** A session with the inspector of the thread it runs in: what it answers to comes before `post` returns. */
export interface InspectorSession {
  connect(): void
  disconnect(): void
  post(method: string, parameters: object, callback: (error: Error | null, result: unknown) => void): void
}

interface NodeModules {
  util?: { types: NodeTypes }
  v8?: {
    startupSnapshot?: { isBuildingSnapshot(): boolean }
    isStringOneByteRepresentation?(text: string): boolean
    queryObjects?(Class: object, options: { format: 'count' }): number
  }
  inspector?: { Session: new () => InspectorSession }
  buffer?: { Buffer: { prototype: object } }
  fs?: {
    openSync(path: string): number
    readSync(file: number, into: Uint8Array): number
    closeSync(file: number): void
  }
  module?: { createRequire(from: string): NodeRequire }
  sea?: { isSea(): boolean }
  url?: { fileURLToPath(url: string | URL): string }
  vm?: { runInThisContext(source: string): unknown }
  timers?: { setImmediate(callback: () => void): unknown }
  worker_threads?: {
    MessageChannel?: typeof MessageChannel
    markAsUntransferable?(object: object): void
  }
}

/** A built-in module of Node, without an import that a browser's bundler would have to resolve. */
export function builtin<K extends keyof NodeModules>(name: K): NodeModules[K] {
  const process = (globalThis as { process?: { getBuiltinModule?(name: string): unknown } }).process
  return process?.getBuiltinModule?.(`node:${name}`) as NodeModules[K]
}

/** Node's brand checks: they look at internal slots and run no code of the value. Undefined elsewhere. */
export const types: NodeTypes | undefined = builtin('util')?.types

/** Whether a string is stored one byte a character; reads nothing and flattens nothing. Node >= 22.15. */
export const isOneByte = builtin('v8')?.isStringOneByteRepresentation

/**
 * A collection whose methods are its own, so that a prototype changed later does not reach it. Each has a constructor written out: one left
 * to the engine iterates over its arguments by Array.prototype (V8 < 12).
 */
function safe<C extends new (...args: never[]) => object>(Class: C): C {
  const prototype = Class.prototype as object
  const base = getPrototypeOf(prototype) as object
  for (const key of Reflect.ownKeys(base)) {
    if (key !== 'constructor') Object.defineProperty(prototype, key, getOwnPropertyDescriptor(base, key) as PropertyDescriptor)
  }
  Object.setPrototypeOf(prototype, null)
  return Class
}

const none: readonly never[] = []

export const SafeSet = safe(
  class SafeSet<T> extends Set<T> {
    constructor(values: readonly T[] = none) {
      super()
      for (let i = 0; i < values.length; i++) this.add(values[i] as T)
    }
  },
)
export type SafeSet<T> = InstanceType<typeof SafeSet<T>>
export const SafeMap = safe(
  class SafeMap<K, V> extends Map<K, V> {
    constructor() {
      super(null)
    }
  },
)
export type SafeMap<K, V> = InstanceType<typeof SafeMap<K, V>>
export const SafeWeakMap = safe(
  class SafeWeakMap<K extends WeakKey, V> extends WeakMap<K, V> {
    constructor() {
      super(null)
    }
  },
)
export const SafeWeakSet = safe(
  class SafeWeakSet<T extends WeakKey> extends WeakSet<T> {
    constructor() {
      super(null)
    }
  },
)
export type SafeWeakSet<T extends WeakKey> = InstanceType<typeof SafeWeakSet<T>>

/** Captured: the list of described classes holds WeakRefs of the engine's own. A context without them holds on to what it refers to. */
export const SafeWeakRef: WeakRefConstructor =
  (globalThis as { WeakRef?: WeakRefConstructor }).WeakRef ??
  (class StrongRef<T extends WeakKey> {
    readonly #target: T
    constructor(target: T) {
      this.#target = target
    }
    deref(): T {
      return this.#target
    }
  } as never)

/** Captured. In a context without one nothing is ever told to be collected. */
export const SafeFinalizationRegistry: FinalizationRegistryConstructor =
  (globalThis as { FinalizationRegistry?: FinalizationRegistryConstructor }).FinalizationRegistry ??
  (class NoRegistry {
    register(): void {}
    unregister(): boolean {
      return false
    }
  } as never)

const { defineProperty } = Object

/** Appends to an ordinary array, whatever Array.prototype has at that index. */
export function append<T>(list: T[], value: T): void {
  defineProperty(list, list.length, { __proto__: null, value, writable: true, enumerable: true, configurable: true } as PropertyDescriptor)
}

/** A list that grows by index whatever Array.prototype has at that index. Not frozen: V8 would store ten times slower. */
export const SafeArray = safe(
  class SafeArray<T> extends Array<T> {
    constructor() {
      super(0)
    }
  },
)
export type SafeArray<T> = InstanceType<typeof SafeArray<T>>

export const charCodeAt: (text: string, index: number) => number = uncurry(String.prototype.charCodeAt)
export const slice: (text: string, start: number, end?: number) => string = uncurry(String.prototype.slice)
export const indexOf: (text: string, part: string, from?: number) => number = uncurry(String.prototype.indexOf)
/** Matches as `pattern.exec(text)` does, but for a changed RegExp.prototype, as long as the pattern is not used elsewhere. */
export const exec: (pattern: RegExp, text: string) => RegExpExecArray | null = uncurry(RegExp.prototype.exec)

export const asUintN = BigInt.asUintN
export const isView: (object: object) => boolean = ArrayBuffer.isView
/** As JSON has it: in quotes. */
export const quoted: (text: string) => string = JSON.stringify

const describe = getter<symbol, string | undefined>(Symbol.prototype, 'description')

/** What a symbol was made with. */
export const symbolDescription = (symbol: symbol): string | undefined => describe?.(symbol)

/** What Node's Buffers have as prototype; the global of that name may be an accessor that is better left alone. */
export const bufferPrototype = builtin('buffer')?.Buffer.prototype
