/** A reason why a measurement cannot see a part of a value. */
export interface Unknown {
  readonly reason: string
  /** Whether the size of that part has no upper bound. */
  readonly unbounded: boolean
}

/** An unknown that a measurement met, how often, and the first object that it met it in. */
export interface Met {
  readonly unknown: Unknown
  readonly object: object
  /** Whether a description caused it. */
  readonly isClaim: boolean
  count: number
  /** Others that it was met in: its place is that of the first on the way from the root. */
  readonly others?: readonly object[]
  /** The same of all that have this prototype. */
  readonly prototype?: object
}

/** Something that cannot be seen from here, and so may weigh more than was counted. */
export interface Opaque {
  /** Why it cannot be seen. */
  readonly reason: string
  /** Where it was met first: `$.user.secret`. */
  readonly path: string
  /** How many objects it was met in. */
  readonly count: number
}
