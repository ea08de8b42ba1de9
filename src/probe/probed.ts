import { classFacts, type FactsTable, sizerOf } from '../describe/class-facts.js'
import { Description } from '../describe/description.js'
import type { PartSink } from '../describe/part-sink.js'
import { isObject, SafeArray, types } from '../intrinsics.js'
import type { Request } from '../measuring.js'
import type { Sizer } from '../protocol.js'
import type { Met } from '../unknowns.js'
import { described, Gathering } from './gathering.js'
import type { Found, Look, Probe } from './probe.js'

export { described }

/** What the probe found of a value, user rules heeded. All sizes are bytes. */
export interface Probed extends Pick<Found, 'bytes' | 'external' | 'slack' | 'count' | 'complete'> {
  readonly unknowns: readonly Met[]
}

/** Whether somebody has a say in what belongs to the value. Descriptions are found on the way. */
export const hasRules = ({ sizer, exclude, tracker }: Request): boolean =>
  sizer !== undefined || exclude !== undefined || tracker !== undefined

/**
 * Everything a value holds, as the engine has it. Undefined where the probe failed: the model has to do it then. A budget of objects ends it
 * early, unless there are rules, which take it as long as they do.
 */
export function probedDeep(probe: Probe, value: unknown, options: Request, look: Look): Probed | undefined {
  if (!hasRules(options)) {
    const found = probe.deep(value, described, { ...look, limit: options.limit, budget: undefined })
    if (found !== 'described') return found && { ...found, unknowns: unseen(found, value) }
  }
  const gathering = new Gathered(probe, value, options, look)
  while (!gathering.step());
  return gathering.result
}

/** A value gathered in steps, between which others may run. */
export class Gathered {
  result: Probed | undefined
  private readonly gathering: Gathering
  private readonly probe: Probe
  private readonly value: unknown
  private readonly options: Request
  private readonly look: Look
  private weighed = 0

  constructor(probe: Probe, value: unknown, options: Request, look: Look) {
    this.gathering = new Gathering(probe, value, options, look)
    this.probe = probe
    this.value = value
    this.options = options
    this.look = look
  }

  /** Objects found so far. */
  get count(): number {
    return this.gathering.kept.length
  }

  /** Goes on for some thousand objects; true at the end, when the result is there unless the probe failed. */
  step(): boolean {
    const progress = this.gathering.step()
    if (progress === 'void') return true
    if (progress === 'done') {
      this.result = this.weigh(true)
      return true
    }
    const { limit } = this.options
    // what was gathered is weighed anew each time it has doubled
    if (limit === undefined || limit === Infinity || this.count < 2 * this.weighed) return false
    this.weighed = this.count
    const soFar = this.weigh(false)
    if (soFar !== undefined && soFar.bytes <= limit) return false
    this.result = soFar
    return true
  }

  private weigh(complete: boolean): Probed | undefined {
    const { gathering, probe, look, value } = this
    const { tracker } = this.options
    const found = probe.weigh(gathering.kept, gathering.depthList, gathering.stops, {
      ...look,
      texts: tracker !== undefined && complete,
      listedOnly: !complete,
      each: undefined,
    })
    if (found === undefined) return undefined
    const texts = tracker !== undefined && complete ? tracker.admit(found.texts) : nothing
    const { known, outside } = gathering
    return {
      bytes: found.bytes + texts.bytes + outside + known.bytes,
      external: found.external + outside + known.external,
      slack: found.slack + known.slack,
      count: found.count + texts.count + known.count,
      complete,
      unknowns: unseen(found, value, gathering.unknowns),
    }
  }
}

/** The own bytes of each value, with what its description says it holds outside the heap; undefined where the probe failed. */
export function probedShallow(probe: Probe, values: readonly unknown[], request: Request): Float64Array | undefined {
  const own = probe.shallow(values)
  if (own === undefined) return undefined
  const classes = classFacts()
  for (let i = 0; i < values.length; i++) own[i] = ruled(values[i], own[i] as number, request, classes)
  return own
}

function ruled(value: unknown, bytes: number, { tracker, exclude, sizer: given }: Request, classes: FactsTable): number {
  if (typeof value === 'string') return tracker?.isNewText(value) === false ? 0 : bytes
  if (!isObject(value)) return bytes
  if (tracker?.isNew(value) === false || exclude?.(value, () => '$')) return 0
  const sizer = given ?? (types?.isProxy(value) ? undefined : sizerOf(value, classes.of(value)))
  return sizer === undefined ? bytes : bytes + claimed(value, sizer)
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

/** What of a value no probe of the heap sees. */
export type Unseen = Pick<Found, 'unknown' | 'firstUnknown' | 'native' | 'firstNative'>

const nothing = { bytes: 0, count: 0 }

/** What no probe of the heap sees. */
export function unseen({ unknown, firstUnknown, native, firstNative }: Unseen, root: unknown, before?: readonly Met[]): Met[] {
  const met: Met[] = new SafeArray()
  if (before !== undefined) for (let i = 0; i < before.length; i++) met[i] = before[i] as Met
  if (unknown > 0) {
    const object = (firstUnknown ?? root) as object
    met[met.length] = {
      unknown: { reason: `what the engine keeps in ${nameOf(object)} cannot be seen`, unbounded: true },
      object,
      isClaim: false,
      count: unknown,
    }
  }
  if (native > 0) {
    const object = firstNative as object
    met[met.length] = {
      unknown: { reason: `what ${nameOf(object)} keeps in C++ cannot be seen`, unbounded: true },
      object,
      isClaim: false,
      count: native,
    }
  }
  return met
}

// a Proxy's prototype is its trap's to say
const nameOf = (object: object): string => (types?.isProxy(object) ? 'a Proxy' : classFacts().of(object).name)
