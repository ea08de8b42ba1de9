import type { Estimate } from '../protocol.js'
import type { Rules, ShapeEstimate } from '../layout/rules.js'
import { type ClassInfo, ClassTable } from '../sizers/classes.js'
import { isIndex, type Shape, Site } from '../sizers/shapes.js'
import { declares, privateFields } from '../sizers/source.js'

/** Longest string that JSON.parse interns, from V8 12 on; 10 before. */
export const longestInterned = 9

/** The boxes of one field's numbers. */
interface Boxes {
  readonly lower: number
  readonly bytes: number
  readonly upper: number
  /** Whether every number of the field has a box, small integers too. */
  readonly all: boolean
}

/** What became known of a shape once everything was met. */
export interface Judgement {
  readonly own: ShapeEstimate
  /** By field: whether small integers there are boxed too, as V8 boxes all numbers of a field that once held a fraction. */
  readonly boxesAll: readonly boolean[]
  /** Sums over all objects of the shape. */
  readonly total: Estimate
}

/**
 * What a walk learnt of its classes, shapes and arrays: the ground on which sizes are judged where history decides.
 * A first walk gathers it; a second one, for trees and tables, gives every object its size by it.
 */
export class Findings {
  /** Where the measured value itself is. */
  readonly root = new Site()
  readonly classes = new ClassTable()
  /** Whether all that was met could have come from JSON: plain trees, no undefined, no function. */
  json = true
  /** Whether a string of two bytes a character was met. */
  twoByte = false
  private judgements: Map<Shape, Judgement> | undefined
  private readonly rules: Rules

  constructor(rules: Rules) {
    this.rules = rules
  }

  get isJudged(): boolean {
    return this.judgements !== undefined
  }

  /** Judges every pooled shape. Linear in their number. */
  judge(): ReadonlyMap<Shape, Judgement> {
    if (this.judgements !== undefined) return this.judgements
    this.judgements = new Map()
    const classes = this.classes.all
    for (let c = 0; c < classes.length; c++) {
      const info = classes[c] as ClassInfo
      const { shapes } = info.shapes
      for (let s = 0; s < shapes.length; s++) this.judgements.set(shapes[s] as Shape, this.judgeShape(info, shapes[s] as Shape))
    }
    return this.judgements
  }

  /** Every place where values were found. */
  eachSite(visit: (site: Site) => void): void {
    const pending = [this.root]
    const classes = this.classes.all
    for (let c = 0; c < classes.length; c++) {
      const { shapes, looseSite } = (classes[c] as ClassInfo).shapes
      pending[pending.length] = looseSite
      for (let s = 0; s < shapes.length; s++) {
        const { sites } = shapes[s] as Shape
        for (let i = 0; i < sites.length; i++) pending[pending.length] = sites[i] as Site
      }
    }
    for (let i = 0; i < pending.length; i++) {
      const site = pending[i] as Site
      visit(site)
      const { within } = site
      for (let j = 0; j < within.length; j++) pending[pending.length] = within[j] as Site
    }
  }

  /** Whether the arrays of a site have just the room they need: all as long as another, as a literal makes them; or from JSON. */
  isExact(site: Site): boolean {
    return this.json || (site.arrays > 1 && site.shortest === site.longest)
  }

  /** Whether an equal string met again at a site is a copy of its own, and not the same constant. */
  isCopied(site: Site, length: number): boolean {
    // JSON.parse interns short strings, but not those of a text with two-byte characters (V8 >= 12)
    if (this.json && length <= longestInterned && !(this.twoByte && this.rules.layout.version >= 12)) return false
    // constants are few: a field with more distinct values than the root of its uses holds data
    return site.freshStrings ** 2 > site.freshStrings + site.repeatedStrings
  }

  /** Bytes of the equal strings of a site that are copies. */
  repeatedBytes(site: Site): number {
    return (
      (this.isCopied(site, longestInterned) ? site.repeatedShortBytes : 0) + (this.isCopied(site, longestInterned + 1) ? site.repeatedLongBytes : 0)
    )
  }

  of(info: ClassInfo, shape: Shape): Judgement {
    return this.judgements?.get(shape) ?? this.judgeShape(info, shape)
  }

  private judgeShape(info: ClassInfo, shape: Shape): Judgement {
    const { rules, json } = this
    const isInstance = info.family === 'instance'
    const sources = isInstance ? info.sources : []
    let hiddenFields = 0
    for (let i = 0; i < sources.length; i++) hiddenFields += privateFields(sources[i] as string)
    const fields = shape.keys.length - shape.indices
    const own = rules.shape({
      family: info.family,
      header: rules.header(info.kind.header),
      fields: fields + hiddenFields,
      accessors: Math.ceil(shape.accessors / Math.max(1, shape.instances)),
      instances: shape.instances,
      classInstances: info.instances,
      classLeast: Math.min(info.least, fields) + hiddenFields,
      classMost: Math.max(info.most, fields) + hiddenFields,
      declared: isInstance && shape.keys.every((key) => typeof key === 'string' && sources.some((source) => declares(source, key))),
      json,
      prototype: false,
    })
    const indexed = indexedStore(rules, shape, json)
    const lower = own.lower + indexed.lower - hiddenFields * rules.layout.pointer
    const judged = { ...own, lower, bytes: own.bytes + indexed.bytes, upper: own.upper + indexed.upper }
    const n = shape.instances
    const total = { lower: n * judged.lower, bytes: n * judged.bytes, upper: n * judged.upper }
    const boxesAll: boolean[] = []
    for (let i = 0; i < shape.keys.length; i++) {
      const boxes = fieldBoxes(rules, shape, i)
      boxesAll[i] = boxes.all
      total.lower += boxes.lower
      total.bytes += boxes.bytes
      total.upper += boxes.upper
    }
    return { own: judged, boxesAll, total }
  }
}

/** Objects of a shape with only small integers in a field, from which on a boxed one there is not expected. */
const manyNumbers = 8

/** The boxes of one field over all objects of a shape. */
function fieldBoxes(rules: Rules, shape: Shape, index: number): Boxes {
  const small = shape.small[index] as number
  const boxed = shape.boxed[index] as number
  // a field that held only numbers, one of them no small integer, is a double field: each value has a box of its own
  const all = boxed > 0 && small + boxed === shape.instances
  const possible = boxed > 0 || small < manyNumbers ? small : 0
  return {
    lower: rules.box * boxed,
    bytes: rules.box * (all ? boxed + small : boxed),
    upper: rules.box * (boxed + possible),
    all,
  }
}

const nothing: Estimate = { lower: 0, bytes: 0, upper: 0 }

/** The elements of an object with integer keys. */
function indexedStore(rules: Rules, shape: Shape, json: boolean): Estimate {
  const count = shape.indices
  if (count === 0) return nothing
  let last = 0
  for (let i = 0; i < shape.keys.length; i++) if (isIndex(shape.keys[i])) last = Math.max(last, Number(shape.keys[i]))
  const length = last + 1
  const exact = rules.exactStore(length, false)
  const sparse = rules.sparseStore(count)
  const pushed = rules.pushedStore(length, false)
  const isSparse = sparse * 3 <= exact || last >= 2 ** 25
  return {
    lower: Math.min(exact, sparse),
    bytes: isSparse ? sparse : json ? exact : pushed,
    upper: Math.max(isSparse && length > 1024 ? 0 : rules.largestStore(length, false), rules.sparseStore(4 * count)),
  }
}
