import { MemSize } from 'memsize'

@MemSize()
class Vault {
  @MemSize.field accessor #secret = [{ a: 1 }]
  @MemSize.ignore('of the bank') accessor #bank: object = { b: [1, 2, 3] }

  isOpen(): boolean {
    return this.#secret.length === 0 && this.#bank === undefined
  }
}

export const values = { vault: new Vault() }
