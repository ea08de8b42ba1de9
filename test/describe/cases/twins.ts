import { MemSize } from 'memsize'

/** A decorator that does nothing: the same class as its compiler has it, without us. */
const nothing: any = () => {}

class Plain {
  id = 1
  half = 0.5
  name = 'a'
  list = [{ a: 1 }]
  late?: object
  method(): number {
    return this.id
  }
  get first(): object | undefined {
    return this.list[0]
  }
}

@nothing
class Nothing {
  @nothing id = 1
  @nothing half = 0.5
  @nothing name = 'a'
  @nothing list = [{ a: 1 }]
  @nothing late?: object
  method(): number {
    return this.id
  }
  get first(): object | undefined {
    return this.list[0]
  }
}

@MemSize()
class Decorated {
  @MemSize.field id = 1
  @MemSize.field half = 0.5
  @MemSize.ignore('a constant') name = 'a'
  @MemSize.owned list = [{ a: 1 }]
  @MemSize.shared late?: object
  method(): number {
    return this.id
  }
  get first(): object | undefined {
    return this.list[0]
  }
}

class PlainBelow extends Plain {
  more = 2.5
}

@nothing
class NothingBelow extends Nothing {
  @nothing more = 2.5
}

@MemSize()
class DecoratedBelow extends Decorated {
  @MemSize.field more = 2.5
}

/** Decorated by us, by a decorator that does nothing, and not at all. */
export const twins = {
  alone: [new Decorated(), new Nothing(), new Plain()],
  below: [new DecoratedBelow(), new NothingBelow(), new PlainBelow()],
}
