import type { Live, Wanted } from './measuring.js'
import { ask, type Chosen } from './method.js'
import { modelGraph } from './model/model-graph.js'

/** Everything a value holds as a graph, by the first method that can. */
export const liveGraphOf = (value: unknown, targets: readonly unknown[], chosen: Chosen, wanted: Wanted): Live =>
  ask(chosen, (method) =>
    method.graph === undefined ? modelGraph(value, targets, chosen, wanted) : method.graph(value, targets, chosen, wanted),
  )
