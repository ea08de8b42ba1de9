import { flatString, isRootString } from '../../../src/layout/v8.js'
import type { Layout } from '../../../src/protocol.js'

/** A way to build a value, and what the rules of src/layout say it weighs. */
export interface Case {
  readonly name: string
  /** A JavaScript expression. In scope: what `prelude.js` defines. */
  readonly source: string
  /** Bytes, deep unless `size` says otherwise. */
  readonly predict: (layout: Layout) => number
  readonly size?: 'shallow'
  /** Where the engine has what the source uses; not given: everywhere. */
  readonly runsOn?: (layout: Layout) => boolean
}

/** The integers from first to last. */
export const range = (first: number, last: number): number[] => Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i)

export const sum = (numbers: readonly number[]): number => numbers.reduce((total, more) => total + more, 0)

let prefixes = 0

/** So many property names that no other case uses, so that no case has another's hidden classes. */
export function freshKeys(n: number): string[] {
  const prefix = `k${(prefixes++).toString(36)}_`
  return range(0, n - 1).map((i) => prefix + i)
}

/** `{a:0,b:1}` */
export const objectLiteral = (keys: readonly string[]): string => `({${keys.map((key, i) => `${key}:${i}`).join(',')}})`

/** `JSON.parse` of `{"a":0,"b":1}` */
export const parsed = (keys: readonly string[]): string => `JSON.parse('{${keys.map((key, i) => `"${key}":${i}`).join(',')}}')`

/** An expression that runs statements; the last of them returns. */
export const run = (statements: string): string => `(()=>{${statements}})()`

/** A statement that runs that number of times, counting in i. */
export const times = (n: number, statement: string): string => `for(let i=0;i<${n};i++)${statement};`

/** The key strings that a dictionary holds. */
export const keyBytes = (l: Layout, keys: readonly string[]): number => sum(keys.map((key) => sharedString(l, key)))

/** A string the engine shares by its text; roots are free from V8 13 on. */
export const sharedString = (l: Layout, text: string): number =>
  l.freeRootStrings && isRootString(l, text) ? 0 : flatString(l, text.length)
