import { HeapGraph } from '../graph/heap-graph.js'
import { StringTable } from '../graph/string-table.js'
import type { ClassTable } from '../sizers/classes.js'
import { isIndex } from '../sizers/shapes.js'
import { Slot, type Step } from '../walk/names.js'
import { Collector, notCounted } from './collector.js'

const nodeTypes = ['object', 'closure', 'string', 'symbol', 'bigint', 'number']
const edgeTypes = ['property', 'element', 'internal', 'key', 'value', 'member']

/** Keeps of a walk every object and every way it was reached: what a graph is made of where there is no probe. */
export class GraphCollector extends Collector {
  private readonly types: number[] = [nodeTypes.indexOf('number')]
  private readonly nodeOf = new Map<unknown, number>()
  private readonly froms: number[] = []
  private readonly steps: Step[] = []
  private readonly tos: number[] = []

  constructor(classes: ClassTable) {
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
    const to = this.nodeOf.get(value)
    if (to !== undefined) this.reference(from, step, to)
  }

  /** The graph, the measured value as node 0; and the nodes of some objects, -1 for what is not in it. */
  finish(value: unknown, targets: readonly unknown[]): { graph: HeapGraph; targets: number[] } {
    const { parents = [], steps = [] } = this.trail ?? {}
    const count = parents.length
    // node 0 of the trail is above the value; what `exclude` left out was never told
    const numbers = new Int32Array(count).fill(-1)
    let nodeCount = 0
    for (let node = 1; node < count; node++) if (this.classOf[node] !== notCounted) numbers[node] = nodeCount++
    for (let node = 2; node < count; node++) if (numbers[node] >= 0) this.reference(parents[node] as number, steps[node] as Step, node)
    return {
      graph: nodeCount === 0 ? this.lone(value) : this.assemble(numbers, nodeCount),
      targets: targets.map((target) => numbers[this.nodeOf.get(target) ?? 0] ?? -1),
    }
  }

  private assemble(numbers: Int32Array, nodeCount: number): HeapGraph {
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
    for (const from of this.froms) if (numbers[from] >= 0) firstEdge[numbers[from] + 1]++
    for (let node = 0; node < nodeCount; node++) firstEdge[node + 1] += firstEdge[node]
    const edgeCount = firstEdge[nodeCount]
    const edgeType = new Uint8Array(edgeCount)
    const edgeName = new Uint32Array(edgeCount)
    const edgeTo = new Uint32Array(edgeCount)
    const next = firstEdge.slice()
    this.froms.forEach((from, i) => {
      if (numbers[from] < 0) return
      const edge = next[numbers[from]]++
      const { type, name } = labelOf(this.steps[i] as Step)
      edgeType[edge] = edgeTypes.indexOf(type)
      edgeName[edge] = typeof name === 'number' ? name : texts.of(name)
      edgeTo[edge] = numbers[this.tos[i] as number]
    })
    const nodeId = Uint32Array.from({ length: nodeCount }, (_, node) => 2 * node + 1)
    return new HeapGraph({
      nodeTypes,
      edgeTypes,
      strings: texts.table(),
      nodeType,
      nodeName,
      nodeId,
      selfSize,
      firstEdge,
      edgeType,
      edgeName,
      edgeTo,
    })
  }

  /** A value that is no object of a walk: a number, true, nothing. */
  private lone(value: unknown): HeapGraph {
    return new HeapGraph({
      nodeTypes,
      edgeTypes,
      strings: StringTable.from([value === null ? 'null' : typeof value]),
      nodeType: Uint8Array.of(nodeTypes.indexOf('number')),
      nodeName: new Uint32Array(1),
      nodeId: Uint32Array.of(1),
      selfSize: Float64Array.of(this.own[0] as number),
      firstEdge: new Uint32Array(2),
      edgeType: new Uint8Array(0),
      edgeName: new Uint32Array(0),
      edgeTo: new Uint32Array(0),
    })
  }

  private keep(node: number, value: unknown, type: string): void {
    this.types[node] = nodeTypes.indexOf(type)
    if (!this.nodeOf.has(value)) this.nodeOf.set(value, node)
  }

  private reference(from: number, step: Step, to: number): void {
    this.froms.push(from)
    this.steps.push(step)
    this.tos.push(to)
  }
}

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
