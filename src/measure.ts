import { chosenLayout, currentLayout } from './engine.js'
import { MemSizeError, shown } from './errors.js'
import { SafeSet } from './intrinsics.js'
import { rulesFor } from './layout/rules-for.js'
import type { Layout, Sizer } from './protocol.js'
import { locate, type Opaque } from './walk/opaque-paths.js'
import { Tracker } from './walk/tracker.js'
import { Walk, type WalkOptions } from './walk/walk.js'

/** How a value is measured. */
export interface SizeOptions {
  /** `'model'` computes from a layout. The only way so far, and the default. */
  by?: 'model' | undefined
  /** The engine to compute for; default: the one that runs. Another answers «what would this weigh there?». */
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
  /** `'owned'`: the caller promises that no object is reached twice, and none is looked up. A cycle still ends. Default: `'shared'`. */
  assume?: 'shared' | 'owned' | undefined
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
  /** Heap objects counted: objects, functions, strings (with copies taken to be such), symbols and bigints. */
  readonly count: number
  /** False where `limit` stopped the count. */
  readonly complete: boolean
  /** What could not be seen, each with the place where it was met first. */
  readonly opaque: readonly Opaque[]
  readonly by: 'model'
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
  signal: undefined,
  onProgress: undefined,
}
const optionNames = Object.keys(unset)
const knownOptions = new SafeSet(optionNames)
const optionList = optionNames.join(', ')

/** The options as a walk takes them. Throws a MemSizeError that names the option, what was expected and what was given. */
export function walkOptions(options: SizeOptions | undefined): WalkOptions {
  if (options === undefined) return { rules: rulesFor(currentLayout()), running: rulesFor(currentLayout()) }
  if (options === null || typeof options !== 'object')
    throw new MemSizeError(`Expected options as an object like { limit: 1000000 }, got ${shown(options)}.`)
  const names = Object.keys(options)
  for (let i = 0; i < names.length; i++) {
    if (!knownOptions.has(names[i] as string)) throw new MemSizeError(`Unknown option \`${names[i]}\`. Known ones are ${optionList}.`)
  }
  const { by, layout, tracker, sizer, exclude, limit, assume } = { ...unset, ...options } as SizeOptions
  if (by !== undefined && by !== 'model') throw wrong('by', "'model'", by)
  if (tracker !== undefined && !(tracker instanceof Tracker)) throw wrong('tracker', 'a Tracker, like new Tracker()', tracker)
  if (sizer !== undefined && typeof sizer !== 'function') throw wrong('sizer', 'a function (object, meter) => void', sizer)
  if (exclude !== undefined && typeof exclude !== 'function') throw wrong('exclude', 'a function (value, path) => boolean', exclude)
  if (limit !== undefined && !(typeof limit === 'number' && limit >= 0)) throw wrong('limit', 'a number of bytes, 0 or more', limit)
  if (assume !== undefined && assume !== 'shared' && assume !== 'owned') throw wrong('assume', "'shared' or 'owned'", assume)
  return {
    rules: rulesFor(chosenLayout(layout)),
    running: rulesFor(currentLayout()),
    tracker,
    sizer: sizer as Sizer | undefined,
    exclude,
    limit,
    // a tracker looks every object up anyway, and a walk made again would find all of it counted
    owned: assume === 'owned' && tracker === undefined,
    ignoreOwned: tracker !== undefined,
  }
}

function wrong(option: string, expected: string, given: unknown): MemSizeError {
  return new MemSizeError(`Expected \`${option}\` to be ${expected}, got ${shown(given)}.`)
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
  const chosen = walkOptions(options)
  return result(value, chosen, walked(value, chosen))
}

/** The deep size in bytes: of the value and everything it reaches, each heap object once. The likeliest number, where history decides. */
export function deepSize(value: unknown, options?: SizeOptions): number {
  return walked(value, { ...walkOptions(options), bounds: false }).bytes
}

/** The value's own bytes, with the stores that only it can own: elements, property array, hash table. Nothing it refers to. */
export function shallowSize(value: unknown, options?: SizeOptions): number {
  const walk = new Walk({ ...walkOptions(options), shallow: true })
  walk.start(value)
  walk.run()
  walk.finish()
  return walk.bytes
}

/** Whether the deep size is more than `limit` bytes; stops counting as soon as that is sure. */
export function exceeds(value: unknown, limit: number, options?: SizeOptions): boolean {
  if (typeof limit !== 'number' || !(limit >= 0)) throw wrong('limit', 'a number of bytes, 0 or more', limit)
  const walk = walked(value, { ...walkOptions(options), limit, bounds: false })
  return !walk.complete || walk.bytes > limit
}

/** Objects described between two looks at the clock. */
const stepsPerLook = 16
/** How long a slice may take, in ms: half a frame. */
const sliceLength = 8

/**
 * Measures in slices, and lets the event loop run between them. Its bounds hold if the value did not change meanwhile.
 * Rejects with the signal's reason when aborted.
 */
export async function measureAsync(value: unknown, options?: AsyncSizeOptions): Promise<Measurement> {
  let chosen = walkOptions(options)
  const { signal, onProgress } = { ...unset, ...options } as AsyncSizeOptions
  if (signal !== undefined && (signal === null || typeof signal !== 'object' || typeof signal.throwIfAborted !== 'function'))
    throw wrong('signal', 'an AbortSignal', signal)
  if (onProgress !== undefined && typeof onProgress !== 'function')
    throw wrong('onProgress', 'a function ({ count, bytes }) => void', onProgress)
  signal?.throwIfAborted()
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
