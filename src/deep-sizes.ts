import { MemSizeError, wrongOption } from './errors.js'
import type { HeapGraph } from './graph/heap-graph.js'
import { elementAt, isArray, SafeArray } from './intrinsics.js'
import { liveGraphOf } from './live-graph.js'
import type { Method } from './measuring.js'
import { type Chosen, chosenOptions, totalOf } from './method.js'
import type { SizeOptions } from './options.js'

/** How deepSizes() measures. */
export interface DeepSizesOptions extends SizeOptions {
  /**
   * What several of the values hold counts once, for the first of them: the sizes add up to what all of them hold together. Not together with
   * `tracker`, `limit` or `describe`. Default: false, each value counts for itself.
   */
  once?: boolean | undefined
}

/**
 * The deep size of each of many values in bytes, as `deepSize` gives it for one: `deepSizes(rows)[3] === deepSize(rows[3])`. By the probe all of them are
 * measured in one call, at about the time of one `deepSize` of an array of them. Values that describe themselves by code of their own are measured one
 * by one; with `once`, a graph of all values is made where there are such, and by the model.
 * Throws a MemSizeError for a wrong option, or where `values` cannot be iterated. Time: linear in the objects reached, by the first or by each.
 */
export function deepSizes(values: Iterable<unknown>, options?: DeepSizesOptions): Float64Array {
  const { once, rest } = onceOf(options)
  const chosen = { ...chosenOptions(rest), bounds: false }
  const list = listOf(values)
  return once ? sizesOnce(list, chosen) : sizesOfEach(list, chosen)
}

/** All of them at once, where the first method can do that, and nobody is asked about objects. */
const atOnce = (list: readonly unknown[], once: boolean, chosen: Chosen): Float64Array | undefined => {
  const { methods, tracker, describe, exclude, limit } = chosen
  if (tracker !== undefined || describe !== undefined || exclude !== undefined || limit !== undefined) return undefined
  return (methods[0] as Method).sizes?.(list, once, chosen)
}

function sizesOfEach(list: readonly unknown[], chosen: Chosen): Float64Array {
  const found = atOnce(list, false, chosen)
  const sizes = found ?? new Float64Array(list.length)
  for (let i = 0; i < list.length; i++)
    if (found === undefined || (found[i] as number) < 0) sizes[i] = totalOf(elementAt(list, i), chosen).bytes
  return sizes
}

function sizesOnce(list: readonly unknown[], chosen: Chosen): Float64Array {
  const found = atOnce(list, true, chosen)
  if (found !== undefined) return found
  const sizes = new Float64Array(list.length)
  const values: unknown[] = new SafeArray()
  for (let i = 0; i < list.length; i++) values[i] = elementAt(list, i)
  const { graph, targets } = liveGraphOf(values, values, { ...chosen, owned: false, ignoreOwned: true }, { slack: false }).live
  const isMet = new Uint8Array(graph.nodeCount)
  for (let i = 0; i < list.length; i++) {
    const node = targets[i] as number
    // no other value can hold this number
    sizes[i] = node >= 0 ? bytesFrom(graph, node, isMet) : totalOf(values[i], chosen).bytes
  }
  return sizes
}

/** Bytes of all that a node leads to and was not met; from now on it was. */
function bytesFrom({ selfSize, firstEdge, edgeTo }: HeapGraph, from: number, isMet: Uint8Array): number {
  if (isMet[from]) return 0
  isMet[from] = 1
  const work: number[] = new SafeArray()
  work[0] = from
  let bytes = 0
  for (let left = 1; left > 0; ) {
    const node = work[--left] as number
    bytes += selfSize[node] as number
    for (let edge = firstEdge[node] as number; edge < (firstEdge[node + 1] as number); edge++) {
      const to = edgeTo[edge] as number
      if (isMet[to]) continue
      isMet[to] = 1
      work[left++] = to
    }
  }
  return bytes
}

function onceOf(options: DeepSizesOptions | undefined): { once: boolean; rest: SizeOptions | undefined } {
  if (options === null || typeof options !== 'object') return { once: false, rest: options }
  const { once: own, ...rest } = options
  const once: unknown = Object.hasOwn(options, 'once') ? (own ?? false) : false
  if (typeof once !== 'boolean') throw wrongOption('once', 'true or false', once)
  if (once) {
    for (const other of ['tracker', 'limit', 'describe'] as const)
      if (rest[other] !== undefined) throw wrongOption('once', `no \`${other}\` beside it, which says otherwise what counts`, once)
  }
  return { once, rest }
}

function listOf(values: Iterable<unknown>): readonly unknown[] {
  if (isArray(values)) return values
  if (values === null || typeof values !== 'object' || typeof values[Symbol.iterator] !== 'function')
    throw new MemSizeError(
      'Expected an array or another iterable of values as the first argument of deepSizes. For one value use deepSize.',
    )
  const list: unknown[] = new SafeArray()
  for (const value of values) list[list.length] = value
  return list
}
