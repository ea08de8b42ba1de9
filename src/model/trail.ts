import { SafeArray } from '../intrinsics.js'
import { type Slot, type Step, stepText } from '../path-step.js'

/** Which object each was reached from, and under which name: what paths are made of. */
export class Trail {
  readonly parents: number[] = new SafeArray()
  readonly steps: Step[] = new SafeArray()
  /** The slot that the next name stands for. */
  slot: Slot | undefined

  constructor() {
    this.parents[0] = -1
    this.steps[0] = ''
  }

  /** A new node; 0 is above the root. */
  add(parent: number, name: PropertyKey): number {
    const node = this.parents.length
    this.parents[node] = parent
    this.steps[node] = this.slot ?? name
    this.slot = undefined
    return node
  }

  /** The path from the root: `$.orders[3].customer`. */
  path(node: number): string {
    const texts: string[] = new SafeArray()
    for (let at = node; at > 1; at = this.parents[at] as number) texts[texts.length] = stepText(this.steps[at] as Step)
    let path = '$'
    for (let i = texts.length - 1; i >= 0; i--) path += texts[i]
    return path
  }
}
