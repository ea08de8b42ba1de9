import { MemSize } from 'memsize'

@MemSize()
class Vault {
  @MemSize.field #secret = new Map<string, string[]>([['key', ['value']]])
  @MemSize.ignore('of the bank') #bank = { branches: [1, 2, 3] }
  @MemSize.sizedBy((key: { bits: number }) => key.bits / 8) #key = { bits: 2048 }
  @MemSize.owned #half = 0.5
  plain = { a: 1 }

  sum(): number {
    return this.#secret.size + this.#bank.branches.length + this.#key.bits + this.#half
  }
}

/** A private field of the name that the class above has too. */
@MemSize()
class Cellar extends Vault {
  @MemSize.field #secret = [{ b: 1 }]

  override sum(): number {
    return super.sum() + this.#secret.length
  }
}

export const values = { vault: new Vault(), cellar: new Cellar() }
