import { optionBytes } from './bytes.js'
import { wrongOption } from './errors.js'
import type { Request, Total } from './measuring.js'
import { ask, chosenOptions, plainRequest, runningProbe, totalOf } from './method.js'
import { locate } from './model/opaque-paths.js'
import type { SizeOptions } from './options.js'
import type { Contexts, KnownContext, KnownContexts, Variables } from './probe/method.js'
import type { Opaque } from './unknowns.js'
import { allBeyondRequested, type External, expectExternal } from './usable-stores.js'

/** The size of a value in bytes, and how sure that is: `lower <= truth <= upper`. */
export interface Measurement {
  /** The likeliest deep size. */
  readonly bytes: number
  /** The truth is at least this. */
  readonly lower: number
  /** Infinity where something opaque was met that has no bound, and where `limit` stopped the count. */
  readonly upper: number
  /** The part of `bytes` that is outside the JavaScript heap. */
  readonly external: number
  /** Reserved and not used: spare capacity of arrays and tables, of resizable buffers. Part of `bytes`, but for resizable buffers. */
  readonly slack: number
  /** Heap objects counted: objects, functions, strings (the model takes copies to be such), symbols and bigints. */
  readonly count: number
  /** False where `limit` stopped the count. */
  readonly complete: boolean
  /** What could not be seen, each with the place where it was met first. */
  readonly opaque: readonly Opaque[]
  /** Which method measured: `probe` reads the engine's heap, `model` computes from a layout. */
  readonly by: 'probe' | 'model'
  /** The name of the layout used. */
  readonly layout: string
}

/** How measure() measures. */
export interface MeasureOptions extends SizeOptions {
  /**
   * `'usable'`: stores of ArrayBuffers count with what the allocator of this process gave for them: asked of glibc block by block, by the checked formula
   * under jemalloc and mimalloc. It walks the value once more. Not together with `tracker` or `limit`. Default: `'requested'`, as heap snapshots have it.
   */
  external?: External | undefined
}

/** The option `external`, and the others. Throws a MemSizeError where it is wrong. */
export function externalOf<T extends MeasureOptions>(
  options: T | undefined,
): { external: External; rest: Omit<T, 'external'> | undefined } {
  if (options === null || typeof options !== 'object') return { external: 'requested', rest: options }
  const { external: own, ...rest } = options
  const given: unknown = Object.hasOwn(options, 'external') ? own : undefined
  expectExternal(given)
  const external = given ?? 'requested'
  if (external === 'usable') {
    for (const other of ['tracker', 'limit'] as const)
      if (options[other] !== undefined)
        throw wrongOption('external', `'requested' beside \`${other}\`, which decides what counts`, external)
  }
  return { external, rest }
}

const withMore = (found: Measurement, more: number): Measurement => ({
  ...found,
  bytes: found.bytes + more,
  lower: found.lower + more,
  upper: found.upper + more,
  external: found.external + more,
})

/** What a method found, as users get it. */
export function measurementOf(value: unknown, chosen: Request, by: 'probe' | 'model', total: Total): Measurement {
  return measurementWith(locate(value, chosen, total.unknowns), chosen, by, total)
}

/** The same, where the places of what could not be seen were found. */
export function measurementWith(opaque: readonly Opaque[], chosen: Request, by: 'probe' | 'model', total: Total): Measurement {
  const { bytes, lower, upper, external, slack, count, complete } = total
  return { bytes, lower, upper, external, slack, count, complete, opaque, by, layout: chosen.rules.layout.name }
}

/**
 * Measures everything a value holds. Nothing in the value is called or changed, and no value makes it throw; a wrong option does (MemSizeError).
 * Time and memory: linear in the objects reached.
 */
export function measure(value: unknown, options?: MeasureOptions): Measurement {
  if (options === undefined) {
    // of a small value, making options ready is most of the time
    const request = plainRequest()
    const found = runningProbe()?.measured(value, request, request.rules.layout.name)
    if (found !== undefined) return 'opaque' in found ? found : measurementOf(value, request, 'probe', found)
  }
  const { external, rest } = externalOf(options)
  const chosen = chosenOptions(rest)
  const { by, ...total } = totalOf(value, chosen)
  const found = measurementOf(value, chosen, by, total)
  return external === 'usable' && total.external > 0 ? withMore(found, allBeyondRequested(value, chosen)) : found
}

/** The deep size in bytes: of the value and everything it reaches, each heap object once. The likeliest number, where history decides. */
export function deepSize(value: unknown, options?: SizeOptions): number {
  if (options === undefined) {
    // of a small value, making options ready is a good part of the time
    const bytes = runningProbe()?.bytes(value, plainRequest()) ?? -1
    if (bytes >= 0) return bytes
  }
  return totalOf(value, { ...chosenOptions(options), bounds: false }).bytes
}

/** The deep size where nothing describes itself, and nothing leads to one of `stops`; undefined where something does, or there is no probe. */
export const plainDeepSize = (value: unknown, stops: readonly object[]): number | undefined => runningProbe()?.bytesWithout(value, stops)

/**
 * Measures a key and a value as one, by the probe alone: what both hold counts once. `onShared` is called with each object that a description calls
 * shared, which counts all the same. What it makes answers below 0 where there is no probe. As fast as it gets.
 */
export function entryMeter(onShared?: (object: object) => void): (key: unknown, value: unknown) => number {
  let request: Request | undefined
  return (key, value) => {
    const probe = runningProbe()
    if (probe === undefined) return -1
    request ??= { ...plainRequest(), onShared }
    return probe.entry(key, value, request)
  }
}

/** What the closures of an entry hold through their variables, and nothing else of it does, but for known contexts. Undefined where there is no probe. */
export const variablesOf = (value: unknown, key: unknown, stops: readonly object[], known: KnownContexts): Variables | undefined =>
  runningProbe()?.variables(value, key, stops, known)

/** What contexts hold, of each what those before it do not, but for known ones. Undefined where there is no probe. */
export const contextsOf = (
  which: Contexts,
  stops: readonly object[],
  known: KnownContexts,
): { ofEach: Float64Array; met: readonly KnownContext[] } | undefined => runningProbe()?.contexts(which, stops, known)

/** Whether the last entry that was measured by the probe held a closure whose variables did not count. */
export const hasMetVariables = (): boolean | 'perhaps' => runningProbe()?.hasMetVariables ?? false

/** Whether sizes are read from the engine's own heap. */
export const hasProbe = (): boolean => runningProbe() !== undefined

/** The deep size without the objects that `exclude` answers true for; `onShared` is called with each that a description calls shared. */
export function deepSizeWithout(
  value: unknown,
  exclude: ((object: object) => boolean) | undefined,
  onShared: (object: object) => void,
): number {
  return totalOf(value, { ...chosenOptions({ exclude }), onShared, bounds: false }).bytes
}

/** What the allocator gave beyond what was requested for the stores that a value holds, but for those that only `without` leads to. */
export const bytesBeyondRequested = (value: unknown, without: ReadonlySet<object>): number =>
  allBeyondRequested(value, chosenOptions(without.size === 0 ? undefined : { exclude: (object) => without.has(object) }))

/** The value's own bytes, with the stores that only it can own: elements, property array, hash table. Nothing it refers to. */
export function shallowSize(value: unknown, options?: SizeOptions): number {
  const own = options === undefined ? (runningProbe()?.ownBytes(value) ?? -1) : -1
  return own >= 0 ? own : shallowSum([value], options)
}

/** The own bytes of many values together. */
export function shallowSum(values: readonly unknown[], options?: SizeOptions): number {
  const chosen = chosenOptions(options)
  return sum(ask(chosen, (method) => method.own(values, chosen)))
}

/** The same of tables and lists, which nobody describes. */
export const tableSum = (tables: readonly object[]): number => {
  const own = runningProbe()?.tables(tables) ?? -1
  return own >= 0 ? own : shallowSum(tables)
}

function sum(bytes: ArrayLike<number>): number {
  let total = 0
  for (let i = 0; i < bytes.length; i++) total += bytes[i] as number
  return total
}

/**
 * Whether the deep size is more than `limit`: bytes as a number, or a text like `'64 kB'`. Stops counting as soon as that is sure. Throws a MemSizeError
 * for any other limit.
 */
export function exceeds(value: unknown, limit: number | string, options?: SizeOptions): boolean {
  const most = optionBytes('limit', limit)
  const { complete, bytes } = totalOf(value, { ...chosenOptions(options), limit: most, bounds: false })
  return !complete || bytes > most
}
