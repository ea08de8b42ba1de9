import { MemSize } from 'memsize'

/** The types refuse most of this. */
const Loose: any = MemSize

/** What is thrown where a class is defined. */
function thrown(define: () => unknown): string {
  try {
    define()
  } catch (error) {
    return String(error)
  }
  return 'nothing was thrown'
}

const app = {}

export const facts = {
  method: thrown(() => {
    @MemSize()
    class Session {
      @Loose.owned close() {}
    }
    return Session
  }),
  static: thrown(() => {
    @MemSize()
    class Session {
      @MemSize.ignore('of the app') static all = []
    }
    return Session
  }),
  getter: thrown(() => {
    @MemSize()
    class Session {
      @Loose.shared get app() {
        return app
      }
    }
    return Session
  }),
  setter: thrown(() => {
    @MemSize()
    class Session {
      @Loose.shared set app(_app: object) {}
    }
    return Session
  }),
  getterAndSetter: thrown(() => {
    @MemSize()
    class Session {
      @Loose.shared get app() {
        return app
      }
      set app(_app: object) {}
    }
    return Session
  }),
  tracked: thrown(() => {
    @MemSize()
    class Session {
      @Loose.cached list = []
    }
    return Session
  }),
  classOnMethod: thrown(() => {
    class Session {
      @Loose() close() {}
    }
    return Session
  }),
  classOnField: thrown(() => {
    class Session {
      @Loose() list = []
    }
    return Session
  }),
  fieldOnClass: thrown(() => {
    @Loose.owned
    class Session {}
    return Session
  }),
  withoutParentheses: thrown(() => {
    @Loose
    class Session {}
    return Session
  }),
  frozen: thrown(() => {
    const freeze: any = (Class: { prototype: object }) => void Object.freeze(Class.prototype)
    @MemSize()
    @freeze
    class Session {
      @MemSize.owned list = []
    }
    return Session
  }),
  noReason: thrown(() => {
    @MemSize()
    class Session {
      @MemSize.owned list = []
      @Loose.ignore() app = app
    }
    return Session
  }),
  blankReason: thrown(() => {
    @MemSize()
    class Session {
      @MemSize.ignore(' ') app = app
    }
    return Session
  }),
  noFunction: thrown(() => {
    @MemSize()
    class Session {
      @Loose.sizedBy(4096) handle = app
    }
    return Session
  }),
  twoRules: thrown(() => {
    @MemSize()
    class Session {
      @MemSize.owned @MemSize.ignore('of the app') app = app
    }
    return Session
  }),
  twice: thrown(() => {
    @MemSize()
    @MemSize()
    class Session {}
    return Session
  }),
  unknownOption: thrown(() => {
    @Loose({ nam: 'Session' })
    class Session {}
    return Session
  }),
  wrongOption: thrown(() => {
    @Loose({ name: 5 })
    class Session {
      @MemSize.owned list = []
    }
    return Session
  }),
  function: thrown(() => MemSize()(function Session() {} as never)),
  arrow: thrown(() => MemSize()((() => {}) as never)),
  nothing: thrown(() => MemSize()(undefined as never)),
  anonymous: thrown(() => {
    const freeze: any = (Class: { prototype: object }) => void Object.freeze(Class.prototype)
    const make = [
      class {
        list = []
      },
    ]
    freeze(make[0])
    MemSize()(make[0]!)
  }),
}
