import { types } from '../intrinsics.js'
import type { Sizer } from '../protocol.js'
import { ClassTable, sizerOf } from '../sizers/classes.js'
import { Description } from '../sizers/description.js'

/** What the description of one object says beside the parts that belong to it. */
export interface Said {
  /** Parts that are left out, or that bytes stand for. */
  readonly without: readonly PropertyKey[]
  /** Parts that nothing else is said to refer to. */
  readonly owned: readonly (readonly [name: PropertyKey, value: unknown])[]
  /** Bytes outside the heap, which no heap snapshot can tell. */
  readonly claimed: number
}

/** By the number of the value: what its description says, where it has one. The first value is the one that is measured. */
export function descriptionsOf(values: readonly unknown[], sizer: Sizer | undefined): Map<number, Said> {
  const classes = new ClassTable()
  const all = new Map<number, Said>()
  for (const [number, value] of values.entries()) {
    if (value === null || (typeof value !== 'object' && typeof value !== 'function')) continue
    const own = number === 0 && sizer !== undefined ? sizer : types?.isProxy(value) ? undefined : sizerOf(value, classes.of(value))
    if (own !== undefined) all.set(number, saidOf(value, own))
  }
  return all
}

function saidOf(object: object, sizer: Sizer): Said {
  const without: PropertyKey[] = []
  const owned: [PropertyKey, unknown][] = []
  let claimed = 0
  new Description(object, {
    external(bytes, name) {
      claimed += bytes
      if (name !== undefined) without.push(name)
    },
    owned: (name, value) => void owned.push([name, value]),
    skipped: (name) => void without.push(name),
    child() {},
    shared() {},
    opaque() {},
  }).take(sizer)
  return { without, owned, claimed }
}
