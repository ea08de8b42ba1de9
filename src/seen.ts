import { SafeArray, SafeSet } from './intrinsics.js'

/** One V8 Set ends at 2^24 entries; a full one is put aside a little before. */
const fullSet = 2 ** 24 - 16

/** A set of things met, of any number: as many Sets as it needs. */
export class Seen<T> {
  private readonly full: SafeSet<T>[] = new SafeArray()
  private current = new SafeSet<T>()

  has(thing: T): boolean {
    for (let i = 0; i < this.full.length; i++) if ((this.full[i] as SafeSet<T>).has(thing)) return true
    return this.current.has(thing)
  }

  /** Adds a thing; false if it was there. One lookup: the set's size tells. */
  add(thing: T): boolean {
    const { full, current } = this
    for (let i = 0; i < full.length; i++) if ((full[i] as SafeSet<T>).has(thing)) return false
    const before = current.size
    current.add(thing)
    if (current.size === before) return false
    if (before >= fullSet) {
      full[full.length] = current
      this.current = new SafeSet()
    }
    return true
  }
}
