import { classFacts, sizerOf } from '../describe/class-facts.js'
import { Description } from '../describe/description.js'
import type { PartSink } from '../describe/part-sink.js'
import { describedClasses } from '../describe/registry.js'
import {
  getOwnPropertyDescriptor,
  getOwnPropertyNames,
  getOwnPropertySymbols,
  hasOwn,
  isArray,
  isObject,
  isView,
  SafeArray,
  SafeMap,
  SafeSet,
  types,
} from '../intrinsics.js'
import type { Request } from '../measuring.js'
import { isIndex, mostIndices, stepText } from '../path-step.js'
import { describeMemory, type Kept, type Sizer } from '../protocol.js'
import { Seen } from '../seen.js'
import type { Met, Unknown } from '../unknowns.js'
import { DESCRIBED_END, INTERNALS, OWN, SLOTS, WHOLE } from './binding.js'
import type { Described, Look, Probe } from './probe.js'

/** What tells the probe which objects describe themselves. */
export const described: Described = { key: describeMemory, classes: describedClasses }

/** Objects whose children are asked for in one call of the probe. */
const batchLength = 1024

/** In place of bytes: a part is a value, and one that others hold too. */
export const PART = -1
export const SHARED_PART = -2

/** The parts that descriptions named: in the order of the objects, which is that of their numbers. */
export class Parts {
  readonly owners: number[] = new SafeArray()
  readonly names: PropertyKey[] = new SafeArray()
  readonly values: unknown[] = new SafeArray()
  /** Bytes outside the heap; PART or SHARED_PART where the part is a value. */
  readonly bytes: number[] = new SafeArray()
  readonly skips: { readonly owner: number; readonly name: PropertyKey; readonly reason: string }[] = new SafeArray()

  add(owner: number, name: PropertyKey, value: unknown, bytes: number): void {
    const at = this.owners.length
    this.owners[at] = owner
    this.names[at] = name
    this.values[at] = value
    this.bytes[at] = bytes
  }

  get count(): number {
    return this.owners.length
  }

  /** Forgets the last ones. */
  drop(count: number): void {
    this.owners.length = this.names.length = this.values.length = this.bytes.length = count
  }

  skip(owner: number, name: PropertyKey, reason: string): void {
    this.skips[this.skips.length] = { owner, name, reason }
  }
}

/**
 * Finds out which objects belong to a value where somebody has a say in it: descriptions, `exclude`, a tracker. The probe tells what each object
 * leads to (private fields and all), JavaScript decides; what the objects weigh the probe is asked at the end, all at once. Each object is an
 * entry of a Set and of two lists meanwhile.
 */
export class Gathering implements PartSink {
  /** What belongs to the value, objects once each, and how far: as Probe.weigh takes them. */
  readonly kept: unknown[] = new SafeArray()
  /** What was reached and does not belong to it. */
  readonly stops: object[] = new SafeArray()
  readonly unknowns: Met[] = new SafeArray()
  /** Of parts whose sizes were known. */
  readonly known = { bytes: 0, external: 0, slack: 0, count: 0 }
  /** Bytes that descriptions gave. */
  outside = 0
  /** What descriptions named, where a graph is wanted. */
  readonly parts: Parts | undefined
  private readonly depths: number[] = new SafeArray()
  private readonly probe: Probe
  private readonly options: Request
  private readonly look: Look
  private readonly seen = new Seen<object>()
  private readonly metFor = new SafeMap<string, Met>()
  private readonly classes = classFacts()
  private readonly root: unknown
  /** For paths, where somebody may ask for them: the index of the object each was reached from, in `kept`. */
  private readonly parents: number[] | undefined
  private readonly names: Names | undefined
  private next = 0
  private isShared = false
  /** The object that is being described, by its index. */
  private current = -1

  constructor(probe: Probe, root: unknown, options: Request, look: Look, parts?: Parts) {
    this.parts = parts
    this.probe = probe
    this.root = root
    this.options = options
    this.look = look
    if (options.exclude !== undefined) {
      this.parents = new SafeArray()
      this.names = new Names(options)
    }
    this.child('', root)
  }

  /** Looks into some more objects: 'more', 'done', or 'void' where the probe failed. */
  step(): 'more' | 'done' | 'void' {
    const { kept, depths, next } = this
    const batch: unknown[] = new SafeArray()
    for (let i = next; i < kept.length && batch.length < batchLength; i++) batch[batch.length] = kept[i]
    if (batch.length === 0) return 'done'
    this.next = next + batch.length
    const ends = new Uint32Array(batch.length)
    const found = this.probe.children(batch, undefined, ends, described, this.look)
    if (found === undefined) return 'void'
    const open: number[] = new SafeArray()
    let at = 0
    for (let i = 0; i < batch.length; i++) {
      const ending = ends[i] as number
      const end = ending >= DESCRIBED_END ? ending - DESCRIBED_END : ending
      this.current = next + i
      const sizer = this.sizerOf(batch[i], ending >= DESCRIBED_END)
      if (sizer !== undefined) {
        depths[next + i] = this.describe(batch[i] as object, sizer)
        if (depths[next + i] !== OWN) open[open.length] = next + i
        at = end
      } else if (ending >= DESCRIBED_END) {
        // a description that is none: the object is looked into all the same
        open[open.length] = next + i
      } else for (; at < end; at++) this.object(found[at] as object)
    }
    return open.length === 0 || this.lookInto(open) ? 'more' : 'void'
  }

  /** What `kept` says of each object's depth, as the probe takes it. */
  get depthList(): Uint8Array {
    const { depths } = this
    const list = new Uint8Array(depths.length)
    for (let i = 0; i < depths.length; i++) list[i] = depths[i] as number
    return list
  }

  /** The insides of objects whose descriptions leave the rest to the library, or are none. */
  private lookInto(indices: readonly number[]): boolean {
    const list: unknown[] = new SafeArray()
    const depths = new Uint8Array(indices.length)
    for (let i = 0; i < indices.length; i++) {
      const index = indices[i] as number
      list[i] = this.kept[index]
      depths[i] = this.depths[index] as number
    }
    const ends = new Uint32Array(indices.length)
    const found = this.probe.children(list, depths, ends, described, this.look)
    if (found === undefined) return false
    let at = 0
    for (let i = 0; i < indices.length; i++) {
      this.current = indices[i] as number
      for (; at < (ends[i] as number); at++) this.object(found[at] as object)
    }
    return true
  }

  private sizerOf(object: unknown, isDescribed: boolean): Sizer | undefined {
    if (object === this.root && this.options.sizer !== undefined && isObject(object)) return this.options.sizer
    return isDescribed ? sizerOf(object as object, this.classes.of(object as object)) : undefined
  }

  /** Takes a description, and says how far the probe has to look into the object by itself. */
  private describe(object: object, sizer: Sizer): number {
    const description = new Description(object, this)
    const before = this.parts?.count
    description.take(sizer)
    if (!description.hasRest) return OWN
    const { named, namedPrivate } = description
    if (namedPrivate !== undefined) {
      const info = types?.isProxy(object) ? undefined : this.classes.of(object)
      // nothing special was said: the probe sees it all, private fields too, but for those of which a compiler made WeakMaps
      if (!description.isSpecial && (namedPrivate === 0 || (info !== undefined && info.privateFields >= namedPrivate))) {
        this.parts?.drop(before as number)
        return WHOLE
      }
      const hidden = info?.hiddenBut(namedPrivate)
      if (hidden !== undefined) this.opaque(hidden)
    }
    const depth = namesIndex(named) ? SLOTS : INTERNALS
    if (!types?.isProxy(object)) this.rest(object, named, depth === SLOTS)
    return depth
  }

  /**
   * Own properties that a description did not name; accessors, and elements as long as none was named, the probe follows itself. Private fields
   * are no properties.
   */
  private rest(object: object, named: ReadonlySet<PropertyKey>, withElements: boolean): void {
    const isLong = !withElements && (isArray(object) ? object.length : isView(object) ? Infinity : 0) > mostIndices
    const reserved = typeof object === 'function' ? ofFunctions : types?.isNativeError(object) ? ofErrors : undefined
    const keys = [isLong ? noKeys : getOwnPropertyNames(object), getOwnPropertySymbols(object)]
    for (let list = 0; list < keys.length; list++) {
      const names = keys[list] as readonly PropertyKey[]
      for (let i = 0; i < names.length; i++) {
        const key = names[i] as PropertyKey
        if (named.has(key) || (!withElements && isIndex(key)) || reserved?.has(key)) continue
        const own = getOwnPropertyDescriptor(object, key)
        if (own !== undefined && hasOwn(own, 'value')) this.child(key, own.value)
      }
    }
  }

  // What descriptions call.

  external(bytes: number, name: PropertyKey = ''): void {
    this.outside += bytes
    this.parts?.add(this.current, name, undefined, bytes)
  }

  child(name: PropertyKey, value: unknown): void {
    if (this.current >= 0 && this.parts !== undefined) {
      // a number read from a field is a copy, and its box among its object's own bytes
      if (isObject(value) || typeof value === 'string' || typeof value === 'symbol' || typeof value === 'bigint')
        this.parts.add(this.current, name, value, this.isShared ? SHARED_PART : PART)
      if (isObject(value)) this.object(value, name)
      return
    }
    if (isObject(value)) this.object(value, name)
    // the box of a number is among its object's own bytes
    else if (typeof value === 'string' || typeof value === 'symbol' || typeof value === 'bigint') this.keep(value)
    else if (name === '' && value === this.root) this.keep(value)
  }

  owned(name: PropertyKey, value: unknown): void {
    this.child(name, value)
  }

  sized(name: PropertyKey, value: object, kept: Kept): void {
    const { measureKept, tracker, exclude } = this.options
    if (measureKept === undefined || kept.isBusy || this.parts !== undefined || tracker !== undefined || exclude !== undefined) {
      this.child(name, value)
      return
    }
    const { bytes, external, slack, count, unknowns } = measureKept(value, kept)
    this.known.bytes += bytes
    this.known.external += external
    this.known.slack += slack
    this.known.count += count
    for (let i = 0; i < unknowns.length; i++) this.opaque(unknowns[i] as Unknown)
  }

  shared(name: PropertyKey, value: unknown): void {
    if (isObject(value)) this.options.onShared?.(value)
    this.isShared = true
    this.child(name, value)
    this.isShared = false
  }

  skipped(name: PropertyKey, reason: string): void {
    this.parts?.skip(this.current, name, reason)
  }

  opaque(unknown: Unknown): void {
    const met = this.metFor.get(unknown.reason)
    if (met !== undefined) {
      met.count++
      return
    }
    const first: Met = { unknown, object: this.kept[this.current] as object, isClaim: true, count: 1 }
    this.metFor.set(unknown.reason, first)
    this.unknowns[this.unknowns.length] = first
  }

  private object(object: object, name?: PropertyKey): void {
    if (!this.seen.add(object)) return
    const { tracker, exclude } = this.options
    if ((tracker !== undefined && !tracker.isNew(object)) || exclude?.(object, this.pathOf(object, name))) {
      this.stops[this.stops.length] = object
      return
    }
    this.keep(object)
  }

  private keep(value: unknown): void {
    const { kept } = this
    if (this.parents !== undefined) this.parents[kept.length] = this.current
    this.depths[kept.length] = WHOLE
    kept[kept.length] = value
  }

  /** Gives the path of an object that is being reached from the current one, now or later. */
  private pathOf(object: object, name: PropertyKey | undefined): () => string {
    const { current, kept, names } = this
    return () => {
      let path = ''
      let child: unknown = object
      let step = name === undefined || name === '' ? undefined : stepText(name)
      for (let at = current; at >= 0; at = (this.parents as number[])[at] as number) {
        const parent = kept[at]
        path = (step ?? names?.of(parent, child) ?? '') + path
        child = parent
        step = undefined
      }
      return `$${path}`
    }
  }
}

const noKeys: readonly string[] = []

function namesIndex(named: SafeSet<PropertyKey>): boolean {
  let found = false
  named.forEach((name) => {
    found ||= isIndex(name)
  })
  return found
}

/** The engine's own: asking for `prototype` would make it, and for `stack` format it (V8 11, by Error.prepareStackTrace of the program). */
const ofFunctions: ReadonlySet<PropertyKey> = new SafeSet<PropertyKey>(['length', 'name', 'prototype', 'arguments', 'caller'])
const ofErrors: ReadonlySet<PropertyKey> = new SafeSet<PropertyKey>(['stack'])

/** Finds names of what objects lead to: those of one object at a time, since they are asked for one after the other. */
class Names {
  private readonly request: Request
  private readonly known = new SafeMap<unknown, ReadonlyMap<unknown, string>>()

  constructor(request: Request) {
    this.request = request
  }

  /** How the child is reached from the parent: `.name`, `[3]`, `<value 2>`; `<hidden>` where JavaScript cannot see it. */
  of(parent: unknown, child: unknown): string {
    let names = this.known.get(parent)
    if (names === undefined) {
      names = this.request.childNames?.(parent) ?? noNames
      this.known.set(parent, names)
    }
    return names.get(child) ?? '<hidden>'
  }
}

const noNames: ReadonlyMap<unknown, string> = new SafeMap()
