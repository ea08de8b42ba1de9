import type { HeapGraph } from './heap-graph.js'

/** How DevTools calls the nodes of a type that have no class of their own (JSHeapSnapshotNode.className). */
const CALLED: Readonly<Record<string, string>> = {
  hidden: '(system)',
  code: '(compiled code)',
  closure: 'Function',
  regexp: 'RegExp',
}

/** What DevTools calls all nodes of a type that have no class of their own. */
export const classNameOfType = (type: string): string => CALLED[type] ?? `(${type})`

/** Types whose nodes are called by their class. */
const NAMED = ['object', 'native']

/** The class of each node, in numbers. */
export interface Classes {
  /** By node. */
  readonly classOf: Uint32Array
  /** By class. */
  readonly names: readonly string[]
}

const known = new WeakMap<HeapGraph, Classes>()

/** A class is a constructor's name, or what all of a type are, as `(string)`. Found once for a graph: linear in its nodes. */
export function classesOf(graph: HeapGraph): Classes {
  let classes = known.get(graph)
  if (!classes) known.set(graph, (classes = findClasses(graph)))
  return classes
}

function findClasses(graph: HeapGraph): Classes {
  const { nodeType, nodeName, nodeTypes, nodeCount } = graph
  const names: string[] = []
  const numbers = new Map<string, number>()
  const numberOf = (name: string): number => {
    let number = numbers.get(name)
    if (number === undefined) {
      number = names.length
      names.push(name)
      numbers.set(name, number)
    }
    return number
  }
  const byType = Int32Array.from(nodeTypes, (type) => (NAMED.includes(type) ? -1 : numberOf(classNameOfType(type))))
  const byName = new Map<number, number>()
  const classOf = new Uint32Array(nodeCount)
  for (let node = 0; node < nodeCount; node++) {
    let number = byType[nodeType[node]]
    if (number < 0) {
      number = byName.get(nodeName[node]) ?? -1
      if (number < 0) byName.set(nodeName[node], (number = numberOf(tagOnly(graph.nameOf(node)))))
    }
    classOf[node] = number
  }
  return { classOf, names }
}

/** `<div id="a">` is one of the class `<div>`. */
function tagOnly(name: string): string {
  const space = name.startsWith('<') || name.startsWith('Detached <') ? name.indexOf(' ', name.indexOf('<')) : -1
  return space < 0 ? name : `${name.slice(0, space)}>`
}

export function classNameOf(graph: HeapGraph, node: number): string {
  const { classOf, names } = classesOf(graph)
  return names[classOf[node]]
}
