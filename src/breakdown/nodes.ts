import { printable } from '../printable.js'
import { isIndex } from '../sizers/shapes.js'
import { Slot, type Step, stepText } from '../walk/names.js'
import type { Trail } from '../walk/trail.js'
import { type Collector, notCounted, type Skipped } from './collector.js'

/** What is known of a whole: bounds of its size, and what could not be seen. All sizes are bytes. */
export interface Whole {
  readonly bytes: number
  readonly lower: number
  readonly upper: number
  readonly external: number
  readonly count: number
  readonly complete: boolean
  readonly opaque: readonly { readonly reason: string; readonly path: string; readonly count: number }[]
}

/** A tree over objects, in columns: one entry per node. */
export interface TreeNodes {
  readonly whole: Whole
  readonly root: number
  /** Bytes of the node itself, and with all below it. */
  readonly own: ArrayLike<number>
  readonly deep: ArrayLike<number>
  /** Heap objects at and below the node. */
  readonly count: ArrayLike<number>
  readonly classOf: ArrayLike<number>
  /** Harmless to print. */
  readonly classNames: readonly string[]
  /** The children of node n are childList[firstChild[n]] up to childList[firstChild[n + 1]]. */
  readonly firstChild: Uint32Array
  readonly childList: Uint32Array
  /** The node's last step as it stands in a path: `.name`, `[3]`. Harmless to print. */
  stepOf(node: number): string
  /** Whether the node is one of many of a kind, as an element or an entry of a Map is; a field with a name is not. */
  isElement(node: number): boolean
  /** What like parts of like objects have in common: all elements one kind, each field its own. */
  kindOfStep(node: number): unknown
  /** How the parts of that kind are written: `[*]`, `<value *>`, `.name`. */
  patternOf(node: number): string
  readonly hasSkips: boolean
  skipsOf(node: number): readonly Skipped[]
}

/** A tree over all objects of a measurement, a parent before its children. */
export class Nodes implements TreeNodes {
  readonly whole: Whole
  readonly root: number
  readonly length: number
  readonly own: Float64Array
  readonly deep: Float64Array
  readonly count: Uint32Array
  readonly classOf: Uint32Array
  readonly classNames: readonly string[]
  readonly firstChild: Uint32Array
  readonly childList: Uint32Array
  private readonly steps: readonly Step[]
  private readonly skips: ReadonlyMap<number, readonly Skipped[]>

  /** Linear in the number of objects. */
  constructor(whole: Whole, value: unknown, collector: Collector) {
    const { parents, steps } = collector.trail as Trail
    const length = parents.length
    // a value without an object of its own, as a number, has no node but the one above the root
    const root = length > 1 ? 1 : 0
    const own = collector.own.slice(0, length)
    const classOf = collector.classOf.slice(0, length)
    const classNames = [...collector.classNames]
    if (root === 0) {
      classOf[0] = classNames.length
      classNames.push(value === null ? 'null' : typeof value)
    }
    const deep = own.slice()
    const count = new Uint32Array(length)
    const firstChild = new Uint32Array(length + 1)
    for (let node = length - 1; node > root; node--) {
      const parent = parents[node] as number
      if (classOf[node] === notCounted) continue
      deep[parent] += deep[node]
      count[node] += collector.counts.get(node) ?? 1
      count[parent] += count[node]
      firstChild[parent]++
    }
    if (root > 0 && classOf[root] !== notCounted) count[root] += collector.counts.get(root) ?? 1
    // firstChild held how many children each has; now where they end, and after they are filled in from the back, where they begin
    for (let node = 1; node <= length; node++) firstChild[node] += firstChild[node - 1]
    const childList = new Uint32Array(firstChild[length])
    for (let node = length - 1; node > root; node--) {
      if (classOf[node] !== notCounted) childList[--firstChild[parents[node] as number]] = node
    }
    this.whole = whole
    this.root = root
    this.length = length
    this.own = own
    this.deep = deep
    this.count = count
    this.classOf = classOf
    this.classNames = classNames
    this.firstChild = firstChild
    this.childList = childList
    this.steps = steps
    this.skips = collector.skips
  }

  stepOf(node: number): string {
    return printable(stepText(this.steps[node] as Step))
  }

  isElement(node: number): boolean {
    const step = this.steps[node] as Step
    return step instanceof Slot ? step.isNumbered : typeof step === 'number' || (typeof step === 'string' && isIndex(step))
  }

  kindOfStep(node: number): unknown {
    const step = this.steps[node] as Step
    if (step instanceof Slot) return `<${step.label}>`
    return this.isElement(node) ? 0 : step
  }

  patternOf(node: number): string {
    if (!this.isElement(node)) return this.stepOf(node)
    const step = this.steps[node] as Step
    return step instanceof Slot ? `<${step.label} *>` : '[*]'
  }

  get hasSkips(): boolean {
    return this.skips.size > 0
  }

  skipsOf(node: number): readonly Skipped[] {
    return this.skips.get(node) ?? []
  }
}
