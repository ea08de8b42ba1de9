import { rulesKey } from '../describe/carried-rules.js'
import { registry } from '../describe/registry.js'
import { type Describe, describeMemory } from '../protocol.js'

/** Which rules are JavaScript's to run: none beside their functions; those that call a part shared; all (native/maps.h). */
const NO_RULES = 0
const SHARED_RULES = 1
const ALL_RULES = 2
type ByHand = typeof NO_RULES | typeof SHARED_RULES | typeof ALL_RULES

/**
 * What tells the probe which objects describe themselves and which do not count, as native/call.c reads it: the key of descriptions; WeakRefs to
 * prototypes described from outside; the key of rules on a description; prototypes whose instances do not count; the descriptions from outside;
 * and which rules are JavaScript's to run.
 */
export type Descriptions = readonly [
  key: symbol | undefined,
  classes: readonly WeakRef<object>[],
  rules: symbol,
  excluded: readonly object[],
  descriptions: object,
  byHand: ByHand,
]

const nobody: readonly never[] = []
/** What stands for the descriptions from outside while there are none. */
const noDescriptions = new WeakMap<object, Describe>()

const of = (excluded: readonly object[], byHand: ByHand): Descriptions => [
  describeMemory,
  registry.existing?.classes ?? nobody,
  rulesKey,
  excluded,
  registry.existing?.byPrototype ?? noDescriptions,
  byHand,
]

/** For sums. */
export const described: Descriptions = of(nobody, NO_RULES)
/** For sums where somebody wants to know the shared parts. */
export const describedWithShared: Descriptions = of(nobody, SHARED_RULES)
const describedInGraphs: Descriptions = of(nobody, ALL_RULES)

// The same, where instances of some classes, by their prototypes, do not count; and for graphs.
export const describedBut = (excluded: readonly object[] | undefined): Descriptions => (excluded ? of(excluded, NO_RULES) : described)
export const sharedBut = (excluded: readonly object[] | undefined): Descriptions =>
  excluded ? of(excluded, SHARED_RULES) : describedWithShared
export const inGraphsBut = (excluded: readonly object[] | undefined): Descriptions =>
  excluded ? of(excluded, ALL_RULES) : describedInGraphs

/** For graphs whose descriptions were run: only classes that do not count are left to know. */
export const nobodyBut = (excluded: readonly object[] | undefined): Descriptions => [
  undefined,
  nobody,
  rulesKey,
  excluded ?? nobody,
  noDescriptions,
  NO_RULES,
]

let isFound = false

/** Sees whether some copy of the library has descriptions from outside by now. */
export function lookForDescriptions(): void {
  if (isFound || registry.existing === undefined) return
  isFound = true
  const { classes, byPrototype } = registry.existing
  const lists = [described, describedWithShared, describedInGraphs] as { 1: readonly WeakRef<object>[]; 4: object }[]
  for (let i = 0; i < lists.length; i++) {
    const list = lists[i] as (typeof lists)[number]
    list[1] = classes
    list[4] = byPrototype
  }
}
