import { accepts, bufferPrototype, getPrototypeOf, getter, isExtensible, isView, prototypeOf, types } from '../intrinsics.js'
import type { Kind } from './kind.js'

type View = ArrayBufferView<ArrayBufferLike>

const typedArrayPrototype = Object.getPrototypeOf(Uint8Array.prototype) as object
const typedArrayName = getter<object, string | undefined>(typedArrayPrototype, Symbol.toStringTag) as (object: object) => string | undefined
const viewLength = getter<View, number>(typedArrayPrototype, 'byteLength') as (view: View) => number
const viewOffset = getter<View, number>(typedArrayPrototype, 'byteOffset') as (view: View) => number
const viewBuffer = getter<View, ArrayBufferLike>(typedArrayPrototype, 'buffer') as (view: View) => ArrayBufferLike
const dataViewBuffer = getter<View, ArrayBufferLike>(DataView.prototype, 'buffer') as (view: View) => ArrayBufferLike

const dataViewLength = getter<View, number>(DataView.prototype, 'byteLength') as (view: View) => number

/** Bytes that a view shows; 0 of a DataView that is out of bounds. */
export function viewBytes(view: View): number {
  if (typedArrayName(view) !== undefined) return viewLength(view)
  try {
    return dataViewLength(view)
  } catch {
    return 0
  }
}

const bufferLength = getter<ArrayBuffer, number>(ArrayBuffer.prototype, 'byteLength') as (buffer: ArrayBuffer) => number
const bufferMaximum = getter<ArrayBuffer, number>(ArrayBuffer.prototype, 'maxByteLength')
const sharedPrototype = prototypeOf('SharedArrayBuffer')
const sharedLength = getter<SharedArrayBuffer, number>(sharedPrototype, 'byteLength')
const sharedGrowable = getter<SharedArrayBuffer, boolean>(sharedPrototype, 'growable')

const arrayBuffer: Kind<ArrayBuffer> = {
  name: 'ArrayBuffer',
  header: 'arrayBuffer',
  prototypes: [ArrayBuffer.prototype],
  is: (object): object is ArrayBuffer => (types ? types.isArrayBuffer(object) : accepts(bufferLength, object)),
  describe(object, sink) {
    const bytes = bufferLength(object)
    sink.external(bytes)
    // a property that keeps it from being transferred, and from V8 13 on a key for detaching it
    const { bufferPool, bufferPoolExtra } = sink.rules.layout
    if (bytes === bufferPool && bytes > 0) sink.own(0, bufferPoolExtra, bufferPoolExtra)
    const reserved = bufferMaximum?.(object) ?? bytes
    if (reserved > bytes) sink.slack(reserved - bytes)
  },
}

const sharedArrayBuffer: Kind<SharedArrayBuffer> = {
  name: 'SharedArrayBuffer',
  header: 'arrayBuffer',
  prototypes: sharedPrototype ? [sharedPrototype] : [],
  is: (object): object is SharedArrayBuffer => (types ? types.isSharedArrayBuffer(object) : accepts(sharedLength, object)),
  describe(object, sink) {
    const bytes = sharedLength?.(object) ?? 0
    // a growable one is reported as nothing by heap snapshots before V8 15, though its bytes are there
    if (sharedGrowable?.(object)) {
      sink.own(-bytes, 0, 0)
      sink.external(bytes)
    } else sink.sharedStore(bytes)
    // WebAssembly freezes the buffers of its shared memories, and a buffer keeps its length where the memory grows
    if (!isExtensible(object)) sink.opaque({ reason: 'the shared memory may have grown since its buffer was made', unbounded: true })
  },
}

const typedArrays = [
  'Int8Array',
  'Uint8Array',
  'Uint8ClampedArray',
  'Int16Array',
  'Uint16Array',
  'Int32Array',
  'Uint32Array',
  'Float16Array',
  'Float32Array',
  'Float64Array',
  'BigInt64Array',
  'BigUint64Array',
]

const typedArray: Kind<View> = {
  name: 'TypedArray',
  header: 'typedArray',
  prototypes: [...typedArrays.map(prototypeOf), bufferPrototype].filter((prototype) => prototype !== undefined),
  is: (object): object is View => typedArrayName(object) !== undefined,
  indices: viewLength,
  describe(object, sink) {
    const bytes = viewLength(object)
    // Asking a small array for its buffer would move its data off the heap for good (V8's JSTypedArray::GetBuffer).
    if (viewOffset(object) === 0 && sink.rules.isOnHeap(bytes)) {
      sink.smallView(typedArrayName(object) as string, bytes)
      // the first Buffer of a slab looks like one with data of its own
      if (getPrototypeOf(object) === bufferPrototype) sink.own(0, 0, sink.rules.layout.bufferPool)
    } else sink.slot('buffer', 0, viewBuffer(object))
  },
}

const dataView: Kind<View> = {
  name: 'DataView',
  header: 'dataView',
  prototypes: [DataView.prototype],
  // an error costs more than all other checks: it is met by views alone
  is: (object): object is View => isView(object) && accepts(dataViewBuffer, object),
  describe(object, sink) {
    sink.slot('buffer', 0, dataViewBuffer(object))
  },
}

export const arrayBuffers: readonly Kind[] = [arrayBuffer, sharedArrayBuffer]
export const views: readonly Kind[] = [typedArray, dataView]
