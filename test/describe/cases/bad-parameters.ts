import { MemSize } from 'memsize'

/** The types refuse this. */
const Loose: any = MemSize

function thrown(define: () => unknown): string {
  try {
    define()
  } catch (error) {
    return String(error)
  }
  return 'nothing was thrown'
}

/** Decorators of parameters, which the legacy dialect alone has. */
export const facts = {
  ofConstructor: thrown(() => {
    @MemSize()
    class Session {
      constructor(@Loose.owned readonly list: object[]) {}
    }
    return Session
  }),
  ofMethod: thrown(() => {
    @MemSize()
    class Session {
      close(@Loose.owned _list: object[]) {}
    }
    return Session
  }),
}
