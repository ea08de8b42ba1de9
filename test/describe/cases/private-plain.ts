import { MemSize } from 'memsize'

/** No rule but that the private field counts. */
@MemSize()
class Vault {
  @MemSize.field #secret = new Map<string, string[]>([['key', ['value']]])
  plain = { a: 1 }

  isOpen(): boolean {
    return this.#secret.size === 0
  }
}

export const values = { vault: new Vault() }
