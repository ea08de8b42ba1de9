import { cachedRules, keptOf } from './describe/cached.js'
import { MemSizeError, shown } from './errors.js'
import { isObject } from './intrinsics.js'
import { measure } from './measure.js'
import { stepText } from './path-step.js'

/** A cached field: what is kept of its size, and what it is. Bytes. */
export interface AuditedField {
  /** `.items`, `.#items`. */
  readonly field: string
  /** As measurements count it; undefined where it has not been measured since it was assigned or touched. */
  readonly kept: number | undefined
  /** By a walk now. */
  readonly actual: number
  /** `actual - kept`: what changed inside the value, and no assignment showed. 0 where nothing was kept. */
  readonly drift: number
}

/** What `auditSize` found about the cached fields of one object. */
export interface SizeAudit {
  /** One entry for each cached field. */
  readonly fields: readonly AuditedField[]
  /** The sum over all fields. */
  readonly drift: number
}

/**
 * Compares what is kept of the cached fields of an object with what they hold now; changes nothing. Where there is a drift, `invalidateSize(owner)` after
 * each change, or a new value, mends it. Linear in what the fields hold. Throws a MemSizeError for an object without a cached field.
 */
export function auditSize(owner: object): SizeAudit {
  const rules = isObject(owner) ? cachedRules(owner) : []
  if (rules.length === 0)
    throw new MemSizeError(
      `Expected an object whose class has a cached field, as \`@MemSize.cached accessor items = new Map()\` makes one, got ${shown(owner)}.`,
    )
  const fields = rules.map(({ name, read }): AuditedField => {
    const { size } = keptOf(owner, name)
    // by the same means: the model does not see all that the probe does
    const actual = measure(read?.(owner), { by: size?.by }).bytes
    return { field: stepText(name), kept: size?.bytes, actual, drift: size === undefined ? 0 : actual - size.bytes }
  })
  return { fields, drift: fields.reduce((sum, { drift }) => sum + drift, 0) }
}
