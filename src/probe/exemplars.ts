import { builtin, method, SafeFinalizationRegistry, SafeWeakRef } from '../intrinsics.js'

// Captured when the library is loaded: what a program puts in their place later is no exemplar.
const intrinsic = {
  ArrayBuffer,
  DataView,
  Date,
  Error,
  Float64Array,
  Function,
  Map,
  Math,
  Proxy,
  Set,
  Symbol,
  Uint8Array,
  WeakMap,
  WeakSet,
}
const { SharedArrayBuffer: shared } = globalThis as { SharedArrayBuffer?: typeof SharedArrayBuffer }
const { Intl: intl, WebAssembly: wasm } = globalThis as { Intl?: typeof Intl; WebAssembly?: Wasm }
/** What the probe cannot learn without, where a context is without it. */
export const missingIntrinsic = ['WeakRef', 'FinalizationRegistry'].find((name) => !(name in globalThis))
const { keys, create, assign, defineProperty, prototype: objectPrototype } = Object
const map = method<(list: unknown[], make: () => unknown) => unknown[]>(Array.prototype, 'map')
const fill = method<(list: unknown[], value: unknown) => unknown[]>(Array.prototype, 'fill')

/**
 * Values of every kind, of which is known what is in them: native/learn.c finds out from them how this engine lays out its heap.
 * Lengths and offsets are those of native/learn.h.
 */
export function exemplars(Native: new () => object, version: number): Record<string, unknown> {
  const captured = { captured: 1 }
  let written = version
  const writer = () => (written += 1)
  writer()
  const weakTarget = { target: 1 }
  const proxyTarget = { target: 2 }
  const proxyHandler = {}
  const registryCallback = () => {}
  const registryHolding = { holding: 1 }
  const registryToken = { token: 1 }
  const getter = () => 1
  // made when it is asked for, so that it is no constant of this script
  const description = descriptionOf(version)
  const three = { exemplaryA: 1, exemplaryB: 2, exemplaryC: 3 }
  const buffer = new intrinsic.ArrayBuffer(123456)
  const resizable = new (intrinsic.ArrayBuffer as ResizableConstructor)(8000, { maxByteLength: 64000 })
  // keys of every form: with no properties beside its own, with some, in a dictionary
  const weakKeys: object[] = [{}, addedProperties(10), assign(create(null), { a: 1 }), exemplars, [], { a: 1 }]
  const keyed = new intrinsic.WeakMap<object, number>()
  for (let i = 0; i < weakKeys.length; i++) keyed.set(weakKeys[i] as object, i)
  const regexp = /exemplary text of a regular expression/
  const registry = new SafeFinalizationRegistry(registryCallback)
  registry.register(weakTarget, registryHolding, registryToken)
  // its frames: a function, and one of the engine's own
  const thrower = () => new intrinsic.Error('exemplary')
  const frames = map?.([1], thrower)[0]
  // biome-ignore lint/suspicious/noThenProperty: a thenable that never calls back leaves its promise pending
  const pending = waiting({ then() {} })
  waiting(pending)
  return {
    object: {},
    objectPrototype,
    three,
    threeKey: keys(three)[0],
    properties: addedProperties(10),
    elements: [{}, {}],
    doubles: [1.5, 2.5],
    // biome-ignore lint/suspicious/noSparseArray: the hole is what it is for
    holes: [, 1],
    large: fill?.(new Array(20_000), three),
    sparse: sparse(),
    dictionary: assign(create(null), { a: 1 }),
    // a name of its own: another accessor of a name that another copy of the library gave one makes a dictionary
    accessor: defineProperty({}, intrinsic.Symbol(), { get: getter }),
    getter,
    number: 1.5,
    bigint: 12n,
    symbol: intrinsic.Symbol(description),
    description,
    undefined: undefined,
    null: null,
    boolean: true,
    emptyString: '',
    emptyArray: [],
    closure: () => captured,
    captured,
    writer,
    builtin: intrinsic.Math.max,
    // biome-ignore lint/complexity/noStaticOnlyClass: a class as V8 keeps one
    classFunction: class {
      static exemplary = 1
    },
    global: globalThis,
    proxy: new intrinsic.Proxy(proxyTarget, proxyHandler),
    proxyTarget,
    proxyHandler,
    map: new intrinsic.Map([[1, 2]]),
    set: new intrinsic.Set([1]),
    weakMap: new intrinsic.WeakMap(),
    weakSet: new intrinsic.WeakSet(),
    weakRef: new SafeWeakRef(weakTarget),
    weakTarget,
    registry,
    registryCallback,
    registryHolding,
    registryToken,
    date: new intrinsic.Date(1234567890123),
    regexp,
    regexpSource: regexp.source,
    pending,
    sloppyArguments: sloppyArguments(),
    buffer,
    // of the same kind inside, and a context can be without them
    sharedBuffer: shared === undefined ? new intrinsic.ArrayBuffer(64) : new shared(64),
    resizable,
    view: new intrinsic.Float64Array(buffer, 64, 512),
    dataView: new intrinsic.DataView(buffer, 64, 4096),
    resizableView: new intrinsic.Uint8Array(resizable),
    resizableDataView: new intrinsic.DataView(resizable),
    smallView: new intrinsic.Uint8Array(8),
    native: new Native(),
    frames,
    thrower,
    hidden: hidden(),
    keyed,
    keys: weakKeys,
    version,
    ...platformExemplars(),
  }
}

/** An object of one private field. Its source is a text, because a compiler may make WeakMaps of those in this file. */
const hidden = (): unknown => intrinsic.Function('return new (class { #exemplary = 1 })()')()

/** What not every platform has. */
function platformExemplars(): Record<string, unknown> {
  const untransferable = new intrinsic.ArrayBuffer(64)
  builtin('worker_threads')?.markAsUntransferable?.(untransferable)
  const memory = wasm && new wasm.Memory({ initial: 0 })
  // its slot is filled when it is asked for
  void memory?.buffer
  return {
    untransferable,
    foreign: intl?.Locale && new intl.Locale('en'),
    wasmMemory: memory,
    wasmGlobal: wasm && new wasm.Global({ value: 'i64', mutable: true }, 5n),
    // the smallest there is: magic number and version
    wasmModule: wasm && new wasm.Module(new intrinsic.Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])),
  }
}

type ResizableConstructor = new (length: number, options: { maxByteLength: number }) => ArrayBuffer

interface Wasm {
  Memory: new (options: object) => { buffer: unknown }
  Global: new (options: object, value: bigint) => object
  Module: new (bytes: Uint8Array) => object
}

/** A promise of the engine's own that stays pending, and is what another waits for: `then` may be somebody else's. */
async function waiting(thing: unknown): Promise<void> {
  await thing
}

/** 24 characters in one piece, made when they are asked for: no constant of this script. */
function descriptionOf(version: number): string {
  const text = `an exemplary symbol's ${10 + (version % 90)}`
  // a name of a property is flat
  return keys({ [text]: 1 })[0] as string
}

function addedProperties(count: number): object {
  const object: Record<string, number> = {}
  for (let i = 0; i < count; i++) object[`exemplary${i}`] = i
  return object
}

function sparse(): unknown[] {
  const array: unknown[] = []
  array[100_000] = 1
  return array
}

/**
 * An arguments object that shares its variables with a closure. Strict code, as a module is, has none: the function is made of text. SES makes strict code
 * of any text that Function is given; node:vm does not.
 */
function sloppyArguments(): unknown {
  const text = '(function (a) { return [arguments, () => a] })'
  const isStrict = intrinsic.Function('return this')() === undefined
  const make = (isStrict ? builtin('vm')?.runInThisContext(text) : intrinsic.Function(`return ${text}`)()) as
    | ((a: unknown) => unknown[])
    | undefined
  return make?.(1)[0]
}
