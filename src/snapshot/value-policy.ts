import { MemSizeError } from '../errors.js'
import type { HeapGraph } from '../graph/heap-graph.js'
import { CODE, FUNCTION, nodeRules, REGEXP, SCOPE, STOP } from './node-rules.js'

/*
 * What a value holds, read off the engine's own graph: the rules of "What counts", as V8 11 to 15 writes its heap down.
 * Every rule follows from heap-snapshot-generator.cc; the functions named below are there.
 * https://github.com/v8/v8/blob/main/src/profiler/heap-snapshot-generator.cc
 */

/** Held weakly, or a second way to say what another edge says (a bound function's arguments, a global proxy's realm). */
const SKIPPED_EDGE_TYPES = ['weak', 'shortcut']

/** Internal edges no value holds by: the hidden class of any object. */
const SKIPPED_INTERNAL = ['map']

/**
 * A WeakMap entry is a strong edge from its key and from the table, both named so (CreateEphemeronEdges); held weakly, both are
 * skipped, or any object ever used as a key would own the value.
 */
const EPHEMERON = /^\d+ \/ part of key \(/

/**
 * A function counts itself and its own properties; its code, its closure and what it constructs are not its value.
 * `prototype` is skipped only as the engine's own edge, which comes after `__proto__` (ExtractJSObjectReferences).
 */
const SKIPPED_OF_FUNCTIONS = ['shared', 'code', 'feedback_cell', 'initial_map', 'non_instance_prototype_tuple']

/** A closure's variables: followed where asked for. */
const CONTEXT_OF_FUNCTIONS = 'context'

/** What a regular expression is compiled to hangs on it by hidden edges, shared by all with that source and flags; its source is a string. */
const KEPT_OF_REGEXPS = ['string', 'concatenated string', 'sliced string', 'number']

/**
 * Roots of read-only space: shared by every value. V8 13 and later write what is in that space with no size; V8 11 and 12 with its size, so there it
 * is known by being reached from the synthetic node of this name. Not all is: of the 983 texts that V8 11 keeps there 260 are not, of the 1,501 of
 * V8 12 778, and nothing in the file distinguishes them. 'status', 'time', 'year' count with their size on Node 22, unless they are given as `stops`.
 */
const READ_ONLY_ROOTS = '(Read-only roots)'

const PROPERTY_ARRAY = 'system / PropertyArray'

/** Edges to stores that one object alone owns: its named properties, its elements, the table of a Map, Set or weak collection. */
const OWN_STORES = ['properties', 'elements', 'table']

export interface Extent {
  /** The sum of the self sizes. */
  readonly bytes: number
  /** How many heap objects that are; read-only ones, which have no size, are not among them. */
  readonly count: number
  /** Which ones; only where asked for. */
  readonly nodes?: Uint32Array
}

export interface ExtentOptions {
  /** Also list the nodes. */
  readonly nodes?: boolean
  /** Nodes that somebody knows to be no part of the value: neither counted nor looked into. */
  readonly stops?: ReadonlySet<number> | undefined
  /** Edges that somebody knows to lead to no part of the value. */
  readonly skips?: ReadonlySet<number> | undefined
  /** Edges that somebody knows to lead to a part of the value, whatever their names. */
  readonly follows?: ReadonlySet<number> | undefined
  /** Nodes that somebody knows to belong to the value, though no edge of the snapshot says so. */
  readonly also?: readonly number[] | undefined
  /** Follow the variables that functions hold in their closures, up to those of a script or module. */
  readonly contexts?: boolean | undefined
}

/** All that a value holds, itself included, each heap object once. */
export function deepOf(graph: HeapGraph, node: number, options?: ExtentOptions): Extent {
  return policyOf(graph).deep(node, options)
}

/** An object with its own stores: elements, properties, hash table, and the boxes of its double fields. */
export function shallowOf(graph: HeapGraph, node: number, options?: ExtentOptions): Extent {
  return policyOf(graph).shallow(node, options)
}

/**
 * The values somebody has put into `vals` of the one instance of a class of that name: array index -> node. Values that are no heap
 * objects (small integers) are missing.
 */
export function findHolder(graph: HeapGraph, name: string): Map<number, number> {
  for (const nodes of findHolders(graph, name)) return nodes
  throw new MemSizeError(`Expected an instance of class ${name} with a field 'vals' in the snapshot, found none. Keep it alive.`)
}

/** The same for every instance of such a class. */
export function* findHolders(graph: HeapGraph, name: string): Generator<Map<number, number>> {
  const { nodeType, nodeName, firstEdge, edgeTo } = graph
  const object = graph.nodeTypes.indexOf('object')
  const element = graph.edgeTypes.indexOf('element')
  const text = graph.strings.indexOf(name)
  for (let node = 0; node < graph.nodeCount; node++) {
    if (nodeName[node] !== text || nodeType[node] !== object) continue
    const vals = graph.findEdge(node, 'property', 'vals') // the class's prototype goes by the same name
    if (vals < 0) continue
    const array = edgeTo[vals]
    const found = new Map<number, number>()
    for (let edge = firstEdge[array]; edge < firstEdge[array + 1]; edge++) {
      if (graph.edgeType[edge] === element) found.set(graph.edgeName[edge], edgeTo[edge])
    }
    yield found
  }
}

const policies = new WeakMap<HeapGraph, ValuePolicy>()

function policyOf(graph: HeapGraph): ValuePolicy {
  let policy = policies.get(graph)
  if (!policy) policies.set(graph, (policy = new ValuePolicy(graph)))
  return policy
}

// What an edge's name is to the policy.
const UNKNOWN = 0
const OTHER = 1
const NEVER = 2
const OF_FUNCTION = 3
const PROTO = 4
const PROTOTYPE = 5
const ELEMENTS = 6
const STORE = 7
const CONTEXT_EDGE = 8

const NAME_RULES = new Map<string, number>([
  ...SKIPPED_INTERNAL.map((name) => [name, NEVER] as const),
  ...SKIPPED_OF_FUNCTIONS.map((name) => [name, OF_FUNCTION] as const),
  ...OWN_STORES.map((name) => [name, STORE] as const),
  [CONTEXT_OF_FUNCTIONS, CONTEXT_EDGE],
  ['__proto__', PROTO],
  ['prototype', PROTOTYPE],
  ['elements', ELEMENTS],
])

/** The rules, made ready for one graph, and what its walks share: a mark per node, so that a walk costs only what it visits. */
class ValuePolicy {
  private readonly graph: HeapGraph
  private readonly nodeRule: Uint8Array
  private readonly nameRule: Uint8Array
  private readonly skippedType: Uint8Array
  private readonly keptOfRegexps: Uint8Array
  private readonly property: number
  private readonly internal: number
  private readonly hidden: number
  private readonly number: number
  private readonly array: number
  /** Indices of names. */
  private readonly empty: number
  private readonly propertyArray: number
  /** Whether small integers have nodes: then property edges of numbers are written for every field. */
  private readonly smiNodes: boolean
  private readonly mark: Uint32Array
  private walk = 0
  private stack = new Uint32Array(1 << 10)

  constructor(graph: HeapGraph) {
    this.graph = graph
    this.skippedType = Uint8Array.from(graph.edgeTypes, (type) => (SKIPPED_EDGE_TYPES.includes(type) ? 1 : 0))
    this.keptOfRegexps = Uint8Array.from(graph.nodeTypes, (type) => (KEPT_OF_REGEXPS.includes(type) ? 1 : 0))
    this.property = graph.edgeTypes.indexOf('property')
    this.internal = graph.edgeTypes.indexOf('internal')
    this.hidden = graph.edgeTypes.indexOf('hidden')
    this.number = graph.nodeTypes.indexOf('number')
    this.array = graph.nodeTypes.indexOf('array')
    this.empty = graph.strings.indexOf('')
    this.propertyArray = graph.strings.indexOf(PROPERTY_ARRAY)
    this.smiNodes = graph.findNode('number', 'smi number') >= 0
    this.mark = new Uint32Array(graph.nodeCount)
    this.nameRule = new Uint8Array(graph.strings.length)
    this.nodeRule = nodeRules(graph)
    this.stopReadOnly()
  }

  deep(root: number, options: ExtentOptions = {}): Extent {
    const { edgeTo, firstEdge, selfSize } = this.graph
    const { mark, nodeRule } = this
    const walk = ++this.walk
    const contexts = options.contexts === true
    const nodes: number[] | undefined = options.nodes ? [] : undefined
    let bytes = 0
    let count = 0
    let top = 0
    const { skips, follows } = options
    if (options.stops) for (const stop of options.stops) mark[stop] = walk
    if (nodeRule[root] < CODE && mark[root] !== walk) {
      mark[root] = walk
      this.stack[top++] = root
    }
    const also = options.also ?? []
    if (also.length >= this.stack.length) this.growStack(also.length + 1)
    for (const node of also) {
      if (nodeRule[node] >= CODE || mark[node] === walk) continue
      mark[node] = walk
      this.stack[top++] = node
    }
    while (top > 0) {
      const node = this.stack[--top]
      const size = selfSize[node]
      if (size > 0) {
        bytes += size
        count++
        nodes?.push(node)
      }
      const degree = firstEdge[node + 1] - firstEdge[node]
      if (top + degree > this.stack.length) this.growStack(top + degree)
      const { stack } = this
      let proto = -1
      for (let edge = firstEdge[node]; edge < firstEdge[node + 1]; edge++) {
        let followed = edge
        const rule = skips?.has(edge) ? NEVER : follows?.has(edge) ? OTHER : this.edgeRule(node, edge, proto, contexts)
        if (rule === PROTO) {
          // The last edge of that name is the prototype; one before it is an own property called __proto__.
          followed = proto
          proto = edge
          if (followed < 0) continue
        } else if (rule === NEVER) continue
        const to = edgeTo[followed]
        if (mark[to] === walk) continue
        const kind = nodeRule[to]
        if (kind >= CODE && !(kind === CODE && rule === ELEMENTS) && !(kind === SCOPE && contexts)) continue
        mark[to] = walk
        stack[top++] = to
      }
    }
    return nodes ? { bytes, count, nodes: Uint32Array.from(nodes) } : { bytes, count }
  }

  shallow(node: number, options: ExtentOptions = {}): Extent {
    const { graph, nodeRule } = this
    const { edgeTo, edgeType, firstEdge, nodeName, selfSize } = graph
    const walk = ++this.walk
    const nodes: number[] = []
    const add = (part: number) => {
      if (this.mark[part] === walk) return
      this.mark[part] = walk
      if (selfSize[part] > 0) nodes.push(part)
    }
    if (nodeRule[node] < CODE) {
      add(node)
      let properties = -1
      for (let edge = firstEdge[node]; edge < firstEdge[node + 1]; edge++) {
        const rule = edgeType[edge] === this.internal ? this.nameRuleOf(graph.edgeName[edge]) : OTHER
        const to = edgeTo[edge]
        // that of an ArrayBuffer hangs on a hidden edge: its extractor names the backing store alone (ExtractJSArrayBufferReferences)
        const isPropertyArray = edgeType[edge] === this.hidden && nodeName[to] === this.propertyArray
        if ((rule !== STORE && rule !== ELEMENTS && !isPropertyArray) || nodeRule[to] === STOP) continue
        add(to)
        if (isPropertyArray || (rule === STORE && graph.edgeNameOf(edge) === 'properties')) properties = to
      }
      this.addBoxes(node, properties, add)
    }
    const bytes = nodes.reduce((sum, part) => sum + selfSize[part], 0)
    return options.nodes ? { bytes, count: nodes.length, nodes: Uint32Array.from(nodes) } : { bytes, count: nodes.length }
  }

  /**
   * The boxes of double fields. Up to V8 14 such a field has no property edge, and its box shows as a hidden edge of whatever has the slot,
   * the object or its property array; a number in any other field has a property edge, and may be shared (ExtractPropertyReferences).
   * V8 15 writes property edges for all, small integers too: there, every number of a fast object is taken for a box of its own.
   */
  private addBoxes(node: number, properties: number, add: (node: number) => void): void {
    const { edgeTo, edgeType, firstEdge, nodeType } = this.graph
    const isNumber = (to: number) => nodeType[to] === this.number && this.nodeRule[to] !== STOP
    const tagged = new Set<number>()
    const dictionary = properties >= 0 && nodeType[properties] === this.array
    for (let edge = firstEdge[node]; edge < firstEdge[node + 1]; edge++) {
      const to = edgeTo[edge]
      if (!isNumber(to) || !this.isPropertyEdge(edge)) continue
      if (this.smiNodes && !dictionary) add(to)
      else tagged.add(to)
    }
    for (const owner of dictionary ? [node] : [node, properties]) {
      if (owner < 0) continue
      for (let edge = firstEdge[owner]; edge < firstEdge[owner + 1]; edge++) {
        const to = edgeTo[edge]
        if (edgeType[edge] === this.hidden && isNumber(to) && !tagged.has(to)) add(to)
      }
    }
  }

  /** The property called '' has an edge of type internal without a name (SetPropertyReference). */
  private isPropertyEdge(edge: number): boolean {
    const { edgeName, edgeType } = this.graph
    return edgeType[edge] === this.property || (edgeType[edge] === this.internal && edgeName[edge] === this.empty)
  }

  /** NEVER, PROTO or ELEMENTS, or OTHER for an edge that is simply followed. `proto`: the edge called __proto__ met before, or -1. */
  private edgeRule(node: number, edge: number, proto: number, contexts: boolean): number {
    const { graph, nodeRule } = this
    const type = graph.edgeType[edge]
    if (this.skippedType[type]) return NEVER
    const owner = nodeRule[node]
    if (type === this.property) {
      const rule = this.nameRuleOf(graph.edgeName[edge])
      if (rule === PROTO) return PROTO
      return rule === PROTOTYPE && owner === FUNCTION && proto >= 0 ? NEVER : OTHER
    }
    if (type === this.internal) {
      const rule = this.nameRuleOf(graph.edgeName[edge])
      if (rule === NEVER || (owner === FUNCTION && (rule === OF_FUNCTION || (rule === CONTEXT_EDGE && !contexts)))) return NEVER
      return rule === ELEMENTS ? ELEMENTS : OTHER
    }
    if (type === this.hidden && owner === REGEXP) return this.keptOfRegexps[graph.nodeType[graph.edgeTo[edge]]] ? OTHER : NEVER
    return OTHER
  }

  private nameRuleOf(name: number): number {
    const known = this.nameRule[name]
    if (known !== UNKNOWN) return known
    const text = this.graph.strings.text(name)
    return (this.nameRule[name] = NAME_RULES.get(text) ?? (EPHEMERON.test(text) ? NEVER : OTHER))
  }

  private growStack(need: number): void {
    const larger = new Uint32Array(Math.max(need, this.stack.length * 2))
    larger.set(this.stack)
    this.stack = larger
  }

  /** Read-only objects refer to read-only objects alone, so all that is reached from the roots is. */
  private stopReadOnly(): void {
    const { graph, nodeRule } = this
    const root = graph.findNode('synthetic', READ_ONLY_ROOTS)
    if (root < 0) return
    const stack = [root]
    const seen = new Uint8Array(graph.nodeCount)
    seen[root] = 1
    for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
      nodeRule[node] = STOP
      for (let edge = graph.firstEdge[node]; edge < graph.firstEdge[node + 1]; edge++) {
        const to = graph.edgeTo[edge]
        if (seen[to] || this.skippedType[graph.edgeType[edge]]) continue
        seen[to] = 1
        stack.push(to)
      }
    }
  }
}
