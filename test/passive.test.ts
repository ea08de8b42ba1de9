import { isProxy } from 'node:util/types'
import { runInNewContext } from 'node:vm'
import { describeMemory, measure } from '../src/index.js'
import { askEverything } from './every-question.js'

// Objects full of tripwires: measuring must not fire one, nor change what can be seen of the object.

/** Fires when called. */
type Wire = (...given: unknown[]) => never
/** A value with wires in it, and a reader that would fire one: the proof that the test can fail. */
type Case = [name: string, make: (wire: Wire) => object, spring: (value: any) => unknown]

/** An accessor property with wires on both sides. */
const accessor = (get: Wire): PropertyDescriptor => ({ get, set: get, enumerable: true, configurable: true })
const define = <T extends object>(object: T, key: PropertyKey, wire: Wire): T => Object.defineProperty(object, key, accessor(wire))
/** Puts wires on names of an object itself. */
const own = (make: () => object, ...keys: PropertyKey[]): ((wire: Wire) => object) => {
  return (wire) => keys.reduce((object: object, key) => define(object, key, wire), make())
}
/** Puts methods that are wires on an object itself. */
const methods = (make: () => object, ...keys: PropertyKey[]): ((wire: Wire) => object) => {
  return (wire) => keys.reduce((object: object, key) => Object.defineProperty(object, key, { value: wire, configurable: true }), make())
}
/** The same names, inherited. */
const inherited = (keys: PropertyKey[], make = (): object => ({ a: 1 }), wired = define): ((wire: Wire) => object) => {
  return (wire) => {
    const object = make()
    const between = Object.create(Object.getPrototypeOf(object))
    for (const key of keys) wired(between, key, wire)
    return Object.setPrototypeOf(object, between)
  }
}
const asMethod = <T extends object>(object: T, key: PropertyKey, value: Wire): T => Object.defineProperty(object, key, { value })

const trapNames = Object.getOwnPropertyNames(Reflect).filter(
  (name) => typeof Reflect[name as 'get'] === 'function',
) as (keyof typeof Reflect)[]
const trapped = (target: object, wire: Wire): object => new Proxy(target, Object.fromEntries(trapNames.map((name) => [name, wire])))
const revoked = (): object => {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  return proxy
}

const fields: Case[] = [
  ['an own getter', own(() => ({ a: 1 }), 'b', Symbol('c')), (v) => v.b],
  ['an inherited getter', inherited(['b', Symbol.for('c')]), (v) => v.b],
  [
    'a getter in a class',
    (wire) =>
      new (class {
        get size() {
          return wire()
        }
      })(),
    (v) => v.size,
  ],
  ['a getter that is not enumerable', (wire) => Object.defineProperty({}, 'hidden', { get: wire }), (v) => v.hidden],
  [
    'a lazy property',
    (wire) => ({
      get lazy() {
        wire()
        return Object.defineProperty(this, 'lazy', { value: 1 })
      },
    }),
    (v) => v.lazy,
  ],
  ['a getter on an array index', own(() => [1, 2, 3], 1), (v) => v[1]],
  ['a getter on an index of a long array', own(() => new Array(10_000).fill({}), 9_999), (v) => v[9_999]],
  ['a getter on an index of a sparse array', own(() => Object.assign([], { length: 1e6 }), 5e5), (v) => v[5e5]],
  ['a getter behind a hole', inherited([0, 1], () => [, , 1]), (v) => v[1]],
  [
    'a getter behind a hole of an array subclass',
    (wire) =>
      define(
        new (class extends Array {
          get 1() {
            return wire()
          }
        })(5),
        0,
        wire,
      ),
    (v) => v[1],
  ],
  ['a getter on an integer key', own(() => ({ 0: 'a', 5: 'b' }), 3), (v) => v[3]],
  ['a getter on a dictionary', own(() => Object.fromEntries(Array.from({ length: 2000 }, (_, i) => [`k${i}`, i])), 'k7'), (v) => v.k7],
  ['a getter on an object without prototype', own(() => Object.create(null), 'a'), (v) => v.a],
  ['toJSON', methods(() => ({ a: 1 }), 'toJSON'), (v) => JSON.stringify(v)],
  ['toJSON, inherited', inherited(['toJSON'], undefined, asMethod), (v) => JSON.stringify(v)],
  ['a then that is a getter', own(() => ({}), 'then'), (v) => v.then],
  ['a then that is a method', methods(() => ({}), 'then'), (v) => v.then()],
  ['valueOf, toString, toPrimitive', methods(() => ({}), 'valueOf', 'toString', 'toLocaleString', Symbol.toPrimitive), (v) => `${v}`],
  ['a getter for Symbol.toStringTag', own(() => ({}), Symbol.toStringTag), (v) => Object.prototype.toString.call(v)],
  ['an inherited getter for Symbol.toStringTag', inherited([Symbol.toStringTag]), (v) => Object.prototype.toString.call(v)],
  ['a getter for the constructor', own(() => ({}), 'constructor'), (v) => v.constructor],
  ['an inherited getter for the constructor', inherited(['constructor']), (v) => v.constructor],
  ['a getter for describeMemory', own(() => ({}), describeMemory), (v) => v[describeMemory]],
  ['an inherited getter for describeMemory', inherited([describeMemory]), (v) => v[describeMemory]],
  [
    'a custom inspector',
    methods(() => ({}), Symbol.for('nodejs.util.inspect.custom')),
    (v) => v[Symbol.for('nodejs.util.inspect.custom')](),
  ],
  [
    'the constructor is a class with wires',
    (wire) => Object.create({ constructor: define(define(class {}, 'name', wire), Symbol.hasInstance, wire) }),
    (v) => v.constructor.name,
  ],
]

const builtins: Case[] = [
  ['an array', methods(() => [1, {}], Symbol.iterator, 'forEach', 'map', 'entries', 'keys', 'values', 'at', 'slice'), (v) => [...v]],
  ['an array, getters', own(() => [1, {}], Symbol.iterator, 'forEach', 'constructor', Symbol.isConcatSpreadable), (v) => v.constructor],
  ['a Map', methods(() => new Map([[1, {}]]), Symbol.iterator, 'forEach', 'entries', 'keys', 'values', 'get', 'has'), (v) => [...v]],
  ['a Map, getters', own(() => new Map([[1, {}]]), 'size', 'forEach', 'entries', Symbol.iterator, Symbol.toStringTag), (v) => v.size],
  ['a Set', methods(() => new Set([1, {}]), Symbol.iterator, 'forEach', 'entries', 'keys', 'values', 'has'), (v) => [...v]],
  ['a subclass of Map', inherited(['size', 'forEach', 'entries', Symbol.iterator], () => new Map([[1, {}]])), (v) => v.size],
  ['a subclass of Set', inherited(['size', 'forEach', 'values', Symbol.iterator], () => new Set([{}])), (v) => v.size],
  ['a large Map', own(() => new Map(Array.from({ length: 9000 }, (_, i) => [i, i])), 'size', 'entries', Symbol.iterator), (v) => v.size],
  [
    'WeakMap and WeakSet',
    (wire) => [methods(() => new WeakMap(), 'has', 'get')(wire), methods(() => new WeakSet(), 'has')(wire)],
    ([v]) => v.has({}),
  ],
  ['a WeakRef', methods(() => new WeakRef({}), 'deref'), (v) => v.deref()],
  [
    'species',
    (wire) =>
      [Array, Map, Set, Promise, RegExp, ArrayBuffer].map(
        (C: any) => new (define(class extends C {} as any, Symbol.species, wire))(...(C === Promise ? [() => {}] : [])),
      ),
    ([v]) => v.map(String),
  ],
  ['an ArrayBuffer', own(() => new ArrayBuffer(8), 'byteLength', 'maxByteLength', 'resizable', 'slice'), (v) => v.byteLength],
  ['a typed array', own(() => new Uint8Array(100), 'length', 'byteLength', 'byteOffset', 'buffer', Symbol.toStringTag), (v) => v.buffer],
  [
    'a small typed array',
    own(() => new Uint8Array(8), 'length', 'byteLength', 'byteOffset', 'buffer', Symbol.toStringTag),
    (v) => v.buffer,
  ],
  ['a DataView', own(() => new DataView(new ArrayBuffer(8)), 'byteLength', 'byteOffset', 'buffer'), (v) => v.buffer],
  ['a Buffer', methods(() => Buffer.from('abc'), 'toString', 'toJSON', 'slice', Symbol.iterator), (v) => `${v}`],
  ['a Date', methods(() => new Date(), 'getTime', 'valueOf', 'toISOString', 'toJSON', Symbol.toPrimitive), (v) => +v],
  ['a RegExp', own(() => /x/g, 'flags', 'source', 'global', 'exec', Symbol.match), (v) => 'x'.match(v)],
  ['an Error', own(() => new Error('x'), 'message', 'name', 'cause', 'toString'), (v) => v.message],
  ['a Promise', methods(() => Promise.resolve(1), 'then', 'catch', 'finally'), (v) => v.then()],
  ['a Promise with a getter', own(() => Promise.resolve(1), 'then', 'constructor'), (v) => v.then],
  [
    'boxed primitives',
    (wire) => [1, 'x', true, 1n, Symbol('x')].map((p) => methods(() => Object(p), 'valueOf', 'toString', Symbol.toPrimitive)(wire)),
    ([v]) => `${v}`,
  ],
  ['a function', own(() => () => 1, 'name', 'length', 'toString', 'call', 'apply'), (v) => v.name],
  ['a function that is a wire', (wire) => [wire, wire.bind(null), Object.assign(wire.bind(null), { wire })], ([v]) => v()],
  [
    'a class that is a wire',
    (wire) =>
      class {
        static {
          define(this, 'name', wire)
        }
        constructor() {
          wire()
        }
        static x = 1
      },
    (v) => new v(),
  ],
  [
    'strict arguments',
    () =>
      (function (..._: unknown[]) {
        return arguments
      })(1, {}),
    (v) => v.callee,
  ],
  [
    'arguments, iterated',
    methods(
      () =>
        (function (..._: unknown[]) {
          return arguments
        })(1, {}),
      Symbol.iterator,
    ),
    (v) => [...v],
  ],
  [
    'a generator',
    methods(
      () =>
        (function* () {
          yield 1
        })(),
      'next',
      'return',
      Symbol.iterator,
    ),
    (v) => v.next(),
  ],
  [
    'a running generator',
    (wire) =>
      (function* () {
        yield wire()
      })(),
    (v) => v.next(),
  ],
  [
    'iterators',
    (wire) => [[1].values(), new Map().keys(), new Set([1]).values(), 'a'[Symbol.iterator]()].map((i) => asMethod(i, 'next', wire)),
    ([v]) => v.next(),
  ],
  ['an iterator whose method is a wire', (wire) => asMethod([1], Symbol.iterator, wire), (v) => [...v]],
  [
    'URL and URLSearchParams',
    (wire) => [own(() => new URL('http://a/'), 'href', 'toString')(wire), methods(() => new URLSearchParams('a=b'), 'toString')(wire)],
    ([v]) => v.href,
  ],
  ['an AbortSignal', own(() => new AbortController().signal, 'aborted', 'reason'), (v) => v.aborted],
  ['Intl', methods(() => new Intl.NumberFormat('en'), 'format', 'resolvedOptions'), (v) => v.format()],
]

const proxies: Case[] = [
  ['a Proxy', (wire) => [trapped({ a: 1 }, wire)], ([v]) => v.a],
  ['a Proxy for an array', (wire) => [trapped([1], wire)], ([v]) => v.length],
  ['a Proxy for a function', (wire) => [trapped(() => 1, wire)], ([v]) => v()],
  ['a Proxy of a Proxy', (wire) => [new Proxy(trapped({}, wire), {})], ([v]) => v.a],
  ['a Proxy whose handler is a Proxy', (wire) => [new Proxy({}, trapped({}, wire))], ([v]) => v.a],
  ['a Proxy as prototype', (wire) => Object.create(trapped({}, wire), { a: { value: 1 } }), (v) => v.missing],
  ['a Proxy further up the chain', (wire) => Object.create(Object.create(trapped({}, wire))), (v) => v.missing],
  ['a Proxy as prototype of an array', (wire) => Object.setPrototypeOf([1, , {}], trapped([], wire)), (v) => v[1]],
  ['a Proxy as prototype of a Map', (wire) => Object.setPrototypeOf(new Map([[{}, {}]]), trapped(Map.prototype, wire)), (v) => v.size],
  ['a Proxy as prototype of a function', (wire) => Object.setPrototypeOf(() => 1, trapped(Function.prototype, wire)), (v) => v.call()],
  ['a Proxy as prototype of an Error', (wire) => Object.setPrototypeOf(new Error('x'), trapped(Error.prototype, wire)), (v) => v.name],
  ['a Proxy as constructor', (wire) => Object.create({ constructor: trapped(class {}, wire) }), (v) => v.constructor.name],
  ['a Proxy as key and value', (wire) => new Map([[trapped({}, wire), trapped({}, wire)]]), (v) => [...v.keys()][0].a],
  ['a revoked Proxy', (wire) => [revoked(), wire], ([v]) => v.a],
  ['a revoked Proxy as prototype', (wire) => Object.setPrototypeOf({ a: 1, wire }, revoked()), (v) => v.missing],
  ['a revoked Proxy as prototype of an array', (wire) => Object.setPrototypeOf([1, , wire], revoked()), (v) => v[1]],
]

type Seen = Map<PropertyKey, PropertyDescriptor>

/** What can be seen of an object from outside, without touching a wire. */
function seenOf(value: unknown): Seen {
  const seen: Seen = new Map()
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null || isProxy(value)) return seen
  for (const key of Reflect.ownKeys(value))
    if (key !== 'stack') seen.set(key, Reflect.getOwnPropertyDescriptor(value, key) as PropertyDescriptor)
  return seen
}

/** Names of the properties that are not as they were. A matcher of Jest would touch the wires. */
function changes(before: Seen, after: Seen): string[] {
  const names = [...new Set([...before.keys(), ...after.keys()])]
  const facts = ['value', 'get', 'set', 'writable', 'enumerable', 'configurable'] as const
  return names.filter((name) => !facts.every((fact) => Object.is(before.get(name)?.[fact], after.get(name)?.[fact]))).map(String)
}

/** A value and, where it is a short list, what is in it. */
function partsOf(value: object): unknown[] {
  const isList = !isProxy(value) && Array.isArray(value) && value.length < 10
  return isList ? [value, ...Object.values(Object.getOwnPropertyDescriptors(value)).map((property) => property.value)] : [value]
}

describe.each(Object.entries({ fields, builtins, proxies }))('no wire fires: %s', (_topic, cases) => {
  test.each(cases)('%s', async (_name, make, spring) => {
    const fired: string[] = []
    const value = make((...given) => {
      fired.push(new Error(`a wire fired, given ${given.length} arguments`).stack as string)
      throw new Error('a wire fired')
    })
    const parts = partsOf(value)
    const before = parts.map(seenOf)

    // in a list, since an async function would look for a `then`
    await askEverything([value])
    expect(fired).toEqual([])
    expect(parts.flatMap((part, i) => changes(before[i] as Seen, seenOf(part)))).toEqual([])
    expect(() => spring(value)).toThrow()
  })
})

test('no wire fires in another realm', async () => {
  const fired: string[] = []
  const make = runInNewContext(`wire => ({
    proxy: new Proxy({}, { get: wire, getPrototypeOf: wire, ownKeys: wire, getOwnPropertyDescriptor: wire }),
    map: Object.defineProperty(new Map([[{}, 1]]), 'size', { get: wire }),
    array: Object.defineProperty([1, 2], 0, { get: wire }),
    object: { get a() { return wire() }, toJSON: wire },
    instance: new (class { get [Symbol.toStringTag]() { return wire() } })(),
    typed: Object.defineProperty(new Uint8Array(4), 'buffer', { get: wire }),
    error: Object.defineProperty(new Error('x'), 'message', { get: wire }),
    date: Object.assign(new Date(), { getTime: wire }),
    set: Object.assign(new Set([1]), { forEach: wire }),
    list: Object.setPrototypeOf([, 1], new Proxy([], { get: wire, has: wire, getPrototypeOf: wire })),
  })`)
  await askEverything(make(() => fired.push('fired')))
  expect(fired).toEqual([])
})

describe('a stack trace is never formatted', () => {
  const kinds: Record<string, () => object> = {
    'an Error': () => new Error('x'),
    'an Error of a subclass': () => new (class Failure extends TypeError {})('x'),
    'an Error with a cause': () => new Error('x', { cause: new AggregateError([new Error('y')]) }),
    'a plain object': () => ({ a: 1 }),
    'an object without prototype': () => Object.create(null),
    'an instance': () =>
      new (class Point {
        x = 1
      })(),
    'an array': () => [1],
    'an empty array': () => [],
    'a function': () => () => 1,
    'a Map': () => new Map(),
    'a subclass of Map': () => new (class extends Map {})(),
    'a Date': () => new Date(),
    'a Promise': () => Promise.resolve(),
    arguments: () =>
      (function (..._: unknown[]) {
        return arguments
      })(1),
  }
  test.each(Object.entries(kinds))('%s', async (_name, make) => {
    const { prepareStackTrace } = Error
    try {
      let formatted = 0
      const value = make()
      Error.captureStackTrace(value)
      Error.prepareStackTrace = () => `formatted ${++formatted}`
      await askEverything({ value })
      expect(formatted).toBe(0)
      expect((value as Error).stack).toBe('formatted 1')
    } finally {
      Error.prepareStackTrace = prepareStackTrace
    }
  })
})

test('a frozen value is measured as it is', async () => {
  const value = Object.freeze({ list: Object.freeze([Object.freeze({ a: 1 })]), map: Object.freeze(new Map([[1, 2]])) })
  await askEverything(value)
  expect(measure(value).bytes).toBeGreaterThan(0)
})
