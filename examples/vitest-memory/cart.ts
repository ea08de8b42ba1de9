export class Cart {
  readonly #items: { title: string; amount: number }[] = []
  static readonly #listeners = new Set<() => void>()

  add(title: string): void {
    this.#items.push({ title, amount: 1 })
  }

  get count(): number {
    return this.#items.length
  }

  /** Has somebody called when carts change. The mistake is that nobody can take the listener away. */
  static onChange(listener: () => void): void {
    Cart.#listeners.add(listener)
  }
}
