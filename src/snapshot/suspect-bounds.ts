import { sourceOf } from '../graph/distances.js'
import type { HeapGraph } from '../graph/heap-graph.js'
import type { Ways } from '../graph/program-paths.js'
import { sourcesOf } from '../graph/source-places.js'

/** A name that says how much something may hold. */
const BOUND = /^[#_]?(?:max(?:imum)?_?(?:size|entries|items|bytes|length|count|keys|age|weight)?|limit|capacity|ttl)$/i
const CONSTANT = /^(?:MAX|LIMIT|CAPACITY)(?:_[A-Z_]+)?$/
/** From an object on the way to its owner, so many are asked. */
const mostOwners = 4

/** The field of an object, or of what has it, or the variable beside it, that says how much it may hold: `#max`; undefined where there is none. */
export function boundOf(graph: HeapGraph, ways: Ways, holder: number): string | undefined {
  let at = holder
  for (let i = 0; i < mostOwners; i++) {
    for (const name of namesIn(graph, at)) if (BOUND.test(name) || CONSTANT.test(name)) return name
    const edge = ways.edgeTo(at)
    if (edge < 0) return undefined
    at = sourceOf(graph, edge)
  }
  return undefined
}

/** The names of an object's fields, or of the variables of a context: those that hold small integers too, which have no edges. */
function* namesIn(graph: HeapGraph, node: number): Generator<string> {
  const sources = sourcesOf(graph)
  const scope = sources.internalTarget(node, 'scope_info')
  if (scope >= 0) yield* stringsOf(graph, scope)
  const map = sources.internalTarget(node, 'map')
  const descriptors = map < 0 ? -1 : sources.internalTarget(map, 'descriptors')
  if (descriptors >= 0) yield* stringsOf(graph, descriptors)
}

function* stringsOf(graph: HeapGraph, node: number): Generator<string> {
  for (let edge = graph.firstEdge[node]; edge < graph.firstEdge[node + 1]; edge++) {
    const to = graph.edgeTo[edge]
    const type = graph.typeOf(to)
    if (type === 'string') yield graph.nameOf(to)
    else if (type === 'symbol' || type === 'hidden') {
      // a private name is a symbol
      const name = sourcesOf(graph).internalTarget(to, 'name')
      if (name >= 0 && graph.typeOf(name) === 'string') yield graph.nameOf(name)
    }
  }
}
