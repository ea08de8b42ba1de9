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
  /** Whether there are more objects than are shown by themselves. */
  readonly isCut: boolean
  /** Names of objects, classes and steps; every one is harmless to print. */
  readonly strings: readonly string[]
  readonly tree: ReportColumns
  readonly classes: readonly ReportClass[]
  /** What grew since another snapshot; undefined where there is none to compare with. */
  readonly growth?: ReportGrowth | undefined
}

/** What is more, or less, than in the snapshot before. Bytes. */
export interface ReportGrowth {
  /** By object of the tree: what it retains more than then; all of it where it is new. Undefined where ids cannot be compared. */
  readonly retained?: readonly number[] | undefined
  /** Paths, what grew most first. The name is an index of `strings`. */
  readonly paths: readonly { readonly name: number; readonly count: number; readonly bytes: number }[]
}

/** One entry per object that is shown by itself. */
export interface ReportColumns {
  /** How many of the objects shown it dominates immediately. */
  readonly children: readonly number[]
  /** Objects at and below it, shown or not. */
  readonly count: readonly number[]
  /** Bytes. */
  readonly shallow: readonly number[]
  readonly retained: readonly number[]
  /** Indices of `strings`. The name is empty where the class says all. */
  readonly name: readonly number[]
  readonly className: readonly number[]
  /** The step from its holder, as in a path; of the root its own name. */
  readonly step: readonly number[]
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
  /** Own bytes more than in the snapshot it is compared with. */
  readonly grown?: number | undefined
}
