import { byClass } from '../explain.js'
import { layouts } from '../layout/engines.js'
import type { Layout } from '../protocol.js'

/** Objects of one class, and their own bytes. */
export interface ShapeRow {
  /** How many there are. */
  readonly count: number
  /** Their own bytes in all. */
  readonly bytes: number
}

/**
 * What a value holds, by class in the order of names, for a snapshot of a test: computed for one layout, Node 24's unless another is given, so that it
 * is the same on each run and each Node. Classes of one name are one.
 */
export function memoryShape(value: unknown, layout: Layout = layouts.node24): Record<string, ShapeRow> {
  const found = new Map<string, ShapeRow>()
  for (const { name, count, bytes } of byClass(value, { layout }).rows) {
    const before = found.get(name)
    found.set(name, { count: count + (before?.count ?? 0), bytes: bytes + (before?.bytes ?? 0) })
  }
  const names = [...found.keys()].sort()
  return Object.fromEntries(names.map((name) => [name, found.get(name) as ShapeRow]))
}
