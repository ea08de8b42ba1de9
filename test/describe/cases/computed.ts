import { MemSize } from 'memsize'

const tag = Symbol('tag')
const computed = 'computed'

/** Without a modifier between them, a compiler may read an index of the decorator. */
@MemSize()
class Named {
  @MemSize.ignore('by a symbol') readonly [tag] = { c: 1 }
  @MemSize.owned readonly [computed] = { d: 1 }
  rest = { e: 1 }
}

export const values = { named: new Named() }
