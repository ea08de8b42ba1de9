import { accepts, builtin, getter, prototypeOf, types } from '../intrinsics.js'

type View = ArrayBufferView<ArrayBufferLike>

const typedArrayPrototype = Object.getPrototypeOf(Uint8Array.prototype) as object
const both = <R>(key: string): ((view: View) => R) => {
  const ofTyped = getter<View, R>(typedArrayPrototype, key)
  const ofData = getter<View, R>(DataView.prototype, key)
  return (view) => (isTyped(view) ? (ofTyped as (view: View) => R)(view) : (ofData as (view: View) => R)(view))
}
const typedName = getter<object, string | undefined>(typedArrayPrototype, Symbol.toStringTag) as (object: object) => string | undefined
const isTyped = (view: object): boolean => typedName(view) !== undefined
const lengthOfView = both<number>('byteLength')
const offsetOfView = both<number>('byteOffset')
const bufferOfView = both<ArrayBufferLike>('buffer')

/** Up to this number of bytes, a typed array may have its data in the heap, and asking for its buffer would move it (V8's typed_array_max_size_in_heap). */
const heapLimit = 64

/** Where a view reads; undefined where it may have no store of its own to share, and asking would change it, or where it is out of bounds by now. */
export function placeOf(view: View): { readonly buffer: ArrayBufferLike; readonly from: number; readonly to: number } | undefined {
  try {
    const from = offsetOfView(view)
    const bytes = lengthOfView(view)
    if (from === 0 && bytes <= heapLimit) return undefined
    return { buffer: bufferOfView(view), from, to: from + bytes }
  } catch {
    // a DataView whose buffer has shrunk
    return undefined
  }
}

const arrayLength = getter<ArrayBufferLike, number>(ArrayBuffer.prototype, 'byteLength')
const arrayMost = getter<ArrayBufferLike, number>(ArrayBuffer.prototype, 'maxByteLength')
const sharedPrototype = prototypeOf('SharedArrayBuffer')
const sharedLength = getter<ArrayBufferLike, number>(sharedPrototype, 'byteLength')
const sharedMost = getter<ArrayBufferLike, number>(sharedPrototype, 'maxByteLength')

export const isBuffer = (object: object): object is ArrayBufferLike =>
  types ? types.isArrayBuffer(object) || types.isSharedArrayBuffer(object) : accepts(arrayLength, object) || accepts(sharedLength, object)

/** Bytes of a buffer, and to how many it can grow. */
export function sizeOf(buffer: ArrayBufferLike): { readonly bytes: number; readonly most: number } {
  const isShared = accepts(sharedLength, buffer)
  const bytes = (isShared ? sharedLength : arrayLength)?.(buffer) ?? 0
  return { bytes, most: (isShared ? sharedMost : arrayMost)?.(buffer) ?? bytes }
}

const poolSize = (): number => (builtin('buffer')?.Buffer as { poolSize?: number } | undefined)?.poolSize ?? 0

/** A buffer that views read, and how much of it they do. Bytes. */
export interface ArenaChunk {
  /** `pool`: as large as the slabs of Node's Buffer pool, and shared by views; `growable`; another `buffer`; or `described`, by `meter.reserved()`. */
  readonly kind: 'pool' | 'growable' | 'buffer' | 'described'
  /** The object's class, and the name its description gave; only for a described one. */
  readonly name?: string
  /** The buffer's length. */
  readonly bytes: number
  /** With what it can still grow to. */
  readonly reserved: number
  /** What some view that is there shows (of a described one, what its description says), each byte once. A view of the whole counts only where there is no other. */
  readonly used: number
  /** How many views read it. */
  readonly views: number
  /** `reserved` - `used`. */
  readonly waste: number
}

/** What of a chunk is used, by the ranges of its views. Loglinear in their number. */
export function chunkOf(buffer: ArrayBufferLike, ranges: readonly (readonly [from: number, to: number])[]): ArenaChunk {
  const { bytes, most } = sizeOf(buffer)
  const parts = ranges.filter(([from, to]) => to - from < bytes)
  const used = Math.min(bytes, parts.length > 0 ? covered(parts) : ranges.length > 0 ? bytes : 0)
  const kind = most > bytes ? 'growable' : bytes === poolSize() && parts.length > 0 ? 'pool' : 'buffer'
  return { kind, bytes, reserved: Math.max(most, bytes), used, views: ranges.length, waste: Math.max(most, bytes) - used }
}

function covered(ranges: readonly (readonly [from: number, to: number])[]): number {
  let sum = 0
  let end = 0
  for (const [from, to] of [...ranges].sort((a, b) => a[0] - b[0])) {
    if (to <= end) continue
    sum += to - Math.max(from, end)
    end = to
  }
  return sum
}
