import { sourceOf } from '../graph/distances.js'
import type { HeapGraph } from '../graph/heap-graph.js'
import { propertyText } from '../graph/property-text.js'

/** An edge as a step of a path. */
export function edgeText(graph: HeapGraph, edge: number, from = sourceOf(graph, edge)): string {
  const name = graph.edgeNameOf(edge)
  switch (graph.edgeTypeOf(edge)) {
    case 'element':
      return `[${name}]`
    case 'property':
      return propertyText(name)
    case 'shared':
      return propertyText(name)
    case 'key':
    case 'value':
    case 'member':
      return `<${graph.edgeTypeOf(edge)} ${name}>`
    case 'context':
      // a snapshot has the variables in an object of their own, which the function has
      return graph.nameOf(from).startsWith('system / Context') ? `.${name}` : `(closure).${name}`
    case 'shortcut':
      return `<${name}>`
    case 'weak':
      return `<weak ${name}>`
    default: {
      if (name === 'context' && graph.typeOf(from) === 'closure') return '(closure)'
      const key = /^\d+ \/ part of key \((.*? @\d+)\)/s.exec(name)
      return key ? `<WeakMap value of ${key[1]}>` : `<${name}>`
    }
  }
}
