import { rulesKey } from '../describe/carried-rules.js'
import { describedClasses, descriptions } from '../describe/registry.js'
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

/** Where instances of some classes, by their prototypes, do not count. */
export const describedBut = (excluded: readonly object[], tellsShared: 0 | 1 = 0): Descriptions => [
  describeMemory,
  describedClasses,
  rulesKey,
  excluded,
  descriptions,
  tellsShared,
]

/** Where nobody else has a say. */
export const described: Descriptions = describedBut([])

/** Where somebody wants to hear of shared parts. */
export const describedWithShared: Descriptions = describedBut([], 1)

/** Where all descriptions are JavaScript's to run, those that are made of rules too. */
export const describedInFull: Descriptions = [describeMemory, describedClasses, undefined, [], descriptions, 0]
