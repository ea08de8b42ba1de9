import { dataValue, getOwnPropertyDescriptor, getOwnPropertyNames, SafeArray, SafeMap } from '../intrinsics.js'
import { describeMemory, type SimpleRules } from '../protocol.js'
import type { Unknown } from '../unknowns.js'
import type { ClassInfo } from './classes.js'
import type { Shape } from './shapes.js'

/** Classes whose instances differ more often than this are not planned for. */
const mostPlans = 64

/** How the fields of a decorated class's instances are passed on, as long as they have these and no others. */
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
 * The plans of one walk: a class whose rules are simple is walked by the fields that the instance before had, without taking the description of each.
 */
export class Plans {
  private readonly classes = new SafeMap<ClassInfo, Planned>()
  private recentInfo: ClassInfo | undefined
  private recent: Planned | undefined

  /** The plan of a class with the object's values in it; undefined where there is none, or the object has other fields. */
  filled(info: ClassInfo, object: object): Plan | undefined {
    if (info !== this.recentInfo) {
      this.recentInfo = info
      this.recent = this.classes.get(info)
      if (this.recent === undefined) this.classes.set(info, (this.recent = { plan: undefined, left: mostPlans }))
    }
    const planned = this.recent as Planned
    if (planned.plan === undefined) {
      if (planned.left === 0) return undefined
      planned.left--
      planned.plan = planOf(info, object)
      if (planned.plan === undefined) planned.left = 0
    }
    if (planned.plan !== undefined && fill(planned.plan, object)) return planned.plan
    // the next instance may be like this one
    planned.plan = undefined
    return undefined
  }
}

interface Planned {
  plan: Plan | undefined
  /** How many more are made. */
  left: number
}

function planOf(info: ClassInfo, object: object): Plan | undefined {
  const method = info.describedAt && dataValue(info.describedAt, describeMemory)
  const simple = typeof method === 'function' ? (method as { simple?: SimpleRules }).simple : undefined
  if (simple === undefined) return undefined
  const keys = getOwnPropertyNames(object)
  const shape = info.shapes.find(keys)
  if (shape === undefined || shape.indices > 0 || shape.hasStack) return undefined
  const kinds: (string | undefined)[] = new SafeArray()
  for (let i = 0; i < keys.length; i++) kinds[i] = simple.get(keys[i] as string)
  return { shape, keys, kinds, hidden: info.hiddenBut(0), values: new SafeArray() }
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
