import { HeapGraph } from '../graph/heap-graph.js'
import type { DescribedArena, LiveGraph } from '../graph/live-graph.js'
import { StringTable } from '../graph/string-table.js'
import { isIndex, Slot, type Step } from '../path-step.js'
import { printable } from '../printable.js'
import { copyOf } from '../text-copy.js'
import type { Met } from '../unknowns.js'
import type { Classes } from './classes.js'
import { Collector, notCounted } from './collector.js'

const nodeTypes = ['object', 'closure', 'string', 'symbol', 'bigint', 'number']
const edgeTypes = ['property', 'element', 'internal', 'key', 'value', 'member', 'shared']

interface Reference {
  /** Nodes of the walk. */
  readonly from: number
  readonly step: Step
  readonly to: number
  /** As a part that others hold too. */
  readonly isShared: boolean
}

/** Keeps of a walk every object and every way it was reached: what a graph is made of where there is no probe. */
export class GraphCollector extends Collector {
  private readonly types: number[] = [nodeTypes.indexOf('number')]
  private readonly nodeOf = new Map<unknown, number>()
  /** By node. */
  private readonly values: unknown[] = []
  private readonly references: Reference[] = []
  /** Nodes first reached as parts that others hold too. */
  private readonly sharedNodes = new Set<number>()
  private isShared = false
  private readonly arenas: DescribedArena[] = []

  constructor(classes: Classes) {
    super(classes)
  }

  override object(node: number, value: object): void {
    super.object(node, value)
    this.keep(node, value, typeof value === 'function' ? 'closure' : 'object')
  }

  override primitive(node: number, value: string | symbol | bigint): void {
    super.primitive(node, value)
    this.keep(node, value, typeof value)
  }

  again(from: number, step: Step, value: unknown): void {
    const to = this.nodeOf.get(keyOf(value))
    if (to !== undefined) this.references.push({ from, step, to, isShared: this.isShared })
  }

  arena(node: number, name: PropertyKey, used: number, capacity: number): void {
    this.arenas.push({ node, name: printable(String(name)), used, capacity })
  }

  sharing(on: boolean): void {
    this.isShared = on
  }

  /** The graph, the measured value as node 0. */
  finish(value: unknown, targets: readonly unknown[], unknowns: readonly Met[], withValues = false): LiveGraph {
    const { parents = [], steps = [] } = this.trail ?? {}
    const count = parents.length
    // node 0 of the trail is above the value; what `exclude` left out was never told
    const numbers = new Int32Array(count).fill(-1)
    let nodeCount = 0
    for (let node = 1; node < count; node++) if (this.classOf[node] !== notCounted) numbers[node] = nodeCount++
    const references: Reference[] = []
    for (let node = 2; node < count; node++) {
      if (numbers[node] < 0) continue
      references.push({ from: parents[node] as number, step: steps[node] as Step, to: node, isShared: this.sharedNodes.has(node) })
    }
    // the ways that came later
    for (const reference of this.references) references.push(reference)
    const classOf = new Uint32Array(Math.max(1, nodeCount))
    numbers.forEach((number, node) => {
      if (number >= 0) classOf[number] = this.classOf[node] as number
    })
    const classNames = [...this.classNames]
    // a value that is not an object of a walk has the class that has no name
    if (nodeCount === 0) classNames[0] = value === null ? 'null' : typeof value
    return {
      graph: nodeCount === 0 ? this.lone(value) : this.assemble(numbers, nodeCount, references),
      targets: targets.map((target) => numbers[this.nodeOf.get(keyOf(target)) ?? 0] ?? -1),
      classOf: (node) => classOf[node],
      classNames,
      slack: undefined,
      skips: new Map([...this.skips].map(([node, skipped]) => [numbers[node] as number, skipped])),
      arenas: this.arenas.map((arena) => ({ ...arena, node: numbers[arena.node] as number })),
      unknowns,
      values: withValues ? this.valuesByNode(numbers, classOf.length) : undefined,
    }
  }

  private valuesByNode(numbers: Int32Array, nodeCount: number): unknown[] {
    const placed: unknown[] = new Array(nodeCount).fill(undefined)
    for (let node = 0; node < this.values.length; node++) if (numbers[node] >= 0) placed[numbers[node]] = this.values[node]
    return placed
  }

  private assemble(numbers: Int32Array, nodeCount: number, references: readonly Reference[]): HeapGraph {
    const texts = new Texts()
    const classNames = this.classNames.map((name) => texts.of(name))
    const nodeType = new Uint8Array(nodeCount)
    const nodeName = new Uint32Array(nodeCount)
    const selfSize = new Float64Array(nodeCount)
    numbers.forEach((number, node) => {
      if (number < 0) return
      nodeType[number] = this.types[node] as number
      nodeName[number] = classNames[this.classOf[node] as number] as number
      selfSize[number] = this.own[node] as number
    })
    const firstEdge = new Uint32Array(nodeCount + 1)
    for (const { from } of references) if (numbers[from] >= 0) firstEdge[numbers[from] + 1]++
    for (let node = 0; node < nodeCount; node++) firstEdge[node + 1] += firstEdge[node]
    const edgeCount = firstEdge[nodeCount]
    const edgeType = new Uint8Array(edgeCount)
    const edgeName = new Uint32Array(edgeCount)
    const edgeTo = new Uint32Array(edgeCount)
    const next = firstEdge.slice()
    for (const { from, step, to, isShared } of references) {
      if (numbers[from] < 0) continue
      const edge = next[numbers[from]]++
      const { type, name } = labelOf(step)
      edgeType[edge] = edgeTypes.indexOf(isShared ? 'shared' : type)
      // of a shared part a number is a name like others
      edgeName[edge] = typeof name === 'number' && !isShared ? name : texts.of(String(name))
      edgeTo[edge] = numbers[to]
    }
    return new HeapGraph({
      nodeTypes,
      edgeTypes,
      strings: texts.table(),
      nodeType,
      nodeName,
      selfSize,
      firstEdge,
      edgeType,
      edgeName,
      edgeTo,
      isTextless: true,
    })
  }

  /** A value that is not an object of a walk: a number, true, nothing. */
  private lone(value: unknown): HeapGraph {
    return new HeapGraph({
      nodeTypes,
      edgeTypes,
      strings: StringTable.from([value === null ? 'null' : typeof value]),
      nodeType: Uint8Array.of(nodeTypes.indexOf('number')),
      nodeName: new Uint32Array(1),
      selfSize: Float64Array.of(this.own[0] as number),
      firstEdge: new Uint32Array(2),
      edgeType: new Uint8Array(0),
      edgeName: new Uint32Array(0),
      edgeTo: new Uint32Array(0),
      isTextless: true,
    })
  }

  private keep(node: number, value: unknown, type: string): void {
    this.types[node] = nodeTypes.indexOf(type)
    const key = keyOf(value)
    if (!this.nodeOf.has(key)) {
      this.nodeOf.set(key, node)
      this.values[node] = value
    }
    if (this.isShared) this.sharedNodes.add(node)
  }
}

/** A lookup may change the string that is looked up. */
const keyOf = (value: unknown): unknown => (typeof value === 'string' ? copyOf(value) : value)

function labelOf(step: Step): { type: string; name: string | number } {
  if (step instanceof Slot)
    return edgeTypes.includes(step.label) ? { type: step.label, name: step.index } : { type: 'internal', name: step.label }
  if (typeof step === 'number') return { type: 'element', name: step }
  if (typeof step === 'symbol') return { type: 'property', name: String(step) }
  return isIndex(step) ? { type: 'element', name: Number(step) } : { type: 'property', name: step }
}

/** Texts, each with a number. */
class Texts {
  private readonly numbers = new Map<string, number>()

  of(text: string): number {
    let number = this.numbers.get(text)
    if (number === undefined) this.numbers.set(text, (number = this.numbers.size))
    return number
  }

  table(): StringTable {
    return StringTable.from([...this.numbers.keys()])
  }
}
