import { explain, MemSize } from 'memsize'

const ofAnotherLibrary = (..._given: any[]): any => {
  throw new Error('of another library')
}

function define(): string {
  try {
    @MemSize()
    @ofAnotherLibrary
    class Session {
      @MemSize.ignore('of the app') app = {}
    }
    return new Session().constructor.name
  } catch (error) {
    return String(error)
  }
}

const thrown = define()

@MemSize()
class Next {
  app = { big: new Array(100).fill(0) }
}

export const facts = { thrown, skippedOfTheNext: explain(new Next()).toJSON().skipped ?? [] }
