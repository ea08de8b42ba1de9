import type { Source } from '../describe/source.js'
import { SafeArray, SafeMap } from '../intrinsics.js'
import { manyAlike, type Rules, type ShapeEstimate } from '../layout/rules.js'
import { isIndex } from '../path-step.js'
import type { Estimate } from '../protocol.js'
import { Classes, type ClassInfo } from './classes.js'
import { mostPooledKeys, type Shape, Site } from './shapes.js'

/** Longer arrays of numbers are more likely to be pushed to than copied. */
const longestVector = 256

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
  readonly classes = new Classes()
  /** Whether all that was met could have come from JSON: plain trees, no undefined, no function. */
  json = true
  /** Whether a string of two bytes a character was met. */
  twoByte = false
  private judgements: Map<Shape, Judgement> | undefined
  private readonly rules: Rules
  private readonly sourceFacts = new SafeMap<ClassInfo, SourceFacts>()
  private readonly suffixes = new SafeMap<ClassInfo, (shape: Shape) => number>()

  constructor(rules: Rules) {
    this.rules = rules
  }

  /** Judges every pooled shape. Linear in their number. */
  judge(): ReadonlyMap<Shape, Judgement> {
    if (this.judgements !== undefined) return this.judgements
    this.judgements = new SafeMap()
    this.classes.restart()
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
    const pending = new SafeArray<Site>()
    pending[0] = this.root
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

  /**
   * Whether the arrays of a site have just the room they need: from JSON; or many short ones of numbers, as libraries of vectors and digits copy
   * them; or all of one length with a primitive first, as a literal like `[start, end]` or `[key, value]` makes them.
   */
  isExact(site: Site): boolean {
    if (this.json) return true
    return (
      site.arrays > 1 && ((site.areNumbers && site.longest <= longestVector) || (site.shortest === site.longest && site.beginPrimitive))
    )
  }

  /** Whether the arrays of a site are many of one short length and hold only numbers: pairs and triples are not pushed to. */
  areVectors(site: Site): boolean {
    return (
      site.arrays >= manyAlike && site.areNumbers && site.shortest === site.longest && site.longest <= longestVector && this.isExact(site)
    )
  }

  /** Whether an equal string met again at a site is a copy of its own, and not the same constant. */
  isCopied(site: Site, length: number): boolean {
    // JSON.parse interns short strings, but not those of a text with two-byte characters (V8 >= 12)
    if (this.json) return length > longestInterned || (this.twoByte && this.rules.layout.version >= 12)
    // constants are few: a field with more distinct values than the root of its uses holds data
    return site.freshStrings ** 2 > site.freshStrings + site.repeatedStrings
  }

  /** Bytes of the equal strings of a site that are copies. */
  repeatedBytes(site: Site): number {
    return (
      (this.isCopied(site, longestInterned) ? site.repeatedShortBytes : 0) +
      (this.isCopied(site, longestInterned + 1) ? site.repeatedLongBytes : 0)
    )
  }

  /** How many of them are. */
  repeatedCount(site: Site): number {
    const { repeatedStrings, repeatedShort } = site
    return (
      (this.isCopied(site, longestInterned) ? repeatedShort : 0) +
      (this.isCopied(site, longestInterned + 1) ? repeatedStrings - repeatedShort : 0)
    )
  }

  /** What was judged of a pooled shape. */
  of(shape: Shape): Judgement | undefined {
    return this.judgements?.get(shape)
  }

  /** Judges an object like no other, by itself: at once, so by nothing that the walk may learn later. */
  judgeAlone(info: ClassInfo, shape: Shape): Judgement {
    const fields = shape.keys.length - shape.indices
    const own = this.rules.shape({
      family: info.family,
      header: this.rules.header(info.kind.header),
      fields,
      accessors: shape.accessors,
      instances: 1,
      classInstances: 1,
      classMost: fields,
      inObject: info.family === 'plain' ? emptyObject : fields,
      slots: fields,
      declared: false,
      // a dictionary from so many keys on, whether JSON.parse made it or a program
      json: fields > mostPooledKeys,
    })
    return this.withParts(own, shape, 0, fields > mostPooledKeys)
  }

  private suffixOf(info: ClassInfo, shape: Shape): number {
    let suffix = this.suffixes.get(info)
    if (suffix === undefined) {
      suffix = commonSuffix(info)
      this.suffixes.set(info, suffix)
    }
    return suffix(shape)
  }

  private sourceOf(info: ClassInfo): SourceFacts {
    let facts = this.sourceFacts.get(info)
    if (facts === undefined) {
      const sources = info.sources
      let hidden = 0
      let slots = 8
      for (let i = 0; i < sources.length; i++) {
        const source = sources[i] as Source
        hidden += source.privateFields
        slots += source.announcedFields || 2
      }
      facts = { sources, privateFields: hidden, slots }
      this.sourceFacts.set(info, facts)
    }
    return facts
  }

  /**
   * In-object slots of a class's instances: V8 gives them what the first seven used at most. Seven at random use as many as seven eighths of
   * all instances do.
   */
  private slotsOf(info: ClassInfo): number {
    const counts: number[] = new SafeArray()
    const { shapes } = info.shapes
    for (let s = 0; s < shapes.length; s++) {
      const shape = shapes[s] as Shape
      const fields = shape.keys.length - shape.indices
      counts[fields] = (counts[fields] ?? 0) + shape.instances
    }
    let below = 0
    for (let fields = 0; fields < counts.length; fields++) {
      below += counts[fields] ?? 0
      if (below >= (info.instances * 7) / 8) return fields
    }
    return counts.length
  }

  private judgeShape(info: ClassInfo, shape: Shape): Judgement {
    const { rules, json } = this
    const isInstance = info.family === 'instance'
    const source = isInstance ? this.sourceOf(info) : noSource
    const fields = shape.keys.length - shape.indices
    const hiddenFields = source.privateFields
    const own = rules.shape({
      family: info.family,
      header: rules.header(info.kind.header),
      fields: fields + hiddenFields,
      accessors: Math.ceil(shape.accessors / Math.max(1, shape.instances)),
      instances: shape.instances,
      classInstances: info.instances,
      classMost: Math.max(info.most, fields) + hiddenFields,
      inObject: isInstance ? this.slotsOf(info) + hiddenFields : json ? undefined : grownFrom(info, shape, this.suffixOf(info, shape)),
      slots: source.slots,
      declared: isInstance && areDeclared(shape.keys, source.sources),
      json,
    })
    return this.withParts(own, shape, hiddenFields, json)
  }

  /** Adds elements under integer keys, and boxes. */
  private withParts(own: ShapeEstimate, shape: Shape, hiddenFields: number, json: boolean): Judgement {
    const { rules } = this
    const indexed = indexedStore(rules, shape, json)
    const lower = own.lower + indexed.lower - hiddenFields * rules.layout.pointer
    const judged = { ...own, lower, bytes: own.bytes + indexed.bytes, upper: own.upper + indexed.upper }
    const n = shape.instances
    const total = { lower: n * judged.lower, bytes: n * judged.bytes, upper: n * judged.upper }
    const boxesAll: boolean[] = new SafeArray()
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

/** What a class's source tells. */
interface SourceFacts {
  readonly sources: readonly Source[]
  readonly privateFields: number
  /** In-object slots of the class's first instances. */
  readonly slots: number
}

/** Whether the sources name every key. */
function areDeclared(keys: readonly PropertyKey[], sources: readonly Source[]): boolean {
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i]
    let isDeclared = false
    for (let j = 0; j < sources.length && !isDeclared; j++) isDeclared = typeof key === 'string' && (sources[j] as Source).declares(key)
    if (!isDeclared) return false
  }
  return true
}

const noSource: SourceFacts = { sources: [], privateFields: 0, slots: 0 }

/** In-object slots of `{}` in V8. */
const emptyObject = 4

/** Plain objects of a shape rarer than this are taken to be maps, filled key by key. */
const rareShape = 4

/** In-object slots of a plain object that was not written as one literal, but filled key by key: `{}` has four. */
function grownFrom(info: ClassInfo, shape: Shape, suffix: number): number | undefined {
  const usedAsMaps = info.shapes.shapes.length ** 2 > info.instances
  if (usedAsMaps || shape.instances < rareShape) return emptyObject
  return suffix > 0 ? shape.keys.length - shape.indices - suffix : undefined
}

/**
 * How many keys most plain objects end with, whatever comes before: a parser adds the place to every node it has made. Such keys came after
 * the literal, and are outside the object.
 */
function commonSuffix(info: ClassInfo): (shape: Shape) => number {
  const counts = new SafeMap<PropertyKey, { objects: number; shapes: number }>()
  const { shapes } = info.shapes
  for (let s = 0; s < shapes.length; s++) {
    const { keys, instances } = shapes[s] as Shape
    const last = keys[keys.length - 1]
    if (last === undefined || keys.length < 2) continue
    const count = counts.get(last) ?? { objects: 0, shapes: 0 }
    counts.set(last, { objects: count.objects + instances, shapes: count.shapes + 1 })
  }
  let key: PropertyKey | undefined
  let most = { objects: 0, shapes: 0 }
  counts.forEach((count, name) => {
    if (count.shapes <= most.shapes) return
    most = count
    key = name
  })
  if (most.shapes < 4) return () => 0
  const ending = shapes.filter((shape) => shape.keys[shape.keys.length - 1] === key)
  const first = (ending[0] as Shape).keys
  let length = 0
  while (
    length < first.length &&
    ending.every(({ keys }) => keys.length > length + 1 && keys[keys.length - 1 - length] === first[first.length - 1 - length])
  )
    length++
  return (shape) => (shape.keys[shape.keys.length - 1] === key ? length : 0)
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
    // beside other things a number is boxed where it is made, and its copies share the box
    lower: all ? rules.box * (boxed - (shape.constants[index] as number)) : 0,
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
  const isSparse = rules.isSparse(count, length, json)
  return {
    lower: Math.min(exact, sparse),
    bytes: isSparse ? sparse : json ? exact : pushed,
    upper: Math.max(isSparse && length > 1024 ? 0 : rules.largestStore(length, false), rules.sparseStore(4 * count)),
  }
}
