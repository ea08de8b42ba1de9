import { MemSize } from 'memsize'

const everywhere = { big: new Array(50).fill(0) }

/** What is no field is no size. */
@MemSize()
class Members {
  static readonly all = new Map([['a', everywhere]])
  static count(): number {
    return Members.all.size
  }
  @MemSize.owned list = [{ a: 1 }]
  get first(): object {
    throw new Error('a getter was called')
  }
  set first(_value: object) {
    throw new Error('a setter was called')
  }
  method(): object {
    throw new Error('a method was called')
  }
}

@MemSize()
class Box<T extends object> {
  @MemSize.owned value: T
  @MemSize.shared readonly next?: Box<T>

  constructor(value: T, next?: Box<T>) {
    this.value = value
    this.next = next
  }
}

@MemSize()
abstract class Shape {
  @MemSize.ignore('of the scene') scene: object = everywhere
  abstract area(): number
}

class Square extends Shape {
  points = [{ x: 1 }]
  area(): number {
    return 4
  }
}

/** Its fields are parameters of its constructor. */
@MemSize()
class Parameters {
  @MemSize.ignore('of the app') app: object = everywhere

  constructor(
    readonly list: object[],
    private readonly half = 0.5,
  ) {}

  sum(): number {
    return this.list.length + this.half
  }
}

/** Decorators do not wrap: what is made is of the class itself. */
@MemSize()
class Self {
  readonly isOwn: boolean
  @MemSize.owned list = [{ a: 1 }]

  constructor() {
    this.isOwn = new.target === Self && this.constructor === Self
  }
}

export const values = {
  members: new Members(),
  box: new Box([{ a: 1 }], new Box([{ a: 2 }])),
  square: new Square(),
  parameters: new Parameters([{ a: 1 }]),
  self: new Self(),
}

export const facts = {
  isOwn: new Self().isOwn,
  names: [Members, Box, Shape, Parameters, Self].map(({ name }) => name),
  isSquare: new Square() instanceof Shape,
}
