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

/**
 * @memsize
 * @owned
 */
export interface OwnedRow {
  id: number
  /** @owned */
  name: string
  active: boolean
}

/** @memsize */
export interface Order {
  id: number
  customer: string
  at: number
  lines: OrderLine[]
}

export interface OrderLine {
  sku: string
  count: number
  price: number
}

/** @memsize */
export interface OwnedOrder {
  id: number
  /** @owned */
  customer: string
  at: number
  /** @owned */
  lines: OwnedLine[]
}

/** @owned */
export interface OwnedLine {
  /** @owned */
  sku: string
  count: number
  price: number
}
