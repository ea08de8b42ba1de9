/**
 * What a report's page is given, as JSON.
 *
 * Objects are in the order of their depth in the tree, those of one holder next to each other, the most retained first: object 0 is the root, and
 * the held objects of each follow from `children` alone.
 */
export interface ReportDocument {
  readonly title: string
  /** Where it came from, one line: an engine, a date. Empty for none. */
  readonly note: string
  /** Objects of the whole graph that the root reaches. */
  readonly objects: number
  /** Bytes of them all. */
  readonly bytes: number
  /** Names of objects, classes and references; every one is harmless to print. */
  readonly strings: readonly string[]
  readonly tree: ReportColumns
  readonly classes: readonly ReportClass[]
}

/** One entry per object that is shown. */
export interface ReportColumns {
  /** How many of the objects shown it dominates immediately. */
  readonly children: readonly number[]
  /** How many objects below it are not shown: those it dominates immediately, and all below them. */
  readonly folded: readonly number[]
  /** Bytes. */
  readonly shallow: readonly number[]
  readonly retained: readonly number[]
  /** Indices of `strings`. */
  readonly name: readonly number[]
  readonly className: readonly number[]
  /** How its holder refers to it; the empty string where it does not itself. */
  readonly edge: readonly number[]
  /** The number that other tools know the object by, as `@123`; 0 for none. */
  readonly id: readonly number[]
}

export interface ReportClass {
  /** An index of `strings`. */
  readonly name: number
  readonly count: number
  /** Bytes. */
  readonly shallow: number
  readonly retained: number
}
