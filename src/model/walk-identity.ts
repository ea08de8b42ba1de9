import { getPrototypeOf, SafeSet, types } from '../intrinsics.js'
import { Seen } from '../seen.js'
import type { Tracker } from '../tracker.js'
import { Findings } from './findings.js'
import { Trail } from './trail.js'
import type { WalkOptions } from './walk-options.js'
import { WalkSums } from './walk-sums.js'

/** Unchecked objects after which a walk that was promised a tree starts to look them up all the same. */
const mostUnchecked = 2 ** 26

/** Who is asked which objects do not count. A Proxy is an instance of no class: its prototype is its trap's to say. */
function excludeOf({ exclude, excluded }: WalkOptions): WalkOptions['exclude'] {
  if (excluded === undefined) return exclude
  const prototypes = new SafeSet<object>(excluded)
  return (value, path) => {
    for (let at: object | null = value; at !== null && !types?.isProxy(at); ) {
      at = getPrototypeOf(at)
      if (at !== null && prototypes.has(at)) return true
    }
    return exclude?.(value, path) === true
  }
}

/** Which objects a walk has met: each counts once, unless the caller promised a tree. */
export class WalkIdentity extends WalkSums {
  /** What was learned about shapes and sites so far. */
  readonly findings: Findings
  /** The promise of a tree was broken: the walk has to be made again with every object looked up. */
  promiseBroken = false
  protected readonly seen = new Seen<unknown>()
  protected readonly tracker: Tracker | undefined
  protected readonly exclude: WalkOptions['exclude']
  protected readonly trail: Trail | undefined
  /** The caller promised a tree: no object is looked up. */
  protected readonly isPromised: boolean
  /** The same of the part that comes next, where its description calls it owned. */
  protected nextUnchecked = false
  private tortoise: object | undefined
  private uncheckedMet = 0
  private tortoiseAt = 1

  constructor(given: WalkOptions) {
    super(given)
    const { options } = this
    this.findings = options.findings ?? new Findings(options.rules)
    this.tracker = options.tracker
    this.exclude = excludeOf(options)
    this.trail = this.exclude || options.recorder ? new Trail() : undefined
    if (this.trail) options.recorder?.begin?.(this.trail)
    // a tracker has to be asked about every object anyway, and could not be asked again
    this.isPromised = (options.owned ?? false) && options.tracker === undefined
  }

  /** Counts an object that is met for the first time, and gives its node; -1 if it is not to be described. */
  protected enlist(name: PropertyKey, value: object): number {
    if (this.isPromised || this.nextUnchecked) {
      if (value === this.tortoise) this.promiseBroken = true
      // Brent's cycle search: the object met at each power of two is remembered; in an endless walk it comes again
      if (++this.uncheckedMet === this.tortoiseAt) {
        this.tortoise = value
        this.tortoiseAt *= 2
        if (this.uncheckedMet > mostUnchecked) this.promiseBroken = true
      }
    } else if (!this.seen.add(value)) {
      this.findings.json = false
      this.again(name, value)
      return -1
    }
    const { tracker, exclude } = this
    if (tracker !== undefined && !tracker.isNew(value)) return -1
    const node = this.node(name)
    if (exclude?.(value, () => this.trail?.path(node) ?? '')) return -1
    this.count++
    this.recorder?.object(node, value)
    return node
  }

  protected again(name: PropertyKey, value: unknown): void {
    const { recorder, trail } = this
    if (recorder?.again === undefined) return
    recorder.again(this.currentNode, trail?.slot ?? name, value)
  }

  protected node(name: PropertyKey): number {
    return this.trail === undefined ? 0 : this.trail.add(this.currentNode, name)
  }

  /** Bytes counted from now on are those of a primitive that is a heap object of its own; gives the node to go back to. */
  protected enter(name: PropertyKey, value: string | symbol | bigint): number {
    const holder = this.currentNode
    const { recorder } = this
    if (recorder !== undefined) {
      this.currentNode = this.node(name)
      recorder.primitive(this.currentNode, value)
    }
    return holder
  }
}
