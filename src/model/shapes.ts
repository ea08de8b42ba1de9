import { SafeArray, SafeMap } from '../intrinsics.js'
import { isIndex } from '../path-step.js'

/** Bytes of array stores, boxes of their numbers included, both likely forms kept apart until the walk knows which it is. */
export interface Stores {
  lower: number
  /** As literals, JSON and copies make them. */
  exact: number
  /** As pushing to an empty array makes them. */
  pushed: number
  upper: number
}

/** Arrays in arrays, and Maps in Maps, have one site from here down: a list of pairs may be millions deep. */
const deepestSite = 16

/**
 * A place in the program's data where values of one origin are found: a field of a shape, the elements of the arrays there, the keys of the
 * Maps there. What is alike among them tells how they were made.
 */
export class Site {
  /** Strings met here first, and again: by characters up to what JSON.parse interns, and longer. */
  freshStrings = 0
  repeatedStrings = 0
  repeatedShort = 0
  repeatedShortBytes = 0
  repeatedLongBytes = 0
  /** Arrays here that are not empty: how many, and their shortest and longest. */
  arrays = 0
  shortest = Infinity
  longest = 0
  /** Whether all of them hold nothing but numbers, and whether each begins with a primitive. */
  areNumbers = true
  beginPrimitive = true
  /** Sums over their stores, by how they may have been built. */
  readonly stores: Stores = { lower: 0, exact: 0, pushed: 0, upper: 0 }
  /** The site whose values hold these. */
  readonly holder: Site | undefined
  private readonly depth: number
  private ofElements: Site | undefined
  private readonly inner: { [label: string]: Site } = Object.create(null)

  constructor(holder?: Site) {
    this.holder = holder
    this.depth = holder === undefined ? 0 : holder.depth + 1
  }

  /** The site of what the arrays here hold. */
  get elements(): Site {
    if (this.ofElements === undefined) this.ofElements = this.of('elements')
    return this.ofElements
  }

  /** The site of what the values here hold: `elements`, `key`, `value`. */
  of(label: string): Site {
    if (this.depth === deepestSite) return this
    let site = this.inner[label]
    if (site === undefined) {
      site = new Site(this)
      this.inner[label] = site
    }
    return site
  }

  /** The sites within. */
  get within(): Site[] {
    const sites: Site[] = new SafeArray()
    for (const label in this.inner) sites[sites.length] = this.inner[label] as Site
    return sites
  }
}

/** What the objects of one prototype with one list of own keys have in common, gathered over a walk. */
export class Shape {
  readonly keys: readonly PropertyKey[]
  /** Objects of this shape met. */
  instances = 0
  /** By field: how many objects hold a number there that needs no box, and one that does. */
  readonly small: number[] = new SafeArray()
  readonly boxed: number[] = new SafeArray()
  /** The ones among them that the engine keeps as constants. */
  readonly constants: number[] = new SafeArray()
  readonly sites: Site[] = new SafeArray()
  /** Accessor properties of the object met last. */
  accessors = 0
  /** How many of the keys are array indices; they come first. */
  readonly indices: number
  /** Whether one of the keys is `stack`. */
  readonly hasStack: boolean
  /** Own bytes of an object of this shape, for a running total: what it has at least. */
  least = 0
  /** Whether further objects of the same keys come to this shape. */
  readonly isPooled: boolean

  constructor(keys: readonly PropertyKey[], isPooled: boolean) {
    this.keys = keys
    let indices = 0
    let hasStack = false
    for (let i = 0; i < keys.length; i++) {
      if (keys[i] === 'stack') hasStack = true
      this.small[i] = 0
      this.boxed[i] = 0
      this.constants[i] = 0
      if (isIndex(keys[i])) indices++
    }
    if (isPooled) for (let i = 0; i < keys.length; i++) this.sites[i] = new Site()
    this.isPooled = isPooled
    this.indices = indices
    this.hasStack = hasStack
  }
}

interface Branch {
  readonly next: SafeMap<PropertyKey, Branch>
  shape: Shape | undefined
}

const branch = (): Branch => ({ next: new SafeMap(), shape: undefined })

/** Objects with more keys are used as maps: no two alike. */
export const mostPooledKeys = 127
/** Shapes kept for one class; a class with more is used as a map. */
const mostShapes = 4096

/** The shapes of one class: a tree of keys. */
export class ShapeTree {
  readonly shapes: Shape[] = new SafeArray()
  /** Where the fields of objects without a pooled shape are. */
  readonly looseSite = new Site()
  /** The shape met last: most objects come in rows. */
  private recent: Shape | undefined
  private readonly root = branch()

  /** The shape of those keys; undefined where pooling would not pay. Linear in the number of keys. */
  find(keys: readonly PropertyKey[]): Shape | undefined {
    const recent = this.recent
    if (recent !== undefined && sameKeys(recent.keys, keys)) return recent
    if (keys.length > mostPooledKeys) return undefined
    let at = this.root
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i] as PropertyKey
      let next = at.next.get(key)
      if (next === undefined) {
        if (this.shapes.length >= mostShapes) return undefined
        next = branch()
        at.next.set(key, next)
      }
      at = next
    }
    if (at.shape === undefined) {
      at.shape = new Shape(keys, true)
      this.shapes[this.shapes.length] = at.shape
    }
    this.recent = at.shape
    return at.shape
  }
}

function sameKeys(a: readonly PropertyKey[], b: readonly PropertyKey[]): boolean {
  const n = a.length
  if (n !== b.length) return false
  for (let i = 0; i < n; i++) if (a[i] !== b[i]) return false
  return true
}
