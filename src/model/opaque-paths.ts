import { append, getPrototypeOf, SafeArray, SafeMap, types } from '../intrinsics.js'
import { printable } from '../printable.js'
import type { Met, Opaque } from '../unknowns.js'
import type { Trail } from './trail.js'
import { Walk } from './walk.js'
import type { WalkOptions } from './walk-options.js'

/** Objects looked at in one step. */
const atOnce = 500

function addTo(map: Map<object | null, Met[]>, key: object, met: Met): void {
  const list = map.get(key)
  if (list === undefined) {
    const first: Met[] = new SafeArray()
    first[0] = met
    map.set(key, first)
  } else list[list.length] = met
}

/** Finds the paths of what a walk could not see, by a second walk that keeps paths. Linear, like the first. */
export function locate(value: unknown, options: WalkOptions, met: readonly Met[]): Opaque[] {
  const places = located(value, options, met)
  for (;;) {
    const { done, value: found } = places.next()
    if (done) return found
  }
}

/** The same in steps of some objects each. */
export function* located(value: unknown, options: WalkOptions, met: readonly Met[]): Generator<void, Opaque[]> {
  if (met.length === 0) return []
  const paths = new SafeMap<Met, string>()
  const wanted = new SafeMap<object, Met[]>()
  const prototypes = new SafeMap<object | null, Met[]>()
  for (let i = 0; i < met.length; i++) {
    const one = met[i] as Met
    const { object, others = [], prototype } = one
    addTo(wanted, object, one)
    for (let j = 0; j < others.length; j++) addTo(wanted, others[j] as object, one)
    if (prototype !== undefined) addTo(prototypes, prototype, one)
  }
  let left = met.length
  let trail: Trail | undefined
  const finder: Walk = new Walk({
    ...options,
    limit: undefined,
    tracker: undefined,
    owned: false,
    recorder: {
      begin(started) {
        trail = started
      },
      object(node, object) {
        const found =
          wanted.get(object) ?? (prototypes.size > 0 && !types?.isProxy(object) ? prototypes.get(getPrototypeOf(object)) : undefined)
        if (found === undefined) return
        for (let i = 0; i < found.length; i++) {
          const one = found[i] as Met
          if (paths.has(one)) continue
          paths.set(one, trail?.path(node) ?? '')
          left--
        }
      },
      primitive() {},
      bytes() {},
      skipped() {},
    },
  })
  finder.start(value)
  while (left > 0 && !finder.run(atOnce)) yield
  const found: Opaque[] = []
  for (let i = 0; i < met.length; i++) {
    const one = met[i] as Met
    const { unknown, count } = one
    append(found, { reason: printable(unknown.reason), path: paths.get(one) ?? '$', count })
  }
  return found
}
