import { SafeArray } from '../intrinsics.js'
import type { GraphRules } from './binding.js'
import { SAYS_LEFT_OUT, SAYS_WHOLE } from './binding.js'

/** In place of bytes: a part is a value, and one that others hold too (native/graph.h). */
const PART = -1
const SHARED_PART = -2

/** A part that a description left out on purpose, of the object of that number. */
export interface NotedSkip {
  readonly owner: number
  readonly name: PropertyKey
  readonly reason: string
}

/** An arena outside the heap that a description named, of the object of that number. */
export interface NotedArena {
  readonly owner: number
  readonly name: PropertyKey
  readonly used: number
  readonly capacity: number
  /** Its place among the names. */
  readonly part: number
}

/** What descriptions said that a graph shows: parts with their names, bytes outside the heap, and what was left out. In the order of their objects. */
export class GraphNotes {
  readonly names: PropertyKey[] = new SafeArray()
  readonly skips: NotedSkip[] = new SafeArray()
  readonly arenas: NotedArena[] = new SafeArray()
  private readonly owners: number[] = new SafeArray()
  private readonly values: unknown[] = new SafeArray()
  /** Bytes outside the heap; PART or SHARED_PART where the part is a value. */
  private readonly bytes: number[] = new SafeArray()

  part(owner: number, name: PropertyKey, value: unknown, isShared: boolean): void {
    this.add(owner, name, value, isShared ? SHARED_PART : PART)
  }

  external(owner: number, name: PropertyKey, bytes: number): void {
    this.add(owner, name, undefined, bytes)
  }

  arena(owner: number, name: PropertyKey, used: number, capacity: number): void {
    this.arenas[this.arenas.length] = { owner, name, used, capacity, part: this.names.length }
    this.add(owner, name, undefined, capacity)
  }

  skip(owner: number, name: PropertyKey, reason: string): void {
    this.skips[this.skips.length] = { owner, name, reason }
  }

  /** All of it for the probe, with what was said of each object: names of parts are numbered from `firstName` on. */
  rulesFor(objects: readonly (readonly object[])[], said: Uint32Array, lists: GraphRules['lists'], firstName: number): GraphRules {
    const list: unknown[] = new SafeArray()
    const stops: object[] = new SafeArray()
    const depths: number[] = new SafeArray()
    const places: number[] = new SafeArray()
    let number = 0
    for (let i = 0; i < objects.length; i++) {
      const some = objects[i] as readonly object[]
      for (let j = 0; j < some.length; j++, number++) {
        const depth = said[number] as number
        places[number] = list.length
        if (depth === SAYS_LEFT_OUT) stops[stops.length] = some[j] as object
        else if (depth !== SAYS_WHOLE) {
          depths[list.length] = depth
          list[list.length] = some[j]
        }
      }
    }
    const { owners, values, bytes } = this
    // one more than there are: numbers alone would be held raw, and an empty list has no memory
    const count = owners.length
    const rules = {
      list,
      stops,
      lists,
      depths: new Uint32Array(list.length + 1),
      owners: new Uint32Array(count + 1),
      names: new Uint32Array(count + 1),
      bytes: new Float64Array(count + 1),
      parts: values,
    }
    for (let i = 0; i < list.length; i++) rules.depths[i] = depths[i] as number
    for (let i = 0; i < count; i++) {
      rules.owners[i] = places[owners[i] as number] as number
      rules.names[i] = firstName + i
      rules.bytes[i] = bytes[i] as number
    }
    rules.owners[count] = 2 ** 32 - 1
    rules.bytes[count] = PART
    values[count] = undefined
    return rules
  }

  private add(owner: number, name: PropertyKey, value: unknown, bytes: number): void {
    const at = this.owners.length
    this.owners[at] = owner
    this.names[at] = name
    this.values[at] = value
    this.bytes[at] = bytes
  }
}
