import { liveGraphOf } from './live-graph.js'
import { type Measurement, measurementOf } from './measure.js'
import { type Chosen, chosenOptions } from './method.js'
import type { SizeOptions } from './options.js'
import { ClassTable, classSumsOf } from './tree/class-table.js'
import { Nodes } from './tree/nodes.js'
import { SizeTree } from './tree/size-tree.js'

/** Everything a value holds, each object by itself. */
export interface Breakdown {
  readonly measurement: Measurement
  readonly tree: SizeTree
  readonly classes: ClassTable
}

/**
 * Where the bytes of a value are: every object it holds under the one that keeps it alive, which is the nearest that all ways to it lead through
 * (its dominator); `retained` is what would be freed with it. Like `measure`, it calls and changes nothing in the value. Time and memory: linear in
 * objects and references, but for a logarithm.
 */
export function explain(value: unknown, options?: SizeOptions): SizeTree {
  return breakDown(value, options).tree
}

/** What a value holds by class: how many objects and how many bytes, heaviest first. All strings are one row. */
export function byClass(value: unknown, options?: SizeOptions): ClassTable {
  const chosen = chosenOptions(options)
  for (const method of chosen.methods) {
    const sums = method.classes?.(value, chosen)
    if (sums !== undefined) return new ClassTable(sums)
    if (method.classes === undefined) break
  }
  return brokenDown(value, chosen).classes
}

export const breakDown = (value: unknown, options?: SizeOptions): Breakdown => brokenDown(value, chosenOptions(options))

function brokenDown(value: unknown, chosen: Chosen): Breakdown {
  const { by, live, total } = liveGraphOf(value, [], chosen, { slack: true })
  const measurement = measurementOf(value, chosen, by, total)
  const nodes = new Nodes(measurement, live)
  return { measurement, tree: new SizeTree(nodes), classes: new ClassTable(classSumsOf(nodes)) }
}
