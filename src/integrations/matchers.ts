import { bytesInFull, parseBytes } from '../bytes.js'
import { verify } from '../check/verify.js'
import { MemSizeError, shown } from '../errors.js'
import { explain } from '../explain.js'
import { type RetainedOptions, retainedSize } from '../graph.js'
import { deepSize } from '../measure.js'
import type { SizeOptions } from '../options.js'
import type { SizeTree } from '../tree/size-tree.js'
import { toAllocateAtMost, toLeak } from './function-matchers.js'
import { heaviest, type MatcherResult } from './matcher-text.js'
import { withNotice } from './slowness.js'

export { toAllocateAtMost, toLeak }

/** The five heaviest parts, with their paths. A part that holds nearly all of its parent stands for it no better than what is in it. */
function heaviestPaths(value: unknown, options?: SizeOptions): string {
  const leaves: SizeTree[] = []
  const open: SizeTree[] = [explain(value, options)]
  for (let node = open.pop(); node; node = open.pop()) {
    const { children } = node
    const rest = children.reduce((most, { retained }) => Math.max(most, retained), 0)
    if (children.length > 0 && rest > node.shallow) open.push(...children)
    else leaves.push(node)
  }
  leaves.sort((a, b) => b.retained - a.retained || (a.path < b.path ? -1 : 1))
  return heaviest(
    'The heaviest parts',
    leaves.map(({ path, retained, className }) => ({ bytes: retained, text: `${path}  ${className}` })),
  )
}

const held = (bytes: number, limit: number, excess: string): string =>
  `It holds ${bytesInFull(bytes)}, ${bytesInFull(Math.abs(bytes - limit))} ${excess}.`

function atMost(bytes: number, limit: number, what: string, value: unknown, told: () => SizeOptions | undefined): MatcherResult {
  const pass = bytes <= limit
  return {
    pass,
    message: () =>
      pass
        ? `Expected ${what} to be more than ${bytesInFull(limit)}. ${held(bytes, limit, 'less')}`
        : `Expected ${what} to be at most ${bytesInFull(limit)}. ${held(bytes, limit, 'too much')}${heaviestPaths(value, told())}`,
  }
}

/** The deep size is at most so much: bytes, or `'1 MB'`. */
export function toFitIn(value: unknown, limit: number | string, options?: SizeOptions): MatcherResult {
  return atMost(deepSize(value, options), parseBytes(limit, 'the limit'), 'the deep size', value, () => options)
}

/** The deep size is that, to the byte. Sizes differ from one engine to another: give a `layout` for a number that is the same on all. */
export function toHaveDeepSize(value: unknown, size: number | string, options?: SizeOptions): MatcherResult {
  const expected = parseBytes(size, 'the deep size')
  const bytes = deepSize(value, options)
  const pass = bytes === expected
  return {
    pass,
    message: () =>
      pass
        ? `Expected the deep size not to be ${bytesInFull(expected)}.`
        : `Expected the deep size to be ${bytesInFull(expected)}. ${held(bytes, expected, bytes > expected ? 'too much' : 'too little')}${heaviestPaths(value, options)}`,
  }
}

/** What would be freed from `from` if the value went away is at most so much. */
export function toRetainAtMost(value: unknown, limit: number | string, options: RetainedOptions): MatcherResult {
  const bytes = retainedSize(value, options)
  return atMost(bytes, parseBytes(limit, 'the limit'), 'what it retains', value, () => {
    const { from, exclude, ...rest } = options
    const others = heldWithout(value, from, { ...rest, exclude })
    return { ...rest, exclude: (object, path) => others.has(object) || leavesOut(exclude, object, path) }
  })
}

function leavesOut(exclude: SizeOptions['exclude'], object: object, path: () => string): boolean {
  if (typeof exclude === 'function') return exclude(object, path)
  return exclude?.some((Class) => object instanceof Class) === true
}

/** What the root leads to by other ways than through the value. */
function heldWithout(value: unknown, root: unknown, options: SizeOptions): Set<object> {
  const held = new Set<object>()
  deepSize(root, {
    ...options,
    exclude(object, path) {
      if (object === value || leavesOut(options.exclude, object, path)) return true
      held.add(object)
      return false
    },
  })
  return held
}

/** The measurement agrees with the engine's heap snapshot, object by object. It takes a snapshot of the whole heap: seconds in a large process. */
export async function toMatchHeap(value: unknown, options?: SizeOptions): Promise<MatcherResult> {
  const cheaper = 'Without a heap snapshot there are toFitIn and toHaveDeepSize.'
  const found = await withNotice('toMatchHeap', cheaper, () => verify(value, options))
  return {
    pass: found.ok,
    message: () => `Expected the measurement ${found.ok ? 'not ' : ''}to match the engine's heap.\n${found}`,
  }
}

/** All matchers, for `expect.extend`. */
export const matchers = { toFitIn, toHaveDeepSize, toRetainAtMost, toMatchHeap, toAllocateAtMost, toLeak }

/** What is used of the `expect` of Jest or Vitest. */
export interface Extensible {
  /** Adds matchers by name. */
  extend(matchers: object): void
}

/** Adds the matchers to an `expect`: Jest's or Vitest's. */
export function extend(expect: Extensible): void {
  if (typeof expect?.extend !== 'function')
    throw new MemSizeError(`Expected the \`expect\` of Jest or Vitest, with its method extend, got ${shown(expect)}.`)
  expect.extend(matchers)
}

/** The same, where the test runner has put its `expect` on the global object; false where it has not. */
export function extendGlobal(): boolean {
  const { expect } = globalThis as { expect?: { extend(matchers: object): void } }
  if (expect === undefined) return false
  extend(expect)
  return true
}
