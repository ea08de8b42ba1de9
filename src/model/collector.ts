import type { Skipped } from '../graph/live-graph.js'
import { SafeMap, types } from '../intrinsics.js'
import { printable } from '../printable.js'
import type { Classes, ClassInfo } from './classes.js'
import type { Recorder } from './recorder.js'
import type { Trail } from './trail.js'

/** The class number of a node where nothing was counted: above the root, or left out by `exclude`. */
export const notCounted = 0

/** Keeps of a walk, for each node of its trail: bytes of its own, and its class. It does not keep the objects. */
export class Collector implements Recorder {
  trail: Trail | undefined
  own = new Float64Array(1024)
  classOf = new Uint32Array(1024)
  /** By class number. Two classes of one name stay apart. */
  readonly classNames: string[] = ['']
  readonly skips = new Map<number, Skipped[]>()
  private readonly classes: Classes
  private readonly numbers = new SafeMap<ClassInfo | string, number>()
  private recent: ClassInfo | undefined
  private recentNumber = notCounted

  constructor(classes: Classes) {
    this.classes = classes
  }

  begin(trail: Trail): void {
    this.trail = trail
  }

  object(node: number, value: object): void {
    // the prototype of a Proxy is not asked for: that would call its trap
    this.setClass(node, types?.isProxy(value) ? this.numberOf('Proxy', 'Proxy') : this.numberOfClass(this.classes.of(value)))
  }

  primitive(node: number, value: string | symbol | bigint): void {
    this.setClass(node, this.numberOf(typeof value, typeof value))
  }

  bytes(node: number, bytes: number): void {
    if (node >= this.own.length) this.grow(node)
    ;(this.own[node] as number) += bytes
  }

  skipped(node: number, name: PropertyKey, reason: string): void {
    const skipped = { name: printable(String(name)), reason: printable(reason) }
    const before = this.skips.get(node)
    if (before === undefined) this.skips.set(node, [skipped])
    else before.push(skipped)
  }

  private setClass(node: number, number: number): void {
    if (node >= this.own.length) this.grow(node)
    this.classOf[node] = number
  }

  private numberOfClass(info: ClassInfo): number {
    if (info !== this.recent) {
      this.recent = info
      this.recentNumber = this.numberOf(info, info.name)
    }
    return this.recentNumber
  }

  private numberOf(key: ClassInfo | string, name: string): number {
    let number = this.numbers.get(key)
    if (number === undefined) {
      number = this.classNames.length
      this.classNames[number] = printable(name)
      this.numbers.set(key, number)
    }
    return number
  }

  private grow(node: number): void {
    const length = Math.max(node + 1, 2 * this.own.length)
    const { own, classOf } = this
    this.own = new Float64Array(length)
    this.own.set(own)
    this.classOf = new Uint32Array(length)
    this.classOf.set(classOf)
  }
}
