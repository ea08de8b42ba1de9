import { classesOf } from './classes.js'
import type { DominatorTree } from './dominators.js'

/** All nodes of one class. */
export interface HeapClass {
  /** The class's name. */
  readonly name: string
  /** Those that have bytes of their own: a store that counts as its owner's is not one more. */
  readonly count: number
  /** Bytes of their own. */
  readonly shallow: number
  /** Bytes that would be freed with all of them; what one of them retains is not counted again for another. */
  readonly retained: number
}

/** A dominator tree in columns, and the class of each node. */
export interface ClassedTree {
  readonly root: number
  /** By node: bytes of its own, and with all below it. */
  readonly own: ArrayLike<number>
  readonly retained: ArrayLike<number>
  readonly classOf: ArrayLike<number>
  readonly classNames: readonly string[]
  /** The children of node n are childList[firstChild[n]] up to childList[firstChild[n + 1]]. */
  readonly firstChild: Uint32Array
  readonly childList: Uint32Array
}

/** The engine's roots are no objects, and retain everything. */
const ROOTS = '(synthetic)'

/** Every class of a heap, the most retained bytes first. Linear in the nodes reached. */
export function heapClasses({ graph, root, shallow, retained, children }: DominatorTree): HeapClass[] {
  const { classOf, names } = classesOf(graph)
  return classesBelow({ root, own: shallow, retained, classOf, classNames: names, ...children })
}

/**
 * Every class of a tree, the most retained bytes first. Linear in its nodes.
 *
 * A node adds what it retains only where none of its class dominates it: on the way down the dominator tree, a class is open from the first
 * node of it until that node is left (as HeapSnapshot.calculateClassAggregates does).
 */
export function classesBelow({ root, own, retained: retainedBy, classOf, classNames, firstChild, childList }: ClassedTree): HeapClass[] {
  const counts = new Float64Array(classNames.length)
  const shallow = new Float64Array(classNames.length)
  const retained = new Float64Array(classNames.length)
  const open = new Uint8Array(classNames.length)
  // node and next child, by depth; a node below which its class opened is marked so that leaving it closes the class
  const path = new Uint32Array(childList.length + 1)
  const opener = new Uint8Array(path.length)
  const cursor = new Uint32Array(path.length)
  let depth = -1
  const enter = (node: number) => {
    const kind = classOf[node]
    const isCounted = own[node] > 0
    if (isCounted) counts[kind]++
    shallow[kind] += own[node]
    path[++depth] = node
    cursor[depth] = firstChild[node]
    opener[depth] = isCounted && open[kind] === 0 ? 1 : 0
    if (opener[depth] === 1) {
      open[kind] = 1
      retained[kind] += retainedBy[node]
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
  classNames.forEach((name, kind) => {
    if (retained[kind] > 0 && name !== ROOTS) rows.push({ name, count: counts[kind], shallow: shallow[kind], retained: retained[kind] })
  })
  return rows.sort((a, b) => b.retained - a.retained || b.shallow - a.shallow)
}
