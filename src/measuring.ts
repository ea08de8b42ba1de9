import type { LiveGraph } from './graph/live-graph.js'
import type { Rules } from './layout/rules.js'
import type { Describe, Kept, KeptSize } from './protocol.js'
import type { Tracker } from './tracker.js'
import type { Met } from './unknowns.js'

/** What is asked of a method: the options of a measurement, checked and made ready. */
export interface Request {
  /** The rules of the layout that the model computes for. */
  readonly rules: Rules
  /** The rules of the engine that runs, which decide what can be read without a trace. */
  readonly running: Rules
  readonly describe?: Describe | undefined
  readonly exclude?: ((value: object, path: () => string) => boolean) | undefined
  /** Prototypes of classes whose instances do not count. */
  readonly excluded?: readonly object[] | undefined
  /** Called with each object that a description calls shared; `exclude` is asked about it as about all others. */
  readonly onShared?: ((value: object) => void) | undefined
  readonly tracker?: Tracker | undefined
  /** Stops once this many bytes were counted. */
  readonly limit?: number | undefined
  /** The caller promises a tree: no object is looked up. */
  readonly owned?: boolean | undefined
  /** `owned` in descriptions is not believed either: an earlier walk found it broken, or must not repeat itself. */
  readonly ignoreOwned?: boolean | undefined
  /** Whether closures count with their variables. */
  readonly contexts?: boolean | undefined
  /** Whether `lower`, `upper` and `slack` are asked for; without them a method need not keep them. Default: true. */
  readonly bounds?: boolean | undefined
  /** Measures a part whose size is kept, where it has changed. Only for totals: whoever wants every object, or decides which count, walks it. */
  readonly measureKept?: ((value: object, kept: Kept) => KeptSize) | undefined
  /** The name of each child of an object, as a step of a path: what a path is made of where a method does not follow names itself. */
  readonly childNames?: ((parent: unknown) => ReadonlyMap<unknown, string>) | undefined
}

/** What a method found of a value. All sizes are bytes. */
export interface Total {
  readonly bytes: number
  readonly lower: number
  readonly upper: number
  readonly external: number
  readonly slack: number
  readonly count: number
  /** Whether everything was counted. */
  readonly complete: boolean
  readonly unknowns: readonly Met[]
}

/** A measurement in small steps, between which others may run. */
export interface Steps {
  /** Objects and bytes counted so far. */
  readonly count: number
  readonly bytes: number
  /** What was found, after the last step; undefined where the method failed. */
  readonly total: Total | undefined
  /** Goes on for less than a millisecond or so; true at the end. */
  step(): boolean
}

/** What is asked of a graph beside its nodes and edges. */
export interface Wanted {
  /** The spare room of each node. */
  readonly slack: boolean
  /** The values that its nodes stand for, which the graph holds then. */
  readonly values?: boolean | undefined
}

/** A graph, and what its nodes come to. */
export interface Live {
  readonly by: 'probe' | 'model'
  readonly live: LiveGraph
  readonly total: Total
}

/** Values of a class, and their bytes. */
export interface ClassSum {
  readonly name: string
  readonly count: number
  readonly bytes: number
}

/**
 * A way to measure. The methods are the probe, which reads the engine's heap, and the model, which computes from a layout. An answer of
 * undefined says that this method cannot answer here: the next one is asked (src/method.ts). No value makes a method throw.
 */
export interface Method {
  readonly by: 'probe' | 'model'
  /** Everything that a value holds. */
  total(value: unknown, request: Request): Total | undefined
  /** The own bytes of each value, with the stores that only it can own, and what its description says it holds outside the heap. */
  own(values: readonly unknown[], request: Request): ArrayLike<number> | undefined
  /**
   * What each of a list holds, below 0 where it has to be asked for by itself; with `once` what those before it do not hold, and undefined where the
   * method does not know that. For requests that ask nobody about objects.
   */
  sizes?(list: readonly unknown[], once: boolean, request: Request): Float64Array | undefined
  /** Everything that a value holds as a graph; `targets` are looked up in it. Where it is missing, model/model-graph.ts answers. */
  graph?(value: unknown, targets: readonly unknown[], request: Request, wanted: Wanted): Live | undefined
  /** Values and bytes of everything that a value holds, by class. Where it is missing, a graph answers. */
  classes?(value: unknown, request: Request): readonly ClassSum[] | undefined
  /** The same as `total` in steps; where they end without one, the next method is asked. `isLast`: there is none. */
  steps(value: unknown, request: Request, isLast: boolean): Steps | undefined
}
