// One value of every kind, and the ways users build them. `exact`: its content decides its size, so that the model's bounds must meet.
const vm = require('node:vm')

const list = []
const exact = (name, build) => list.push({ name, build, exact: true })
const bounded = (name, build) => list.push({ name, build, exact: false })
const text = (n, first = 97) => Array.from({ length: n }, (_, i) => String.fromCharCode(first + (i % 23))).join('')
const range = (n) => Array.from({ length: n }, (_, i) => i)
const realm = vm.createContext({})
const elsewhere = (source) => vm.runInContext(source, realm)

// primitives
exact('null', () => null)
exact('undefined', () => undefined)
exact('true', () => true)
bounded('a small integer', () => 42)
exact('the empty string', () => '')
exact('a one-byte string', () => `${text(9)}-`)
exact('a two-byte string', () => text(9, 0x3b1))
for (const [name, value] of Object.entries({
  zero: 0n,
  one: 1n,
  negative: -5n,
  '64 bits': 2n ** 64n - 1n,
  '65 bits': 2n ** 64n,
  large: 7n ** 500n,
}))
  exact(`a bigint: ${name}`, () => value)
bounded('a double', () => 1.5)
bounded('a long string', () => text(100))
bounded('a rope', () => text(50) + text(60, 65))
bounded('a flattened rope', () => {
  const rope = text(50) + text(61, 65)
  rope.charCodeAt(3)
  return rope
})
bounded('a repeated string', () => 'ab'.repeat(1000))
bounded('a symbol', () => Symbol('of some kind'))
bounded('a registered symbol', () => Symbol.for('test.kinds'))

// objects
exact('an empty map and its table', () => new Map())
bounded('an empty object', () => ({}))
bounded('a literal', () => ({ a: 1, b: 'two', c: true }))
bounded('a literal with doubles', () => ({ x: 1.5, y: -0, z: Number.NaN }))
bounded('an object with integer keys', () => ({ 3: 'x', 1: 'y', a: 1 }))
bounded('an object filled by key', () => Object.fromEntries(range(40).map((i) => [`key ${i}`, i])))
bounded('an object in dictionary mode', () => {
  const object = {}
  for (let i = 0; i < 500; i++) object[`entry ${i}`] = i
  return object
})
bounded('an object without prototype', () => Object.assign(Object.create(null), { a: 1, b: 2 }))
bounded('a frozen object', () => Object.freeze({ a: [1], b: 2 }))
bounded('an object with accessors', () => ({
  get a() {
    throw new Error('a getter was called')
  },
  b: 1,
}))
bounded('an object with a hidden and a symbol key', () => Object.defineProperty({ [Symbol('key')]: [1] }, 'hidden', { value: { a: 1 } }))
bounded('a deleted key', () => {
  const object = { a: 1, b: 2, c: 3 }
  delete object.a
  return object
})
class Point {
  constructor(x, y) {
    this.x = x
    this.y = y
  }
}
class Named extends Point {
  name = 'origin'
}
bounded('twenty instances', () => range(20).map((i) => new Point(i, i + 1)))
bounded('twenty instances of a subclass', () => range(20).map((i) => new Named(i, i + 0.5)))
bounded(
  'one instance of a new class',
  () =>
    new (class Fresh {
      a = 1
      b = 2
    })(),
)
bounded(
  'an instance with #private fields',
  () =>
    new (class Secret {
      #a = [1, 2, 3]
      b = this.#a.length
    })(),
)
bounded('an object of another realm', () => elsewhere('({ a: [1, 2], m: new Map([[1, { b: 2 }]]), d: new Date(0) })'))

// arrays
bounded('an empty array', () => [])
bounded('small integers', () => range(10))
bounded('doubles', () => range(10).map((i) => i + 0.5))
bounded('mixed elements', () => [1, 1.5, 'x', null, undefined, { a: 1 }])
bounded('holes', () => [, 1, , 2])
bounded('a pushed array', () => {
  const array = []
  for (let i = 0; i < 100; i++) array.push(i)
  return array
})
bounded('a popped array', () => {
  const array = range(200)
  for (let i = 0; i < 150; i++) array.pop()
  return array
})
bounded('a sparse array', () => {
  const array = []
  array[1e6] = 1
  return array
})
bounded('new Array(n)', () => new Array(1000))
bounded('an array with a name', () => Object.assign([1, 2], { index: 3, input: text(20) }))
bounded('a match', () => /(?<word>[a-z]+)-(\d+)/.exec(`${text(20)}-12345`))
bounded('constant literals', () => range(50).map(() => [1, 2, 3]))
bounded('a subclass of Array', () => range(20).map(() => new (class List extends Array {})()))

// collections
for (const n of [0, 1, 4, 5, 100, 5000]) {
  bounded(`a Map of ${n}`, () => new Map(range(n).map((i) => [i, i])))
  bounded(`a Set of ${n}`, () => new Set(range(n)))
}
bounded('a Map after deletes', () => {
  const map = new Map(range(1000).map((i) => [i, i]))
  for (let i = 0; i < 990; i++) map.delete(i)
  return map
})
bounded('a Map of strings to objects', () => new Map(range(100).map((i) => [`key-${i}`, { i }])))
bounded('a subclass of Map', () =>
  range(10).map(
    () =>
      new (class Registry extends Map {
        extra = 1
      })([[1, 2]]),
  ),
)
bounded('a WeakMap', () => new WeakMap())
bounded('a WeakSet', () => new WeakSet())
exact('a WeakRef', () => new WeakRef(realm))
bounded('a FinalizationRegistry', () => new FinalizationRegistry(() => {}))

// binary data
for (const n of [0, 1, 64, 65, 1000]) exact(`an ArrayBuffer of ${n}`, () => new ArrayBuffer(n))
for (const n of [65, 1000]) exact(`a Uint8Array of ${n}`, () => new Uint8Array(n))
for (const n of [0, 8, 64]) bounded(`a Uint8Array of ${n}`, () => new Uint8Array(n))
bounded('two views of eight bytes', () => {
  const doubles = new Float64Array(1)
  return [doubles, new Uint32Array(doubles.buffer)]
})
exact('a view of a large buffer', () => new Uint8Array(new ArrayBuffer(1e6), 10, 10))
exact('a DataView', () => new DataView(new ArrayBuffer(100)))
exact('a resizable buffer', () => new ArrayBuffer(10, { maxByteLength: 5000 }))
exact('a shared buffer', () => new SharedArrayBuffer(100))
bounded('a growable shared buffer', () => new SharedArrayBuffer(100, { maxByteLength: 1000 }))
exact('a detached buffer', () => {
  const buffer = new ArrayBuffer(64)
  structuredClone(buffer, { transfer: [buffer] })
  return buffer
})
exact('a large Buffer', () => Buffer.alloc(10_000))
bounded('pooled Buffers', () => range(5).map((i) => Buffer.from(`buffer ${i}`)))

// what else the engine and the platform have
exact('a Date', () => new Date(1700000000123))
exact('an invalid Date', () => new Date(Number.NaN))
bounded('a RegExp', () => /(a|b)+kinds/g)
bounded('an Error', () => new RangeError('out of range'))
bounded('an Error with a cause', () => new Error('outer', { cause: new Error('inner') }))
bounded('an Error whose stack was read', () => {
  const error = new Error('read')
  void error.stack
  return error
})
bounded('a Promise', () => Promise.resolve({ a: 1 }))
bounded('a pending Promise', () => new Promise(() => {}).then(() => 1))
exact('an arrow function', () => () => 1)
bounded('a function', () => function named() {})
bounded('a class', () => class Empty {})
bounded('a bound function', () => function bound() {}.bind({ a: 1 }, 2))
bounded('a generator', () =>
  (function* () {
    yield 1
  })(),
)
bounded('an async generator', () =>
  (async function* () {
    yield 1
  })(),
)
bounded('an array iterator', () => [1, 2].values())
bounded('a Map iterator', () => new Map([[1, 2]]).entries())
bounded('a string iterator', () => 'abc'[Symbol.iterator]())
bounded('boxed primitives', () => [Object(1), Object(1.5), Object('text'), Object(true), Object(1n), Object(Symbol('s'))])
bounded('sloppy arguments', () =>
  (function () {
    return arguments
  })(1, { a: 1 }),
)
bounded('strict arguments', () =>
  (function () {
    'use strict'
    return arguments
  })(1, { a: 1 }),
)
bounded('a Proxy', () => new Proxy({ a: 1 }, {}))
bounded('a revoked Proxy', () => {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  return proxy
})
bounded('Intl objects', () => [new Intl.NumberFormat('de'), new Intl.Locale('de'), new Intl.PluralRules('de')])
bounded('a URL', () => new URL('http://example.org/path?query=1#hash'))
bounded('URLSearchParams', () => new URLSearchParams('a=1&b=2'))
bounded('Headers', () => new Headers({ accept: 'text/html' }))
bounded('a Blob', () => new Blob(['some text']))
bounded('an AbortController', () => new AbortController())
bounded('a WebAssembly.Memory', () => new WebAssembly.Memory({ initial: 1 }))
bounded('a description', () => ({
  parts: [1, 2, 3],
  [Symbol.for('memsize.describe')](meter) {
    meter.value('parts', this.parts)
  },
}))

// structure
bounded('a ring', () => {
  const ring = { name: 'a', next: { name: 'b', next: null } }
  ring.next.next = ring
  return ring
})
bounded('a long list', () => range(10_000).reduce((next, i) => ({ i, next }), null))
bounded('shared objects', () => {
  const shared = { a: 1, b: [2] }
  return range(100).map(() => ({ shared }))
})

module.exports = list
