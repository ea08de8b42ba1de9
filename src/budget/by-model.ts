import { currentLayout } from '../method.js'
import { warn } from '../warn.js'

let isWarned = false

/**
 * Warns once in a process where a cache is made whose sizes are the model's, though the engine's own could be had: texts that are shared, or held in pieces,
 * may weigh some tens of percent more than it knows of.
 */
export function warnWhereByModel(): void {
  if (isWarned) return
  const { probe } = currentLayout()
  if (probe.on || probe.remedy === undefined) return
  isWarned = true
  warn(`The sizes of caches are estimates here, which may let them hold more than their limit: ${probe.reason}. ${probe.remedy}`)
}
