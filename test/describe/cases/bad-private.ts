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

export const facts = {
  method: thrown(() => {
    @MemSize()
    class Session {
      @Loose.owned #close() {
        return 1
      }
      open() {
        return this.#close()
      }
    }
    return Session
  }),
  twoRules: thrown(() => {
    @MemSize()
    class Session {
      @MemSize.owned @MemSize.ignore('of the app') #app = {}
      open() {
        return this.#app
      }
    }
    return Session
  }),
}
