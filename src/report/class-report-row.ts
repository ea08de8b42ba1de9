/** A field that does not count, on purpose. Both are harmless to print. */
export interface IgnoredField {
  /** The field's name. */
  readonly field: string
  /** Why it does not count. */
  readonly reason: string
}

/** What is known of a decorated class. Sizes are bytes; null is what nobody knows. */
export interface ClassReportRow {
  /** Harmless to print. Two classes of one name have a row each. */
  readonly className: string
  /**
   * Instances that live. Where they are `counted`, those that the engine has not yet collected; where it was `asked`, those that can be reached.
   * Instances of a subclass count for the subclass if it is decorated; if not, the engine takes its prototype for one more where it only counts.
   */
  readonly live: number | null
  /** The most that lived at once; where the engine was `asked`, the most that a report found. */
  readonly peak: number | null
  /** How many more live than at the last report. */
  readonly growth: number | null
  /** Own bytes of all of them: nothing they refer to. */
  readonly shallow: number | null
  /** What they hold together, each object once: `lower <= deep <= upper`. Projected, where a sample was asked for. */
  readonly deep: number | null
  /** `deep` is at least this. */
  readonly lower: number | null
  /** `deep` is at most this; Infinity where nothing bounds it. */
  readonly upper: number | null
  /** `deep` by instance. */
  readonly mean: number | null
  /** How many were sized: fewer than live, where a sample was asked for. */
  readonly sized: number
  /** How they were measured; null where they were not. */
  readonly by: 'probe' | 'model' | null
  /** How they were counted: one by one as they were made, by asking the engine, or not at all. */
  readonly counted: 'counted' | 'asked' | null
  /** Fields that its rules leave out. */
  readonly ignored: readonly IgnoredField[]
  /** What to know about the numbers, and how to have more of them. */
  readonly note?: string
}
