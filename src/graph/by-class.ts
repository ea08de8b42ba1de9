import { classesOf } from './classes.js'
import type { DominatorTree } from './dominators.js'

/** All nodes of one class. */
export interface HeapClass {
  readonly name: string
  /** Those that have bytes of their own: a store that counts as its owner's is not one more. */
  readonly count: number
  /** Bytes of their own. */
  readonly shallow: number
  /** Bytes that would be freed with all of them; what one of them retains is not counted again for another. */
  readonly retained: number
}

/** The engine's roots are no objects, and retain everything. */
const ROOTS = '(synthetic)'

/**
 * Every class of a heap, the most retained bytes first. Linear in the nodes reached.
 *
 * A node adds what it retains only where none of its class dominates it: on the way down the dominator tree, a class is open from the first
 * node of it until that node is left (as HeapSnapshot.calculateClassAggregates does).
 */
export function heapClasses(tree: DominatorTree): HeapClass[] {
  const { graph, retained, root, shallow } = tree
  const { firstChild, childList } = tree.children
  const { classOf, names } = classesOf(graph)
  const counts = new Float64Array(names.length)
  const own = new Float64Array(names.length)
  const total = new Float64Array(names.length)
  const open = new Uint8Array(names.length)
  // node and next child, by depth; a node below which its class opened is marked so that leaving it closes the class
  const path = new Uint32Array(tree.order.length)
  const opener = new Uint8Array(tree.order.length)
  const cursor = new Uint32Array(tree.order.length)
  let depth = -1
  const enter = (node: number) => {
    const kind = classOf[node]
    const isCounted = shallow[node] > 0
    if (isCounted) counts[kind]++
    own[kind] += shallow[node]
    path[++depth] = node
    cursor[depth] = firstChild[node]
    opener[depth] = isCounted && open[kind] === 0 ? 1 : 0
    if (opener[depth] === 1) {
      open[kind] = 1
      total[kind] += retained[node]
    }
  }
  enter(root)
  while (depth >= 0) {
    const node = path[depth]
    if (cursor[depth] < firstChild[node + 1]) enter(childList[cursor[depth]++])
    else {
      if (opener[depth] === 1) open[classOf[node]] = 0
      depth--
    }
  }
  const rows: HeapClass[] = []
  names.forEach((name, kind) => {
    if (total[kind] > 0 && name !== ROOTS) rows.push({ name, count: counts[kind], shallow: own[kind], retained: total[kind] })
  })
  return rows.sort((a, b) => b.retained - a.retained || b.shallow - a.shallow)
}
