import type { HeapGraph } from '../graph/heap-graph.js'
import { printable } from '../printable.js'

/** A string's name is its text: a longer part would not help. */
const longest = 160

/** What an object is called beside its class: a string by its text, a function as `name()`. Harmless to print. Empty where the class says all. */
export function nodeName(graph: HeapGraph, node: number, className: string): string {
  const type = graph.typeOf(node)
  const name = graph.nameOf(node).slice(0, longest)
  if (graph.isTextless || name === '' || name === className) return ''
  return printable(type === 'string' ? JSON.stringify(name) : type === 'closure' ? `${name}()` : name)
}
