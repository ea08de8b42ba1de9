import { SafeArray, SafeMap } from '../intrinsics.js'
import type { Rules } from '../layout/rules.js'
import type { Met, Unknown } from '../unknowns.js'
import type { Recorder } from './recorder.js'
import { SmallViews } from './small-views.js'
import { unsetOptions, type WalkOptions } from './walk-options.js'

/** Bytes beyond which a number is no longer exact. */
export const mostBytes = Number.MAX_SAFE_INTEGER

/** Stands for the object where there is none yet. */
const nobody = {}

/** What a walk comes to: sums, and what it could not see. */
export class WalkSums {
  /** The rules of the layout that sizes are computed with. */
  readonly rules: Rules
  /** The least that was counted, in bytes. */
  lower = 0
  /** The likeliest, in bytes. */
  bytes = 0
  /** The most, in bytes; Infinity where something has no bound. */
  upper = 0
  /** The part of `bytes` that is outside the heap. */
  outside = 0
  /** Bytes reserved and not used. */
  spare = 0
  /** Heap objects counted. */
  count = 0
  /** Bytes counted so far by the least that each object has: a limit is compared with it while the walk runs. */
  running = 0
  private largestShared = 0
  /** What could not be seen, one entry for each reason. */
  readonly unknowns: Met[] = new SafeArray()
  /** By reason: a description can give ever new ones. */
  private readonly metFor = new SafeMap<string, Met>()
  protected readonly options: WalkOptions
  protected readonly recorder: Recorder | undefined
  protected readonly smallViews: SmallViews
  /** The object that is being described, and its node on the trail. */
  protected current: object = nobody
  protected currentNode = 0
  /** Whether the current object's own description is being taken, has been taken (its parts are known), or there is none. */
  protected description: 'none' | 'taken' | 'known' = 'none'

  constructor(given: WalkOptions) {
    const options: WalkOptions = { ...unsetOptions, ...given }
    this.options = options
    this.rules = options.rules
    this.recorder = options.recorder
    this.smallViews = new SmallViews(options.rules)
  }

  /** Adds bytes of the object itself. */
  own(lower: number, bytes: number, upper: number): void {
    this.add(lower, bytes, upper)
    this.running += lower
  }

  /** Adds bytes outside the heap. */
  external(bytes: number): void {
    if (this.description === 'taken') this.recorder?.claimed?.(this.currentNode, bytes)
    this.own(bytes, bytes, bytes)
    this.outside += bytes
    if (bytes > this.smallViews.largestBuffer) this.smallViews.largestBuffer = bytes
  }

  /** Adds an arena: what it has beyond `used` is reserved and not used. */
  arena(name: PropertyKey, used: number, capacity: number): void {
    this.spare += capacity - used
    this.recorder?.arena?.(this.currentNode, name, used, capacity)
  }

  /** Adds a store that may be one counted before. */
  sharedStore(bytes: number): void {
    this.external(bytes)
    const repeated = Math.min(bytes, this.largestShared)
    if (repeated > 0) this.own(-repeated, 0, 0)
    if (bytes > this.largestShared) this.largestShared = bytes
  }

  /** Adds bytes that are reserved and not used. */
  slack(bytes: number): void {
    this.spare += bytes
  }

  /** A part that a description leaves out. */
  skipped(name: PropertyKey, reason: string): void {
    this.recorder?.skipped(this.currentNode, name, reason)
  }

  /** Something that cannot be seen. */
  opaque(unknown: Unknown): void {
    const { unknowns, metFor } = this
    if (unknown.unbounded) this.recorder?.bytes(this.currentNode, 0, 0, Infinity)
    const met = metFor.get(unknown.reason)
    if (met !== undefined) {
      met.count++
      return
    }
    const first: Met = { unknown, object: this.current, isClaim: this.description === 'taken', count: 1 }
    metFor.set(unknown.reason, first)
    unknowns[unknowns.length] = first
    if (unknown.unbounded) this.upper = Infinity
  }

  protected add(lower: number, bytes: number, upper: number): void {
    this.lower += lower
    this.bytes += bytes
    this.upper += upper
    this.recorder?.bytes(this.currentNode, bytes, lower, upper)
  }
}
