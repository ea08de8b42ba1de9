import { append, SafeMap, SafeSet } from '../intrinsics.js'
import { printable } from '../printable.js'
import type { Met, Opaque } from '../unknowns.js'
import type { Trail } from './trail.js'
import { Walk } from './walk.js'
import type { WalkOptions } from './walk-options.js'

/** Finds the paths of what a walk could not see, by a second walk that keeps paths. Linear, like the first. */
export function locate(value: unknown, options: WalkOptions, met: readonly Met[]): Opaque[] {
  if (met.length === 0) return []
  const paths = new SafeMap<object, string>()
  const wanted = new SafeSet<object>()
  for (let i = 0; i < met.length; i++) wanted.add((met[i] as Met).object)
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
        if (wanted.delete(object)) paths.set(object, trail?.path(node) ?? '')
      },
      primitive() {},
      bytes() {},
      skipped() {},
    },
  })
  finder.start(value)
  while (wanted.size > 0 && !finder.run(1000));
  const found: Opaque[] = []
  for (let i = 0; i < met.length; i++) {
    const { unknown, object, count } = met[i] as Met
    append(found, { reason: printable(unknown.reason), path: paths.get(object) ?? '$', count })
  }
  return found
}
