import { chosenLayout, chosenProbe, runningLayout } from './engine.js'
import { MemSizeError, shown, wrongOption } from './errors.js'
import { SafeSet } from './intrinsics.js'
import { rulesFor } from './layout/rules-for.js'
import { locate } from './model/opaque-paths.js'
import { Walk, type WalkOptions } from './model/walk.js'
import type { Look, Probe } from './probe/probe.js'
import { described, Gathered, hasRules, type Probed, probedDeep, probedShallow, probedShallowSum, unseen } from './probe/probed.js'
import type { Kept, KeptSize, Layout, Sizer } from './protocol.js'
import { Tracker } from './tracker.js'
import type { Met, Opaque } from './unknowns.js'

/** How a value is measured. */
export interface SizeOptions {
  /**
   * `'probe'` reads the engine's own heap, and is exact; `'model'` computes from a layout, and gives bounds. Default: the probe where it runs
   * (`currentLayout().probe` says whether, and if not why), unless a layout is given.
   */
  by?: 'probe' | 'model' | undefined
  /** The engine to compute for; default: the one that runs. Another answers «what would this weigh there?», by the model. */
  layout?: Layout | undefined
  /** What it has seen in earlier measurements is not counted again. */
  tracker?: Tracker | undefined
  /** Describes the root value, for this measurement: where there is no class to register a description on. */
  // biome-ignore lint/suspicious/noExplicitAny: the value's own type, which the options cannot know
  sizer?: Sizer<any> | undefined
  /** Leaves out an object, and what only it reaches, where it answers true. `path()` is `$.orders[3]`. */
  exclude?: ((value: object, path: () => string) => boolean) | undefined
  /** Stops once this many bytes were counted; the result says `complete: false`. */
  limit?: number | undefined
  /** `'owned'`: the caller promises that no object is reached twice, and the model looks none up; the probe always does. Default: `'shared'`. */
  assume?: 'shared' | 'owned' | undefined
  /**
   * Also counts the variables that functions hold in their closures, up to those of the script. The model cannot see them, and says so.
   * Default: false, a function counts by itself.
   */
  contexts?: boolean | undefined
}

/** How measureAsync shares the thread. */
export interface AsyncSizeOptions extends SizeOptions {
  signal?: AbortSignal | undefined
  /** Called after each slice with the objects and bytes counted so far. */
  onProgress?: ((progress: { readonly count: number; readonly bytes: number }) => void) | undefined
}

/** What a value weighs, in bytes, and how sure that is: `lower <= truth <= upper`. */
export interface Measurement {
  /** The likeliest deep size. */
  readonly bytes: number
  readonly lower: number
  /** Infinity where something opaque was met that has no bound, and where `limit` stopped the count. */
  readonly upper: number
  /** Of `bytes`: outside the JavaScript heap. */
  readonly external: number
  /** Reserved and not used: spare capacity of arrays and tables, of resizable buffers. Part of `bytes`, but for resizable buffers. */
  readonly slack: number
  /** Heap objects counted: objects, functions, strings (the model's copies are taken to be such), symbols and bigints. */
  readonly count: number
  /** False where `limit` stopped the count. */
  readonly complete: boolean
  /** What could not be seen, each with the place where it was met first. */
  readonly opaque: readonly Opaque[]
  readonly by: 'probe' | 'model'
  /** The name of the layout used. */
  readonly layout: string
}

/** Every option as an own property: Object.prototype may have been given one of that name. */
const unset: Record<keyof AsyncSizeOptions, undefined> = {
  by: undefined,
  layout: undefined,
  tracker: undefined,
  sizer: undefined,
  exclude: undefined,
  limit: undefined,
  assume: undefined,
  contexts: undefined,
  signal: undefined,
  onProgress: undefined,
}
const optionNames = Object.keys(unset)
const knownOptions = new SafeSet(optionNames)
const optionList = optionNames.join(', ')

/** Options made ready, and the probe where it is to measure. */
export interface Chosen extends WalkOptions {
  readonly probe: Probe | undefined
}

/** Measures a part whose size is kept by the same means as the whole, unless that was done before. */
function keeper(by: 'probe' | 'model' | undefined, layout: Layout | undefined, contexts: boolean | undefined) {
  return (value: object, kept: Kept): KeptSize => {
    const how = `${by} ${layout?.name} ${contexts}`
    if (kept.size?.how === how) return kept.size
    kept.isBusy = true
    try {
      kept.size = { ...measure(value, { by, layout, contexts }), how }
    } finally {
      kept.isBusy = false
    }
    return kept.size
  }
}

const plainKeeper = keeper(undefined, undefined, undefined)

const nothingChosen = {
  measureKept: plainKeeper,
  tracker: undefined,
  sizer: undefined,
  exclude: undefined,
  onShared: undefined,
  limit: undefined,
  owned: false,
  ignoreOwned: false,
  contexts: undefined,
}

/** The options as a walk takes them. Throws a MemSizeError that names the option, what was expected and what was given. */
export function chosenOptions(options: SizeOptions | undefined): Chosen {
  const running = rulesFor(runningLayout())
  if (options === undefined) return { ...nothingChosen, rules: running, running, probe: chosenProbe(undefined, undefined) }
  if (options === null || typeof options !== 'object')
    throw new MemSizeError(`Expected options as an object like { limit: 1000000 }, got ${shown(options)}.`)
  const names = Object.keys(options)
  for (let i = 0; i < names.length; i++) {
    if (!knownOptions.has(names[i] as string)) throw new MemSizeError(`Unknown option \`${names[i]}\`. Known ones are ${optionList}.`)
  }
  const { by, layout, tracker, sizer, exclude, limit, assume, contexts } = { ...unset, ...options } as SizeOptions
  if (tracker !== undefined && !(tracker instanceof Tracker)) throw wrongOption('tracker', 'a Tracker, like new Tracker()', tracker)
  if (sizer !== undefined && typeof sizer !== 'function') throw wrongOption('sizer', 'a function (object, meter) => void', sizer)
  if (exclude !== undefined && typeof exclude !== 'function') throw wrongOption('exclude', 'a function (value, path) => boolean', exclude)
  if (limit !== undefined && !(typeof limit === 'number' && limit >= 0)) throw wrongOption('limit', 'a number of bytes, 0 or more', limit)
  if (assume !== undefined && assume !== 'shared' && assume !== 'owned') throw wrongOption('assume', "'shared' or 'owned'", assume)
  if (contexts !== undefined && typeof contexts !== 'boolean') throw wrongOption('contexts', 'true or false', contexts)
  return {
    rules: rulesFor(chosenLayout(layout)),
    running,
    probe: chosenProbe(by, layout),
    measureKept: by === undefined && layout === undefined && contexts === undefined ? plainKeeper : keeper(by, layout, contexts),
    contexts,
    tracker,
    sizer: sizer as Sizer | undefined,
    exclude,
    onShared: undefined,
    limit,
    // a tracker looks every object up anyway, and a walk made again would find all of it counted
    owned: assume === 'owned' && tracker === undefined,
    ignoreOwned: tracker !== undefined,
  }
}

/** Walks to the end, or to the limit. A walk that was promised a tree and met none is made again with every object looked up. */
function walked(value: unknown, options: WalkOptions): Walk {
  const walk = new Walk(options)
  walk.start(value)
  walk.run()
  if (walk.promiseBroken) return walked(value, { ...options, owned: false, ignoreOwned: true })
  walk.finish()
  return walk
}

/** What the probe found. */
export function probeResult(value: unknown, options: WalkOptions, found: Probed): Measurement {
  const { external, slack, count, complete, unknowns } = found
  // descriptions can claim any number of bytes
  const bytes = Math.min(found.bytes, Number.MAX_SAFE_INTEGER)
  let isBounded = complete
  for (let i = 0; i < unknowns.length; i++) isBounded &&= !(unknowns[i] as Met).unknown.unbounded
  return {
    bytes,
    lower: bytes,
    upper: isBounded && bytes === found.bytes ? bytes : Infinity,
    external: Math.min(external, bytes),
    slack,
    count,
    complete,
    opaque: locate(value, options, unknowns),
    by: 'probe',
    layout: options.rules.layout.name,
  }
}

/** What a finished walk found. */
export function result(value: unknown, options: WalkOptions, walk: Walk): Measurement {
  const { lower, bytes, upper, outside, spare, count, complete } = walk
  return {
    bytes,
    lower: Math.max(0, Math.min(lower, bytes)),
    upper: complete ? Math.max(upper, bytes) : Infinity,
    external: outside,
    slack: Math.max(0, Math.round(spare)),
    count,
    complete,
    opaque: locate(value, options, walk.unknowns),
    by: 'model',
    layout: options.rules.layout.name,
  }
}

/**
 * Measures everything a value holds. Nothing in the value is called or changed, and no value makes it throw; a wrong option does (MemSizeError).
 * Time and memory: linear in the objects reached.
 */
export function measure(value: unknown, options?: SizeOptions): Measurement {
  const chosen = chosenOptions(options)
  const { probe } = chosen
  const found = probe && probedDeep(probe, value, chosen, lookOf(chosen, true))
  if (found) return probeResult(value, chosen, found)
  return result(value, chosen, walked(value, chosen))
}

/** The deep size in bytes: of the value and everything it reaches, each heap object once. The likeliest number, where history decides. */
export function deepSize(value: unknown, options?: SizeOptions): number {
  if (options === undefined) {
    // of a small value, making options ready is a good part of the time
    const bytes = chosenProbe(undefined, undefined)?.deepBytes(value, described) ?? -1
    if (bytes >= 0) return bytes
  }
  const chosen = chosenOptions(options)
  const { probe } = chosen
  if (probe !== undefined) {
    const found = probedDeep(probe, value, chosen, lookOf(chosen, false))
    if (found) return Math.min(found.bytes, Number.MAX_SAFE_INTEGER)
  }
  return walked(value, { ...chosen, bounds: false }).bytes
}

/**
 * The deep size where nothing describes itself, and nothing leads to one of `stops`; undefined where something does, or no probe tells. Each of them
 * takes some 30 ns, and a value without is measured twice.
 */
export function plainDeepSize(value: unknown, stops: readonly object[]): number | undefined {
  const probe = chosenProbe(undefined, undefined)
  const bytes = probe?.deepBytes(value, described) ?? -1
  if (probe === undefined || bytes < 0) return undefined
  if (stops.length === 0) return bytes
  const without = probe.weigh([value], undefined, stops, {
    slack: false,
    contexts: false,
    texts: false,
    listedOnly: false,
    each: undefined,
  })
  return without?.bytes === bytes ? bytes : undefined
}

/** The deep size with what `exclude` says of each object left out, and `onShared` told of what descriptions call shared. */
export function deepSizeWithout(
  value: unknown,
  exclude: ((object: object) => boolean) | undefined,
  onShared: (object: object) => void,
): number {
  const chosen: Chosen = { ...chosenOptions({ exclude }), onShared, bounds: false }
  const found = chosen.probe && probedDeep(chosen.probe, value, chosen, lookOf(chosen, false))
  return found ? Math.min(found.bytes, Number.MAX_SAFE_INTEGER) : walked(value, chosen).bytes
}

const lookOf = ({ contexts }: Chosen, slack: boolean): Look => ({ slack, contexts: contexts === true })

/** The value's own bytes, with the stores that only it can own: elements, property array, hash table. Nothing it refers to. */
export function shallowSize(value: unknown, options?: SizeOptions): number {
  const chosen = chosenOptions(options)
  const found = chosen.probe && probedShallow(chosen.probe, value, chosen)
  if (found !== undefined) return found
  const walk = new Walk({ ...chosen, shallow: true })
  walk.start(value)
  walk.run()
  walk.finish()
  return walk.bytes
}

/** The own bytes of many objects together: `shallowSize` of each, some ten times as fast. */
export function shallowSum(objects: readonly object[], options?: SizeOptions): number {
  const { probe } = chosenOptions(options)
  const found = probe && probedShallowSum(probe, objects)
  return found ?? objects.reduce((sum, object) => sum + shallowSize(object, { ...options, by: 'model' }), 0)
}

/** The same of tables and lists, which nobody describes: their classes need not be looked at, at 5 µs each. */
export function tableSum(tables: readonly object[]): number {
  const own = chosenProbe(undefined, undefined)?.shallow(tables)
  return own === undefined ? shallowSum(tables) : own.reduce((sum, bytes) => sum + bytes, 0)
}

/** Whether the deep size is more than `limit` bytes; stops counting as soon as that is sure. */
export function exceeds(value: unknown, limit: number, options?: SizeOptions): boolean {
  if (typeof limit !== 'number' || !(limit >= 0)) throw wrongOption('limit', 'a number of bytes, 0 or more', limit)
  const chosen = { ...chosenOptions(options), limit, bounds: false }
  const found = chosen.probe && probedDeep(chosen.probe, value, chosen, lookOf(chosen, false))
  const { complete, bytes } = found ?? walked(value, chosen)
  return !complete || bytes > limit
}

/** Objects the probe looks at in one go without a turn in between: some 8 ms at 20 to 30 ns each. */
const probedAtOnce = 2 ** 18

/** Objects described between two looks at the clock. */
const stepsPerLook = 16
/** How long a slice may take, in ms: half a frame. */
const sliceLength = 8

/**
 * Measures in slices, and lets the event loop run between them. Its bounds hold if the value did not change meanwhile.
 * The probe cannot be interrupted (the collector would move what it has seen): it measures what takes no longer than a slice, the model larger
 * values; `by: 'probe'` has it measure those too, in one go of some 20 ms per million objects. Rejects with the signal's reason when aborted.
 */
export async function measureAsync(value: unknown, options?: AsyncSizeOptions): Promise<Measurement> {
  let chosen = chosenOptions(options)
  const { by, signal, onProgress } = { ...unset, ...options } as AsyncSizeOptions
  if (signal !== undefined && (signal === null || typeof signal !== 'object' || typeof signal.throwIfAborted !== 'function'))
    throw wrongOption('signal', 'an AbortSignal', signal)
  if (onProgress !== undefined && typeof onProgress !== 'function')
    throw wrongOption('onProgress', 'a function ({ count, bytes }) => void', onProgress)
  signal?.throwIfAborted()
  const found =
    chosen.probe && (await probedSlowly(chosen.probe, value, chosen, by === 'probe' ? undefined : probedAtOnce, { signal, onProgress }))
  if (found) return probeResult(value, chosen, found)
  for (;;) {
    const walk = new Walk(chosen)
    walk.start(value)
    while (!slice(walk)) {
      onProgress?.({ count: walk.count, bytes: walk.running })
      await nextTurn()
      signal?.throwIfAborted()
    }
    if (walk.promiseBroken) {
      chosen = { ...chosen, owned: false, ignoreOwned: true }
      continue
    }
    walk.finish()
    onProgress?.({ count: walk.count, bytes: walk.bytes })
    return result(value, chosen, walk)
  }
}

/** By the probe; undefined where it fails, or would take too long in one go. */
async function probedSlowly(
  probe: Probe,
  value: unknown,
  chosen: Chosen,
  budget: number | undefined,
  { signal, onProgress }: Pick<AsyncSizeOptions, 'signal' | 'onProgress'>,
): Promise<Probed | undefined> {
  let found: Probed | undefined
  const isLimited = chosen.limit !== undefined
  const atOnce = hasRules(chosen) ? 'described' : probe.deep(value, described, { ...lookOf(chosen, true), limit: chosen.limit, budget })
  if (atOnce === undefined) return undefined
  if (atOnce !== 'described') {
    if (!atOnce.complete && !(isLimited && atOnce.bytes > (chosen.limit as number))) return undefined
    found = { ...atOnce, unknowns: unseen(atOnce, value) }
  } else {
    const gathered = new Gathered(probe, value, chosen, lookOf(chosen, true))
    while (!gathered.step()) {
      onProgress?.({ count: gathered.count, bytes: 0 })
      await nextTurn()
      signal?.throwIfAborted()
    }
    found = gathered.result
  }
  if (found !== undefined) onProgress?.({ count: found.count, bytes: found.bytes })
  return found
}

// captured, so that a test's fake timers cannot stop a measurement
const now = performance.now.bind(performance)
const { setImmediate } = globalThis as { setImmediate?: (callback: () => void) => unknown }

function slice(walk: Walk): boolean {
  const end = now() + sliceLength
  do if (walk.run(stepsPerLook)) return true
  while (now() < end)
  return false
}

/** A turn of the event loop: timers and I/O get theirs. A message is not clamped to 4 ms as a browser's nested timer is. */
function nextTurn(): Promise<void> {
  if (setImmediate !== undefined) return new Promise((resolve) => void setImmediate(resolve))
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    ;(port1 as unknown as { onmessage: () => void }).onmessage = () => {
      port1.close()
      resolve()
    }
    port2.postMessage(undefined)
  })
}
