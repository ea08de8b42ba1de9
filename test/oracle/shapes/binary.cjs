'use strict'

const VIEWS = [Uint8Array, Int8Array, Uint8ClampedArray, Uint16Array, Int32Array, Float32Array, Float64Array, BigInt64Array, BigUint64Array]

/** Buffers and views of them: on the heap or off it, whole or in part, shared, pooled, resizable. */
function binary(c) {
  const { r } = c
  return r.pick(ways)(r, r.pick(VIEWS), r.pick([0, r.int(1, 8), r.int(9, 64), r.int(65, 3000)]), c)
}

const ways = [
  (_, View, length) => new View(length),
  (r, View, length) =>
    View.from({ length: Math.min(length, 500) }, (_, i) => (View === BigInt64Array || View === BigUint64Array ? BigInt(i) : i)),
  (_, View, length) => new View(length).subarray(length >> 2, length >> 1),
  (_, View, length) => new View(new ArrayBuffer(length * 8 + 16), 8, length),
  (_, View, length) => new View(length).slice(1),
  (_, View, length) => [new View(length), new View(length)].map((view) => ({ view, store: view.buffer })),
  (r, _, length) => new DataView(new ArrayBuffer(length), r.int(0, length)),
  (_, View, length) => {
    const buffer = new ArrayBuffer(length * 16)
    return [buffer, new View(buffer), new DataView(buffer), new Uint8Array(buffer, 0, length)]
  },
  (_, __, length) => new ArrayBuffer(length, { maxByteLength: length * 2 + 8 }),
  (_, __, length) => new Uint8Array(new ArrayBuffer(length, { maxByteLength: length + 100 })),
  (_, __, length) => new Uint8Array(new SharedArrayBuffer(length)),
  (_, __, length) => Buffer.alloc(length),
  (_, __, length) => Buffer.from('é'.repeat(length)), // small ones are cut from Node's shared pool
  (_, __, length) => Buffer.from('z'.repeat(length)).subarray(0, 4),
  (_, __, length) => Buffer.concat([Buffer.from('head'), Buffer.alloc(length)]),
  (_, __, length, c) => Object.assign(Buffer.alloc(length), { [c.freshName()]: c.leaf() }),
  (_, __, length) => structuredClone(new Uint16Array(length)),
  (_, __, length) => {
    const buffer = new ArrayBuffer(length)
    const view = new Uint8Array(buffer)
    structuredClone(buffer, { transfer: [buffer] })
    return [buffer, view] // both detached
  },
]

module.exports = { binary }
