import type { HeapGraph } from '../graph/heap-graph.js'

// What a node of a heap snapshot is to the value policy, by its type and its name.

export const VALUE = 0
export const FUNCTION = 1
export const REGEXP = 2
export const CODE = 3 // counted only as somebody's elements
export const SCOPE = 4 // a context, counted only where asked for
export const STOP = 5

/** Code and hidden classes. A store shared by the arrays of one literal is typed 'code' too (copy-on-write): see `elements`. */
const STOPPED_NODE_TYPES = ['synthetic', 'object shape', 'code']

/**
 * Engine objects that some value refers to and none owns: realms, what functions of C++ are made from, the text range of
 * a class, built-in accessors such as a function's name, the oddballs.
 */
const STOPPED_NODE_NAMES =
  /^system \/ (NativeContext|FunctionTemplateInfo|ObjectTemplateInfo|ClassPositions|AccessorInfo|Oddball|Hole)( |$)/

/** The variables of one run of a function or block; those of a module have it as their extension, and are the module's. */
const CONTEXT = /^system \/ Context( |$)/
const MODULE = /^system \/ SourceTextModule( |$)/

const REALM = /^system \/ NativeContext( |$)/

/** The realm's two faces of globalThis, by the edges of a NativeContext (ExtractContextReferences). */
const GLOBALS_OF_REALM = ['global_object', 'global_proxy_object']

/** The realm's list of the variables that scripts declare at their top: the script's contexts, which are the realm's and no function's. */
const SCRIPTS_OF_REALM = 'script_context_table'

/** What each node is to the policy. Linear in the nodes. */
export function nodeRules(graph: HeapGraph): Uint8Array {
  const byType = Uint8Array.from(graph.nodeTypes, (type) => {
    if (type === 'code') return CODE
    if (STOPPED_NODE_TYPES.includes(type)) return STOP
    return type === 'closure' ? FUNCTION : type === 'regexp' ? REGEXP : VALUE
  })
  const named = Uint8Array.from(graph.nodeTypes, (type) => (['hidden', 'native', 'object'].includes(type) ? 1 : 0))
  const isStopped = tester(graph, STOPPED_NODE_NAMES)
  const isContext = tester(graph, CONTEXT)
  const isModule = tester(graph, MODULE)
  const isRealm = tester(graph, REALM)
  const rules = new Uint8Array(graph.nodeCount)
  for (let node = 0; node < graph.nodeCount; node++) {
    const type = graph.nodeType[node]
    const name = graph.nodeName[node]
    rules[node] = !named[type] ? byType[type] : isStopped(name) ? STOP : isContext(name) ? SCOPE : byType[type]
  }
  for (let node = 0; node < graph.nodeCount; node++) {
    if (rules[node] === SCOPE) {
      const extension = graph.findEdge(node, 'internal', 'extension')
      if (extension >= 0 && isModule(graph.nodeName[graph.edgeTo[extension]])) rules[node] = STOP
    }
    if (named[graph.nodeType[node]] && isRealm(graph.nodeName[node])) stopOfRealm(graph, node, rules)
  }
  return rules
}

/** What is a realm's, and no value's. */
function stopOfRealm(graph: HeapGraph, realm: number, rules: Uint8Array): void {
  for (const name of GLOBALS_OF_REALM) {
    const edge = graph.findEdge(realm, 'internal', name)
    if (edge >= 0) rules[graph.edgeTo[edge]] = STOP
  }
  const scripts = graph.findEdge(realm, 'internal', SCRIPTS_OF_REALM)
  if (scripts < 0) return
  const table = graph.edgeTo[scripts]
  for (let edge = graph.firstEdge[table]; edge < graph.firstEdge[table + 1]; edge++) {
    if (rules[graph.edgeTo[edge]] === SCOPE) rules[graph.edgeTo[edge]] = STOP
  }
}

/** Tests names by index, each text once. */
function tester(graph: HeapGraph, pattern: RegExp): (name: number) => boolean {
  const known = new Map<number, boolean>()
  return (name) => {
    let result = known.get(name)
    if (result === undefined) known.set(name, (result = pattern.test(graph.strings.text(name))))
    return result
  }
}
