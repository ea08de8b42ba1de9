import type { Descriptions } from './descriptions.js'

/** The face of the probe, as native/addon.c gives it to JavaScript. All of it is for the library alone. */

/** Goes up with every change of this face: a library and a probe of different numbers do not work together. */
export const FACE = 7

/** What a measurement came to; after VOID, reason() says why. */
export const COMPLETE = 0
export const LIMITED = 1
export const DESCRIBED = 2
/** A round WITH_PAUSES has looked at its budget of objects, and can go on if no collection runs meanwhile. */
export const PAUSED = 3
/** What a round went on with has changed: it has to begin again. */
export const AGAIN = 4
export const VOID = -1
export type Outcome = typeof COMPLETE | typeof LIMITED | typeof DESCRIBED | typeof VOID

/** Where on the desk each figure of the last measurement is. Bytes, but for counts of objects. */
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
/** The measurement's number: a round that goes on gives it back. */
export const GENERATION_FIGURE = 7
/** 1 where a round could not go on, and began from scratch. */
export const RESTARTED_FIGURE = 8
/** And what a round is given there. */
export const FLAGS_GIVEN = 9
export const LIMIT_GIVEN = 10
export const BUDGET_GIVEN = 11
export const GENERATION_GIVEN = 12
export const PARTS_GIVEN = 13
/** 1 where the objects that bytes(), measured() or entry() handed over are those of whose rules functions have to be called; 0: described ones. */
export const CALLS_FIGURE = 14
/** 1 where some closure was met whose variables did not count. */
export const CLOSURES_FIGURE = 15
/** There: a description decides what belongs to the value. */
export const PERHAPS = 2
/** Known contexts that variables() met. */
export const HITS_FIGURE = 16
/** How many of the objects that a round lists descriptions say something of, where all receivers are listed; -1: more than there is room for. */
export const TOLD_FIGURE = 17
/** How many contexts of a closure are known; the number of one is its closure's place times this, and how far out it is. */
export const OUTWARDS_MOST = 8

/** Options of a measurement, to be added up. */
export const WITH_SLACK = 1
/** Follow the variables of closures. */
export const WITH_CONTEXTS = 2
/** Stop at an object with a description of its own: the outcome is DESCRIBED. */
export const AT_DESCRIPTIONS = 4
/** List the strings for texts(), and do not count them. */
export const WITH_TEXTS = 8

/** All receivers are listed, and not walked. */
export const LISTED_ONLY = 16
/** Described objects are listed, and the walk goes on beside them. */
export const LIST_DESCRIBED = 32
/** Values and bytes are summed up by class. */
export const WITH_CLASSES = 64
/** At its budget a round pauses, where others stop for good. */
export const WITH_PAUSES = 128

/** How far an object belongs to a value, in a round: native/rounds.c. From SAYS_REST on: all but what a list of names stands for. */
export const SAYS_WHOLE = 0
export const SAYS_OWN = 1
export const SAYS_LEFT_OUT = 2
export const SAYS_REST = 3
/** The length of full lists of parts. */
export const PARTS_AT_ONCE = 1024

/** For `firsts`: the first object of an unknown kind, and the first that stands for one of C++. */
export type Firsts = [unknown?, unknown?]

/** What descriptions say of a graph: the objects that have them, how far each belongs to it, and what they named. */
export interface GraphRules {
  readonly list: readonly unknown[]
  /** SAYS_... of each. */
  readonly depths: Uint32Array
  readonly lists: readonly (readonly unknown[])[]
  readonly stops: readonly object[]
  /** For each named part: its object's number, its name, the part, or bytes outside the heap (-1: the part; -2: a part that
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

/** A function that is given objects, some hundreds at a time. */
export type Take = (...objects: object[]) => void

/**
 * An object of each hidden class whose objects are, or were, keys of a WeakMap, Set or the like, and how many there are of it, in turn: compilers
 * may keep `#private` fields in WeakMaps. Only WITH_SLACK.
 */
export type TakeKeys = (...objectsAndCounts: unknown[]) => void

export interface Binding {
  readonly face: number
  /** Its instances stand for objects of C++: an exemplar. */
  readonly Native: new () => object
  /** Undefined, or what was not as expected. */
  learn(exemplars: Readonly<Record<string, unknown>>): string | undefined
  /** Numbers that go either way without a call: figures of the last measurement, and what a round is given. */
  readonly desk: Float64Array
  /** Stops at a limit of bytes or a budget of objects; below 0: none. */
  deep(
    value: unknown,
    flags: number,
    limit: number,
    budget: number,
    descriptions?: Descriptions,
    firsts?: Firsts,
    takeKeys?: TakeKeys,
  ): Outcome
  /**
   * The bytes of everything a value holds, rules heeded. Where one object has to be looked at by JavaScript, that object: CALLS_FIGURE says why. Where
   * more have, `call` is given those of whose rules functions have to be called; or `take` those that only JavaScript can describe, and the result is
   * -DESCRIBED: rounds go on from there.
   */
  bytes(value: unknown, descriptions: Descriptions, take: Take, call: Take): number | object
  /** The same, and all figures, slack too, are on the desk. */
  measured(value: unknown, descriptions: Descriptions, take: Take, call: Take, takeKeys: TakeKeys): number | object
  /** bytes() of a value and its key, what both hold once. */
  entry(value: unknown, descriptions: Descriptions, take: Take, call: Take, key: unknown): number | object
  /**
   * The bytes of everything that each of a list holds, for as many as there is room, -DESCRIBED for those of which JavaScript decides what they hold; with `once` of
   * what those before it did not hold, and the outcome is DESCRIBED where JavaScript decides that of any. LIMITED: a list of doubles, or sparse, has to be
   * copied first.
   */
  sizes(list: readonly unknown[], bytes: Float64Array, flags: number, once: boolean, descriptions: Descriptions): Outcome
  /**
   * The bytes of what the closures of a key and a value hold through their variables, and nothing else of the two does. Known contexts do not count: those of
   * closures behind WeakRefs, so far out or, below 0, all; `hits` gets the numbers of those met, HITS_FIGURE how many. `take` gets the closures. With
   * `ofEach`: what contexts hold, each so far out of a closure, and those before it do not.
   */
  variables(
    value: unknown,
    key: unknown,
    stops: readonly object[],
    references: readonly WeakRef<object>[],
    depths: readonly number[],
    hits: Uint32Array,
    take: Take,
    closures?: readonly object[],
    outwards?: readonly number[],
    ofEach?: Float64Array,
  ): number
  /** The own bytes of tables and lists together, which nobody describes. */
  tables(list: readonly object[]): number
  /**
   * Goes on from objects that JavaScript has looked at (`depths` says how far each belongs to the value, `lists` what names it does not) and the parts
   * that descriptions named. -1 - n where `take` was given n more. `ends` gets how many there were after each object and part. `beside` is a second
   * root. `told` gets the places of those that descriptions say something of, where all receivers are listed.
   */
  round(
    root: unknown,
    descriptions: Descriptions,
    objects: readonly (readonly unknown[])[],
    depths: Uint32Array,
    parts: readonly (readonly unknown[])[],
    lists: readonly (readonly unknown[])[],
    take: Take,
    call: Take,
    firsts: Firsts,
    ends: Uint32Array | undefined,
    beside: unknown,
    told: Uint32Array | undefined,
    takeKeys: TakeKeys,
    takeExamples?: Take,
  ): number
  /**
   * After a round() WITH_CLASSES: by number of the class, values and bytes in turn. First none, strings, symbols and bigints, then those of the examples
   * that the round gave. Undefined where there were more than can be numbered.
   */
  sums(): Float64Array | undefined
  /**
   * What glibc gave for the stores that the last walk met, beyond what was asked for; below 0 where it cannot say, and another walk has to ask. Linux alone.
   */
  beyondRequested?(): number
  /** The own bytes of a value; -DESCRIBED where a description may add to them. */
  own(value: unknown, descriptions: Descriptions): number
  /** The own bytes of each value of a list. */
  shallow(list: readonly unknown[], bytes: Float64Array): Outcome
  /** Gives `take` the objects that each of the list leads to, none twice, and says where those of each end. */
  children(list: readonly unknown[], ends: Uint32Array, take: Take): Outcome
  /** What the objects of a list weigh with what they lead to, but for `stops` and what only those lead to: the figures are on the desk. */
  weigh(list: readonly unknown[], stops: readonly unknown[], firsts: Firsts): Outcome
  /**
   * What the objects of each group weigh with what they lead to, but for what groups before hold: bytes, and those of them outside the heap, in `out`. Group
   * i ends at ends[i]. From group `wide` on, objects of later groups are theirs too.
   */
  inTurn(list: readonly unknown[], ends: Uint32Array, out: Float64Array, wide: number, descriptions: Descriptions): Outcome
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
    descriptions: Descriptions | undefined,
    takeNames: (...names: (string | symbol)[]) => void,
    takeExamples: (...objects: object[]) => void,
    firsts: Firsts,
    takeValues?: (...values: unknown[]) => void,
  ): GraphColumns | Outcome
  /** For the strings that the last round() WITH_TEXTS met: fingerprint, bytes and string objects in turn. */
  texts(): Float64Array
  reason(): string
}
