import { classFacts, descriptionOf, type FactsTable } from '../describe/class-facts.js'
import { Description } from '../describe/description.js'
import type { PartSink } from '../describe/part-sink.js'
import { isObject, SafeArray, types } from '../intrinsics.js'
import type { Request } from '../measuring.js'
import type { Describe } from '../protocol.js'
import type { Met } from '../unknowns.js'
import { BYTES_FIGURE, CALLS_FIGURE, CLOSURES_FIGURE, type Firsts, NATIVE_FIGURE, PERHAPS, UNKNOWN_FIGURE, VOID } from './binding.js'
import { described, describedWithShared } from './descriptions.js'
import type { Found, Look, Probe } from './probe.js'
import { type Probed, Rounds } from './rounds.js'
import { unseen } from './unseen.js'
import { WeakPrivates } from './weak-privates.js'

/** Whether an option decides what belongs to the value. Descriptions are found on the way. */
export const hasRules = ({ describe, exclude, tracker }: Request): boolean =>
  describe !== undefined || exclude !== undefined || tracker !== undefined

type Lists = readonly (readonly object[])[]

// What a walk hands over goes here until the call that began it is back: objects that only JavaScript can describe, and those of whose rules
// functions have to be called.
let taken: (readonly object[])[] | undefined
let called: (readonly object[])[] | undefined
const take = (...objects: object[]): void => {
  taken ??= new SafeArray()
  taken[taken.length] = objects
}
const call = (...objects: object[]): void => {
  called ??= new SafeArray()
  called[called.length] = objects
}

/** Those that the measurement under way has met. */
const keys = new WeakPrivates()

const bytesAlone: Look = { slack: false, contexts: false }
const withSlack: Look = { slack: true, contexts: false }
const noFirsts: Firsts = [undefined, undefined]
const nothingUnknown: readonly Met[] = new SafeArray()
const noFound: Found = {
  bytes: 0,
  external: 0,
  slack: 0,
  count: 0,
  complete: true,
  unknown: 0,
  firstUnknown: undefined,
  native: 0,
  firstNative: undefined,
  memory: 0,
}

/** The bytes of everything a value holds, with a request that says nothing; below 0 where the probe failed. As fast as it gets. */
export function probedBytes(probe: Probe, value: unknown, request: Request): number {
  const bytes = probe.binding.bytes(value, described, take, call)
  return isAll(bytes) ? bytes : bytesOf(more(probe, value, request, bytesAlone, bytes))
}

/** The same of an entry's key and value, what both hold once. Descriptions that call a part shared tell the request's `onShared`. */
export function probedEntry(probe: Probe, key: unknown, value: unknown, request: Request): number {
  const bytes = probe.binding.entry(value, describedWithShared, take, call, key)
  return isAll(bytes) ? bytes : bytesOf(more(probe, value, request, bytesAlone, bytes, key))
}

/** The same of a value where the heap alone says it all; below 0 where descriptions have to be run, or the probe failed. */
export function plainBytes(probe: Probe, value: unknown): number {
  const bytes = probe.binding.bytes(value, describedWithShared, take, call)
  if (isAll(bytes)) return bytes
  taken = called = undefined
  return VOID
}

/** Whether a walk needs nothing of JavaScript. */
const isAll = (bytes: number | object): bytes is number => typeof bytes === 'number' && taken === undefined && called === undefined

const bytesOf = (found: Probed | undefined): number => (found === undefined ? VOID : Math.min(found.bytes, Number.MAX_SAFE_INTEGER))

/** True where the walk saw everything, and the figures are on the desk; else what was found, undefined where the probe failed. */
export function measuredAtOnce(probe: Probe, value: unknown, request: Request): true | Probed | undefined {
  const { binding } = probe
  const { desk } = binding
  const bytes = binding.measured(value, described, take, call, keys.take)
  if (!isAll(bytes)) return more(probe, value, request, withSlack, bytes)
  if (bytes === VOID) return probe.turnOff()
  const isSeen = desk[UNKNOWN_FIGURE] === 0 && desk[NATIVE_FIGURE] === 0
  if (isSeen && keys.isEmpty) return true
  const { met } = keys
  if (isSeen) return met.length === 0 ? true : { ...probe.found(true, noFirsts), unknowns: met }
  return new Rounds(probe, value, request, withSlack).end()
}

/** Everything a value holds, as the engine has it, user rules heeded. Undefined where the probe failed: the model has to do it then. */
export function probedDeep(probe: Probe, value: unknown, request: Request, look: Look): Probed | undefined {
  const { limit, excluded, onShared } = request
  const isPlain = excluded === undefined && onShared === undefined && !hasRules(request)
  if (isPlain && limit !== undefined) {
    // the rounds that descriptions need take longer to set up than a walk to a near limit
    const hidden = new WeakPrivates()
    const found = probe.deep(value, described, { ...look, limit, budget: undefined }, hidden.take)
    if (found !== 'described') return found && { ...found, unknowns: unseen(found, value, hidden.met) }
  }
  if (!isPlain || limit !== undefined || !look.slack || look.contexts) return new Rounds(probe, value, request, look).end()
  const found = measuredAtOnce(probe, value, request)
  if (found !== true) return found
  return { ...probe.found(true, noFirsts), unknowns: nothingUnknown }
}

/** Used for one value after the other; undefined while it is in use, as where a description measures something. */
let spare: Rounds | undefined
let spareOf: Probe | undefined

/** Goes on with what a walk has handed over. */
function more(probe: Probe, value: unknown, request: Request, look: Look, answer: number | object, key?: unknown): Probed | undefined {
  const { desk } = probe.binding
  // no array pattern: a program can have changed the iterator of arrays
  let met: Lists | undefined = taken
  let calls: Lists | undefined = called
  taken = called = undefined
  if (typeof answer !== 'number') {
    if (desk[CALLS_FIGURE] === 1) calls = [[answer]]
    else met = [[answer]]
  }
  const hidden = keys.isEmpty ? nothingUnknown : keys.met
  const bytes = typeof answer === 'number' ? answer : (desk[BYTES_FIGURE] as number)
  // before anything else is measured
  const all = met === undefined ? (look.slack ? probe.found(true, noFirsts) : { ...noFound, bytes }) : noFound
  const rounds =
    spare !== undefined && spareOf === probe
      ? spare.again(value, request, look, key)
      : new Rounds(probe, value, request, look, undefined, key)
  spare = undefined
  const found =
    met !== undefined
      ? rounds.resume(met).end()
      : // what the walk met first of what it cannot see has to be asked for
        all.unknown > 0 || all.native > 0
        ? rounds.end()
        : rounds.called(all, calls as Lists, hidden)
  if (rounds.forget()) {
    spare = rounds
    spareOf = probe
  }
  if (met !== undefined) desk[CLOSURES_FIGURE] = PERHAPS
  return found
}

/** The own bytes of a value, with a request that says nothing; below 0 where a description may add to them, or the probe failed. */
export const probedOwn = (probe: Probe, value: unknown): number => probe.binding.own(value, described)

/** The own bytes of each value, with what its description says it holds outside the heap; undefined where the probe failed. */
export function probedShallow(probe: Probe, values: readonly unknown[], request: Request): Float64Array | undefined {
  const own = probe.shallow(values)
  if (own === undefined) return undefined
  const classes = classFacts()
  for (let i = 0; i < values.length; i++) own[i] = ruled(values[i], own[i] as number, request, classes)
  return own
}

function ruled(value: unknown, bytes: number, { tracker, exclude, describe: given }: Request, classes: FactsTable): number {
  if (typeof value === 'string') return tracker?.isNewText(value) === false ? 0 : bytes
  if (!isObject(value)) return bytes
  if (tracker?.isNew(value) === false || exclude?.(value, () => '$')) return 0
  const describe = given ?? (types?.isProxy(value) ? undefined : descriptionOf(value, classes.of(value)))
  return describe === undefined ? bytes : bytes + claimed(value, describe)
}

/** What a description says that an object holds outside the heap. */
function claimed(object: object, describe: Describe): number {
  let bytes = 0
  const toItself: PartSink = {
    external(outside) {
      bytes += outside
    },
    child() {},
    owned() {},
    shared() {},
    skipped() {},
    opaque() {},
  }
  new Description(object, toItself).take(describe)
  return bytes
}
