import type { HeaderKind, Layout } from '../protocol.js'

// Every number of every engine. Those of V8 were read from heap snapshots of the engines named, on Linux x64; `test/oracle` checks them again.
// V8's own names for them: src/objects/js-objects.tq, js-array-buffer.tq, js-collection.tq, js-promise.tq, js-proxy.tq, js-temporal-objects.tq.
// Node and Deno add one or two embedder fields to promises, buffers and views, which is why they are not twice Chromium's.

type Headers = Readonly<Record<HeaderKind, number>>

/**
 * Bytes of an object's own part, elements and hash tables left out. The columns: V8; V8 with compressed pointers; JavaScriptCore (Bun 1.4: heapSize
 * deltas over 4,000 instances, ±1 byte; cells are rounded up to a size class, jsc.ts); SpiderMonkey (from the class definitions of mozilla-central,
 * js/src/vm/NativeObject.h, JSObject.h, builtin/MapObject.h, vm/ArrayBufferObject.h: not measured).
 */
const ownParts: Readonly<Record<HeaderKind, readonly [v8: number, v8Compressed: number, jsc: number, spidermonkey: number]>> = {
  object: [24, 12, 16, 24],
  array: [32, 16, 16, 40],
  map: [32, 16, 32, 56],
  set: [32, 16, 32, 56],
  weakMap: [32, 16, 32, 40],
  weakSet: [32, 16, 32, 40],
  weakRef: [32, 16, 32, 40],
  finalizationRegistry: [80, 40, 64, 56],
  promise: [48, 20, 32, 56],
  date: [96, 52, 48, 104],
  regexp: [56, 24, 32, 56],
  error: [48, 24, 112, 104],
  arrow: [56, 28, 32, 56],
  function: [64, 32, 32, 56],
  boundFunction: [48, 24, 64, 88],
  generator: [80, 40, 64, 56],
  asyncGenerator: [96, 48, 80, 88],
  proxy: [32, 20, 64, 40],
  arrayIterator: [48, 24, 48, 56],
  mapIterator: [40, 20, 48, 72],
  stringIterator: [40, 20, 48, 56],
  symbol: [24, 16, 32, 16],
  boxedPrimitive: [32, 16, 32, 40],
  arrayBuffer: [96, 52, 128, 88],
  typedArray: [104, 60, 48, 88],
  dataView: [88, 48, 48, 88],
  sloppyArguments: [40, 20, 48, 56],
  strictArguments: [32, 16, 48, 56],
  wasmMemory: [56, 32, 64, 56],
  intl: [48, 24, 64, 56],
}

const [v8, v8Compressed, jsc, spidermonkey] = [0, 1, 2, 3].map(
  (column) => Object.fromEntries(Object.entries(ownParts).map(([kind, row]) => [kind, row[column]])) as Record<HeaderKind, number>,
) as [Headers, Headers, Headers, Headers]

const node24: Layout = {
  name: 'node24',
  title: 'Node 24 (V8 13.6)',
  engine: 'v8',
  version: 13,
  measured: true,
  pointer: 8,
  smallIntegerBits: 32,
  headers: v8,
  onHeapTypedArray: 64,
  bufferPool: 65536,
  bufferPoolExtra: 128,
  boxedDates: false,
  freeRootStrings: true,
  lookupsChangeStrings: false,
  spread: [1, 1],
}

const node22: Layout = {
  ...node24,
  name: 'node22',
  title: 'Node 22 (V8 12.4)',
  version: 12,
  headers: { ...v8, arrayBuffer: 88, typedArray: 96, dataView: 80 },
  bufferPool: 8192,
  bufferPoolExtra: 40,
  boxedDates: true,
}

const node26: Layout = {
  ...node24,
  name: 'node26',
  title: 'Node 26 (V8 14.6)',
  version: 14,
  headers: { ...v8, proxy: 40, wasmMemory: 64 },
  bufferPool: 65600,
  bufferPoolExtra: 144,
  lookupsChangeStrings: true,
}

const deno: Layout = {
  ...node26,
  name: 'deno',
  title: 'Deno 2.9 (V8 15.0)',
  version: 15,
  headers: { ...v8, proxy: 40, regexp: 48, wasmMemory: 64 },
  onHeapTypedArray: 0,
  bufferPool: 8192,
}

const chromium: Layout = {
  ...node26,
  name: 'chromium',
  title: 'Chromium 150, Electron (V8 15.0, compressed pointers)',
  version: 15,
  pointer: 4,
  smallIntegerBits: 31,
  headers: v8Compressed,
  bufferPool: 0,
}

/** Every layout that is known, by name. */
export const layouts = {
  node20: { ...node22, name: 'node20', title: 'Node 20 (V8 11.3)', version: 11 },
  node22,
  node24,
  node26,
  deno,
  chromium,
  jsc: {
    ...node24,
    name: 'jsc',
    title: 'JavaScriptCore (Bun 1.4, Safari)',
    engine: 'jsc',
    version: 1,
    smallIntegerBits: 64,
    headers: jsc,
    onHeapTypedArray: 1000,
    bufferPool: 8192,
    freeRootStrings: false,
    lookupsChangeStrings: true,
    spread: [0.6, 1.7],
  },
  spidermonkey: {
    ...node24,
    name: 'spidermonkey',
    title: 'SpiderMonkey (Firefox), from its source',
    engine: 'spidermonkey',
    version: 1,
    measured: false,
    smallIntegerBits: 64,
    headers: spidermonkey,
    onHeapTypedArray: 64,
    bufferPool: 0,
    freeRootStrings: true,
    lookupsChangeStrings: true,
    spread: [0.5, 2],
  },
} satisfies Readonly<Record<string, Layout>>
