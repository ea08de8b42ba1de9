import { usableSize } from './allocators/usable-size.js'
import { wrongOption } from './errors.js'
import { accepts, getter, isObject, prototypeOf, types } from './intrinsics.js'
import { liveGraphOf } from './live-graph.js'
import { type Chosen, runningProbe, totalOf } from './method.js'
import { type ProcessBinding, processBinding } from './probe/process-binding.js'
import { allocator } from './running-allocator.js'

/** Which bytes of a store outside the heap count: those asked for, or those that the allocator gave. */
export type External = 'requested' | 'usable'

/** Throws a MemSizeError for what is none. */
export function expectExternal(external: unknown): asserts external is External | undefined {
  if (external !== undefined && external !== 'requested' && external !== 'usable')
    throw wrongOption('external', "'requested' or 'usable'", external)
}

const arrayLength = getter<ArrayBufferLike, number>(ArrayBuffer.prototype, 'byteLength')
const arrayMost = getter<ArrayBufferLike, number>(ArrayBuffer.prototype, 'maxByteLength')
const resizable = getter<ArrayBufferLike, boolean>(ArrayBuffer.prototype, 'resizable')
const sharedPrototype = prototypeOf('SharedArrayBuffer')
const sharedLength = getter<ArrayBufferLike, number>(sharedPrototype, 'byteLength')
const growable = getter<ArrayBufferLike, boolean>(sharedPrototype, 'growable')

const isArray = (object: object): object is ArrayBuffer => (types ? types.isArrayBuffer(object) : accepts(arrayLength, object))
const isShared = (object: object): object is SharedArrayBuffer =>
  types ? types.isSharedArrayBuffer(object) : accepts(sharedLength, object)

/** What the allocator gave for each buffer beyond what was asked for, by node of the graph. Bytes. */
export function beyondRequested(values: readonly unknown[]): Map<number, number> {
  const found = new Map<number, number>()
  const { model = 'requested' } = allocator()
  const binding = processBinding()
  for (let node = 0; node < values.length; node++) {
    const value = values[node]
    if (!isObject(value)) continue
    const bytes = storeBytes(value)
    if (bytes === 0) continue
    const usable = given(value as ArrayBufferLike, typeof binding === 'string' ? undefined : binding)
    const more = (usable >= 0 ? usable : usableSize(bytes, model)) - bytes
    if (more > 0) found.set(node, more)
  }
  return found
}

/** Bytes of a store that malloc gave; 0 of what is no buffer, and of one that can grow, which is a mapping of its own. */
function storeBytes(object: object): number {
  if (isArray(object))
    return resizable?.(object) || (arrayMost?.(object) ?? 0) > (arrayLength?.(object) ?? 0) ? 0 : (arrayLength?.(object) ?? 0)
  return isShared(object) && !growable?.(object) ? (sharedLength?.(object) ?? 0) : 0
}

const given = (buffer: ArrayBufferLike, binding: ProcessBinding | undefined): number => binding?.processUsableStore(buffer) ?? -1

/** The same for all that a value holds. Linear in it: one walk, or two and a graph where something in it is described, and under other allocators than glibc. */
export function allBeyondRequested(value: unknown, chosen: Chosen): number {
  const method = chosen.methods.length > 1 ? runningProbe() : undefined
  const atOnce = method?.beyondRequested(value, chosen)
  if (atOnce !== undefined) return atOnce
  if (totalOf(value, { ...chosen, bounds: false }).external === 0) return 0
  const { live } = liveGraphOf(value, [], { ...chosen, owned: false, ignoreOwned: true }, { slack: false, values: true })
  let sum = 0
  for (const more of beyondRequested(live.values ?? []).values()) sum += more
  return sum
}
