import { elementAt, SafeArray } from '../intrinsics.js'
import type { ClassSum, Live, Method, Request, Steps, Total, Wanted } from '../measuring.js'
import type { Met } from '../unknowns.js'
import {
  BYTES_FIGURE,
  CLOSURES_FIGURE,
  COUNT_FIGURE,
  EXTERNAL_FIGURE,
  HITS_FIGURE,
  OUTWARDS_MOST,
  PERHAPS,
  SLACK_FIGURE,
  VOID,
} from './binding.js'
import { classSums } from './class-sums.js'
import { described, describedBut, lookForDescriptions } from './descriptions.js'
import { liveGraph } from './live-graph.js'
import { type Look, type Probe, theProbe } from './probe.js'
import { hasRules, measuredAtOnce, plainBytes, probedBytes, probedDeep, probedEntry, probedOwn, probedShallow } from './probed.js'
import { type Probed, Rounds } from './rounds.js'

/** Contexts by closures that lead to them, and how far out of the closure each is; below 0: all of the closure's. */
export interface KnownContexts {
  readonly references: readonly WeakRef<object>[]
  readonly depths: readonly number[]
}

/** Contexts, each so far out of a closure. */
export interface Contexts {
  readonly closures: readonly object[]
  readonly depths: readonly number[]
}

/** One of them: its closure's place in the list, and how far out it is. */
export interface KnownContext {
  readonly place: number
  readonly depth: number
}

/** What closures hold through their variables. */
export interface Variables {
  /** But for known contexts. */
  readonly bytes: number
  /** Closures that have variables of their own. */
  readonly closures: readonly object[]
  /** Known contexts, which the bytes are without. */
  readonly met: readonly KnownContext[]
}

/** A measurement of a value that was seen whole. */
interface PlainMeasurement extends Omit<Total, 'unknowns'> {
  readonly opaque: readonly []
  readonly by: 'probe'
  readonly layout: string
}

/** Reads sizes from the engine's own heap: exact, on Node. Each answer is undefined where the engine is not as it was learned. */
export class ProbeMethod implements Method {
  readonly by = 'probe'
  private readonly probe: Probe

  constructor(probe: Probe) {
    this.probe = probe
  }

  /** The deep size of a value; the request says nothing. Below 0 where the probe failed. As fast as it gets. */
  bytes(value: unknown, request: Request): number {
    return probedBytes(this.probe, value, request)
  }

  /**
   * The same with all figures, where the walk saw everything; else what `total` says. `layout` is only passed on: what is given is a Measurement, made
   * in one go.
   */
  measured(value: unknown, request: Request, layout: string): PlainMeasurement | Total | undefined {
    const { desk } = this.probe.binding
    const found = measuredAtOnce(this.probe, value, request)
    if (found !== true) return found && totalOf(found)
    const bytes = desk[BYTES_FIGURE] as number
    return {
      bytes,
      lower: bytes,
      upper: bytes,
      external: desk[EXTERNAL_FIGURE] as number,
      slack: desk[SLACK_FIGURE] as number,
      count: desk[COUNT_FIGURE] as number,
      complete: true,
      opaque: [],
      by: 'probe',
      layout,
    }
  }

  /** The own bytes of a value; below 0 where `own` has to be asked. As fast as it gets. */
  ownBytes(value: unknown): number {
    return probedOwn(this.probe, value)
  }

  /**
   * The deep size where nothing has to be asked and nothing leads to one of `stops`; undefined where something does. Each of them takes about 30 ns,
   * and the value is measured twice.
   */
  bytesWithout(value: unknown, stops: readonly object[]): number | undefined {
    const bytes = plainBytes(this.probe, value)
    if (bytes < 0) return undefined
    if (stops.length === 0) return bytes
    return this.probe.weigh([value], stops)?.bytes === bytes ? bytes : undefined
  }

  /** What glibc gave beyond what was asked for, for all that a value holds; undefined where it has to be found store by store. One walk. */
  beyondRequested(value: unknown, request: Request): number | undefined {
    const { binding } = this.probe
    const { excluded, contexts } = request
    if (hasRules(request) || excluded !== undefined || binding.beyondRequested === undefined) return undefined
    const found = this.probe.deep(value, described, { slack: false, contexts: contexts === true, limit: undefined, budget: undefined })
    if (typeof found !== 'object') return undefined
    const more = found.external === 0 ? 0 : binding.beyondRequested()
    return more < 0 ? undefined : more
  }

  /**
   * Bytes of each group of objects with what they lead to, and those of them outside the heap: `out` has two numbers for each. Nothing counts twice; rules of
   * decorators are heeded, functions of the program are not called. Undefined where the probe failed.
   */
  inTurn(list: readonly unknown[], ends: Uint32Array, out: Float64Array, wide: number): true | undefined {
    return this.probe.inTurn(list, ends, out, wide, described)
  }

  total(value: unknown, request: Request): Total | undefined {
    const found = probedDeep(this.probe, value, request, lookOf(request))
    return found && totalOf(found)
  }

  own(values: readonly unknown[], request: Request): ArrayLike<number> | undefined {
    return probedShallow(this.probe, values, request)
  }

  /** The own bytes of tables and lists together, which nobody describes; below 0 where the probe failed. */
  tables(tables: readonly object[]): number {
    return this.probe.binding.tables(tables)
  }

  /**
   * The deep size of an entry's key and value, what both hold once; below 0 where the probe failed. The request says nothing but `onShared`, which gets
   * each object that a description calls shared.
   */
  entry(key: unknown, value: unknown, request: Request): number {
    return probedEntry(this.probe, key, value, request)
  }

  /** Whether the last entry held a closure whose variables did not count; `'perhaps'` where a description had to be run. */
  get hasMetVariables(): boolean | 'perhaps' {
    const figure = this.probe.binding.desk[CLOSURES_FIGURE]
    return figure === PERHAPS ? 'perhaps' : figure === 1
  }

  sizes(list: readonly unknown[], once: boolean, request: Request): Float64Array | undefined {
    const { contexts, excluded } = request
    const found = this.probe.sizes(list, once, describedBut(excluded), { slack: false, contexts: contexts === true })
    if (found === 'described' || found === undefined) return undefined
    if (contexts === true || excluded !== undefined) return found
    for (let i = 0; i < list.length; i++) if ((found[i] as number) < 0) found[i] = probedBytes(this.probe, elementAt(list, i), request)
    return found
  }

  /** What the closures of an entry hold through their variables (native/variables.c); undefined where the probe failed. */
  variables(value: unknown, key: unknown, stops: readonly object[], known: KnownContexts): Variables | undefined {
    const { binding } = this.probe
    const { references, depths } = known
    const hits = hitsFor(known)
    const closures: object[] = new SafeArray()
    const take = (...some: object[]): void => {
      for (let i = 0; i < some.length; i++) closures[closures.length] = some[i] as object
    }
    const bytes = binding.variables(value, key, stops, references, depths, hits, take)
    return bytes === VOID ? this.probe.turnOff() : { bytes, closures, met: this.met(hits) }
  }

  /** What contexts hold, of each what those before it do not, and which known ones that leads to; undefined where the probe failed. */
  contexts(
    which: Contexts,
    stops: readonly object[],
    known: KnownContexts,
  ): { ofEach: Float64Array; met: readonly KnownContext[] } | undefined {
    const { binding } = this.probe
    const hits = hitsFor(known)
    const { closures, depths } = which
    const ofEach = new Float64Array(closures.length)
    const bytes = binding.variables(undefined, undefined, stops, known.references, known.depths, hits, nobody, closures, depths, ofEach)
    return bytes === VOID ? this.probe.turnOff() : { ofEach, met: this.met(hits) }
  }

  private met(hits: Uint32Array): KnownContext[] {
    const met: KnownContext[] = new SafeArray()
    for (let i = 0; i < (this.probe.binding.desk[HITS_FIGURE] as number); i++) {
      const hit = hits[i] as number
      met[i] = { place: Math.floor(hit / OUTWARDS_MOST), depth: hit % OUTWARDS_MOST }
    }
    return met
  }

  graph(value: unknown, targets: readonly unknown[], request: Request, { slack, values }: Wanted): Live | undefined {
    if (request.tracker !== undefined || request.limit !== undefined) return undefined
    const look = { slack, contexts: request.contexts === true }
    const live = liveGraph(this.probe, value, targets, { ...request, measureKept: undefined }, look, values)
    return live && { by: 'probe', live, total: totalOf({ ...live.totals, complete: true, unknowns: live.unknowns }) }
  }

  classes(value: unknown, request: Request): readonly ClassSum[] | undefined {
    const look = { slack: false, contexts: request.contexts === true }
    return classSums(this.probe, value, { ...request, measureKept: undefined }, look)
  }

  /**
   * In slices of some ms: a walk goes on where it was if no collection ran meanwhile, else from the start. Where collections come too often for that, the
   * steps end without a total; `isLast`: in one go then.
   */
  steps(value: unknown, request: Request, isLast: boolean): Steps | undefined {
    return new RoundSteps(() => new Rounds(this.probe, value, request, lookOf(request)), isLast)
  }
}

class RoundSteps implements Steps {
  total: Total | undefined
  private readonly begin: () => Rounds
  private readonly isLast: boolean
  private rounds: Rounds

  constructor(begin: () => Rounds, isLast: boolean) {
    this.begin = begin
    this.isLast = isLast
    this.rounds = begin()
    this.rounds.isSliced = true
  }

  get count(): number {
    return this.total?.count ?? this.rounds.count
  }

  get bytes(): number {
    return this.total?.bytes ?? this.rounds.bytes
  }

  step(): boolean {
    const came = this.rounds.step()
    if (came === 'moving' && this.isLast) this.rounds = this.begin()
    else if (typeof came === 'object') this.total = totalOf(came)
    else return came !== 'more'
    return typeof came === 'object'
  }
}

const nobody = (): void => {}
const hitsFor = ({ references }: KnownContexts): Uint32Array => new Uint32Array(references.length * OUTWARDS_MOST + 1)

/** A probe knows no bounds: what it saw is exact, and what it did not see has none. */
function totalOf({ bytes: found, external, slack, count, complete, unknowns }: Probed): Total {
  // descriptions can claim any number of bytes
  const bytes = Math.min(found, Number.MAX_SAFE_INTEGER)
  let isBounded = complete && bytes === found
  for (let i = 0; i < unknowns.length; i++) isBounded &&= !(unknowns[i] as Met).unknown.unbounded
  return { bytes, lower: bytes, upper: isBounded ? bytes : Infinity, external: Math.min(external, bytes), slack, count, complete, unknowns }
}

const lookOf = ({ contexts, bounds }: Request): Look => ({ slack: bounds !== false, contexts: contexts === true })

let method: ProbeMethod | undefined
let methodOf: Probe | undefined

/** The probe as a method, or why there is none here. */
export function probeMethod(): ProbeMethod | string {
  const probe = theProbe()
  if (typeof probe === 'string') return probe
  lookForDescriptions()
  if (probe !== methodOf) {
    methodOf = probe
    method = new ProbeMethod(probe)
  }
  return method as ProbeMethod
}
