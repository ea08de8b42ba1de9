import { MemSize } from 'memsize'

/** A private field that no rule names, in a class that says nothing special: the probe sees it. */
@MemSize()
class Vault {
  #secret = [{ a: 1 }]
  @MemSize.field plain = { b: 1 }

  isOpen(): boolean {
    return this.#secret.length === 0
  }
}

/** Where something special is said, it has to be named. */
@MemSize()
class Special {
  #secret = [{ a: 1 }]
  @MemSize.ignore('of the bank') bank: object = { b: [1, 2, 3] }

  isOpen(): boolean {
    return this.#secret.length === 0
  }
}

export const values = { vault: new Vault() }
export const unsure = { special: new Special() }
