import { MemSizeError } from './errors.js'
import { dataValue, SafeArray } from './intrinsics.js'
import { rulesFor } from './layout/rules-for.js'
import { chosenLayout, runningLayout } from './layout/running.js'
import type { Method, Request, Total } from './measuring.js'
import { childNames } from './model/child-names.js'
import { model } from './model/model.js'
import { checkedOptions, type SizeOptions } from './options.js'
import { type ProbeMethod, probeMethod } from './probe/method.js'
import { remedyFor } from './probe/remedies.js'
import type { Kept, KeptSize, Layout } from './protocol.js'

/** Whether exact sizes can be had here: read from the engine's own heap. */
export type ProbeState =
  | {
      /** Sizes are exact. */
      readonly on: true
    }
  | {
      /** Sizes are computed by the model. */
      readonly on: false
      /** Why the probe does not run, in a sentence. */
      readonly reason: string
      /** What to do about it, where something can be done. */
      readonly remedy?: string
    }

/** The layout of the engine that runs, and whether the probe reads it. */
export interface CurrentLayout extends Layout {
  /** Whether the probe runs, and if not, why. */
  readonly probe: ProbeState
}

let current: CurrentLayout | undefined

/** The layout of the engine that runs this, and whether the probe is on or why not. Loads the probe when first asked. */
export function currentLayout(): CurrentLayout {
  const probe = probeMethod()
  const reason = typeof probe === 'string' ? probe : undefined
  if (current === undefined || (current.probe.on ? undefined : current.probe.reason) !== reason)
    current = { ...runningLayout(), probe: reason === undefined ? { on: true } : offFor(reason) }
  return current
}

function offFor(reason: string): ProbeState {
  const remedy = remedyFor(reason)
  return remedy === undefined ? { on: false, reason } : { on: false, reason, remedy }
}

/** The probe, where it runs. */
export function runningProbe(): ProbeMethod | undefined {
  const probe = probeMethod()
  return typeof probe === 'string' ? undefined : probe
}

/** A request, and the methods that may answer it, the best first. The last is the model, which always answers. */
export interface Chosen extends Request {
  readonly methods: readonly Method[]
}

const modelAlone: readonly Method[] = [model]
let both: readonly Method[] = modelAlone

/** The methods for these options. Throws a MemSizeError for options that cannot be had together, or here. */
function methodsFor(by: 'probe' | 'model' | undefined, layout: Layout | undefined): readonly Method[] {
  if (by === 'model') return modelAlone
  if (layout !== undefined) {
    if (by === undefined) return modelAlone
    throw new MemSizeError("Expected no `layout` with { by: 'probe' }: the probe measures the engine that runs. Leave out one of the two.")
  }
  const probe = probeMethod()
  if (typeof probe !== 'string') return both[0] === probe ? both : (both = [probe, model])
  if (by === undefined) return modelAlone
  throw new MemSizeError(`{ by: 'probe' } cannot be had here: ${probe}. Leave it out, and the model gives bounds.`)
}

/** The options as a request, and who answers it. Throws a MemSizeError that names the option, what was expected and what was given. */
export function chosenOptions(options: SizeOptions | undefined): Chosen {
  const running = rulesFor(runningLayout())
  if (options === undefined) return { ...nothingChosen, rules: running, running, methods: methodsFor(undefined, undefined) }
  const { by, layout, tracker, describe, exclude, limit, assume, contexts } = checkedOptions(options)
  const rules = rulesFor(chosenLayout(layout))
  return {
    rules,
    running,
    methods: methodsFor(by, layout),
    measureKept: by === undefined && layout === undefined && contexts === undefined ? plainKeeper : keeper(by, layout, contexts),
    childNames: typeof exclude !== 'function' ? undefined : (parent) => childNames(parent, rules, running),
    contexts,
    tracker,
    describe,
    exclude: typeof exclude === 'function' ? exclude : undefined,
    excluded: typeof exclude === 'object' ? listed(exclude, (Class) => dataValue(Class, 'prototype') as object) : undefined,
    onShared: undefined,
    limit,
    // a tracker looks every object up anyway, and a walk made again would find all of it counted
    owned: assume === 'owned' && tracker === undefined,
    ignoreOwned: tracker !== undefined,
    bounds: undefined,
  }
}

let plain: Request | undefined

/** A request without options, for the probe: it says nothing. */
export const plainRequest = (): Request => (plain ??= chosenOptions(undefined))

/** The first answer of the methods. A method that answers undefined cannot answer here; the model always does. */
export function ask<T>({ methods }: Chosen, question: (method: Method) => T | undefined): T {
  for (let i = 0; i < methods.length - 1; i++) {
    const answer = question(methods[i] as Method)
    if (answer !== undefined) return answer
  }
  return question(methods[methods.length - 1] as Method) as T
}

/** What a value holds, and which method found it. */
export const totalOf = (value: unknown, chosen: Chosen): Total & { readonly by: 'probe' | 'model' } =>
  ask(chosen, (method) => {
    const total = method.total(value, chosen)
    return total && { ...total, by: method.by }
  })

/** Measures a part whose size is kept by the same means as the whole, unless that was done before. */
function keeper(by: 'probe' | 'model' | undefined, layout: Layout | undefined, contexts: boolean | undefined) {
  return (value: object, kept: Kept): KeptSize => {
    const how = `${by} ${layout?.name} ${contexts}`
    if (kept.size?.how === how) return kept.size
    kept.isBusy = true
    try {
      const { unknowns, ...total } = totalOf(value, chosenOptions({ by, layout, contexts }))
      kept.size = { ...total, unknowns: listed(unknowns, ({ unknown }) => unknown), how }
    } finally {
      kept.isBusy = false
    }
    return kept.size
  }
}

const plainKeeper = keeper(undefined, undefined, undefined)

/** A request without options. Every name is an own property: Object.prototype may have been given one. */
const nothingChosen = {
  measureKept: plainKeeper,
  childNames: undefined,
  tracker: undefined,
  describe: undefined,
  exclude: undefined,
  excluded: undefined,
  onShared: undefined,
  limit: undefined,
  owned: false,
  ignoreOwned: false,
  contexts: undefined,
  bounds: undefined,
}

/** A list of what is made of each; a program can have changed the methods of arrays. */
function listed<T, U>(list: readonly T[], make: (one: T) => U): U[] {
  const made: U[] = new SafeArray()
  for (let i = 0; i < list.length; i++) made[i] = make(list[i] as T)
  return made
}
