/** @memsize */
export type CheckedRows = CheckedRow[]

/**
 * Its objects are looked up, its names too.
 * @memsize
 */
export interface CheckedRow {
  id: number
  name: string
  active: boolean
}

/** @memsize */
export type NamedRows = NamedRow[]

/** Its objects are looked up. */
export interface NamedRow {
  id: number
  /** @owned */
  name: string
  active: boolean
}

/** @memsize */
export type OwnedRows = OwnedRow[]

/** @owned */
export interface OwnedRow {
  id: number
  /** @owned */
  name: string
  active: boolean
}
