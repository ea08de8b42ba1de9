import { exec, SafeArray, SafeMap } from '../intrinsics.js'
import { type RuleData, ruleName } from './carried-rules.js'
import type { FieldRule } from './rules.js'

/**
 * The field's value does not count; JavaScript has to be called for each object; others hold the value too; the engine calls the field otherwise. To
 * be added up.
 */
const SKIP = 1
const CALL = 2
const SHARED = 4
const NAMED = 8

const readsPrivate = /\.(#[\w$\u0080-\uffff]+)/

/** The `#private` field that a function of a class reads; undefined where its compiler made a WeakMap of it. */
function storageIn(reader: () => unknown): string | undefined {
  return exec(readsPrivate, Function.prototype.toString.call(reader))?.[1]
}

/** What some compilers pass to their helper for a private accessor, in the text of the class: its name, and a function that reads its storage. */
const passesReader = /"([\w$]+)",\s*(?:function\s*\([\w$]+\)\s*\{\s*return\s+[\w$]+|\(?[\w$]+\)?\s*=>\s*[\w$]+)\.(#[\w$\u0080-\uffff]+)/g

/** The same rules, where the functions that the decorators were given do not say where their fields are kept, and the class does. */
export function withStorage(rules: readonly FieldRule[], Class: () => unknown): readonly FieldRule[] {
  const isUnknown = ({ reader, name }: FieldRule) => reader !== undefined && typeof name === 'string' && storageIn(reader) === undefined
  if (!rules.some(isUnknown)) return rules
  const storages = new SafeMap<string, string>()
  for (const [, name, storage] of Function.prototype.toString.call(Class).matchAll(passesReader))
    storages.set(`#${name}`, storage as string)
  return rules.map((rule) => {
    const storage = isUnknown(rule) ? storages.get(rule.name as string) : undefined
    return storage === undefined ? rule : { ...rule, storage, reader: Class }
  })
}

/** Whether a field of that rule counts as all fields do. */
export const isRead = (kind: FieldRule['kind']): boolean => kind === 'field' || kind === 'owned' || kind === 'shared'

/** What the engine calls the field of a rule; undefined where its compiler made a WeakMap of it, or does not say. */
export const storageOf = ({ name, storage, reader }: FieldRule): PropertyKey | undefined =>
  reader === undefined ? name : (storage ?? storageIn(reader))

/**
 * The rules of a class as data, in the order of the rules; undefined where an engine cannot follow them: where a field's value is kept
 * in a WeakMap, a description has to read it.
 */
export function ruleData(rules: readonly FieldRule[]): RuleData | undefined {
  const data: unknown[] = new SafeArray()
  for (const rule of rules) {
    const { name, kind, reader } = rule
    const storage = storageOf(rule)
    if (isRead(kind) && storage === undefined) return undefined
    const isLeftOut = !isRead(kind) && kind !== 'external' && storage !== undefined
    const says =
      (isLeftOut ? SKIP : 0) +
      (isRead(kind) || kind === 'ignore' ? 0 : CALL) +
      (kind === 'shared' ? SHARED : 0) +
      (isRead(kind) && storage !== name ? NAMED : 0)
    if (says > 0) add(data, storage ?? name, says, reader)
  }
  return Object.freeze(data)
}

/** Rules whose fields a graph shows in another way than the engine has them: these are shown by their rules, and the rest is the engine's. */
export const isToldInGraphs = (rule: FieldRule): boolean => !isRead(rule.kind) || rule.kind === 'shared' || storageOf(rule) !== rule.name

/** The names that those rules stand for, as a list of what is left out of the rest. */
export function graphData(rules: readonly FieldRule[]): RuleData {
  const data: unknown[] = new SafeArray()
  for (const rule of rules) {
    const storage = storageOf(rule)
    if (storage !== undefined && rule.kind !== 'external' && isToldInGraphs(rule)) add(data, storage, SKIP, rule.reader)
  }
  return Object.freeze(data)
}

function add(data: unknown[], name: PropertyKey, says: number, reader: FieldRule['reader']): void {
  data[data.length] = ruleName(name)
  data[data.length] = says
  data[data.length] = reader
}
