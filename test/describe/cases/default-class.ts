import { MemSize } from 'memsize'

/** Compilers give it a name. */
@MemSize()
export default class {
  @MemSize.ignore('of the app') app = { a: [1, 2, 3] }
  list = [{ a: 1 }]
}
