import { SafeArray, SafeWeakRef } from '../intrinsics.js'

/** Reports the instances of a class and of the classes below it: the initializer of its first field with a rule. */
export interface Births {
  /** Some class wants to know of its instances. */
  isHeard: boolean
}

/** References are looked through when so many more were made than there are instances. */
const spare = 1000

/** How many instances of a class live: counted when they are made, and again when the collector has found them dead. */
export class Tally {
  /** Those not yet found dead. */
  live = 0
  /** The most that lived at once, or that a report found. */
  peak = 0
  /** Some instance was counted. */
  isTold = false
  /** What the last report said. */
  reported: number | undefined
  private references: SafeArray<WeakRef<object>> | undefined

  constructor(keepsInstances: boolean) {
    if (keepsInstances) this.references = new SafeArray()
  }

  add(instance: object): void {
    this.isTold = true
    this.live++
    if (this.live > this.peak) this.peak = this.live
    const { references } = this
    if (references !== undefined) references[references.length] = new SafeWeakRef(instance)
  }

  remove(): void {
    this.live--
    if (this.references !== undefined && this.references.length > 2 * this.live + spare) this.instances()
  }

  /** All that live, in the order they were made. Undefined where they are only counted. */
  instances(): object[] | undefined {
    if (this.references === undefined) return undefined
    const kept = new SafeArray<WeakRef<object>>()
    const found: object[] = []
    for (let i = 0; i < this.references.length; i++) {
      const reference = this.references[i] as WeakRef<object>
      const instance = reference.deref()
      if (instance === undefined) continue
      kept[kept.length] = reference
      found.push(instance)
    }
    this.references = kept
    return found
  }
}
