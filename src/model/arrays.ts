import { isObject, SafeMap } from '../intrinsics.js'
import type { Rules } from '../layout/rules.js'
import type { Site, Stores } from './shapes.js'
import type { ArrayFacts } from './sink.js'

/** Only short arrays are written as constant literals often enough to matter. */
const longestLiteral = 64

/** The stores of the arrays met: literals and JSON give them exact room, pushing leaves some unused. */
export class Arrays {
  private readonly rules: Rules
  /** Arrays of primitives by length, first and last element: those alike may be one constant literal, which shares its store. */
  private readonly alike = new SafeMap<unknown, SafeMap<unknown, number>>()

  constructor(rules: Rules) {
    this.rules = rules
  }

  /** The store of one array by either form, boxes of its numbers included. */
  store(facts: ArrayFacts): Stores {
    const { rules } = this
    const { length, present, boxed, small } = facts
    const numbers = boxed + small === present
    const doubles = numbers && boxed > 0
    const exact = rules.exactStore(length, doubles)
    // only numbers: eight bytes each, in place; a frozen array, or one that held something else before, boxes them
    const boxes = doubles ? 0 : boxed * rules.box
    const perhaps = doubles || boxed > 0 || small < 8 ? (boxed + small) * rules.box : 0
    const isSparse = present < length && rules.isSparse(present, length, false)
    if (isSparse) {
      const sparse = rules.sparseStore(present)
      const dense = Math.min(exact, rules.pushedStore(length, doubles))
      const largest = Math.max(
        rules.sparseStore(4 * present),
        present === 0 || length < rules.longestDense ? rules.largestStore(length, doubles) : 0,
      )
      const likely =
        present === 0 && length < rules.longestDense ? exact : length >= rules.longestDense || sparse * 3 <= exact ? sparse : exact
      return { lower: Math.min(sparse, dense), exact: likely + boxes, pushed: likely + boxes, upper: largest + (boxed + small) * rules.box }
    }
    const sparse = present < length ? rules.sparseStore(present) : exact
    return {
      // beside other things a number is boxed where it is made, and its copies share the box
      lower: Math.min(exact, sparse, rules.exactStore(length, false)),
      exact: exact + boxes,
      pushed: rules.pushedStore(length, doubles) + boxes,
      upper: Math.max(rules.largestStore(length, doubles), present < length ? rules.sparseStore(4 * present) : 0) + perhaps,
    }
  }

  /** Adds an array to those of its site; what its store takes at least, without spare room. */
  add(facts: ArrayFacts, site: Site, wantsBounds: boolean): number {
    const { stores } = site
    const one = this.store(facts)
    stores.exact += one.exact
    stores.pushed += one.pushed
    if (wantsBounds) {
      const sharesStore = facts.length > 0 && facts.length <= longestLiteral && facts.primitive && !this.isFirst(facts)
      if (!sharesStore) stores.lower += one.lower
      stores.upper += one.upper
    }
    if (facts.length > 0) {
      site.arrays++
      if (facts.length < site.shortest) site.shortest = facts.length
      if (facts.length > site.longest) site.longest = facts.length
      if (facts.small + facts.boxed < facts.present) site.areNumbers = false
      if (!facts.primitive && isObject(facts.first)) site.beginPrimitive = false
    }
    return one.exact
  }

  private isFirst({ length, first, last }: ArrayFacts): boolean {
    const key = typeof first === 'string' ? `${length}s${first.length}` : first
    let byLast = this.alike.get(key)
    if (byLast === undefined) {
      byLast = new SafeMap()
      this.alike.set(key, byLast)
    }
    const end = typeof last === 'string' ? `${length}s${last.length}` : last
    const before = byLast.get(end)
    if (before === length) return false
    byLast.set(end, length)
    return true
  }
}
