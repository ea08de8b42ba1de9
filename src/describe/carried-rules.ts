import { dataValue } from '../intrinsics.js'
import { isIndex } from '../path-step.js'
import { type Describe, describeMemory } from '../protocol.js'

/** The key under which a description that is made of rules alone carries them as data: the probe reads those in its walk (native/plans.h). */
export const rulesKey: unique symbol = Symbol.for('memsize.rules') as never

/** Three entries for each rule: a name, what it says, and a function of the class in whose scope a `#name` is meant. */
export type RuleData = readonly unknown[]

/** A description that carries its rules. */
export interface RuleCarrier {
  readonly [rulesKey]: RuleData | undefined
  /** Tells what of them only JavaScript can: calls functions, and asks for what is kept. */
  readonly callRules: Describe
  /** Tells what of them a graph shows in another way than the engine has it; the names that stand for it are in `graphData`. */
  readonly tellInGraphs: Describe
  readonly graphData: RuleData
  /** The same, but for fields that nobody could read. */
  graphDataBut(left: readonly PropertyKey[]): RuleData
  /** Whether they call some part shared. */
  readonly tellsShared: boolean
  /** Whether they keep the size of some part. */
  readonly keepsSizes: boolean
}

/** The rules that a prototype's own description carries; undefined where it has none, or one that is code. */
export function carriedRules(prototype: object): RuleCarrier | undefined {
  const method = dataValue(prototype, describeMemory) as Partial<RuleCarrier> | undefined
  return typeof method === 'function' && method[rulesKey] !== undefined ? (method as RuleCarrier) : undefined
}

const { keys } = Object

/** A name as rules have it: an index as a number; else the engine's one string of that text, which is what it has as the name of a property. */
export function ruleName(name: PropertyKey): PropertyKey {
  if (typeof name === 'symbol') return name
  return isIndex(`${name}`) ? Number(name) : (keys({ __proto__: null, [name]: undefined })[0] as string)
}
