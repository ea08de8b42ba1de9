// Measures the same values before a pollution and during it, and prints where the two differ: one line of JSON, { pollution: differences[] }.
const library = require('../dist/cjs/index.js')

class Point {
  constructor(x, y) {
    this.x = x
    this.y = y
  }
}
class Hidden {
  #secret = 1
  field = [this.#secret]
}
class Described {
  constructor() {
    this.cache = new Map([['a', { hit: 1.5 }]])
    this.owner = { name: 'somebody else' }
  }
  [library.describeMemory](meter) {
    meter.owned('cache', this.cache)
    meter.skip('owner', 'belongs to others')
    meter.external('file', 1000)
  }
}
class Foreign {
  list = [1, 2, 3]
}
library.defineSize(Foreign, (object, meter) => meter.rest(object))
// Function.prototype.call is one of those that get replaced: what a description itself uses is its own affair

/** An error whose frames were made into text. */
function withStack(error) {
  void error.stack
  return error
}

const values = {
  primitives: [1.5, 'text', 'two-byte ключ', 12n ** 40n, Symbol('mark'), null, undefined],
  plain: { a: 1, b: { c: [1, 2.5, 'three'] }, [Symbol('key')]: {}, 7: 'seven' },
  rows: Array.from({ length: 40 }, (_, id) => ({ id, name: `row ${id}`, at: { x: id / 3, y: id } })),
  endings: Array.from({ length: 40 }, (_, i) => ({ [`k${i % 9}`]: i, start: i, end: i })),
  points: Array.from({ length: 20 }, (_, i) => new Point(i, i / 7)),
  hidden: [new Hidden(), new Hidden()],
  described: [new Described(), new Foreign()],
  accessors: Object.defineProperties({}, { get: { get: () => 1, enumerable: true }, set: { set() {} }, value: { value: { deep: [1] } } }),
  accessorElements: Object.defineProperty([1, 2, 3], 1, { get: () => 1 }),
  holes: [1, , { here: 1 }, , ,],
  sparse: Object.assign([], { [1e6]: { far: true }, name: 'sparse' }),
  map: new Map(Array.from({ length: 4200 }, (_, i) => [`key ${i}`, { i }])),
  set: new Set([1, 'one', { one: 1 }, [new Set()]]),
  subclass: new (class Cache extends Map {
    limit = 10
  })([[1, {}]]),
  nullPrototype: Object.assign(Object.create(null), { a: { b: 'c' } }),
  dictionary: Object.fromEntries(Array.from({ length: 2000 }, (_, i) => [`name${i}`, i])),
  buffers: [
    new ArrayBuffer(100),
    new Uint8Array(8),
    new Float64Array(1000),
    new DataView(new ArrayBuffer(9)),
    Buffer.from('pooled'),
    new SharedArrayBuffer(64),
  ],
  platform: [
    new Date(1e12),
    /x(y)/g,
    // its frames refer to the functions below, which change
    withStack(new Error('message')),
    Promise.resolve(),
    new Boolean(true),
    new String('boxed'),
    new URL('http://a/b?c=d'),
  ],
  functions: [() => 1, function named() {}, function bound() {}.bind({}), Object.assign(() => 2, { extra: [1] }), class {}],
  opaque: { list: [new WeakMap(), new WeakSet(), new WeakRef({}), new Proxy({}, {}), (function* () {})(), [].values()] },
  args: (function () {
    return arguments
  })(1, { two: 2 }),
  strictArgs: (function () {
    'use strict'
    return arguments
  })(1, { two: 2 }),
}
values.cycle = { child: { list: [] } }
values.cycle.child.list.push(values.cycle)

const { measure, deepSize, shallowSize, exceeds, Tracker } = library
const { stringify } = JSON
const { ownKeys, getOwnPropertyDescriptor, defineProperty, deleteProperty } = Reflect
let names = ownKeys(values)
const excluded = (_value, path) => path() === '$.at' || path() === '$[3].at'

/** All that is asked of one value, as a text. */
function asked(value) {
  const m = measure(value)
  let text = `${m.lower} ${m.bytes} ${m.upper} ${m.external} ${m.slack} ${m.count}`
  for (let i = 0; i < m.opaque.length; i++) text += ` ${m.opaque[i].path}: ${m.opaque[i].reason} x${m.opaque[i].count}`
  text += ` | ${deepSize(value, { assume: 'owned' })} ${shallowSize(value)} ${exceeds(value, 500)} ${deepSize(value, { tracker: new Tracker() })}`
  return `${text} ${deepSize(value, { exclude: excluded })} ${deepSize(value, { layout: library.layouts.chromium })}`
}

function snapshot() {
  const texts = {}
  for (let i = 0; i < names.length; i++) {
    const name = names[i]
    let text
    try {
      text = asked(values[name])
    } catch (error) {
      text = `throws ${error && error.stack ? error.stack : error}`
    }
    defineProperty(texts, name, { __proto__: null, value: text })
  }
  return texts
}

const before = snapshot()
const report = {}
const fail = (name) =>
  function () {
    throw new Error(`${name} was called`)
  }

/** Runs with own properties of an object replaced. `changes` are [object, key, descriptor]. */
function during(name, changes) {
  const old = changes.map(([object, key]) => getOwnPropertyDescriptor(object, key))
  const fresh = changes.map(([, , descriptor]) => ({ __proto__: null, configurable: true, ...descriptor }))
  const back = old.map((descriptor) => descriptor && { __proto__: null, ...descriptor })
  // from here on nothing may be used that is being replaced
  for (let i = 0; i < changes.length; i++) defineProperty(changes[i][0], changes[i][1], fresh[i])
  const after = snapshot()
  for (let i = 0; i < changes.length; i++) {
    if (back[i]) defineProperty(changes[i][0], changes[i][1], back[i])
    else deleteProperty(changes[i][0], changes[i][1])
  }
  report[name] = names.filter((key) => before[key] !== after[key]).map((key) => `${key}: ${before[key]} => ${after[key]}`)
}

// every method and getter of a built-in prototype throws
const prototypes = [
  Object,
  Function,
  Array,
  String,
  Number,
  Boolean,
  Symbol,
  BigInt,
  Map,
  Set,
  WeakMap,
  WeakSet,
  WeakRef,
  RegExp,
  Date,
  Error,
  Promise,
  Proxy,
]
  .concat([ArrayBuffer, SharedArrayBuffer, DataView, Uint8Array, Buffer, URL, Float64Array])
  .filter((constructor) => constructor.prototype)
  .map(({ name, prototype }) => [name, prototype])
const iterator = (object) => [`${object}`, Object.getPrototypeOf(object)]
prototypes.push(
  ['TypedArray', Object.getPrototypeOf(Uint8Array.prototype)],
  iterator([].keys()),
  iterator(new Map().keys()),
  iterator(new Set().keys()),
)
prototypes.push(iterator(''[Symbol.iterator]()), iterator(''.matchAll(/./g)))
const methods = ([name, prototype]) =>
  ownKeys(prototype).flatMap((key) => {
    const { value, get, configurable } = getOwnPropertyDescriptor(prototype, key)
    if (!configurable || key === 'constructor' || (typeof value !== 'function' && !get)) return []
    const thrower = fail(`${name}.prototype.${String(key)}`)
    return [[prototype, key, get ? { get: thrower } : { value: thrower, writable: true }]]
  })
for (const prototype of prototypes) during(`${prototype[0]} methods throw`, methods(prototype))
during('all methods throw', prototypes.filter(([name]) => name !== 'Function').flatMap(methods))

// names of property descriptors, and others that code likes to read, on Object.prototype
const descriptorNames = ['get', 'set', 'value', 'writable', 'enumerable', 'configurable']
for (const name of descriptorNames) {
  during(`Object.prototype.${name} = a function`, [[Object.prototype, name, { value: fail(name), writable: true }]])
  during(`Object.prototype.${name} = true`, [[Object.prototype, name, { value: true, writable: true }]])
  during(`Object.prototype.${name} is a throwing getter`, [[Object.prototype, name, { get: fail(name) }]])
}
// indices on prototypes: data, a getter without a setter, and what cannot be written
const indices = [0, 1, 2, 3, 7, 4095]
for (const [name, prototype] of [
  ['Object', Object.prototype],
  ['Array', Array.prototype],
]) {
  during(
    `${name}.prototype[i] = data`,
    indices.map((i) => [prototype, i, { value: { polluted: i }, writable: true }]),
  )
  during(
    `${name}.prototype[i] is a throwing getter`,
    indices.map((i) => [prototype, i, { get: fail(`${name} index`) }]),
  )
  during(
    `${name}.prototype[i] is a throwing accessor`,
    indices.map((i) => [prototype, i, { get: fail('index'), set: fail('index') }]),
  )
  during(
    `${name}.prototype[i] is read-only`,
    indices.map((i) => [prototype, i, { value: 'polluted', writable: false }]),
  )
}
during(
  'constructors of prototypes are wrong',
  prototypes.map(([, prototype]) => [prototype, 'constructor', { value: 5 }]),
)
during(
  'species throws',
  [Array, Map, Set, Promise, RegExp, ArrayBuffer].map((c) => [c, Symbol.species, { get: fail('species') }]),
)
// names that objects of the library could be asked for, and not have
names = ['rows', 'points', 'described', 'subclass', 'platform', 'opaque', 'strictArgs', 'cycle']
for (const name of (process.argv[2] ?? '').split(',').filter(Boolean)) {
  for (const value of [() => true, 'all'])
    during(`Object.prototype.${name} = ${typeof value}`, [[Object.prototype, name, { value, writable: true }]])
}

console.log(stringify(report))
