import { MemSize } from 'memsize'

const Named =
  @MemSize()
  class Named {
    @MemSize.ignore('of the app') app = { a: [1, 2, 3] }
    list = [{ a: 1 }]
  }

const Anonymous =
  @MemSize({ name: 'Job' })
  class {
    @MemSize.ignore('of the app') app = { a: [1, 2, 3] }
    list = [{ a: 1 }]
  }

export const values = { named: new Named(), anonymous: new Anonymous() }
