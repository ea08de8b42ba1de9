import type { MemoryMatchers } from './matcher-types.js'
import { extendGlobal } from './matchers.js'

export type { AllocateOptions, LeakOptions } from './function-matchers.js'
export type { MatcherResult } from './matcher-text.js'
export type { MemoryMatchers } from './matcher-types.js'
export { extend, matchers, toAllocateAtMost, toFitIn, toHaveDeepSize, toLeak, toMatchHeap, toRetainAtMost } from './matchers.js'
export { memoryShape, type ShapeRow } from './memory-shape.js'

declare global {
  namespace jest {
    // biome-ignore lint/complexity/noBannedTypes: as Jest declares it
    interface Matchers<R, T = {}> extends MemoryMatchers<R> {}
  }
}

// imported for its effect, from a test or as a setup file
extendGlobal()
