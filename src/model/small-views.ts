import { SafeMap } from '../intrinsics.js'
import type { Rules } from '../layout/rules.js'
import type { Estimate } from '../protocol.js'

interface SameSize {
  readonly least: number
  readonly byType: SafeMap<string, number>
  count: number
}

/**
 * Small typed arrays, whose data is on the heap unless somebody asked for their buffer: asking which would move it. So whether two share one
 * cannot be seen. Views of one buffer and size are taken to differ in type, or else they would not both be there.
 */
export class SmallViews {
  /** Bytes of the largest buffer that was met by itself: smaller views may be its own. */
  largestBuffer = -1
  private readonly rules: Rules
  private readonly bySize = new SafeMap<number, SameSize>()

  constructor(rules: Rules) {
    this.rules = rules
  }

  add(type: string, bytes: number): Estimate {
    const { rules } = this
    const header = rules.header('arrayBuffer')
    const onHeap = rules.onHeapStore(bytes)
    const least = header + Math.min(onHeap, bytes)
    let same = this.bySize.get(bytes)
    if (same === undefined) {
      same = { least, byType: new SafeMap(), count: 0 }
      this.bySize.set(bytes, same)
    }
    same.count++
    same.byType.set(type, (same.byType.get(type) ?? 0) + 1)
    return { lower: least, bytes: header + onHeap, upper: header + Math.max(onHeap, bytes) }
  }

  /** Bytes that may have been counted more than once. */
  get sharedAtMost(): number {
    let shared = 0
    this.bySize.forEach(({ least, byType, count }, bytes) => {
      let buffers = 0
      if (bytes > this.largestBuffer) {
        byType.forEach((ofType) => {
          if (ofType > buffers) buffers = ofType
        })
      }
      shared += least * (count - buffers)
    })
    return shared
  }
}
