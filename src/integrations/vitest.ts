/// <reference types="vitest" preserve="true" />
/**
 * Matchers for Vitest: the import adds them to a global `expect`.
 * @module memsize/vitest
 */
import type {} from 'vitest'
import type { MemoryMatchers } from './matcher-types.js'
import { extendGlobal } from './matchers.js'

export type { AllocationMethod } from './allocated.js'
export type { AllocateOptions, LeakOptions } from './function-matchers.js'
export type { MatcherResult } from './matcher-text.js'
export type { MemoryMatchers } from './matcher-types.js'
export {
  type Extensible,
  extend,
  matchers,
  toAllocateAtMost,
  toFitIn,
  toHaveDeepSize,
  toLeak,
  toMatchHeap,
  toRetainAtMost,
} from './matchers.js'
export { memoryShape, type ShapeRow } from './memory-shape.js'

declare module 'vitest' {
  // biome-ignore lint/suspicious/noExplicitAny: as Vitest declares it
  interface Matchers<T = any> extends MemoryMatchers<void> {}
}

// where Vitest has its globals; elsewhere extend(expect)
extendGlobal()
