import type { SizeOptions } from '../measure.js'
import { extend } from './matchers.js'

export { extend, type MatcherResult, matchers, toFitIn, toHaveDeepSize, toMatchHeap, toRetainAtMost } from './matchers.js'
export { memoryShape, type ShapeRow } from './memory-shape.js'

declare global {
  namespace jest {
    // biome-ignore lint/complexity/noBannedTypes: as Jest declares it
    interface Matchers<R, T = {}> {
      /** The deep size is at most so much: bytes, or `'1 MB'`. */
      toFitIn(limit: number | string, options?: SizeOptions): R
      /** The deep size is that, to the byte. */
      toHaveDeepSize(size: number | string, options?: SizeOptions): R
      /** What would be freed from `from` if the value went away is at most so much. */
      toRetainAtMost(limit: number | string, options: SizeOptions & { readonly from: unknown }): R
      /** The measurement agrees with the engine's heap snapshot, object by object. */
      toMatchHeap(options?: SizeOptions): Promise<R>
    }
  }
}

// imported for its effect, from a test or as a setup file: Jest, and Vitest with globals, have `expect` there
const { expect } = globalThis as { expect?: { extend(matchers: object): void } }
if (expect !== undefined) extend(expect)
