/** The face of the probe, as native/addon.c gives it to JavaScript. All of it is for the library alone. */

/** Goes up with every change of this face: a library and a probe of different numbers do not work together. */
export const FACE = 3

/** What a measurement came to; after VOID, reason() says why. */
export const COMPLETE = 0
export const LIMITED = 1
export const DESCRIBED = 2
export const VOID = -1
export type Outcome = typeof COMPLETE | typeof LIMITED | typeof DESCRIBED | typeof VOID

/** Where figures() puts each one. Bytes, but for counts of objects. */
export const BYTES_FIGURE = 0
export const EXTERNAL_FIGURE = 1
export const SLACK_FIGURE = 2
export const COUNT_FIGURE = 3
/** Objects of kinds that were never learned. */
export const UNKNOWN_FIGURE = 4
/** Objects that stand for some of C++. */
export const NATIVE_FIGURE = 5
/** What the probe itself has in use. */
export const MEMORY_FIGURE = 6
export const FIGURES = 7

/** Options of a measurement, to be added up. */
export const WITH_SLACK = 1
/** Follow the variables of closures. */
export const WITH_CONTEXTS = 2
/** Stop at an object with a description of its own: the outcome is DESCRIBED. */
export const AT_DESCRIPTIONS = 4
/** List the strings for texts(), and do not count them. */
export const WITH_TEXTS = 8

/** For weigh(): objects that are in no list are left out. */
export const LISTED_ONLY = 16

/** How far a walk goes into an object: native/walk.h. */
export const WHOLE = 0
export const OWN = 1
export const INTERNALS = 2
export const SLOTS = 3

/** Added to an end that children() gives: the object has a description, which says what belongs to it. */
export const DESCRIBED_END = 0x80000000

/** For `firsts`: the first object of an unknown kind, and the first that stands for one of C++. */
export type Firsts = [unknown?, unknown?]

/** What user rules say of a graph: the objects that belong to it, in the order of their numbers, and what descriptions named. */
export interface GraphRules {
  readonly list: readonly unknown[]
  readonly depths: Uint8Array
  readonly stops: readonly object[]
  /** Of each named part: its object's number, its name, the part, or bytes outside the heap (-1: the part; -2: a part that
   * others hold too). */
  readonly owners: Uint32Array
  readonly names: Uint32Array
  readonly parts: readonly unknown[]
  readonly bytes: Float64Array
}

/**
 * Numbers of types are those of native/graph.h. A class is the type of the node or, for what has one of its own, the number of an example and
 * so many as there are types. Names of properties are numbered from `firstName` on. All share one buffer.
 */
export interface GraphColumns {
  readonly nodeType: Uint8Array
  readonly nodeClass: Uint32Array
  /** Float64 where memory outside the heap passes 4 GiB. */
  readonly selfSize: Uint32Array | Float64Array
  /** Of `selfSize`, reserved and not used; only WITH_SLACK. */
  readonly slack?: Uint32Array
  readonly firstEdge: Uint32Array
  readonly edgeType: Uint8Array
  readonly edgeName: Uint32Array
  readonly edgeTo: Uint32Array
}

export interface Binding {
  readonly face: number
  /** Its instances stand for objects of C++: an exemplar. */
  readonly Native: new () => object
  /** Undefined, or what was not as expected. */
  learn(exemplars: Readonly<Record<string, unknown>>): string | undefined
  /** Stops at a limit of bytes or a budget of objects; below 0: none. `classes`: WeakRefs to the prototypes that are described from outside. */
  deep(
    value: unknown,
    flags: number,
    limit: number,
    budget: number,
    symbol?: symbol,
    classes?: readonly WeakRef<object>[],
    firsts?: Firsts,
  ): Outcome
  /** The bytes of everything a value holds; below 0 where deep() has more to say than a number. */
  bytes(value: unknown, symbol: symbol, classes: readonly WeakRef<object>[]): number
  /** The own bytes of each value of a list. */
  shallow(list: readonly unknown[], bytes: Float64Array): Outcome
  /** Gives `take` the objects that each of the list leads to, none twice, and says where those of each end. */
  children(
    list: readonly unknown[],
    depths: Uint8Array | undefined,
    ends: Uint32Array,
    flags: number,
    symbol: symbol,
    classes: readonly WeakRef<object>[],
    take: (...objects: object[]) => void,
  ): Outcome
  /**
   * What each object of the list weighs with what only it leads to that is in no list: bytes and count in turn. What is in a list
   * twice is counted where it is first.
   */
  weigh(
    list: readonly unknown[],
    depths: Uint8Array | undefined,
    stops: readonly unknown[],
    flags: number,
    bytes?: Float64Array,
    firsts?: Firsts,
  ): Outcome
  /**
   * Everything a value holds, or what rules list, as columns; `nodes` gets the number of each target, below 0 where it is not there, and
   * `takeValues` the values among the nodes, in their order: those of types up to bigint.
   */
  graph(
    value: unknown,
    flags: number,
    targets: readonly unknown[],
    nodes: Float64Array,
    rules: GraphRules | undefined,
    firstName: number,
    symbol: symbol | undefined,
    classes: readonly WeakRef<object>[] | undefined,
    takeNames: (...names: (string | symbol)[]) => void,
    takeExamples: (...objects: object[]) => void,
    firsts: Firsts,
    takeValues?: (...values: unknown[]) => void,
  ): GraphColumns | Outcome
  /** Of the strings that the last weigh() WITH_TEXTS met: fingerprint, bytes and string objects in turn. */
  texts(): Float64Array
  reason(): string
  /** Of the last measurement; `into` holds FIGURES. */
  figures(into: Float64Array): void
}
