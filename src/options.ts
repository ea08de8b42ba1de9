import { expectedBytes, isBytes, optionBytes } from './bytes.js'
import { MemSizeError, shown, wrongOption } from './errors.js'
import { dataValue, isArray, isObject, SafeSet } from './intrinsics.js'
import type { Describe, Layout } from './protocol.js'
import { Tracker } from './tracker.js'

/** What does not count: objects that a function answers true for, or instances of some classes and of those that extend them. */
export type Exclude = ((value: object, path: () => string) => boolean) | readonly (abstract new (...args: never[]) => object)[]

/** How a value is measured. */
export interface SizeOptions {
  /**
   * `'probe'` reads the engine's own heap, and is exact; `'model'` computes from a layout, and gives bounds. Default: the probe where it runs
   * (`currentLayout().probe` says whether, and if not why), unless a layout is given.
   */
  by?: 'probe' | 'model' | undefined
  /** The engine to compute for; default: the one that runs. Another one answers "what would this weigh there?", by the model. */
  layout?: Layout | undefined
  /** What it has seen in earlier measurements is not counted again. */
  tracker?: Tracker | undefined
  /** Describes the root value, for this measurement: where there is no class to register a description on. */
  // biome-ignore lint/suspicious/noExplicitAny: the value's own type, which the options cannot know
  describe?: Describe<any> | undefined
  /**
   * Leaves out objects, and what only they reach: those that a function answers true for, which is asked of each object once (`path()` is
   * `$.orders[3]`, and costs nothing until it is called), or instances of some classes and of those that extend them, at no cost.
   */
  exclude?: Exclude | undefined
  /** Stops once this many bytes were counted, a number or `'64 kB'`; the result says `complete: false`. */
  limit?: number | string | undefined
  /** `'owned'`: the caller promises that no object is reached twice, and the model looks none up; the probe always does. Default: `'shared'`. */
  assume?: 'shared' | 'owned' | undefined
  /**
   * Also counts the variables that functions hold in their closures, up to those of the script or ES module. A CommonJS module is a function to the
   * engine: those of its variables that functions use count. The model cannot see them, and says so.
   * Default: false, a function counts by itself.
   */
  contexts?: boolean | undefined
}

/** How measureAsync shares the thread. */
export interface AsyncSizeOptions extends SizeOptions {
  /** Aborts the measurement: its promise rejects with the signal's reason. */
  signal?: AbortSignal | undefined
  /** Called after each slice with the objects and bytes counted so far. */
  onProgress?: ((progress: { readonly count: number; readonly bytes: number }) => void) | undefined
}

/** An option: whether a value other than undefined is right for it, and what would be. */
interface Rule {
  readonly takes: (value: unknown) => boolean
  readonly expected: string
}

const isFunction = (value: unknown): boolean => typeof value === 'function'
const isClass = (value: unknown): boolean => typeof value === 'function' && isObject(dataValue(value, 'prototype'))
const isExclude = (value: unknown): boolean => isFunction(value) || (isArray(value) && areClasses(value))
function areClasses(list: readonly unknown[]): boolean {
  for (let i = 0; i < list.length; i++) if (!isClass(list[i])) return false
  return true
}
const isBoolean = (value: unknown): boolean => typeof value === 'boolean'
const oneOf = (...words: readonly string[]): Rule => ({
  takes: (value) => value === words[0] || value === words[1],
  expected: `'${words[0]}' or '${words[1]}'`,
})
const isSignal = (value: unknown): boolean =>
  value !== null && typeof value === 'object' && typeof (value as Partial<AbortSignal>).throwIfAborted === 'function'

type OptionName = keyof AsyncSizeOptions

/** Every option of a measurement. A layout is checked where it is chosen: that needs the tables. */
const rules: { readonly [Name in OptionName]: Rule } = {
  by: oneOf('probe', 'model'),
  layout: { takes: () => true, expected: 'a layout' },
  tracker: { takes: (value) => value instanceof Tracker, expected: 'a Tracker, like new Tracker()' },
  describe: { takes: isFunction, expected: 'a function (object, meter) => void' },
  exclude: { takes: isExclude, expected: 'a function (value, path) => boolean, or an array of classes' },
  limit: { takes: (value) => isBytes(value) || typeof value === 'string', expected: expectedBytes },
  assume: oneOf('shared', 'owned'),
  contexts: { takes: isBoolean, expected: 'true or false' },
  signal: { takes: isSignal, expected: 'an AbortSignal' },
  onProgress: { takes: isFunction, expected: 'a function ({ count, bytes }) => void' },
}
const names = Object.keys(rules) as OptionName[]
const known = new SafeSet<string>(names)

/** Every option, each an own property; amounts that were texts are numbers. */
export type CheckedOptions = { readonly [Name in OptionName]: Name extends 'limit' ? number | undefined : AsyncSizeOptions[Name] }

/** The options with every one an own property: Object.prototype may have been given one of that name. Throws a MemSizeError for a wrong one. */
export function checkedOptions(options: unknown): CheckedOptions {
  if (options !== undefined && (options === null || typeof options !== 'object'))
    throw new MemSizeError(`Expected options as an object like { limit: 1000000 }, got ${shown(options)}.`)
  const given = { ...(options as Record<string, unknown> | undefined) }
  const givenNames = Object.keys(given)
  for (let i = 0; i < givenNames.length; i++) {
    if (!known.has(givenNames[i] as string))
      throw new MemSizeError(`Unknown option \`${givenNames[i]}\`. Known ones are ${names.join(', ')}.`)
  }
  const checked: Record<string, unknown> = { __proto__: null }
  for (let i = 0; i < names.length; i++) {
    const name = names[i] as OptionName
    const value = Object.hasOwn(given, name) ? given[name] : undefined
    if (value !== undefined && !rules[name].takes(value)) throw wrongOption(name, rules[name].expected, value)
    checked[name] = name === 'limit' && value !== undefined ? optionBytes(name, value) : value
  }
  return checked as never
}
