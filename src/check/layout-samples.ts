import type { HeaderKind } from '../protocol.js'

/** A value whose size shows whether the layout's number for a kind holds. */
export interface Sample {
  readonly kind: HeaderKind
  readonly name: string
  readonly value: unknown
}

/** No part of the types without a browser's; not there under --jitless. */
const { WebAssembly } = globalThis as {
  WebAssembly?: { readonly Memory: new (descriptor: { initial: number }) => { readonly buffer: ArrayBuffer } }
}

export const range = <T>(length: number, make: (i: number) => T): T[] => Array.from({ length }, (_, i) => make(i))
export const text = (length: number) => range(length, (i) => String.fromCharCode(97 + (i % 26))).join('')

class Point {
  readonly x: number
  readonly y: number

  constructor(x: number, y: number) {
    this.x = x
    this.y = y
  }
}

function* counting(from: number) {
  yield from
}

async function* countingLater(from: number) {
  yield from
}

function sloppy(): unknown {
  // the other form of `arguments` needs a function outside strict mode, which a module has none of
  return new Function('a', 'b', 'return arguments')(1, {})
}

function strict(..._given: unknown[]): unknown {
  // biome-ignore lint/complexity/noArguments: it is what is wanted
  return arguments
}

/** V8 14 makes the buffer when it is first asked for, and shows the memory's bytes from then on. */
function memoryWithBuffer(): object {
  const memory = new WebAssembly!.Memory({ initial: 1 })
  void memory.buffer
  return memory
}

/** The frames of a stack hold functions, and these their scripts. */
function errorWithoutFrames(): Error {
  const limit = Error.stackTraceLimit
  Error.stackTraceLimit = 0
  const error = new Error('sample')
  Error.stackTraceLimit = limit
  return error
}

/** A handful of values for each kind of heap object that a layout has a number for. Each builds its own: nothing is shared. */
const makers: Readonly<Record<HeaderKind, Readonly<Record<string, () => unknown>>>> = {
  object: {
    '{}': () => ({}),
    'a literal': () => ({ a: 1, b: text(12), c: [2.5] }),
    'a hundred instances of a class': () => range(100, (i) => new Point(i, i + 1)),
    'a thousand rows of JSON': () => JSON.parse(JSON.stringify(range(1000, (id) => ({ id, name: `name ${id}`, half: id / 2 })))),
    'a large dictionary': () => Object.fromEntries(range(2000, (i) => [`key ${i}`, i])),
  },
  array: {
    '[]': () => [],
    'small integers': () => range(10, (i) => i),
    doubles: () => range(10, (i) => i + 0.5),
    'new Array(1000)': () => new Array(1000),
    'an array pushed to': () => {
      const array: number[] = []
      for (let i = 0; i < 100; i++) array.push(i)
      return array
    },
  },
  map: {
    'an empty Map': () => new Map(),
    'a Map of three': () => new Map(range(3, (i) => [i, i])),
    'a Map of a thousand': () => new Map(range(1000, (i) => [i, { i }])),
  },
  set: {
    'an empty Set': () => new Set(),
    'a Set of a thousand': () => {
      const set = new Set()
      for (let i = 0; i < 1000; i++) set.add(`member ${i}`)
      return set
    },
  },
  weakMap: { 'an empty WeakMap': () => new WeakMap() },
  weakSet: { 'an empty WeakSet': () => new WeakSet() },
  weakRef: { 'a WeakRef': () => new WeakRef(globalThis) },
  finalizationRegistry: { 'a FinalizationRegistry': () => new FinalizationRegistry(sloppy) },
  promise: { 'a resolved Promise': () => Promise.resolve(1), 'one that waits': () => new Promise(() => undefined) },
  date: { 'a Date': () => new Date(1e12), 'an early Date': () => new Date(0) },
  regexp: { 'a RegExp': () => /a+(?<name>b)/g },
  error: { 'an Error': errorWithoutFrames },
  arrow: { 'an arrow function': () => () => 1 },
  function: {
    'a function': () =>
      function (this: unknown) {
        return this
      },
    'a class': () => class Sample {},
  },
  boundFunction: { 'a bound function': () => sloppy.bind({}), 'with arguments': () => sloppy.bind({}, ...([1, 2] as never)) },
  generator: { 'a generator': () => counting(1) },
  asyncGenerator: { 'an async generator': () => countingLater(1) },
  proxy: { 'a Proxy': () => new Proxy({}, {}) },
  arrayIterator: { 'an iterator of an array': () => [1, 2, 3].values() },
  mapIterator: { 'an iterator of a Map': () => new Map([[1, 2]]).entries() },
  stringIterator: { 'an iterator of a string': () => text(10)[Symbol.iterator]() },
  symbol: { 'a symbol': () => Symbol(text(9)) },
  boxedPrimitive: { 'Object(1)': () => Object(1), 'Object(true)': () => Object(true) },
  arrayBuffer: { 'an ArrayBuffer': () => new ArrayBuffer(1000), 'an empty one': () => new ArrayBuffer(0) },
  typedArray: {
    'a Uint8Array': () => new Uint8Array(1000),
    'a small one': () => new Uint8Array(16),
    'a Float64Array': () => new Float64Array(100),
  },
  dataView: { 'a DataView': () => new DataView(new ArrayBuffer(100)) },
  sloppyArguments: { arguments: sloppy },
  strictArguments: { arguments: () => strict(1, {}) },
  wasmMemory: WebAssembly === undefined ? {} : { 'a WebAssembly.Memory': memoryWithBuffer },
  intl: { 'an Intl.NumberFormat': () => new Intl.NumberFormat('en') },
}

export function layoutSamples(): Sample[] {
  return Object.entries(makers).flatMap(([kind, byName]) =>
    Object.entries(byName).map(([name, make]) => ({ kind: kind as HeaderKind, name, value: make() })),
  )
}

/** Generators after which V8 has settled how much room those of one function have. */
const manyGenerators = 32

const settled = (make: () => unknown): unknown => range(manyGenerators, make).at(-1)

/** One instance without fields of its own of each kind except plain objects, which are made with unused slots. */
export function bareInstances(): Pick<Sample, 'kind' | 'value'>[] {
  const ofGenerators: Partial<Record<HeaderKind, () => unknown>> = { generator: () => counting(1), asyncGenerator: () => countingLater(1) }
  return (Object.keys(makers) as HeaderKind[])
    .filter((kind) => kind !== 'object')
    .flatMap((kind) => {
      const [make] = Object.values(makers[kind])
      const special = ofGenerators[kind]
      return special ? { kind, value: settled(special) } : make ? { kind, value: make() } : []
    })
}
