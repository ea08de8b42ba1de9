import { MemSize } from 'memsize'

@MemSize()
class View {
  @MemSize.field accessor list: object[] = [{ a: 1 }]
  @MemSize.ignore('the window has it') accessor parent: object = { b: [1, 2, 3] }
  @MemSize.sizedBy((pixels: { length: number }) => 4 * pixels.length) accessor pixels = { length: 100 }
  @MemSize.owned accessor half = 0.5
  @MemSize.cached accessor cache = new Map([['a', { c: 1 }]])
  plain = { c: 1 }
  static accessor current: object | undefined
}

/** An accessor of the name that the class above has too: each has its own storage. */
@MemSize()
class Below extends View {
  @MemSize.field override accessor list: object[] = [{ d: 1 }, { d: 2 }]
}

View.current = { e: [1, 2, 3] }

export const values = { view: new View(), below: new Below() }
