import type { HeapGraph } from '../graph/heap-graph.js'
import { dominatorTree, pathText } from './queries.js'
import { type WasteRule, WasteView, wasteRules } from './waste-rules.js'

/** Objects alike that waste bytes. */
export interface WasteGroup {
  /** The text of a string, the class of an object. Not made harmless to print. */
  readonly what: string
  /** How many objects there are. */
  readonly count: number
  /** Bytes to be saved in all of them. */
  readonly bytes: number
  /** The one of them that wastes most, and why it is alive. */
  readonly node: number
  /** The engine's number of that object. */
  readonly id: number
  /** Why it is alive, as one line. Not made harmless to print. */
  readonly path: string
}

/** All waste of one kind. */
export interface Waste {
  /** What kind of waste: `duplicate strings`, `boxed numbers`. */
  readonly kind: string
  /** What to do about it, in a sentence. */
  readonly advice: string
  /** How many objects there are. */
  readonly count: number
  /** Bytes to be saved: exactly, or at most. */
  readonly bytes: number
  /** Whether `bytes` is exact, or the most that can be saved. */
  readonly exact: boolean
  /** The groups that waste most, the most first. */
  readonly groups: readonly WasteGroup[]
}

/** How much waste is shown. */
export interface WasteOptions {
  /** At most this many groups of each kind; default 10. */
  readonly groups?: number | undefined
}

/**
 * Bytes that could be saved: duplicate strings, slices and views that keep large strings and buffers alive, boxed numbers, objects in dictionary
 * mode, empty Maps and Sets, sparse arrays, spare room. Most first. Linear in nodes and edges. Takes a heap snapshot, or a value's graph:
 * `findWaste(graph(value, { details: true }))`; without details a graph has neither texts nor lengths, and less is found.
 *
 * What a snapshot does not show: holes, `undefined` and small integers leave no edge, so a Map of them looks empty, an array of them sparse, and one
 * with some among its objects is left out; an array of fractions shows no element; strings are distinguished by 1024 characters; how long slices and
 * views are is unknown; nor is it seen what an object has reserved for fields to come. `exact` says where that matters.
 */
export function findWaste(graph: HeapGraph, { groups = 10 }: WasteOptions = {}): Waste[] {
  const view = new WasteView(dominatorTree(graph))
  return wasteRules
    .map((rule) => wasteOf(rule, view, groups))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.bytes - a.bytes)
}

function wasteOf(rule: WasteRule, view: WasteView, most: number): Waste {
  const { graph } = view
  const found = new Map<number | string, { count: number; bytes: number; node: number; heaviest: number }>()
  let count = 0
  let bytes = 0
  rule.find(view, (node, saved, group) => {
    count++
    bytes += saved
    const of = found.get(group)
    if (of === undefined) {
      found.set(group, { count: 1, bytes: saved, node, heaviest: saved })
      return
    }
    of.count++
    of.bytes += saved
    if (saved > of.heaviest) Object.assign(of, { node, heaviest: saved })
  })
  const groups = [...found].sort(([, a], [, b]) => b.bytes - a.bytes).slice(0, most)
  return {
    kind: rule.kind,
    advice: rule.advice,
    count,
    bytes,
    exact: rule.exact || view.details !== undefined,
    groups: groups.map(([group, { count, bytes, node }]) => ({
      what: typeof group === 'number' ? graph.strings.text(group) : group,
      count,
      bytes,
      node,
      id: graph.nodeId[node],
      path: pathText(graph, node),
    })),
  }
}
