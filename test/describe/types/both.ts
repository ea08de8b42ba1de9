import { deepSize, describeMemory, MemSize, type Meter } from 'memsize'

class Handle {
  readonly byteLength = 4096
}

/** Assignable to the interface by being declared so beside it. */
@MemSize()
export class Session {
  id = 0
  @MemSize.owned buffer = new Float64Array(1024)
  @MemSize.shared catalogue!: readonly string[]
  @MemSize.ignore('belongs to the pool') pool?: object
  @MemSize.sizedBy((handle: Handle) => handle.byteLength) handle?: Handle
  @MemSize.field accessor late = new Map<string, string>()
  @MemSize.cached accessor kept = new Map<string, string>()
  @MemSize.owned protected inner = [1, 2, 3]
  @MemSize.field readonly fixed = 'a'
}
export interface Session extends MemSize {}
export const described: MemSize = new Session()
export const size: number = deepSize(new Session())

/** The same name as interface, by hand. */
export class ByHand implements MemSize {
  [describeMemory](meter: Meter): void {
    meter.rest(this)
  }
}

/** Neither the class nor its constructor is another to the types. */
@MemSize({ name: 'Box', external: (box: Box<object>) => box.width, live: 'count' })
export class Box<T extends object> {
  readonly width = 5
  @MemSize.owned value: T
  constructor(value: T) {
    this.value = value
  }
}
export const inside: string = new Box({ text: 'a' }).value.text

@MemSize()
export abstract class Shape {
  abstract area(): number
  protected constructor(readonly name: string) {}
}

@MemSize()
export class Square extends Shape {
  private constructor() {
    super('square')
  }
  area(): number {
    return 4
  }
  static make(): Square {
    return new Square()
  }
}

// @ts-expect-error a class that is only decorated has no such method to the types
export const undescribed: MemSize = new Box({})

export class Wrong {
  // @ts-expect-error a reason is asked for
  @MemSize.ignore() reasonless = {}
  // @ts-expect-error by a function
  @MemSize.sizedBy(4096) sized = {}
  // @ts-expect-error of a function that gives bytes
  @MemSize.sizedBy(() => 'many') named = {}
}

// @ts-expect-error no such option
@MemSize({ nam: 'Session' })
export class Unknown {}

// @ts-expect-error its parentheses are missing
@MemSize
export class Bare {}
