import type { Value } from './plan.js'

/**
 * About how many nanoseconds one value costs on Node 24, by `npm --prefix bench start -- codegen`: ratios between them hold on other machines,
 * the numbers do not.
 */
const costs = {
  number: 1,
  ownText: 6,
  text: 90,
  /** Where it is known to be the only reference. */
  own: 10,
  lookedUp: 100,
  /** An object that is asked for its fields. */
  asked: 380,
}

/** About what a value costs, without what it holds, in nanoseconds. */
export function costOf(value: Value, isOwned: boolean): number {
  switch (value.is) {
    case 'nothing':
    case 'number':
    case 'primitive':
      return costs.number
    case 'text':
      return isOwned ? costs.ownText : costs.text
    case 'walk':
      return costs.asked
    default:
      return isOwned ? costs.own : costs.lookedUp
  }
}
