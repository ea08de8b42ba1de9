import type { Request, Steps, Total } from '../measuring.js'
import { Walk } from './walk.js'
import type { WalkOptions } from './walk-options.js'

/** Objects described in one step. */
const objectsPerStep = 16

/** A walk in steps. One that was promised a tree, and met none, is made again with every object looked up. */
export class ModelSteps implements Steps {
  /** The options that the walk kept to in the end. */
  options: WalkOptions
  walk: Walk
  /** How many steps of one object were taken, where they were counted. */
  taken = 0
  private readonly value: unknown

  constructor(value: unknown, options: Request) {
    this.value = value
    this.options = options
    this.walk = this.started()
  }

  get count(): number {
    return this.walk.count
  }

  get bytes(): number {
    return this.isDone ? this.walk.bytes : this.walk.running
  }

  get total(): Total {
    const { lower, bytes, upper, outside, spare, count, complete, unknowns } = this.walk
    return {
      bytes,
      lower: Math.max(0, Math.min(lower, bytes)),
      upper: complete ? Math.max(upper, bytes) : Infinity,
      external: outside,
      slack: Math.max(0, Math.round(spare)),
      count,
      complete,
      unknowns,
    }
  }

  step(objects = objectsPerStep): boolean {
    if (!this.walk.run(objects)) {
      this.taken += objects
      return false
    }
    if (this.walk.promiseBroken) {
      this.options = { ...this.options, owned: false, ignoreOwned: true }
      this.walk = this.started()
      this.taken = 0
      return false
    }
    this.walk.finish()
    this.isDone = true
    return true
  }

  private isDone = false

  private started(): Walk {
    const walk = new Walk(this.options)
    walk.start(this.value)
    return walk
  }
}
