import { MemSize } from 'memsize'

const shared = { big: new Array(50).fill(0) }

@MemSize()
class Base {
  @MemSize.ignore('of the app') app: object = shared
  @MemSize.owned list: object = [{ a: 1 }]
  base = { b: 1 }
}

class Undecorated extends Base {
  more = { c: 1 }
}

@MemSize()
class Adds extends Base {
  @MemSize.ignore('of the session') session: object = shared
  own = { d: 1 }
}

@MemSize()
class Overrides extends Base {
  @MemSize.field override app: object = { e: 1 }
  @MemSize.ignore('of the caller') override list: object = [{ f: 1 }]
}

/** Below one that is not decorated. */
@MemSize()
class Grandchild extends Undecorated {
  @MemSize.sizedBy(() => 500) handle: object = { g: 1 }
}

export const values = {
  base: new Base(),
  undecorated: new Undecorated(),
  adds: new Adds(),
  overrides: new Overrides(),
  grandchild: new Grandchild(),
}
