import { classFacts, sizerOf } from '../describe/class-facts.js'
import { Description } from '../describe/description.js'
import type { PartSink } from '../describe/part-sink.js'
import { SafeArray, types } from '../intrinsics.js'
import type { WalkOptions } from '../model/walk.js'
import type { Sizer } from '../protocol.js'
import type { Met } from '../unknowns.js'
import { type Firsts, VOID } from './binding.js'
import { described, describedWithShared } from './descriptions.js'
import type { Found, Look, Probe } from './probe.js'
import { type Probed, Rounds } from './rounds.js'
import { unseen } from './unseen.js'

export { described, type Probed, Rounds, unseen }

/** Whether somebody has a say in what belongs to the value. Descriptions are found on the way. */
export const hasRules = ({ sizer, exclude, tracker }: WalkOptions): boolean =>
  sizer !== undefined || exclude !== undefined || tracker !== undefined

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

/** The bytes of everything a value holds; below 0 where the probe failed. As fast as it gets. */
export function probedBytes(probe: Probe, value: unknown, options: WalkOptions): number {
  const bytes = probe.binding.bytes(value, described, take, call)
  if (taken === undefined && called === undefined) return bytes
  const found = more(probe, value, options, plainLook, () => ({ ...noFound, bytes }))
  return found === undefined ? VOID : Math.min(found.bytes, Number.MAX_SAFE_INTEGER)
}

/** The same where nothing describes itself but by rules; below 0 where something does, or the probe failed. */
export function plainBytes(probe: Probe, value: unknown): number {
  const bytes = probe.binding.bytes(value, describedWithShared, take, call)
  const isPlain = taken === undefined && called === undefined
  taken = called = undefined
  return isPlain ? bytes : VOID
}

const plainLook: Look = { slack: false, contexts: false }
const noFirsts: Firsts = [undefined, undefined]
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
const nothingUnknown: readonly Met[] = new SafeArray()

/** Everything a value holds, as the engine has it, user rules heeded. Undefined where the probe failed: the model has to do it then. */
export function probedDeep(probe: Probe, value: unknown, options: WalkOptions, look: Look): Probed | undefined {
  if (look.slack && !look.contexts && options.limit === undefined && !hasRules(options) && options.onShared === undefined) {
    const { binding } = probe
    const bytes = binding.measured(value, described, take, call)
    if (taken !== undefined || called !== undefined) return more(probe, value, options, look, () => probe.found(true, noFirsts))
    if (bytes === VOID) return probe.turnOff()
    const found = probe.found(true, noFirsts) as Found & { unknowns: readonly Met[] }
    if (found.unknown === 0 && found.native === 0) {
      found.unknowns = nothingUnknown
      return found
    }
  }
  return new Rounds(probe, value, options, look).end()
}

/** Goes on with what a walk has handed over. */
function more(probe: Probe, value: unknown, options: WalkOptions, look: Look, found: () => Found): Probed | undefined {
  const [met, calls]: [Lists | undefined, Lists | undefined] = [taken, called]
  taken = called = undefined
  const rounds = new Rounds(probe, value, options, look)
  if (met !== undefined) return rounds.resume(met).end()
  const all = found()
  // what the walk met first of what it cannot see has to be asked for
  return all.unknown > 0 || all.native > 0 ? rounds.end() : rounds.called(all, calls as Lists)
}

/** The own bytes of a value; undefined where the probe failed. */
export function probedShallow(probe: Probe, value: unknown, { tracker, exclude, sizer: given }: WalkOptions): number | undefined {
  const own = probe.binding.own(value, described)
  if (own >= 0 && tracker === undefined && exclude === undefined && given === undefined) return own
  if (own === VOID) return probe.turnOff()
  const bytes = own >= 0 ? own : (probe.shallow([value])?.[0] as number)
  if (typeof value === 'string') return tracker?.isNewText(value) === false ? 0 : bytes
  if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return bytes
  if (tracker?.isNew(value) === false || exclude?.(value, () => '$')) return 0
  const sizer = given ?? (types?.isProxy(value) ? undefined : sizerOf(value, classFacts().of(value)))
  return sizer === undefined ? bytes : bytes + claimed(value, sizer)
}

/** The own bytes of many objects together, as probedShallow has those of each; undefined where the probe failed. */
export function probedShallowSum(probe: Probe, objects: readonly object[]): number | undefined {
  const own = probe.shallow(objects)
  if (own === undefined) return undefined
  const classes = classFacts()
  let bytes = 0
  for (let i = 0; i < objects.length; i++) {
    const object = objects[i] as object
    const sizer = types?.isProxy(object) ? undefined : sizerOf(object, classes.of(object))
    bytes += (own[i] as number) + (sizer === undefined ? 0 : claimed(object, sizer))
  }
  return bytes
}

/** What a description says that an object holds outside the heap. */
function claimed(object: object, sizer: Sizer): number {
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
  new Description(object, toItself).take(sizer)
  return bytes
}
