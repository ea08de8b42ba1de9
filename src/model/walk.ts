import { descriptionOf } from '../describe/class-facts.js'
import { Description } from '../describe/description.js'
import { hasOwn, isObject, isView, types } from '../intrinsics.js'
import { mostIndices, Slot } from '../path-step.js'
import { type Describe, describeMemory, type Kept } from '../protocol.js'
import type { Unknown } from '../unknowns.js'
import type { ClassInfo } from './classes.js'
import { describeExtras, describeFields, type FieldSink, isChecked } from './fields.js'
import type { Kind } from './kind.js'
import { array, brandOf, ordinary, proxy } from './kinds.js'
import { describeElements } from './objects.js'
import { Plans } from './plans.js'
import type { Site } from './shapes.js'
import type { Continuation } from './sink.js'
import type { WalkOptions } from './walk-options.js'
import { WalkShapes } from './walk-shapes.js'
import { Worklist } from './worklist.js'

/** Continues the description of an object that waits on the worklist. */
class Pending {
  readonly step: Continuation
  readonly object: object
  readonly reach: 'all' | 'own'

  constructor(step: Continuation, object: object, reach: 'all' | 'own') {
    this.step = step
    this.object = object
    this.reach = reach
  }
}

/**
 * One walk over everything a value reaches, by a worklist: no depth overflows the stack. It sums what the kinds say of each object.
 * Time: linear in objects and fields. Memory: one entry of a Set per object and per distinct string, and the worklist.
 */
export class Walk extends WalkShapes implements FieldSink {
  readonly descriptorsLie: boolean
  protected readonly work = new Worklist()
  protected root: unknown
  /** Whether an element is being described in the middle of its array. */
  protected isInline = false
  private readonly isShallow: boolean
  private readonly limit: number
  private readonly plans = new Plans()
  /** `'own'`: only own bytes are wanted of the current object, since it said itself what else belongs to it, or nobody asks. */
  private reach: 'all' | 'own' = 'all'

  constructor(given: WalkOptions) {
    super(given)
    const { options } = this
    this.isShallow = options.shallow ?? false
    this.limit = options.limit ?? Infinity
    const base = Object.prototype
    this.descriptorsLie = hasOwn(base, 'writable') || hasOwn(base, 'get') || hasOwn(base, 'set') || hasOwn(base, 'value')
  }

  /** Puts the value to be measured on the worklist. */
  start(value: unknown): void {
    this.root = value
    this.child('', value)
    this.reach = this.ownReach
  }

  /** Goes on for a number of steps, each an object or part of a huge one; true when all is done. */
  run(steps = Infinity): boolean {
    const { work, isPromised, limit } = this
    for (let left = steps; left > 0; left--) {
      if (work.isEmpty || this.promiseBroken || this.running > limit) return true
      // the oldest first, which makes for short paths; where nothing is looked up the newest, or a cycle would widen the list without end
      const found = isPromised ? work.takeNewest() : work.takeOldest()
      this.site = work.site as Site
      this.currentNode = work.node
      // the list knows which it is: instanceof would ask a Proxy on the list for its prototype
      if (work.isContinued) {
        const item = found as Pending
        this.current = item.object
        this.reach = item.reach
        const more = item.step()
        if (more !== undefined) this.later(more)
        this.reach = this.ownReach
      } else this.visit(found as object)
    }
    return false
  }

  private get ownReach(): 'all' | 'own' {
    return this.isShallow ? 'own' : 'all'
  }

  /** Whether everything was counted. */
  get complete(): boolean {
    return this.work.isEmpty && !this.promiseBroken
  }

  // What kinds call.

  child(name: PropertyKey, value: unknown): void {
    if (this.reach === 'own') return
    switch (typeof value) {
      case 'object':
        if (value !== null) this.object(name, value)
        break
      case 'string':
        this.string(name, value)
        break
      case 'function':
        this.findings.json = false
        this.object(name, value)
        break
      case 'number':
        this.number(value)
        break
      case 'undefined':
        this.findings.json = false
        break
      case 'bigint':
        this.bigint(name, value)
        break
      case 'symbol':
        this.symbol(name, value)
        break
      default:
    }
  }

  element(index: number, value: object): void {
    if (this.reach === 'own') return
    if (this.isInline || this.exclude !== undefined || this.running > this.limit) {
      this.object(index, value)
      return
    }
    const node = this.enlist(index, value)
    if (node < 0) return
    // at once, without a place on the worklist; its own elements and fields have to wait, or an array in an array in an array would nest
    const { site, current, currentNode } = this
    this.isInline = true
    this.currentNode = node
    this.visit(value)
    this.isInline = false
    this.site = site
    this.current = current
    this.currentNode = currentNode
  }

  slot(label: string, index: number, value: unknown): void {
    const { site } = this
    this.site = site.of(label)
    this.named(label, index, value)
    this.site = site
  }

  private named(label: string, index: number, value: unknown): void {
    if (this.trail === undefined) {
      this.child('', value)
      return
    }
    this.trail.slot = new Slot(label, index)
    this.child('', value)
    this.trail.slot = undefined
  }

  owned(name: PropertyKey, value: unknown): void {
    this.nextUnchecked = this.options.ignoreOwned !== true
    this.child(name, value)
    this.nextUnchecked = false
  }

  sized(name: PropertyKey, value: object, kept: Kept): void {
    const { measureKept, shallow } = this.options
    const walksAll = this.recorder !== undefined || this.tracker !== undefined || this.exclude !== undefined || shallow
    if (measureKept === undefined || kept.isBusy || walksAll) {
      this.child(name, value)
      return
    }
    const { lower, bytes, upper, external, slack, count, unknowns } = measureKept(value, kept)
    this.own(lower, bytes, upper)
    this.outside += external
    this.spare += slack
    this.count += count
    for (let i = 0; i < unknowns.length; i++) this.opaque(unknowns[i] as Unknown)
  }

  shared(name: PropertyKey, value: unknown): void {
    if (isObject(value)) this.options.onShared?.(value)
    this.recorder?.sharing?.(true)
    this.child(name, value)
    this.recorder?.sharing?.(false)
  }

  later(step: Continuation): void {
    this.work.pushContinued(new Pending(step, this.current, this.reach), this.site, this.currentNode)
  }

  otherKind(object: object, info: ClassInfo, kind: Kind): void {
    this.natural(object, info, kind)
  }

  // What the walk does with each value.

  private object(name: PropertyKey, value: object): void {
    const node = this.enlist(name, value)
    if (node >= 0) this.work.push(value, this.site, node)
  }

  protected visit(object: object): void {
    this.current = object
    if (types !== undefined) {
      if (types.isProxy(object)) this.natural(object, undefined, proxy)
      else this.visitKnown(object)
      return
    }
    // In a browser, a Proxy cannot be recognized: its traps answer, and what they throw, or a revoked one throws, ends here
    try {
      this.visitKnown(object)
    } catch {
      this.natural(object, undefined, proxy)
    }
  }

  protected visitKnown(object: object): void {
    if (this.options.contexts === true && typeof object === 'function') this.opaque(closed)
    const info = this.findings.classes.of(object)
    let { kind } = info
    // a view with another prototype would list an own name for each of its bytes
    if (kind === ordinary ? isView(object) : !kind.is(object)) kind = brandOf(object)
    const given = object === this.root ? this.options.describe : undefined
    const describe = given ?? descriptionOf(object, info)
    if (this.pass === 'gather') info.instances++
    info.met++
    if (describe !== undefined) {
      const isPlanned =
        given === undefined && kind === ordinary && this.recorder === undefined && this.reach === 'all' && this.planned(object, info)
      if (!isPlanned) this.described(object, info, kind, describe)
    } else this.natural(object, info, kind)
  }

  private natural(object: object, info: ClassInfo | undefined, kind: Kind, except?: ReadonlySet<PropertyKey>): void {
    const { rules } = this
    if (kind === ordinary && info !== undefined) {
      if (info.family !== 'plain') this.findings.json = false
      describeFields(object, info, kind, this, except)
      return
    }
    if (kind !== array) this.findings.json = false
    const isSubclass = info !== undefined && !info.builtin
    if (!isSubclass || kind === array) {
      const header = rules.header(kind.header)
      this.own(header, header, header)
    }
    kind.describe(object, this)
    if (info === undefined) return
    if (kind === array) {
      this.site = this.site.elements
      this.elementsOf(object as unknown[], info)
      if (isSubclass || (isChecked(info.met, info.hasHiddenKeys) && (object as unknown[]).length <= mostIndices) || hasOwn(object, 'index'))
        if (describeExtras(object, info, kind, this, except)) this.findings.json = false
    } else if (isSubclass) describeFields(object, info, kind, this, except)
    else if (kind.indices === undefined || isChecked(info.met, info.hasHiddenKeys)) describeExtras(object, info, kind, this, except)
  }

  protected elementsOf(array: readonly unknown[], info: ClassInfo): void {
    describeElements(array, this, info.chainIsSafe)
  }

  /** Tells an instance of a decorated class by its plan; false where it has none, or is not like the others. */
  private planned(object: object, info: ClassInfo): boolean {
    if (this.descriptorsLie || isChecked(info.met, info.hasHiddenKeys) || hasOwn(object, describeMemory)) return false
    const plan = this.plans.filled(info, object)
    if (plan === undefined) return false
    if (info.family !== 'plain') this.findings.json = false
    const { shape, keys, kinds, values, hidden } = plan
    if (hidden !== undefined) this.opaque(hidden)
    this.description = 'known'
    this.shaped(info, shape)
    this.description = 'none'
    const { site } = this
    for (let i = 0; i < keys.length; i++) {
      const value = values[i]
      if (typeof value === 'number') {
        this.numberField(shape, i, value)
        continue
      }
      const kind = kinds[i]
      if (typeof value === 'boolean' || value === null || kind === 'ignore') continue
      // as parts of a description are, those with a rule are at the place of their object
      this.site = kind === undefined ? (shape.sites[i] as Site) : site
      if (kind === 'owned') this.owned(keys[i] as string, value)
      else this.child(keys[i] as string, value)
    }
    return true
  }

  private described(object: object, info: ClassInfo, kind: Kind, describe: Describe): void {
    const description = new Description(object, this)
    this.description = 'taken'
    description.take(describe)
    this.description = 'none'
    this.recorder?.described?.(this.currentNode, description.hasRest)
    const { namedPrivate } = description
    const hidden = namedPrivate === undefined ? undefined : info.hiddenBut(namedPrivate)
    if (hidden !== undefined) this.opaque(hidden)
    // what a description neither named nor left to rest() does not belong to its object
    const before = this.reach
    this.description = 'known'
    if (!description.hasRest) this.reach = 'own'
    this.natural(object, info, kind, description.named)
    this.reach = before
    this.description = 'none'
  }
}

const closed: Unknown = { reason: 'the variables of a closure cannot be seen', unbounded: true }
