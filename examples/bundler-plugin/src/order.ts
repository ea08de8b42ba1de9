/** @memsize */
export interface Order {
  id: number
  customer: string
  /** @owned */
  lines: Line[]
  /** @ignore all orders have the same */
  prices?: ReadonlyMap<string, number>
}

/** @memsize */
export interface Line {
  title: string
  amount: number
}
