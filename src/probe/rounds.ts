import { type ClassFacts, classFacts, descriptionOf } from '../describe/class-facts.js'
import { hasOwn, isObject, SafeArray, types } from '../intrinsics.js'
import type { Request } from '../measuring.js'
import { type Describe, describeMemory } from '../protocol.js'
import type { Met } from '../unknowns.js'
import {
  AGAIN,
  BUDGET_GIVEN,
  BYTES_FIGURE,
  COUNT_FIGURE,
  type Firsts,
  FLAGS_GIVEN,
  GENERATION_FIGURE,
  GENERATION_GIVEN,
  type GraphRules,
  LIMIT_GIVEN,
  LIMITED,
  LIST_DESCRIBED,
  LISTED_ONLY,
  PARTS_GIVEN,
  PAUSED,
  RESTARTED_FIGURE,
  SAYS_LEFT_OUT,
  SAYS_OWN,
  SAYS_REST,
  SAYS_WHOLE,
  TOLD_FIGURE,
  VOID,
  WITH_CLASSES,
  WITH_CONTEXTS,
  WITH_PAUSES,
  WITH_SLACK,
  WITH_TEXTS,
} from './binding.js'
import { type Descriptions, described, describedBut, describedWithShared, inGraphsBut, sharedBut } from './descriptions.js'
import type { GraphNotes } from './graph-notes.js'
import type { Found, Look, Probe } from './probe.js'
import { RoundMeter } from './round-meter.js'
import { copyOf, Routes } from './routes.js'
import { unseen } from './unseen.js'
import { WeakPrivates } from './weak-privates.js'

/** What the probe found of a value, user rules heeded. All sizes are bytes. */
export interface Probed extends Pick<Found, 'bytes' | 'external' | 'slack' | 'count' | 'complete'> {
  readonly unknowns: readonly Met[]
}

type Lists = readonly (readonly object[])[]

const scratch = -1
/** More of them a round does not tell. */
const toldMost = 4096
const nothing: readonly object[] = []
/** One that asked about more objects is not used again. */
const mostAgain = 64

const flagsOf = (look: Look): number => LIST_DESCRIBED + (look.slack ? WITH_SLACK : 0) + (look.contexts ? WITH_CONTEXTS : 0)

/** Objects that a step walks: about half a millisecond. */
const walkedAtOnce = 2 ** 14
/** Objects that a step asks JavaScript about: about a millisecond, if descriptions are short. */
const askedAtOnce = 2 ** 10
/** A walk in slices is given up after this many collections that undid it without progress. */
const mostInVain = 8

/**
 * Measures where JavaScript decides: descriptions by hand, `exclude`, a tracker. The probe walks everything else, lists what somebody has to be
 * asked about, and goes on from the answers in the next round (native/rounds.c). Time: about 100 ns for each object asked about, beside what is asked.
 */
export class Rounds {
  private readonly probe: Probe
  private root: unknown
  /** A second root: the key of an entry. */
  private beside: unknown
  private options: Request
  private descriptions: Descriptions
  private flags: number
  private readonly classes = classFacts()
  private readonly meter: RoundMeter
  private readonly notes: GraphNotes | undefined
  /** Objects asked about, as they were given: lists of some hundreds. */
  private readonly objects: (readonly object[])[] = new SafeArray()
  private depths = new Uint32Array(firstDepths)
  /** Kept apart, here and in Routes: the length of a typed array would be asked of a prototype. */
  private depthRoom = firstDepths
  private readonly firsts: Firsts = [undefined, undefined]
  private readonly keys = new WeakPrivates()
  private readonly calls: (readonly object[])[] = new SafeArray()
  private readonly routes: Routes | undefined
  private readonly asksAll: boolean
  /** Where all receivers are listed: the places, in what the last round gave, of those that descriptions say something of; below 0: too many. */
  private readonly told: Uint32Array | undefined
  private toldCount = -1
  private nextTold = 0
  private firstOfRound = 0
  private generation = scratch
  /** How many objects of how many lists were answered for. */
  private answered = 0
  private answeredLists = 0
  readonly take = (...objects: object[]): void => {
    this.objects[this.objects.length] = objects
  }
  private readonly takeCalls = (...objects: object[]): void => {
    this.calls[this.calls.length] = objects
  }

  /** Where sums by class are wanted: an object of each, and what descriptions say that objects of a class hold outside the heap. */
  readonly byClass:
    | { readonly examples: object[]; readonly outside: Map<ClassFacts, number>; sums: ArrayLike<number> | undefined }
    | undefined
  private readonly takeExamples = (...objects: object[]): void => {
    const { examples } = this.byClass as { examples: object[] }
    for (let i = 0; i < objects.length; i++) examples[examples.length] = objects[i] as object
  }

  /** @param notes where a graph is wanted: what it shows of descriptions @param beside a second root @param byClass where sums by class are wanted */
  constructor(
    probe: Probe,
    root: unknown,
    options: Request,
    look: Look,
    notes?: GraphNotes,
    beside?: unknown,
    byClass?: Rounds['byClass'],
  ) {
    const { describe, exclude, excluded, tracker, onShared } = options
    this.probe = probe
    this.root = root
    this.beside = beside
    this.options = options
    this.descriptions = notes !== undefined ? inGraphsBut(excluded) : onShared !== undefined ? sharedBut(excluded) : describedBut(excluded)
    this.asksAll = exclude !== undefined || tracker !== undefined
    this.told = this.asksAll ? new Uint32Array(toldMost) : undefined
    this.flags =
      flagsOf(look) +
      (this.asksAll ? LISTED_ONLY : 0) +
      (byClass === undefined ? 0 : WITH_CLASSES) +
      (tracker === undefined ? 0 : WITH_TEXTS)
    this.meter = new RoundMeter(options, notes)
    this.notes = notes
    this.byClass = byClass
    this.routes = exclude && new Routes(options, this.objects, this.meter, probe.binding.desk)
    // nothing is walked before the root was described
    if (describe !== undefined && isObject(root)) this.take(root)
  }

  /** Makes it ready for another value, with a request that asks nobody about objects: much of the time of a small value would go into a new one. */
  again(root: unknown, options: Request, look: Look, beside: unknown): this {
    this.root = root
    this.beside = beside
    this.options = options
    this.descriptions = options.onShared !== undefined ? describedWithShared : described
    this.flags = flagsOf(look)
    this.meter.again(options)
    this.classes.renew()
    return this
  }

  /** Lets go of all that the last value was; false where it was too large to be used again. The length of an array is not set: that takes 50 ns. */
  forget(): boolean {
    const { objects, calls, firsts } = this
    if (objects.length > 1 || this.answered > mostAgain || calls.length > 0 || !this.meter.forget()) return false
    this.root = this.beside = undefined
    objects[0] = nothing
    firsts[0] = firsts[1] = undefined
    this.generation = scratch
    this.answered = this.answeredLists = this.nextCall = this.count = this.bytes = this.inVain = 0
    this.restartedAt = -1
    this.walked = undefined
    return true
  }

  /** Goes on after a walk that has met described objects. */
  resume(met: Lists): this {
    this.generation = this.probe.binding.desk[GENERATION_FIGURE] as number
    for (let i = 0; i < met.length; i++) this.objects[i] = met[i] as readonly object[]
    return this
  }

  /** To the end; undefined where the probe failed. */
  end(): Probed | undefined {
    for (;;) {
      const came = this.step()
      if (came === 'void' || came === 'moving') return undefined
      if (came !== 'more') return came
    }
  }

  /** What was said, for the probe's graph: names of parts are numbered from `firstName` on. */
  graphRules(firstName: number): GraphRules {
    return (this.notes as GraphNotes).rulesFor(this.objects, this.depths, this.meter.lists, firstName)
  }

  /** Objects asked about, by their numbers. */
  get asked(): object[] {
    const all: object[] = new SafeArray()
    for (let i = 0; i < this.objects.length; i++) {
      const list = this.objects[i] as readonly object[]
      for (let j = 0; j < list.length; j++) all[all.length] = list[j] as object
    }
    return all
  }

  /** The most values that were met so far, and their bytes. */
  count = 0
  bytes = 0
  /** Whether a step takes some ms at most; then others run between two, and may collect garbage. */
  isSliced = false
  private restartedAt = -1
  private inVain = 0
  /** The walk is over, and functions of rules are being called. */
  private walked: Found | undefined
  private nextCall = 0

  /** Some more answers, and a round: 'more', 'void' where the probe failed, 'moving' where collections undo each slice, or the result. */
  step(): 'more' | 'void' | 'moving' | Probed {
    if (this.walked !== undefined) return this.call() ? this.summedUp(this.walked, this.keys.met) : 'more'
    if (!this.answer()) return 'more'
    const { binding } = this.probe
    const { desk } = binding
    const { meter, objects } = this
    // from which object each was reached is known of whole rounds alone
    const isSliced = this.isSliced && this.routes === undefined
    const { limit } = this.options
    desk[FLAGS_GIVEN] = this.flags + (isSliced ? WITH_PAUSES : 0)
    desk[LIMIT_GIVEN] = limit === undefined ? -1 : limit > meter.outside ? limit - meter.outside : 0
    desk[BUDGET_GIVEN] = isSliced ? walkedAtOnce : -1
    desk[GENERATION_GIVEN] = this.generation
    desk[PARTS_GIVEN] = meter.partCount
    const wasBegun = this.generation !== scratch
    const outcome = binding.round(
      this.root,
      this.descriptions,
      objects,
      this.depths,
      meter.parts,
      meter.lists,
      this.take,
      this.takeCalls,
      this.firsts,
      this.routes?.ends(this.answered),
      this.beside,
      this.told,
      this.keys.take,
      this.takeExamples,
    )
    if (outcome === VOID) {
      this.probe.turnOff()
      return 'void'
    }
    if (outcome === AGAIN || (wasBegun && desk[RESTARTED_FIGURE] === 1)) {
      this.inVain = this.restartedAt === this.answered ? this.inVain + 1 : 0
      this.restartedAt = this.answered
      if (isSliced && this.inVain > mostInVain) return 'moving'
    }
    if (outcome === AGAIN) {
      this.generation = scratch
      return 'more'
    }
    this.toldCount = desk[TOLD_FIGURE] as number
    this.nextTold = 0
    this.firstOfRound = this.answered
    this.generation = desk[GENERATION_FIGURE] as number
    // a walk that starts again has less at first
    this.count = Math.max(this.count, desk[COUNT_FIGURE] as number)
    this.bytes = Math.max(this.bytes, (desk[BYTES_FIGURE] as number) + meter.outside)
    if (outcome === PAUSED) return 'more'
    if (outcome < VOID) {
      this.routes?.learn()
      return 'more'
    }
    const found = this.probe.found(outcome !== LIMITED, this.firsts)
    const { tracker } = this.options
    const texts = tracker !== undefined && found.complete ? tracker.admit(binding.texts()) : undefined
    if (texts !== undefined) {
      found.bytes += texts.bytes
      found.count += texts.count
    }
    this.walked = found
    // before functions of rules are called, which may measure too
    if (this.byClass !== undefined) this.byClass.sums = binding.sums()
    if (this.isSliced && this.calls.length > 0) return 'more'
    this.call()
    return this.summedUp(found, this.keys.met)
  }

  /** Calls functions of rules for some more objects; true once it is done. They are called when the walk is over: whatever they do cannot disturb it. */
  private call(): boolean {
    const { classes, calls } = this
    let asked = 0
    for (; this.nextCall < calls.length; this.nextCall++) {
      if (this.isSliced && asked > askedAtOnce) return false
      const objects = calls[this.nextCall] as readonly object[]
      asked += objects.length
      for (let i = 0; i < objects.length; i++) {
        const object = objects[i] as object
        const { rules } = classes.of(object)
        if (rules !== undefined) this.describe(object, rules.callRules, -1)
      }
    }
    return true
  }

  /** What a walk found that met no described objects, and what functions of rules say of some. */
  called(found: Found, lists: Lists, met: readonly Met[]): Probed {
    for (let i = 0; i < lists.length; i++) this.calls[this.calls.length] = lists[i] as readonly object[]
    this.call()
    return this.summedUp(found, met)
  }

  private summedUp(found: Found, met: readonly Met[]): Probed {
    const { meter } = this
    meter.measureKept()
    const { known, outside } = meter
    // a list of its own: the meter is used again
    const unknowns: Met[] = new SafeArray()
    for (let i = 0; i < meter.unknowns.length; i++) unknowns[i] = meter.unknowns[i] as Met
    for (let i = 0; i < met.length; i++) unknowns[unknowns.length] = met[i] as Met
    return {
      bytes: found.bytes + outside + known.bytes,
      external: found.external + outside + known.external,
      slack: found.slack + known.slack,
      count: found.count + known.count,
      complete: found.complete,
      unknowns: unseen(found, this.root, unknowns),
    }
  }

  /** Says of each object that was taken since how far it belongs to the value; false where some are left for the next slice. */
  private answer(): boolean {
    const { objects } = this
    const before = this.answered
    for (; this.answeredLists < objects.length; this.answeredLists++) {
      if (this.isSliced && this.answered - before > askedAtOnce) return false
      const list = objects[this.answeredLists] as readonly object[]
      if (this.answered + list.length > this.depthRoom) {
        this.depthRoom = (this.answered + list.length) * 2
        this.depths = copyOf(this.depths, this.answered, this.depthRoom)
      }
      const { depths } = this
      for (let i = 0; i < list.length; i++) {
        depths[this.answered] = this.asksAll ? this.saidOfAny(list[i] as object) : this.saidOf(list[i] as object)
        this.answered++
      }
    }
    return true
  }

  private saidOfAny(object: object): number {
    const { tracker, exclude } = this.options
    const isTold = this.toldCount >= 0 && this.isTold()
    if (tracker !== undefined && !tracker.isNew(object)) return SAYS_LEFT_OUT
    if (exclude?.(object, (this.routes as Routes).pathOf(this.answered))) return SAYS_LEFT_OUT
    // the probe says which have a description: to ask JavaScript whether an object is a Proxy takes longer than its walk
    if (this.toldCount >= 0) return isTold || object === this.root ? this.saidOf(object) : SAYS_WHOLE
    return object !== this.root && types?.isProxy(object) ? SAYS_WHOLE : this.saidOf(object)
  }

  /** Whether it is one of those; they are asked about in their order. */
  private isTold(): boolean {
    if (this.nextTold >= this.toldCount || (this.told as Uint32Array)[this.nextTold] !== this.answered - this.firstOfRound) return false
    this.nextTold++
    return true
  }

  private saidOf(object: object): number {
    const { meter, options, notes } = this
    if (object === this.root && options.describe !== undefined) return this.saidBy(object, options.describe)
    if (object === this.root && types?.isProxy(object)) return SAYS_WHOLE
    const facts = this.classes.of(object)
    if (hasOwn(object, describeMemory)) return this.saidBy(object, descriptionOf(object, facts))
    const { rules } = facts
    if (rules === undefined) return this.saidBy(object, facts.describe)
    if (notes !== undefined) {
      meter.describe(object, rules.tellInGraphs, this.answered)
      return SAYS_REST + meter.listOf(meter.left === undefined ? rules.graphData : rules.graphDataBut(meter.left))
    }
    // the probe's walk knows the rules; but what is kept of a part says nothing of the objects in it that somebody is asked about
    const isByHand = (rules.tellsShared && options.onShared !== undefined) || (rules.keepsSizes && this.asksAll)
    return isByHand ? this.saidBy(object, facts.describe) : SAYS_WHOLE
  }

  private describe(object: object, describe: Describe, number: number): boolean {
    const { meter, byClass } = this
    const before = meter.outside
    const hasRest = meter.describe(object, describe, number)
    if (byClass !== undefined && meter.outside > before && !types?.isProxy(object)) {
      const facts = this.classes.of(object)
      byClass.outside.set(facts, (byClass.outside.get(facts) ?? 0) + meter.outside - before)
    }
    return hasRest
  }

  private saidBy(object: object, describe: Describe | undefined): number {
    if (describe === undefined) return SAYS_WHOLE
    return this.describe(object, describe, this.answered) ? SAYS_REST + this.meter.restList() : SAYS_OWN
  }
}

const firstDepths = 512
