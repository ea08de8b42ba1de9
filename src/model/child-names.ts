import { SafeMap, SafeSet, slice } from '../intrinsics.js'
import type { Rules } from '../layout/rules.js'
import { Walk } from './walk.js'

/** How each child is reached from its parent: `.name`, `[3]`, `<value 2>`. By a walk that goes no further. Linear in what the parent leads to. */
export function childNames(parent: unknown, rules: Rules, running: Rules): ReadonlyMap<unknown, string> {
  const names = new SafeMap<unknown, string>()
  const reached = new SafeSet<unknown>([parent])
  const walk = new Walk({
    rules,
    running,
    exclude(value, path) {
      if (reached.has(value)) return false
      names.set(value, slice(path(), 1))
      return true
    },
  })
  walk.start(parent)
  walk.run()
  return names
}
