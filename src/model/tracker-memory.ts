import { Seen } from '../seen.js'
import { copyOf } from '../text-copy.js'
import { Tracker } from '../tracker.js'

/** Lets two walks see a tracker as it was before the first. */
export class TrackerMemory extends Tracker {
  private readonly tracker: Tracker
  private readonly old = new Seen<unknown>()
  private isRepeating = false

  constructor(tracker: Tracker) {
    super()
    this.tracker = tracker
  }

  /** From now on answers as before. */
  repeat(): void {
    this.isRepeating = true
  }

  override isNew(object: object): boolean {
    if (this.isRepeating) return this.old.add(object)
    const isNew = this.tracker.isNew(object)
    if (!isNew) this.old.add(object)
    return isNew
  }

  override isNewText(text: string): boolean {
    // a lookup may change the string that is looked up
    if (this.isRepeating) return this.old.add(copyOf(text))
    const isNew = this.tracker.isNewText(text)
    if (!isNew) this.old.add(copyOf(text))
    return isNew
  }
}
