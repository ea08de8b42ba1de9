/**
 * Matchers for Jest: the import adds them to `expect`.
 * @module memsize/jest
 */
import type { MemoryMatchers } from './matcher-types.js'
import { extend, extendGlobal } from './matchers.js'

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

declare global {
  namespace jest {
    // biome-ignore lint/complexity/noBannedTypes: as Jest declares it
    interface Matchers<R, T = {}> extends MemoryMatchers<R> {}
  }
}

// What `expect` of @jest/globals has. A project with @types/jest alone may not see that package.
// biome-ignore lint/suspicious/noTsIgnore: in the declarations, where there may be no error
// @ts-ignore
declare module 'expect' {
  interface Matchers<R extends void | Promise<void>, T = unknown> extends MemoryMatchers<R> {}
}

// imported for its effect, from a test or as a setup file
if (!extendGlobal()) extendGlobals()

/** With `injectGlobals: false`, Jest gives its `expect` to those who import it. An ES module has no require(): there it is `extend(expect)`. */
function extendGlobals(): void {
  if (typeof require !== 'function' || typeof process !== 'object' || process.env.JEST_WORKER_ID === undefined) return
  try {
    extend((require('@jest/globals') as { expect: { extend(matchers: object): void } }).expect)
  } catch {
    // imported outside a test
  }
}
