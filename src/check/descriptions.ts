import { classFacts, descriptionOf } from '../describe/class-facts.js'
import { heldBy } from '../describe/derived.js'
import { Description } from '../describe/description.js'
import { storageOf } from '../describe/rule-data.js'
import { rulesOfInstance } from '../describe/rules.js'
import { isObject, types } from '../intrinsics.js'
import type { Describe } from '../protocol.js'

/** The value of a private field or an accessor. */
export interface Hidden {
  readonly value: unknown
  /** What the engine calls the field; undefined where only the compiler knows. */
  readonly storage: PropertyKey | undefined
}

/** What the description of one object says beside the parts that belong to it. */
export interface Said {
  /** Parts that are left out, or that bytes stand for. */
  readonly without: readonly PropertyKey[]
  /** Those that are private fields and accessors. */
  readonly hidden: readonly Hidden[]
  /** Parts that nothing else is said to refer to. */
  readonly owned: readonly (readonly [name: PropertyKey, value: unknown])[]
  /** Bytes outside the heap, which no heap snapshot can tell. */
  readonly claimed: number
}

/** By the number of the value: what its description says, where it has one. The first value is the one that is measured. */
export function descriptionsOf(values: readonly unknown[], describe: Describe | undefined): Map<number, Said> {
  const classes = classFacts()
  const all = new Map<number, Said>()
  for (const [number, value] of values.entries()) {
    if (!isObject(value)) continue
    const own =
      number === 0 && describe !== undefined ? describe : types?.isProxy(value) ? undefined : descriptionOf(value, classes.of(value))
    if (own !== undefined) all.set(number, saidOf(value, own))
  }
  return all
}

function saidOf(object: object, describe: Describe): Said {
  const without: PropertyKey[] = []
  const hidden: Hidden[] = []
  const leaveOut = (name: PropertyKey): void => {
    const rule = rulesOfInstance(object)?.rules.find((rule) => rule.name === name && rule.read !== undefined)
    if (rule === undefined) without.push(name)
    else hidden.push({ value: heldBy(object, rule), storage: storageOf(rule) })
  }
  const owned: [PropertyKey, unknown][] = []
  let claimed = 0
  new Description(object, {
    external(bytes, name) {
      claimed += bytes
      if (name !== undefined) leaveOut(name)
    },
    owned: (name, value) => void owned.push([name, value]),
    skipped: leaveOut,
    child() {},
    shared() {},
    opaque() {},
  }).take(describe)
  return { without, hidden, owned, claimed }
}
