import type { Describe } from '../protocol.js'
import type { Holds } from './typed-fields.js'

/** The own fields of a type's objects. */
export interface ObjectType {
  /** A number for each type of a generated file. */
  readonly id: number
  /** In the order in which an object is likely to get them. */
  readonly keys: readonly string[]
  /** What each field holds, in the order of `keys`. */
  readonly holds: readonly Holds[]
  /** Whether each field may be missing, in the order of `keys`. */
  readonly optional: readonly boolean[]
  /** The description that instances of a class have; objects of an interface have none. */
  readonly describe: Describe | undefined
}

let typesMade = 0

/** Says which own fields the objects of a type have and what each holds, with a `?` behind where it may be missing; and how a class's instances are described. */
export function objectType<T = unknown>(fields: Readonly<Record<string, Holds | `${Holds}?`>>, describe?: Describe<T>): ObjectType {
  const given = Object.values(fields)
  return {
    id: typesMade++,
    keys: Object.keys(fields),
    holds: given.map((what) => what.replace('?', '') as Holds),
    optional: given.map((what) => what.endsWith('?')),
    describe: describe as Describe | undefined,
  }
}
