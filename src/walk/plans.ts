import { dataValue, getOwnPropertyDescriptor, getOwnPropertyNames, SafeArray, SafeMap } from '../intrinsics.js'
import { describeMemory, type SimpleRules } from '../protocol.js'
import type { ClassInfo } from '../sizers/classes.js'
import type { Shape } from '../sizers/shapes.js'
import type { Unknown } from '../sizers/sink.js'

/** Classes whose instances differ more often than this are not planned for. */
const mostPlans = 64

/** How the fields of a decorated class's instances are told, as long as they have these and no others. */
export interface Plan {
  readonly shape: Shape
  readonly keys: readonly string[]
  readonly kinds: readonly (string | undefined)[]
  /** Private fields that no rule names. */
  readonly hidden: Unknown | undefined
  /** The values of the object that is being told. */
  readonly values: unknown[]
}

/**
 * The plans of one walk: a class whose rules are simple is told by the fields that the instance before had, without taking the description of each.
 */
export class Plans {
  private readonly plans = new SafeMap<ClassInfo, Plan | null>()
  private readonly made = new SafeMap<ClassInfo, number>()
  private recentInfo: ClassInfo | undefined
  private recent: Plan | null = null

  /** The plan of a class with the object's values in it; undefined where there is none, or the object has other fields. */
  filled(info: ClassInfo, object: object): Plan | undefined {
    if (info !== this.recentInfo) {
      this.recentInfo = info
      let known = this.plans.get(info)
      if (known === undefined) this.plans.set(info, (known = this.make(info, object)))
      this.recent = known
    }
    const plan = this.recent
    if (plan === null) return undefined
    if (fill(plan, object)) return plan
    // the next instance may be like this one
    this.plans.delete(info)
    this.recentInfo = undefined
    return undefined
  }

  private make(info: ClassInfo, object: object): Plan | null {
    const times = (this.made.get(info) ?? 0) + 1
    this.made.set(info, times)
    const method = info.describedAt && times <= mostPlans ? dataValue(info.describedAt, describeMemory) : undefined
    const simple = typeof method === 'function' ? (method as { simple?: SimpleRules }).simple : undefined
    if (simple === undefined) return null
    const keys = getOwnPropertyNames(object)
    const shape = info.shapes.find(keys)
    if (shape === undefined || shape.indices > 0 || shape.hasStack) return null
    const kinds: (string | undefined)[] = new SafeArray()
    for (let i = 0; i < keys.length; i++) kinds[i] = simple.get(keys[i] as string)
    return { shape, keys, kinds, hidden: info.hiddenBut(0), values: new SafeArray() }
  }
}

/** Whether the object has just the plan's fields, all of them data: then their values are in the plan. */
function fill({ keys, values }: Plan, object: object): boolean {
  const names = getOwnPropertyNames(object)
  if (names.length !== keys.length) return false
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i] as string
    if (names[i] !== key) return false
    const own = getOwnPropertyDescriptor(object, key)
    if (own === undefined || own.writable === undefined) return false
    values[i] = own.value
  }
  return true
}
