import { rulesKey } from '../describe/carried-rules.js'
import { registry } from '../describe/registry.js'
import { describeMemory } from '../protocol.js'

/**
 * What tells the probe which objects describe themselves and which do not count, as native/call.c reads it: the key of descriptions; WeakRefs to
 * prototypes described from outside; the key of rules on a description; prototypes whose instances do not count; the descriptions from outside;
 * and 1 where somebody wants to hear of shared parts, so that rules that say so are JavaScript's to run.
 */
export type Descriptions = readonly [
  key: symbol,
  classes: readonly WeakRef<object>[],
  rules: symbol | undefined,
  excluded: readonly object[],
  descriptions: object,
  tellsShared: 0 | 1,
]

/** What stands for them while no class is described from outside. */
const noClasses: readonly WeakRef<object>[] = []
const noDescriptions = new WeakMap<object, never>()

/** Where instances of some classes, by their prototypes, do not count. */
export const describedBut = (excluded: readonly object[], tellsShared: 0 | 1 = 0): Descriptions => [
  describeMemory,
  registry.existing?.classes ?? noClasses,
  rulesKey,
  excluded,
  registry.existing?.byPrototype ?? noDescriptions,
  tellsShared,
]

/** Where nobody else has a say. */
export const described: Descriptions = describedBut([])

/** Where somebody wants to hear of shared parts. */
export const describedWithShared: Descriptions = describedBut([], 1)

/** Where all descriptions are JavaScript's to run, those that are made of rules too. */
export const describedInFull: Descriptions = [describeMemory, noClasses, undefined, [], noDescriptions, 0]

let isFound = false

/** Sees whether some copy of the library has descriptions from outside by now. */
export function lookForDescriptions(): void {
  if (isFound || registry.existing === undefined) return
  isFound = true
  const { classes, byPrototype } = registry.existing
  for (const list of [described, describedWithShared, describedInFull] as [
    symbol,
    readonly WeakRef<object>[],
    unknown,
    unknown,
    object,
    unknown,
  ][]) {
    list[1] = classes
    list[4] = byPrototype
  }
}
