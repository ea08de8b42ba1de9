import { sizerOf } from '../describe/class-facts.js'
import { Description } from '../describe/description.js'
import { asUintN, hasOwn, isObject, isView, SafeArray, SafeMap, symbolDescription, types } from '../intrinsics.js'
import type { Rules } from '../layout/rules.js'
import type { Request } from '../measuring.js'
import { mostIndices, Slot } from '../path-step.js'
import { describeMemory, type Kept, type Sizer } from '../protocol.js'
import { Seen } from '../seen.js'
import type { Tracker } from '../tracker.js'
import type { Met, Unknown } from '../unknowns.js'
import { Arrays } from './arrays.js'
import type { ClassInfo } from './classes.js'
import { describeExtras, describeFields, type FieldSink, isChecked } from './fields.js'
import { Findings, type Judgement, longestInterned } from './findings.js'
import type { Kind } from './kind.js'
import { array, brandOf, ordinary, proxy } from './kinds.js'
import { describeElements } from './objects.js'
import { Plans } from './plans.js'
import type { Recorder } from './recorder.js'
import type { Shape, Site } from './shapes.js'
import type { ArrayFacts, Continuation } from './sink.js'
import { SmallViews } from './small-views.js'
import { Strings } from './strings.js'
import { Trail } from './trail.js'
import { Worklist } from './worklist.js'

/** A request, and what only the model's own readers ask for. */
export interface WalkOptions extends Request {
  /** Own bytes only: nothing the value refers to. */
  readonly shallow?: boolean | undefined
  /** What an earlier walk over the same value learnt: objects get their final sizes one by one. */
  readonly findings?: Findings | undefined
  /** Is called with every object; needs `findings` for their sizes. */
  readonly recorder?: Recorder | undefined
}

/** Every option as an own property: Object.prototype may have been given one of that name. */
const unset: Record<Exclude<keyof WalkOptions, 'rules' | 'running'>, undefined> = {
  sizer: undefined,
  exclude: undefined,
  onShared: undefined,
  tracker: undefined,
  limit: undefined,
  owned: undefined,
  shallow: undefined,
  ignoreOwned: undefined,
  findings: undefined,
  recorder: undefined,
  bounds: undefined,
  contexts: undefined,
  measureKept: undefined,
  childNames: undefined,
}

/** Unchecked objects after which a walk that was promised a tree starts to look them up all the same. */
const mostUnchecked = 2 ** 26

/** Numbers whose boxes V8 keeps read-only (minus_zero_value, nan_value, infinity_value in its roots): a field that held other things may have those. */
const isConstant = (value: number): boolean => value - value !== 0 || value === 0

/** Continues the description of an object that waits on the worklist. */
class Pending {
  readonly step: Continuation
  readonly object: object
  readonly muted: boolean

  constructor(step: Continuation, object: object, muted: boolean) {
    this.step = step
    this.object = object
    this.muted = muted
  }
}

/**
 * One walk over everything a value reaches, by a worklist: no depth overflows the stack. It sums what the sizers say of each object.
 * Time: linear in objects and fields. Memory: one entry of a Set per object and per distinct string, and the worklist.
 */
export class Walk implements FieldSink {
  readonly rules: Rules
  readonly findings: Findings
  readonly descriptorsLie: boolean
  lower = 0
  bytes = 0
  upper = 0
  outside = 0
  spare = 0
  count = 0
  /** Bytes counted so far by the least that each object has: what a limit is held against while the walk runs. */
  running = 0
  readonly unknowns: Met[] = new SafeArray()
  /** By reason: a description can give ever new ones. */
  private readonly metFor = new SafeMap<string, Met>()
  /** The promise of a tree was broken: the walk has to be made again with every object looked up. */
  promiseBroken = false

  protected readonly options: WalkOptions
  private readonly judging: boolean
  private readonly recorder: Recorder | undefined
  private readonly tracker: Tracker | undefined
  private readonly exclude: WalkOptions['exclude']
  private readonly isShallow: boolean
  private readonly limit: number
  private readonly wantsBounds: boolean
  protected readonly seen = new Seen<unknown>()
  readonly strings: Strings
  private readonly arrays: Arrays
  private readonly smallViews: SmallViews
  private readonly plans = new Plans()
  private readonly trail: Trail | undefined
  site: Site
  protected readonly work = new Worklist()
  /** The object that is being described. */
  protected current: object = nobody
  protected currentNode = 0
  protected root: unknown
  private unchecked: boolean
  /** Whether an element is being described in the middle of its array. */
  protected isInline = false
  /** Only own bytes are wanted of the current object: it said itself what else belongs to it. */
  private muted = false
  private isDescribed = false
  /** While a description is being taken. */
  private isDescribing = false
  protected nextUnchecked = false
  private tortoise: object | undefined
  private uncheckedMet = 0
  private tortoiseAt = 1

  constructor(given: WalkOptions) {
    const options: WalkOptions = { ...unset, ...given }
    this.options = options
    this.rules = options.rules
    this.findings = options.findings ?? new Findings(options.rules)
    this.site = this.findings.root
    this.judging = options.findings !== undefined
    this.recorder = options.recorder
    this.tracker = options.tracker
    this.exclude = options.exclude
    this.isShallow = options.shallow ?? false
    this.limit = options.limit ?? Infinity
    this.wantsBounds = options.bounds ?? true
    this.strings = new Strings(options.rules, options.running)
    this.arrays = new Arrays(options.rules)
    this.smallViews = new SmallViews(options.rules)
    this.trail = options.exclude || options.recorder ? new Trail() : undefined
    if (this.trail) options.recorder?.begin?.(this.trail)
    // a tracker has to be asked of every object anyway, and could not be asked again
    this.unchecked = (options.owned ?? false) && options.tracker === undefined
    const base = Object.prototype
    this.descriptorsLie = hasOwn(base, 'writable') || hasOwn(base, 'get') || hasOwn(base, 'set') || hasOwn(base, 'value')
  }

  /** Puts the value to be measured on the worklist. */
  start(value: unknown): void {
    this.root = value
    this.child('', value)
    this.muted = this.isShallow
  }

  /** Goes on for a number of steps, each an object or part of a huge one; true when all is done. */
  run(steps = Infinity): boolean {
    const { work, unchecked, limit } = this
    for (let left = steps; left > 0; left--) {
      if (work.isEmpty || this.promiseBroken || this.running > limit) return true
      // the oldest first, which makes for short paths; where nothing is looked up the newest, or a cycle would widen the list without end
      const found = unchecked ? work.takeNewest() : work.takeOldest()
      this.site = work.site as Site
      const { node } = work
      this.currentNode = node < 0 ? ~node : node
      if (node < 0) {
        const item = found as Pending
        this.current = item.object
        this.muted = item.muted
        const more = item.step()
        if (more !== undefined) this.later(more)
        this.muted = this.isShallow
      } else this.visit(found as object)
    }
    return false
  }

  /** Whether everything was counted. */
  get complete(): boolean {
    return this.work.isEmpty && !this.promiseBroken
  }

  /** Adds what could be judged only at the end: shapes, arrays, views that may share a buffer. */
  finish(): void {
    if (this.judging) return
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

  // What sizers call.

  own(lower: number, bytes: number, upper: number): void {
    this.add(lower, bytes, upper)
    this.running += lower
  }

  external(bytes: number): void {
    if (this.isDescribing) this.recorder?.claimed?.(this.currentNode, bytes)
    this.own(bytes, bytes, bytes)
    this.outside += bytes
    if (bytes > this.smallViews.largestBuffer) this.smallViews.largestBuffer = bytes
  }

  slack(bytes: number): void {
    this.spare += bytes
  }

  child(name: PropertyKey, value: unknown): void {
    if (this.muted) return
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
    if (this.muted) return
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

  skipped(name: PropertyKey, reason: string): void {
    this.recorder?.skipped(this.currentNode, name, reason)
  }

  opaque(unknown: Unknown): void {
    const { unknowns, metFor } = this
    if (unknown.unbounded) this.recorder?.bytes(this.currentNode, 0, 0, Infinity)
    const met = metFor.get(unknown.reason)
    if (met !== undefined) {
      met.count++
      return
    }
    const first: Met = { unknown, object: this.current, isClaim: this.isDescribing, count: 1 }
    metFor.set(unknown.reason, first)
    unknowns[unknowns.length] = first
    if (unknown.unbounded) this.upper = Infinity
  }

  later(step: Continuation): void {
    // told by its node, and not by instanceof, which would ask a Proxy on the list for its prototype
    this.work.push(new Pending(step, this.current, this.muted), this.site, ~this.currentNode)
  }

  elements(facts: ArrayFacts): void {
    if (this.judging) {
      const store = this.arrays.store(facts)
      const site = this.site.holder as Site
      const bytes = this.findings.isExact(site) ? store.exact : store.pushed
      this.own(store.lower, bytes, this.findings.areVectors(site) ? bytes : store.upper)
    } else this.running += this.arrays.add(facts, this.site.holder as Site, this.wantsBounds)
  }

  smallView(type: string, bytes: number): void {
    const estimate = this.smallViews.add(type, bytes)
    this.own(estimate.lower, estimate.bytes, estimate.upper)
  }

  shaped(info: ClassInfo, shape: Shape): void {
    if (this.judging) {
      if (!shape.isPooled) return
      const { own } = this.findings.of(shape) as Judgement
      this.own(own.lower, own.bytes, own.upper)
      if (own.dictionary === 'likely') this.keys(shape)
      return
    }
    const { hidden } = info
    // a description has said what there is, private or not
    if (hidden !== undefined && !this.isDescribed) this.opaque(hidden)
    const fields = shape.keys.length - shape.indices
    if (fields > info.most) info.most = fields
    shape.instances++
    if (shape.instances === 1) this.firstOfShape(info, shape)
    this.running += shape.least
  }

  otherKind(object: object, info: ClassInfo, kind: Kind): void {
    this.natural(object, info, kind)
  }

  unpooled(info: ClassInfo, shape: Shape): void {
    shape.instances = 1
    const judgement = this.findings.judgeAlone(info, shape)
    const { lower, bytes, upper } = judgement.total
    this.own(lower, bytes, upper)
    if (judgement.own.dictionary !== 'no') this.dictionaryKeys(shape, judgement)
  }

  numberField(shape: Shape, index: number, value: number): void {
    const { rules } = this
    const boxed = rules.needsBox(value)
    if (this.judging && shape.isPooled) {
      const bytes = boxed || this.findings.of(shape)?.boxesAll[index] ? rules.box : 0
      this.own(boxed ? bytes : 0, bytes, bytes)
    } else if (boxed) {
      ;(shape.boxed[index] as number)++
      if (isConstant(value)) (shape.constants[index] as number)++
      else this.running += rules.box
    } else (shape.small[index] as number)++
  }

  // What the walk does with each value.

  private add(lower: number, bytes: number, upper: number): void {
    this.lower += lower
    this.bytes += bytes
    this.upper += upper
    this.recorder?.bytes(this.currentNode, bytes, lower, upper)
  }

  private object(name: PropertyKey, value: object): void {
    const node = this.enlist(name, value)
    if (node >= 0) this.work.push(value, this.site, node)
  }

  /** Counts an object that is met for the first time, and gives its node; -1 if it is not to be described. */
  protected enlist(name: PropertyKey, value: object): number {
    if (this.unchecked || this.nextUnchecked) {
      if (value === this.tortoise) this.promiseBroken = true
      // Brent's cycle search: the object met at each power of two is remembered; in an endless walk it comes again
      if (++this.uncheckedMet === this.tortoiseAt) {
        this.tortoise = value
        this.tortoiseAt *= 2
        if (this.uncheckedMet > mostUnchecked) this.promiseBroken = true
      }
    } else if (!this.seen.add(value)) {
      this.findings.json = false
      this.again(name, value)
      return -1
    }
    const { tracker, exclude } = this
    if (tracker !== undefined && !tracker.isNew(value)) return -1
    const node = this.node(name)
    if (exclude?.(value, () => this.trail?.path(node) ?? '')) return -1
    this.count++
    this.recorder?.object(node, value)
    return node
  }

  private again(name: PropertyKey, value: unknown): void {
    const { recorder, trail } = this
    if (recorder?.again === undefined) return
    recorder.again(this.currentNode, trail?.slot ?? name, value)
  }

  private node(name: PropertyKey): number {
    return this.trail === undefined ? 0 : this.trail.add(this.currentNode, name)
  }

  protected string(name: PropertyKey, text: string): void {
    const { strings, rules } = this
    // roots of the engine: '', and one character of Latin-1
    if (text.length <= 1 && strings.isRoot(text)) return
    const bytes = strings.bytes(text)
    // a long string may be a rope, or a slice that keeps its text alive: all slices together are taken to be half of that text
    const isLong = text.length >= rules.ropeFrom
    const upper = isLong ? 2 * bytes + rules.rope : bytes
    if (!this.unchecked && !this.nextUnchecked && !strings.isNew(text)) {
      this.repeated(name, text, bytes, isLong ? bytes + rules.rope : bytes)
      return
    }
    if (!this.judging) this.site.freshStrings++
    if (this.tracker?.isNewText(text) === false) return
    this.count++
    const holder = this.enter(name, text)
    this.own(this.wantsBounds ? strings.least(text, bytes) : bytes, bytes, upper)
    this.currentNode = holder
  }

  /** A key that a dictionary holds: the engine has each once. It is only likely to be one, so it is not among the least the object can weigh. */
  private keyString(key: string): void {
    const { strings } = this
    if (strings.isRoot(key)) return
    const bytes = strings.bytes(key)
    if (!strings.isNew(key)) return
    this.count++
    const holder = this.enter(key, key)
    this.own(0, bytes, bytes)
    this.currentNode = holder
  }

  /** Bytes told from now on are those of a primitive that is a heap object of its own; gives the node to go back to. */
  private enter(name: PropertyKey, value: string | symbol | bigint): number {
    const holder = this.currentNode
    const { recorder } = this
    if (recorder !== undefined) {
      this.currentNode = this.node(name)
      recorder.primitive(this.currentNode, value)
    }
    return holder
  }

  /** A string equal to one that was counted: the same one, or a copy. */
  private repeated(name: PropertyKey, text: string, bytes: number, upper: number): void {
    const { site, findings } = this
    if (this.judging) {
      if (!findings.isCopied(site, text.length)) {
        this.own(0, 0, upper)
        this.again(name, text)
        return
      }
      const holder = this.enter(name, text)
      this.own(0, bytes, upper)
      this.currentNode = holder
      return
    }
    site.repeatedStrings++
    if (text.length <= longestInterned) {
      site.repeatedShort++
      site.repeatedShortBytes += bytes
    } else site.repeatedLongBytes += bytes
    this.upper += upper
  }

  private number(value: number): void {
    if (this.rules.needsBox(value)) this.own(0, this.rules.box, this.rules.box)
    else this.upper += this.rules.box
  }

  private bigint(name: PropertyKey, value: bigint): void {
    const bytes = this.rules.bigint(digitsOf(value))
    this.count++
    this.findings.json = false
    const holder = this.enter(name, value)
    this.own(bytes, bytes, bytes)
    this.currentNode = holder
  }

  private symbol(name: PropertyKey, value: symbol): void {
    this.findings.json = false
    if (!this.seen.add(value)) {
      this.again(name, value)
      return
    }
    this.count++
    // the engine's own symbols are read-only
    const bytes = this.rules.header('symbol')
    const holder = this.enter(name, value)
    this.own(0, bytes, bytes)
    const description = symbolDescription(value)
    if (description !== undefined) this.string('description', description)
    this.currentNode = holder
  }

  protected visit(object: object): void {
    this.current = object
    if (types !== undefined) {
      if (types.isProxy(object)) this.natural(object, undefined, proxy)
      else this.visitKnown(object)
      return
    }
    // Nothing tells a Proxy in a browser: its traps answer, and what they throw, or a revoked one throws, ends here
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
    const given = object === this.root ? this.options.sizer : undefined
    const sizer = given ?? sizerOf(object, info)
    if (!this.judging) info.instances++
    info.met++
    if (sizer !== undefined) {
      const isPlanned = given === undefined && kind === ordinary && this.recorder === undefined && !this.muted && this.planned(object, info)
      if (!isPlanned) this.described(object, info, kind, sizer)
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
    this.isDescribed = true
    this.shaped(info, shape)
    this.isDescribed = false
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

  private described(object: object, info: ClassInfo, kind: Kind, sizer: Sizer): void {
    const description = new Description(object, this)
    this.isDescribing = true
    description.take(sizer)
    this.isDescribing = false
    this.recorder?.described?.(this.currentNode, description.hasRest)
    const { namedPrivate } = description
    const hidden = namedPrivate === undefined ? undefined : info.hiddenBut(namedPrivate)
    if (hidden !== undefined) this.opaque(hidden)
    // what a description neither named nor left to rest() does not belong to its object
    const before = this.muted
    this.isDescribed = true
    this.muted ||= !description.hasRest
    this.natural(object, info, kind, description.named)
    this.muted = before
    this.isDescribed = false
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

  private dictionaryKeys(shape: Shape, judgement: Judgement): void {
    if (judgement.own.dictionary === 'likely') this.keys(shape)
    else
      for (let i = shape.indices; i < shape.keys.length; i++) {
        const key = shape.keys[i]
        if (typeof key === 'string') this.upper += this.strings.bytes(key)
      }
  }

  /** The key strings that a dictionary holds. */
  private keys(shape: Shape): void {
    for (let i = shape.indices; i < shape.keys.length; i++) {
      const key = shape.keys[i] as PropertyKey
      if (typeof key !== 'string') continue
      if (this.trail) this.trail.slot = new Slot('key', i)
      this.keyString(key)
      if (this.trail) this.trail.slot = undefined
    }
  }
}

const closed: Unknown = { reason: 'the variables of a closure cannot be seen', unbounded: true }

const mostBytes = Number.MAX_SAFE_INTEGER

/** 64-bit digits of a bigint, found by halving: shifting them out one by one would be quadratic. */
function digitsOf(value: bigint): number {
  const magnitude = value < 0n ? -value : value
  if (magnitude === 0n) return 0
  let enough = 1
  while (asUintN(64 * enough, magnitude) !== magnitude) enough *= 2
  let tooFew = enough >> 1
  while (enough - tooFew > 1) {
    const half = (enough + tooFew) >> 1
    if (asUintN(64 * half, magnitude) === magnitude) enough = half
    else tooFew = half
  }
  return enough
}

/** Stands for the object where there is none yet. */
const nobody = {}
