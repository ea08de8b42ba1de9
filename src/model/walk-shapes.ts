import { Arrays } from './arrays.js'
import type { ClassInfo } from './classes.js'
import type { Judgement } from './findings.js'
import type { Shape, Site } from './shapes.js'
import type { ArrayFacts } from './sink.js'
import type { WalkOptions } from './walk-options.js'
import { WalkPrimitives } from './walk-primitives.js'
import { mostBytes } from './walk-sums.js'

/** Numbers whose boxes V8 keeps read-only (minus_zero_value, nan_value, infinity_value in its roots): a field that held other things may have those. */
const isConstant = (value: number): boolean => value - value !== 0 || value === 0

/** How a walk counts what follows from shapes and stores: own bytes are judged at the end, over all that is alike. */
export class WalkShapes extends WalkPrimitives {
  private readonly arrays: Arrays

  constructor(given: WalkOptions) {
    super(given)
    this.arrays = new Arrays(this.options.rules)
  }

  /** Adds what could be judged only at the end: shapes, arrays, views that may share a buffer. */
  finish(): void {
    if (this.pass === 'judge') return
    this.findings.twoByte = this.strings.hasTwoByte
    const judgements = this.findings.judge()
    judgements.forEach((judgement, shape) => {
      this.add(judgement.total.lower, judgement.total.bytes, judgement.total.upper)
      if (judgement.own.dictionary !== 'no') this.dictionaryKeys(shape, judgement)
    })
    this.findings.eachSite((site) => {
      const { stores } = site
      const bytes = this.findings.isExact(site) ? stores.exact : stores.pushed
      this.add(stores.lower, bytes + this.findings.repeatedBytes(site), this.findings.areVectors(site) ? bytes : stores.upper)
      this.spare += bytes - stores.exact
      this.count += this.findings.repeatedCount(site)
    })
    this.lower -= this.smallViews.sharedAtMost
    const { spread } = this.rules.layout
    this.lower = Math.min(Math.floor(this.lower * spread[0]), mostBytes)
    this.upper = this.upper > mostBytes ? Infinity : Math.ceil(this.upper * spread[1])
    // descriptions can claim any number of bytes
    this.bytes = Math.min(this.bytes, mostBytes)
    this.outside = Math.min(this.outside, mostBytes)
  }

  /** The store of an array's elements. */
  elements(facts: ArrayFacts): void {
    if (this.pass === 'judge') {
      const store = this.arrays.store(facts)
      const site = this.site.holder as Site
      const bytes = this.findings.isExact(site) ? store.exact : store.pushed
      this.own(store.lower, bytes, this.findings.areVectors(site) ? bytes : store.upper)
    } else this.running += this.arrays.add(facts, this.site.holder as Site, this.wantsBounds)
  }

  /** A typed array that may have its bytes on the heap. */
  smallView(type: string, bytes: number): void {
    const estimate = this.smallViews.add(type, bytes)
    this.own(estimate.lower, estimate.bytes, estimate.upper)
  }

  /** An object of that shape; its bytes are judged once for all objects of the shape. */
  shaped(info: ClassInfo, shape: Shape): void {
    if (this.pass === 'judge') {
      if (!shape.isPooled) return
      const { own } = this.findings.of(shape) as Judgement
      this.own(own.lower, own.bytes, own.upper)
      if (own.dictionary === 'likely') this.keys(shape)
      return
    }
    const { hidden } = info
    // a description has said what there is, private or not
    if (hidden !== undefined && this.description !== 'known') this.opaque(hidden)
    const fields = shape.keys.length - shape.indices
    if (fields > info.most) info.most = fields
    shape.instances++
    if (shape.instances === 1) this.firstOfShape(info, shape)
    this.running += shape.least
  }

  /** An object whose shape no other object has. */
  unpooled(info: ClassInfo, shape: Shape): void {
    shape.instances = 1
    const judgement = this.findings.judgeAlone(info, shape)
    const { lower, bytes, upper } = judgement.total
    this.own(lower, bytes, upper)
    if (judgement.own.dictionary !== 'no') this.dictionaryKeys(shape, judgement)
  }

  /** A field that holds a number: in the object itself, or in a box. */
  numberField(shape: Shape, index: number, value: number): void {
    const { rules } = this
    const boxed = rules.needsBox(value)
    if (this.pass === 'judge' && shape.isPooled) {
      const bytes = boxed || this.findings.of(shape)?.boxesAll[index] ? rules.box : 0
      this.own(boxed ? bytes : 0, bytes, bytes)
    } else if (boxed) {
      ;(shape.boxed[index] as number)++
      if (isConstant(value)) (shape.constants[index] as number)++
      else this.running += rules.box
    } else (shape.small[index] as number)++
  }

  private firstOfShape(info: ClassInfo, shape: Shape): void {
    const { rules, findings } = this
    const { lower } = rules.shape({
      family: info.family,
      header: rules.header(info.kind.header),
      fields: shape.keys.length - shape.indices,
      accessors: 0,
      instances: 1000,
      classInstances: 1000,
      classMost: 0,
      inObject: undefined,
      slots: 252,
      declared: true,
      json: findings.json,
    })
    shape.least = lower
  }
}
