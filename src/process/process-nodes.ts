import { printable } from '../printable.js'
import { exactly, type TreeNodes, type Whole } from '../tree/nodes.js'
import type { ProcessDocument } from './facts.js'
import type { ProcessPart } from './part.js'

/** A report as a tree in columns, for the page: node 0 is the process, its parts and the remainder are below it. */
export class ProcessNodes implements TreeNodes {
  readonly whole: Whole
  readonly root = 0
  readonly own: Float64Array
  readonly retained: Float64Array
  readonly slack: undefined
  readonly count: Float64Array
  readonly classOf: Uint32Array
  /** The parts at the top: what a part belongs to gives it its color. */
  readonly classNames: readonly string[]
  readonly firstChild: Uint32Array
  readonly childList: Uint32Array
  readonly hasSkips = false
  private readonly steps: readonly string[]
  private readonly notes: readonly string[]

  /** Linear in the number of parts. */
  constructor({ rss, parts, remainder }: ProcessDocument) {
    const rest: ProcessPart = { path: 'remainder', name: 'remainder', bytes: remainder, note: 'no rule explains it', children: [] }
    const all = [...parts, rest]
    const flat: { part: ProcessPart; top: number }[] = [{ part: { path: '', name: 'process', bytes: rss, children: all }, top: 0 }]
    const firstChild: number[] = []
    const childList: number[] = []
    // in order of levels: the children of one part are next to each other
    for (let i = 0; i < flat.length; i++) {
      const { part, top } = flat[i] as { part: ProcessPart; top: number }
      firstChild.push(childList.length)
      for (const child of part.children) {
        childList.push(flat.length)
        flat.push({ part: child, top: i === 0 ? all.indexOf(child) + 1 : top })
      }
    }
    firstChild.push(childList.length)
    this.whole = exactly(rss, flat.length)
    this.retained = Float64Array.from(flat, ({ part }) => part.bytes)
    this.own = Float64Array.from(flat, ({ part }) => (part.children.length > 0 ? 0 : part.bytes))
    this.count = countsOf(flat.length, firstChild, childList)
    this.classOf = Uint32Array.from(flat, ({ top }) => top)
    this.classNames = ['process', ...all.map(({ name }) => printable(name))]
    this.firstChild = Uint32Array.from(firstChild)
    this.childList = Uint32Array.from(childList)
    this.steps = flat.map(({ part }, i) => (i === 0 ? '' : `/${printable(part.name)}`))
    this.notes = flat.map(({ part }) => printable(part.note ?? ''))
  }

  stepOf(node: number): string {
    return this.steps[node] as string
  }

  /** What is known of the part. */
  nameOf(node: number): string {
    return this.notes[node] as string
  }

  isElement(): boolean {
    return false
  }

  kindOf(node: number): string {
    return this.stepOf(node)
  }

  patternOf(node: number): string {
    return this.stepOf(node)
  }

  skipsOf(): [] {
    return []
  }
}

/** Parts without parts at and below each: those that have bytes of their own. Children come after the one above them. */
function countsOf(length: number, firstChild: readonly number[], childList: readonly number[]): Float64Array {
  const counts = Float64Array.from({ length }, (_, node) => (firstChild[node] === firstChild[node + 1] ? 1 : 0))
  for (let node = length - 1; node >= 0; node--) {
    for (let i = firstChild[node] as number; i < (firstChild[node + 1] as number); i++)
      counts[node] = (counts[node] as number) + (counts[childList[i] as number] as number)
  }
  return counts
}
