import { flatString, onHeapStore, propertyArray, typedArray } from '../../../src/layout/v8.js'
import type { Layout } from '../../../src/protocol.js'
import { type Case, run } from './case.js'

export function* buffers(): Generator<Case> {
  for (const bytes of [0, 1, 7, 8, 9, 24, 63, 64, 65, 100, 1000]) {
    const made = { 'new Uint8Array(n)': `new Uint8Array(${bytes})`, 'Uint8Array.slice': `new Uint8Array(2000).slice(0,${bytes})` }
    for (const [name, source] of Object.entries(made)) yield { name: `${name}, ${bytes}`, source, predict: (l) => typedArray(l, bytes) }
    yield { name: `ArrayBuffer, ${bytes}`, source: `new ArrayBuffer(${bytes})`, predict: (l) => l.headers.arrayBuffer + bytes }
    yield {
      name: `a view of an ArrayBuffer, ${bytes}`,
      source: `new Uint8Array(new ArrayBuffer(${bytes}))`,
      predict: (l) => view(l, bytes),
    }
    yield {
      name: `a typed array whose buffer was read, ${bytes}`,
      source: run(`const u=new Uint8Array(${bytes});u.buffer;return u`),
      predict: (l) => view(l, bytes),
    }
    yield {
      name: `DataView, ${bytes}`,
      source: `new DataView(new ArrayBuffer(${bytes}))`,
      predict: (l) => l.headers.dataView + l.headers.arrayBuffer + bytes,
    }
  }
  for (const n of [0, 1, 7, 8, 9, 100]) {
    yield {
      name: `Float64Array, ${n}`,
      source: `new Float64Array(${n})`,
      predict: (l) => typedArray(l, n * Float64Array.BYTES_PER_ELEMENT),
    }
  }
  yield { name: 'resizable', source: 'new ArrayBuffer(10,{maxByteLength:5000})', predict: (l) => l.headers.arrayBuffer + 10 }
  yield {
    name: 'the data of a small array is beside it',
    source: 'new Uint8Array(20)',
    predict: (l) => l.headers.typedArray + (l.onHeapTypedArray ? onHeapStore(l, 20) : 0),
    size: 'shallow',
  }
  for (const bytes of [0, 5, 64, 65, 100, 5000]) {
    yield { name: `Buffer.alloc, ${bytes}`, source: `Buffer.alloc(${bytes})`, predict: (l) => typedArray(l, bytes), runsOn: hasBuffer }
  }
  for (const source of ["Buffer.from('hello')", 'Buffer.allocUnsafe(10)', 'Buffer.concat([Buffer.alloc(3)])']) {
    yield { name: `pooled, ${source}`, source, predict: (l) => view(l, l.bufferPool) + poolMarks(l), runsOn: isNode }
  }
}

const isNode = (l: Layout): boolean => l.name.startsWith('node')
const hasBuffer = (l: Layout): boolean => l.bufferPool > 0

/** A typed array over a buffer that is not its own. */
const view = (l: Layout, bytes: number): number => l.headers.typedArray + l.headers.arrayBuffer + bytes

/** Node marks its pool so that it cannot be transferred: a property, from V8 13 on a detach key, from 14 on in a cell. */
function poolMarks(l: Layout): number {
  const property = propertyArray(l, 0, 1)
  if (l.version < 13) return property
  const key = l.headers.symbol + flatString(l, 'detach_key_for_untransferable_arraybuffer'.length)
  return property + key + (l.version < 14 ? 0 : 2 * l.pointer)
}
