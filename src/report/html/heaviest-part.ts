import type { TreeNodes } from '../../tree/nodes.js'

/** A part of a tree, level by level: those of one holder next to each other, the heaviest first. */
export interface HeaviestPart {
  readonly nodes: Uint32Array
  /** By place in `nodes`: how many of them it holds. They follow each other, so this tells which. */
  readonly children: Uint32Array
  /** Whether any that has bytes was left out. */
  readonly isCut: boolean
}

/**
 * The root, and the nodes with the most bytes: `most` in all, none that has no bytes. Nothing is heavier than its holder, so they are a tree
 * again. Time O(nodes × log nodes), for the sort of doubles.
 */
export function heaviestPart(tree: TreeNodes, most: number): HeaviestPart {
  const { root, retained, firstChild, childList } = tree
  const everything = nodesBelow(tree)
  const limit = lightestKept(everything.subarray(1), retained, most - 1)
  // of those as heavy as the lightest kept, so many; a holder is met before what it holds
  let { equal } = limit
  const isKept = (node: number) => retained[node] > limit.bytes || (retained[node] === limit.bytes && equal-- > 0)
  const count = Math.min(everything.length, most)
  const nodes = new Uint32Array(count)
  const children = new Uint32Array(count)
  nodes[0] = root
  let end = 1
  for (let at = 0; at < end; at++) {
    const held = childList.subarray(firstChild[nodes[at]], firstChild[nodes[at] + 1]).filter(isKept)
    nodes.set(
      held.sort((a, b) => retained[b] - retained[a] || a - b),
      end,
    )
    children[at] = held.length
    end += held.length
  }
  return { nodes: nodes.subarray(0, end), children: children.subarray(0, end), isCut: limit.bytes > 0 }
}

function nodesBelow({ root, firstChild, childList }: TreeNodes): Uint32Array {
  const nodes = new Uint32Array(childList.length + 1)
  nodes[0] = root
  let end = 1
  for (let at = 0; at < end; at++) {
    const held = childList.subarray(firstChild[nodes[at]], firstChild[nodes[at] + 1])
    nodes.set(held, end)
    end += held.length
  }
  return nodes.subarray(0, end)
}

/** The bytes of the lightest of the `most` heaviest, and how many of as many bytes are among them. */
function lightestKept(nodes: Uint32Array, retained: ArrayLike<number>, most: number): { bytes: number; equal: number } {
  const bytes = new Float64Array(nodes.length)
  for (let i = 0; i < nodes.length; i++) bytes[i] = retained[nodes[i]]
  bytes.sort()
  const first = Math.max(0, bytes.length - most)
  const lightest = bytes[first] ?? Infinity
  // all that have any bytes
  if (first === 0 || lightest === 0) return { bytes: 0, equal: 0 }
  let equal = 0
  while (bytes[first + equal] === lightest) equal++
  return { bytes: lightest, equal }
}
