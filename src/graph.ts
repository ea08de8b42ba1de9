import { MemSizeError, wrongOption } from './errors.js'
import { DominatorTree } from './graph/dominators.js'
import { ownedPolicy } from './graph/edge-policy.js'
import type { HeapGraph } from './graph/heap-graph.js'
import type { LiveGraph } from './graph/live-graph.js'
import { withDetails } from './graph-details.js'
import { liveGraphOf } from './live-graph.js'
import { externalOf, type MeasureOptions } from './measure.js'
import { type Chosen, chosenOptions } from './method.js'
import type { SizeOptions } from './options.js'
import { beyondRequested } from './usable-stores.js'

/** A target, and the root whose graph it is looked for in. */
export interface RetainedOptions extends SizeOptions {
  /** What holds it: a cache, a store, globalThis. */
  readonly from: unknown
}

/** How a graph is made. */
export interface GraphOptions extends MeasureOptions {
  /**
   * Also the texts of strings (their first 1024 characters), spare room, and how much of views and collections is in use: what `findWaste` looks
   * for. Default: false, a string is known by its type alone.
   */
  details?: boolean | undefined
}

/**
 * Everything a value holds as a graph: the value is node 0, every heap object a node with bytes of its own, every reference an edge with a name.
 * By the probe, stores (elements, hash tables) and boxes of numbers are nodes too, as in a heap snapshot; by the model they belong to their
 * object. Holds names and numbers, not the objects. Time and memory: linear in objects and references.
 */
export function graph(value: unknown, options?: GraphOptions): HeapGraph {
  if (typeof options !== 'object' || options === null) return built(value, [], chosenOptions(options)).graph
  const { external, rest: others } = externalOf(options)
  const { details, ...rest } = { details: undefined, ...others }
  if (details !== undefined && typeof details !== 'boolean') throw wrongOption('details', 'true or false', details)
  const isUsable = external === 'usable'
  const live = built(value, [], chosenOptions(rest), details || isUsable)
  // of a buffer's store, what it got beyond its request is shown with the buffer
  if (isUsable) for (const [node, more] of beyondRequested(live.values ?? [])) live.graph.selfSize[node] += more
  return details ? withDetails(live) : live.graph
}

/**
 * Bytes that would be freed from the root's graph if the target went away: its own, and of all that only it leads to. 0 where the root does not
 * lead to it. Linear in what the root holds, but for a logarithm.
 */
export function retainedSize(target: unknown, options: RetainedOptions): number {
  if (options === null || typeof options !== 'object' || !('from' in options))
    throw new MemSizeError('Expected options with `from`, the root that the target is held by: retainedSize(entry, { from: cache }).')
  const { from, ...rest } = options
  const live = built(from, [target], chosenOptions(rest))
  const node = live.targets[0] as number
  return node < 0 ? 0 : new DominatorTree(live.graph, ownedPolicy).retained[node]
}

function built(value: unknown, targets: readonly unknown[], chosen: Chosen, withValues?: boolean): LiveGraph {
  if (chosen.limit !== undefined) throw new MemSizeError('Expected no `limit` for a graph: half of one says nothing of what is retained.')
  // one node for each object, whatever was promised
  return liveGraphOf(value, targets, { ...chosen, owned: false, ignoreOwned: true }, { slack: withValues === true, values: withValues })
    .live
}
