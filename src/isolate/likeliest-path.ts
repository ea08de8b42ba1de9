import { classesOf } from '../graph/classes.js'
import { pathText } from '../snapshot/queries.js'
import { liveHeap } from './live-heap.js'

/** How many objects of a class are looked at, spread over all of them. */
const SAMPLE = 32

/** For a class of the heap as it is now: the path that most of a sample have, indices left out; undefined where there is none of the class. */
export function likeliestPath(): (className: string) => string | undefined {
  const graph = liveHeap()
  const { classOf, names } = classesOf(graph)
  return (className) => {
    const wanted = names.indexOf(className)
    const nodes: number[] = []
    for (let node = 0; node < graph.nodeCount; node++) if (classOf[node] === wanted) nodes.push(node)
    const counts = new Map<string, number>()
    const step = Math.max(1, nodes.length / SAMPLE)
    for (let at = 0; at < nodes.length; at += step) {
      const path = pathText(graph, nodes[Math.floor(at)] as number).replace(/\[\d+\]/g, '[…]')
      counts.set(path, (counts.get(path) ?? 0) + 1)
    }
    return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0]
  }
}
