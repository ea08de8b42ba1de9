import { fieldText, shown } from '../errors.js'

/** Why a description's words cannot be taken as they are. */
export const threw = 'a description threw an error'
export const noKey = 'a description named a part with something that is not a property key'
export const otherRest = 'a description gave another object to rest() than its own'
export const twice = (name: PropertyKey): string => `a description named ${fieldText(name)} twice; it was counted once`
export const noBytes = (name: PropertyKey, bytes: unknown): string =>
  `a description gave ${shown(bytes)} as external bytes of ${fieldText(name)}, which is not a number of bytes`
export const noRoom = (used: unknown, capacity: unknown): string =>
  `has ${shown(used)} bytes in use of ${shown(capacity)}, as a description says`
export const unseen = (name: PropertyKey, why: string): string => `${fieldText(name)} ${why}`
