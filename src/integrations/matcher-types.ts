import type { RetainedOptions } from '../graph.js'
import type { SizeOptions } from '../options.js'
import type { AllocateOptions, LeakOptions } from './function-matchers.js'

/** What `expect(value)` has beside its own matchers; `R` is what a matcher returns. Sizes are bytes, or texts like `'1 MB'`. */
export interface MemoryMatchers<R> {
  /** The deep size is at most so much. */
  toFitIn(limit: number | string, options?: SizeOptions): R
  /** The deep size is that, to the byte. */
  toHaveDeepSize(size: number | string, options?: SizeOptions): R
  /** What would be freed from `from` if the value went away is at most so much. */
  toRetainAtMost(limit: number | string, options: RetainedOptions): R
  /** The measurement agrees with the engine's heap snapshot, object by object. */
  toMatchHeap(options?: SizeOptions): Promise<R>
  /** The function allocates at most so much when it is called. It is called some times, and the least counts. */
  toAllocateAtMost(limit: number | string, options?: AllocateOptions): Promise<R>
  /** Each run of the function leaves something behind that is not collected. */
  toLeak(options?: LeakOptions): Promise<R>
}
