import { exec, SafeArray } from '../intrinsics.js'
import { propertyName, type RuleData } from './carried-rules.js'
import type { FieldRule } from './rules.js'

/** The field's value does not count; JavaScript has to be called for each object; others hold the value too. To be added up. */
const SKIP = 1
const CALL = 2
const SHARED = 4

const readsPrivate = /\.(#[\w$\u0080-\uffff]+)/

/** The `#private` field that a function of a class reads; undefined where its compiler made a WeakMap of it. */
function storageIn(reader: () => unknown): string | undefined {
  return exec(readsPrivate, Function.prototype.toString.call(reader))?.[1]
}

/**
 * The rules of a class as data, in the order of the rules; undefined where they are not what an engine can be told: where a field's value is kept
 * in a WeakMap, a description has to read it.
 */
export function ruleData(rules: readonly FieldRule[]): RuleData | undefined {
  const data: unknown[] = new SafeArray()
  for (const { name, kind, reader } of rules) {
    const storage = reader === undefined ? name : storageIn(reader)
    const isRead = kind === 'field' || kind === 'owned' || kind === 'shared'
    if (isRead && storage === undefined) return undefined
    const isLeftOut = !isRead && kind !== 'external' && storage !== undefined
    const says = (isLeftOut ? SKIP : 0) + (isRead || kind === 'ignore' ? 0 : CALL) + (kind === 'shared' ? SHARED : 0)
    if (says === 0) continue
    data[data.length] = propertyName(storage ?? name)
    data[data.length] = says
    data[data.length] = reader
  }
  return Object.freeze(data)
}
