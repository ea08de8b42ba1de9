import { MemSize } from 'memsize'

@MemSize()
export class Session {
  @MemSize.field #secret = new Map<string, string>()
  @MemSize.ignore('belongs to the pool') accessor #pool: object = {}
  // @ts-expect-error of a method
  @MemSize.owned method(): number {
    return this.#secret.size
  }
  // @ts-expect-error of a getter
  @MemSize.owned get pool(): object {
    return this.#pool
  }
  // @ts-expect-error of a field, which does not see assignments
  @MemSize.cached list = []
}

export const Anonymous =
  @MemSize({ name: 'Job' })
  class {
    @MemSize.owned list = []
  }
