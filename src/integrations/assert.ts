/**
 * Assertions for any test runner, in the manner of node:assert.
 * @module memsize/assert
 */
import { AssertionError } from 'node:assert'
import type { RetainedOptions } from '../graph.js'
import type { SizeOptions } from '../options.js'
import type { AllocateOptions, LeakOptions } from './function-matchers.js'
import type { MatcherResult } from './matcher-text.js'
import { toAllocateAtMost, toFitIn, toHaveDeepSize, toLeak, toMatchHeap, toRetainAtMost } from './matchers.js'

export type { AllocationMethod } from './allocated.js'
export type { AllocateOptions, LeakOptions } from './function-matchers.js'
export { memoryShape, type ShapeRow } from './memory-shape.js'

// The matchers as node:assert has them: each throws an AssertionError with the matcher's message.

/** The deep size is at most so much: bytes, or `'1 MB'`. */
export function fitsIn(value: unknown, limit: number | string, options?: SizeOptions): void {
  settle(toFitIn(value, limit, options), true, fitsIn)
}

/** The deep size is that, to the byte. */
export function hasDeepSize(value: unknown, size: number | string, options?: SizeOptions): void {
  settle(toHaveDeepSize(value, size, options), true, hasDeepSize)
}

/** What would be freed from `from` if the value went away is at most so much. */
export function retainsAtMost(value: unknown, limit: number | string, options: RetainedOptions): void {
  settle(toRetainAtMost(value, limit, options), true, retainsAtMost)
}

/** The measurement agrees with the engine's heap snapshot, object by object. It takes a snapshot of the whole heap. */
export async function matchesHeap(value: unknown, options?: SizeOptions): Promise<void> {
  settle(await toMatchHeap(value, options), true, matchesHeap)
}

/** The function allocates at most so much when it is called. It is called some times, and the least counts. */
export async function allocatesAtMost(act: () => unknown, limit: number | string, options?: AllocateOptions): Promise<void> {
  settle(await toAllocateAtMost(act, limit, options), true, allocatesAtMost)
}

/** No run of the function leaves anything behind that is not collected. */
export async function doesNotLeak(act: () => unknown, options?: LeakOptions): Promise<void> {
  settle(await toLeak(act, options), false, doesNotLeak)
}

// biome-ignore lint/complexity/noBannedTypes: as AssertionError takes it
function settle({ pass, message }: MatcherResult, expected: boolean, operator: Function): void {
  if (pass === expected) return
  throw new AssertionError({ message: message(), actual: pass, expected, operator: operator.name, stackStartFn: operator })
}
