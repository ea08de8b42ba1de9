import type { RetainedTree } from './retained-tree.js'

/** The heaviest part of a tree: with each node its dominator, and those that one node dominates next to each other. */
export interface HeaviestPart {
  /** Level by level, of one dominator the most retained first. */
  readonly nodes: Uint32Array
  /** By position in `nodes`: how many of them it dominates immediately, and how many nodes below it were left out. */
  readonly children: Uint32Array
  readonly folded: Uint32Array
}

/**
 * The `most` nodes that retain the most bytes. Nothing retains more than its dominator, so these are a tree again: what exceeds the retained
 * bytes of the first one left out, and of those that equal it some, dominators first. Time O(nodes × log nodes), for the sort of doubles.
 */
export function heaviestPart({ order, dominator, retained }: RetainedTree, most: number): HeaviestPart {
  const count = order.length
  const limit = count > most ? limitOf(order, retained, most) : { bytes: -1, equal: 0 }
  let { equal } = limit
  // by node: where it is in `kept`
  const placeOf = new Map<number, number>()
  const kept: number[] = []
  const parents: number[] = []
  for (let place = 0; place < count; place++) {
    const node = order[place]
    const bytes = retained[node]
    const isEqual = bytes === limit.bytes
    if (place > 0 && (isEqual ? equal <= 0 : bytes < limit.bytes)) continue
    const parent = place === 0 ? 0 : placeOf.get(dominator[node])
    if (parent === undefined) continue
    if (isEqual) equal--
    placeOf.set(node, kept.length)
    parents.push(parent)
    kept.push(node)
  }
  return inLevels(kept, parents, retained, foldedIn(order, dominator, placeOf, kept.length))
}

/** The bytes of the first node left out, and how many nodes of just as many are kept. */
function limitOf(order: ArrayLike<number>, retained: ArrayLike<number>, most: number): { bytes: number; equal: number } {
  const sorted = new Float64Array(order.length)
  for (let place = 0; place < order.length; place++) sorted[place] = retained[order[place]]
  sorted.sort()
  const first = order.length - most
  const bytes = sorted[first - 1]
  let equal = 0
  for (let i = first; i < sorted.length && sorted[i] === bytes; i++) equal++
  return { bytes, equal }
}

/** By kept node: how many nodes below it were left out, but not those below another kept one. */
function foldedIn(order: ArrayLike<number>, dominator: ArrayLike<number>, placeOf: ReadonlyMap<number, number>, kept: number): Uint32Array {
  const folded = new Uint32Array(kept)
  if (kept === order.length) return folded
  let largest = 0
  for (let place = 0; place < order.length; place++) if (order[place] > largest) largest = order[place]
  // by node: the kept node it is below, plus one
  const under = new Uint32Array(largest + 1)
  for (let place = 0; place < order.length; place++) {
    const node = order[place]
    const own = placeOf.get(node)
    if (own !== undefined) under[node] = own + 1
    else {
      under[node] = under[dominator[node]]
      if (under[node] > 0) folded[under[node] - 1]++
    }
  }
  return folded
}

function inLevels(kept: readonly number[], parents: readonly number[], retained: ArrayLike<number>, foldedOf: Uint32Array): HeaviestPart {
  const firstChild = new Uint32Array(kept.length + 1)
  for (let i = 1; i < kept.length; i++) firstChild[parents[i] + 1]++
  const counts = firstChild.slice(1)
  for (let i = 0; i < kept.length; i++) firstChild[i + 1] += firstChild[i]
  const next = firstChild.slice()
  const lists = new Uint32Array(kept.length)
  for (let i = 1; i < kept.length; i++) lists[next[parents[i]]++] = i
  const nodes = new Uint32Array(kept.length)
  const children = new Uint32Array(kept.length)
  const folded = new Uint32Array(kept.length)
  const queue = new Uint32Array(kept.length)
  let end = kept.length > 0 ? 1 : 0
  for (let at = 0; at < end; at++) {
    const i = queue[at]
    nodes[at] = kept[i]
    children[at] = counts[i]
    folded[at] = foldedOf[i]
    const held = lists.subarray(firstChild[i], firstChild[i + 1])
    held.sort((a, b) => retained[kept[b]] - retained[kept[a]] || a - b)
    queue.set(held, end)
    end += held.length
  }
  return { nodes, children, folded }
}
