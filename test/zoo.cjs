// Awkward values: whatever an engine and Node can hand out. Those that this version does not have are left out.
const vm = require('node:vm')
const fs = require('node:fs')
const net = require('node:net')
const util = require('node:util')
const crypto = require('node:crypto')
const { AsyncLocalStorage } = require('node:async_hooks')
const { MessageChannel, BroadcastChannel } = require('node:worker_threads')

/** Makes a value again, or throws where this engine has no such thing. */
const keepers = {}

const runtime = process.pid
const array = (length, make) => Array.from({ length }, (_, i) => make(i))
const unref = (thing) => {
  thing.unref?.()
  return thing
}
const handled = (promise) => {
  promise.catch(() => {})
  return promise
}
const advanced = (iterator) => {
  iterator.next()
  return iterator
}

// one function `f` that gives 42, and a memory of a page
const wasm = new Uint8Array([
  ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 127, 3, 2, 1, 0, 5, 3, 1, 0, 1],
  ...[7, 9, 2, 1, 102, 0, 0, 1, 109, 2, 0, 10, 6, 1, 4, 0, 65, 42, 11],
])
const instance = () => new WebAssembly.Instance(new WebAssembly.Module(wasm))
const { Memory, Table, Global, Tag, Exception } = WebAssembly
Object.assign(keepers, {
  'wasm module': () => new WebAssembly.Module(wasm),
  'wasm instance': instance,
  'wasm exports': () => instance().exports,
  'wasm memory': () => new Memory({ initial: 1 }),
  'wasm memory, shared': () => new Memory({ initial: 1, maximum: 2, shared: true }),
  'wasm memory, grown': () => {
    const memory = new Memory({ initial: 1 })
    const before = memory.buffer
    memory.grow(2)
    return [before, memory]
  },
  'wasm table': () => new Table({ initial: 3, element: 'anyfunc' }),
  'wasm global': () => new Global({ value: 'i64', mutable: true }, 5n),
  'wasm tag': () => new Tag({ parameters: ['i32'] }),
  'wasm exception': () => new Exception(new Tag({ parameters: ['i32'] }), [1]),
})

const detached = () => {
  const buffer = new ArrayBuffer(64)
  const parts = { buffer, floats: new Float64Array(buffer), bytes: new Uint8Array(buffer, 8, 8), view: new DataView(buffer) }
  structuredClone(buffer, { transfer: [buffer] })
  return parts
}
const resizable = (Buffer, resize) => () => {
  const buffer = new Buffer(100, { maxByteLength: 1000 })
  const parts = [buffer, new Uint8Array(buffer), new Uint8Array(buffer, 90, 10), new DataView(buffer)]
  resize(buffer)
  return parts
}
Object.assign(keepers, {
  detached,
  'resizable, grown': resizable(ArrayBuffer, (buffer) => buffer.resize(555)),
  'resizable, views out of bounds': resizable(ArrayBuffer, (buffer) => buffer.resize(1)),
  'growable, shared': resizable(SharedArrayBuffer, (buffer) => buffer.grow(555)),
  immutable: () => new ArrayBuffer(10).transferToImmutable(),
  'views everywhere': () => array(16, (i) => new Uint8Array(new ArrayBuffer(1000), i, 5)),
  'every typed array': () =>
    [Int8Array, Uint8ClampedArray, Int16Array, Float32Array, BigInt64Array, BigUint64Array].map((Type) => new Type(10)),
  float16: () => new Float16Array(100),
  'a shared buffer': () => new SharedArrayBuffer(100),
  'empty buffers': () => [
    new ArrayBuffer(0),
    new Uint8Array(0),
    Buffer.alloc(0),
    new SharedArrayBuffer(0),
    new DataView(new ArrayBuffer(0)),
  ],
  'a view without its prototype': () => Object.setPrototypeOf(new Uint8Array(1e6), null),
  'views that pose as objects': () => [{}, Object.setPrototypeOf(new Float64Array(1e5), Object.prototype)],
})

Object.assign(keepers, {
  'proxy chain': () => array(1000, Number).reduce((target) => new Proxy(target, {}), {}),
  'proxies of an object and a function': () => [
    new Proxy(
      { a: 1 },
      {
        get() {
          throw new Error('read')
        },
      },
    ),
    new Proxy(() => 1, {}),
  ],
  'revoked proxy': () => {
    const { proxy, revoke } = Proxy.revocable(() => 1, {})
    revoke()
    return { proxy, below: Object.create(proxy), list: Object.setPrototypeOf([1], proxy) }
  },
  'long prototype chain': () => array(20_000, Number).reduce((below) => Object.create(below), {}),
  'objects on a prototype chain': () => array(300, Number).reduce((list) => [...list, Object.create(list.at(-1) ?? null)], []),
  'arguments, sloppy and strict': () => [
    (function (a) {
      return [arguments, () => a]
    })({}, 1),
    (function () {
      'use strict'
      return arguments
    })(1, {}),
  ],
  functions: () => [
    function () {}.bind({ x: 1 }, [2]),
    class {
      static #p = 1
      static x = {}
    },
    async () => {},
    function* () {},
    async function* () {},
    {
      get a() {
        return 1
      },
    },
  ],
  'private fields': () =>
    new (class {
      #p = { a: 1 }
      #m() {}
      get #g() {
        return 1
      }
    })(),
  'accessors only': () => Object.defineProperties({}, { get: { get: () => 1 }, set: { set() {} }, neither: { get: undefined } }),
  'accessors of a literal': () => ({
    get a() {
      return 1
    },
    set b(v) {},
    c: 1,
  }),
  'frozen, sealed, closed': () => [
    Object.freeze([1.5, {}, Object.freeze({ a: 1 })]),
    Object.seal(['a', 1]),
    Object.preventExtensions({ a: 1 }),
  ],
  'every kind of primitive': () => [
    1,
    1.5,
    NaN,
    -0,
    Infinity,
    2 ** 31,
    null,
    undefined,
    's',
    1n,
    -(2n ** 200n),
    true,
    Symbol(),
    Symbol.for('r'),
    Symbol.iterator,
  ],
  'every kind of element': () => [
    [1, 1.5, NaN, -0, 2 ** 31, null, undefined, 's', 1n],
    [, 1, , 2.5],
    JSON.parse('{"a":[1,{"b":1.5}],"1":2}'),
  ],
  'a template': () => ((strings) => strings)`a${1}b`,
  'no prototype at all': () => [
    Object.create(null),
    Object.setPrototypeOf(new Map([[1, {}]]), null),
    Object.setPrototypeOf([1], null),
    Object.setPrototypeOf(() => 1, null),
  ],
  'posing as others': () =>
    [Map, Set, Date, RegExp, Promise, Error, Uint8Array, WeakRef, URL, Headers, AbortSignal].map((C) => Object.create(C.prototype)),
  'prototypes themselves': () =>
    Object.getOwnPropertyNames(globalThis).map((name) => Reflect.getOwnPropertyDescriptor(globalThis, name).value?.prototype),
  'odd keys': () => ({
    '': 1,
    'a b': 2,
    '\0': 3,
    ключ: 4,
    __proto__: null,
    ['__proto__']: 5,
    4294967294: 6,
    4294967295: 7,
    '-1': 8,
    1.5: 9,
    [Symbol('')]: 10,
  }),
  'boxed, with properties': () => [1.5, `abc${runtime}`, 1n, true, Symbol('x')].map((p) => Object.assign(Object(p), { extra: [p] })),
  dates: () => [new Date(), new Date(NaN), new Date(8.64e15)],
  'regular expressions': () => [/a(?<n>b)+/gu, /a(?<n>b)+/d.exec('xabb'), 'abc'.matchAll(/b/g)],
  errors: () => [
    new Error('q', { cause: { x: 1 } }),
    (() => {
      const error = new Error('its stack is read')
      void error.stack
      return error
    })(),
    [{ big: array(100, Number) }].map(
      function frame(argument) {
        return new Error(`in a frame of ${typeof argument}`)
      },
      { receiver: 1 },
    ),
    new AggregateError([new Error('a')], 'b', { cause: { x: 1 } }),
    new DOMException('x'),
    Object.assign(new TypeError(), { code: 'E' }),
  ],
  'a suppressed error': () => new SuppressedError(new Error('a'), new Error('b')),
  'a disposable stack': () => new DisposableStack(),
  'raw JSON': () => JSON.rawJSON('1'),
  'structured clone': () => structuredClone(new Map([[1, { a: [1.5], d: new Date() }]])),
})

Object.assign(keepers, {
  'sparse: longest': () => Object.assign([], { 4294967294: {}, length: 2 ** 32 - 1 }),
  'sparse: in steps': () =>
    array(64, (i) => i).reduce((list, i) => ((list[Math.floor((2 ** 28 * i) / 64)] = i), list), Object.assign([], { length: 2 ** 28 })),
  'sparse: half empty': () => Object.assign(new Array(5e5), array(2e5, Number)),
  'sparse: nothing': () => [new Array(1e6), new Array(2 ** 32 - 1), [, , ,], Object.assign([], { length: 7 })],
  'sparse: accessors': () =>
    Object.defineProperty(Object.assign([], { length: 1e6 }), 5e5, {
      get() {
        throw new Error('read')
      },
    }),
  'large: doubles': () => new Array(1e6).fill(1.5),
  'large: objects': () => array(1e5, (i) => ({ i })),
  'large: texts outside the heap': () => [Buffer.alloc(2e6, 'a').toString('latin1'), Buffer.alloc(4e6, 'b').toString('utf16le')],
  'large: dictionary': () => Object.fromEntries(array(3e4, (i) => [`k${i}`, i])),
  'large: integer keys': () => Object.fromEntries(array(3e4, (i) => [7 * i, i])),
  'large: Map': () => new Map(array(1e5, (i) => [i, { i }])),
  'large: bigint': () => [7n ** 100_000n, 1n << 10_000_000n],
  'large: rope': () => array(1e5, String).reduce((text, part) => text + part, ''),
  'large: cycle': () => {
    const ring = array(1e5, (i) => ({ i }))
    ring.forEach((node, i) => Object.assign(node, { next: ring[(i + 1) % ring.length], previous: ring.at(i - 1) }))
    return ring[0]
  },
  'deep: list': () => array(1e5, Number).reduce((next, i) => ({ i, next }), null),
  'deep: arrays': () => array(3e4, Number).reduce((inner) => [inner], []),
  'deep: Maps': () => array(2e4, Number).reduce((inner) => new Map([[inner, inner]]), new Map()),
  'deep: closures that are fields': () => array(1e4, Number).reduce((inner) => Object.assign(() => inner, { inner }), null),
  strings: () => [`${'x'.repeat(1000)}${runtime}`.slice(5, 900), 'ab'.repeat(1e6) + runtime, 'ключ'.repeat(50) + runtime, '\ud800', ''],
})

Object.assign(keepers, {
  // a rope that was made flat; a string that gave way to the one of its name
  'strings that point on': () => {
    const rope = `qqqqqqqqqqqqqqqqqq${runtime}`
    rope.charCodeAt(3)
    const name = `thinthinthin${runtime}zz`
    return [rope, name, { [name]: 1 }, [rope + name].map((text) => text.slice(3))]
  },
})

for (const kind of ['values', 'entries', 'keys']) {
  keepers[`iterators: ${kind}`] = () => [[{}, {}], new Map([[1, {}]]), new Set([{}])].map((of) => advanced(of[kind]()))
}
Object.assign(keepers, {
  'more iterators': () => [
    'abc'[Symbol.iterator](),
    new Intl.Segmenter('en').segment('a b')[Symbol.iterator](),
    [...new Intl.Segmenter('en').segment('a b')],
  ],
  'iterators of iterators': () => [
    [1, 2]
      .values()
      .map((x) => x)
      .filter(Boolean),
    Iterator.from({ next() {} }),
  ],
  generators: () => [
    advanced(
      (function* (a) {
        yield a
        yield [a]
      })({ z: 1 }),
    ),
    (async function* (a) {
      yield a
    })({}),
  ],
  promises: () => [
    new Promise(() => {}),
    Promise.all([1, new Promise(() => {})]),
    Promise.resolve({ then() {} }),
    new Promise(() => {}).then(
      () => 1,
      () => 2,
    ),
    new Promise(() => {}).finally(() => 3),
    handled(Promise.reject(new Error('x'))),
    array(10, async () => await 1),
    (async () => {
      await new Promise(() => {})
    })(),
  ],
  'weak things': () => [
    new WeakRef(keepers),
    new WeakMap([[keepers, { big: [] }]]),
    new WeakSet([keepers]),
    new FinalizationRegistry(() => {}),
  ],
  'weak things with entries': () => {
    const keys = array(20, (i) => ({ i }))
    const registry = new FinalizationRegistry(() => {})
    for (const key of keys) registry.register(key, { holding: key.i }, key)
    return [keys, new WeakMap(keys.map((key) => [key, { key }])), new WeakSet(keys), registry]
  },
  Intl: () =>
    ['NumberFormat', 'DateTimeFormat', 'Collator', 'ListFormat', 'PluralRules', 'RelativeTimeFormat', 'Segmenter', 'Locale'].map(
      (name) => new Intl[name]('de'),
    ),
  'Intl in use': () => {
    const formats = [new Intl.NumberFormat('de'), new Intl.DateTimeFormat('de'), new Intl.DisplayNames('de', { type: 'region' })]
    formats[0].format(1)
    formats[1].format(1)
    formats[2].of('DE')
    return formats
  },
  'Intl durations': () => new Intl.DurationFormat('de'),
  Temporal: () => [
    Temporal.Now.instant(),
    Temporal.PlainDate.from('2020-01-01'),
    Temporal.Duration.from({ hours: 1 }),
    Temporal.Now.zonedDateTimeISO(),
    Temporal.PlainTime.from('10:00'),
  ],
})

Object.assign(keepers, {
  'vm: context': () => vm.createContext({ q: 1 }),
  'vm: global': () => vm.runInNewContext('globalThis'),
  'vm: global over tripwires': () =>
    vm.runInNewContext('globalThis', {
      get fired() {
        throw new Error('read')
      },
    }),
  'vm: script': () => new vm.Script('1 + 1'),
  'vm: values': () =>
    vm.runInNewContext(
      '({ m: new Map([[1, [2]]]), f() {}, d: new Date(), e: new Error("x"), r: /x/, b: new Uint8Array(4), n: Object.create(null), a: [1,, 2] })',
    ),
  'module namespace': () => import('node:fs'),
  'module namespace, exports not there yet': async () => {
    // needs --experimental-vm-modules; its names cannot be read without a ReferenceError
    const unborn = new vm.SourceTextModule('export let value = 1; export class constructor {}; export const stack = 2')
    await unborn.link(() => {})
    return { itself: unborn.namespace, below: Object.create(unborn.namespace), list: Object.setPrototypeOf([1, , 2], unborn.namespace) }
  },
  'require and its like': () => [require, require.cache, module, module.children, process.env, process.versions, console, performance],
  process: () => process,
  globalThis: () => globalThis,
  'what is in globalThis': () => [
    ...Object.getOwnPropertyNames(globalThis).map((name) => Reflect.getOwnPropertyDescriptor(globalThis, name).value),
    Function.prototype,
  ],
  'built-in modules': () => [fs, net, util, crypto, vm, require('node:http'), require('node:stream'), require('node:zlib')],
  streams: () => [
    fs.createReadStream('/dev/null'),
    new ReadableStream(),
    new WritableStream(),
    new TransformStream(),
    new net.Socket(),
    net.createServer(),
  ],
  'keys and hashes': () => [
    crypto.createSecretKey(Buffer.alloc(32)),
    crypto.createHash('sha256'),
    crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  ],
  fetching: () => [new Headers({ a: 'b' }), new Request('http://x/'), new Response('x'), new FormData(), new Blob(['x'])],
  'URL and parameters': () => [
    new URL('http://a/b?c'),
    new URL('http://a/b?c').searchParams,
    new URLSearchParams('a=b'),
    new (class extends URL {})('x:y'),
  ],
  events: () => {
    const controller = new AbortController()
    controller.signal.addEventListener('abort', () => 1)
    return [new Event('x'), new EventTarget(), controller, AbortSignal.abort(), AbortSignal.timeout(1)]
  },
  messages: () => [...Object.values(new MessageChannel()).map(unref), unref(new BroadcastChannel('x'))],
  texts: () => [new TextDecoder('utf-16le'), new TextEncoder()],
  timers: () => [unref(setTimeout(() => {}, 1e6)), unref(setImmediate(() => {}))],
  'async local storage': () => new AsyncLocalStorage(),
  serializer: () => new (require('node:v8').Serializer)(),
  'external of C++': () => process.binding?.('tcp_wrap'),
})

// With --harmony-struct, --harmony-shadow-realm.
Object.assign(keepers, {
  'shared structs': () => [new new SharedStructType(['a', 'b'])(), new SharedArray(10), new Atomics.Mutex(), new Atomics.Condition()],
  'a realm in the shadow': () => new ShadowRealm(),
})

/** The whole zoo, by name. */
async function zoo() {
  const animals = {}
  for (const [name, make] of Object.entries(keepers)) {
    try {
      // in a list: some are thenable
      animals[name] = name.startsWith('module namespace') ? await make() : make()
    } catch {
      continue
    }
  }
  return animals
}

module.exports = { zoo, keepers }
