import { SafeMap } from '../intrinsics.js'
import type { Rules } from '../layout/rules.js'
import type { Estimate } from '../protocol.js'

/**
 * Small typed arrays, whose data is on the heap unless somebody asked for their buffer: asking which would move it. Views of one buffer
 * differ in type, or else they would not both be there; so many of one size and several types may share fewer buffers.
 */
export class SmallViews {
  /** Bytes that may have been counted twice. */
  sharedAtMost = 0
  private readonly rules: Rules
  private readonly bySize = new SafeMap<number, SafeMap<string, number>>()

  constructor(rules: Rules) {
    this.rules = rules
  }

  add(type: string, bytes: number): Estimate {
    const { rules } = this
    const header = rules.header('arrayBuffer')
    const onHeap = rules.onHeapStore(bytes)
    const least = header + Math.min(onHeap, bytes)
    let byType = this.bySize.get(bytes)
    if (byType === undefined) {
      byType = new SafeMap()
      this.bySize.set(bytes, byType)
    }
    const before = mostOf(byType)
    byType.set(type, (byType.get(type) ?? 0) + 1)
    if (mostOf(byType) === before) this.sharedAtMost += least
    return { lower: least, bytes: header + onHeap, upper: header + Math.max(onHeap, bytes) }
  }
}

function mostOf(counts: SafeMap<string, number>): number {
  let most = 0
  counts.forEach((count) => {
    if (count > most) most = count
  })
  return most
}
