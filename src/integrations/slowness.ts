import * as timers from 'node:timers'
import { formatBytes } from '../bytes.js'
import { warn } from '../warn.js'

// captured: a test's fake timers would never fire
const { setTimeout, clearTimeout } = timers

/** In ms: before Jest's and Vitest's time is up, which is 5 s unless a test says more. */
const patience = 3000

/** Matchers that have said so in this process. */
const told = new Set<string>()
/** A test's heap is about 20 to 80 MB without a compiler in it, and 300 to 500 MB with TypeScript's. */
const large = 150e6

/**
 * Does the work of a matcher that looks at the whole heap. Where that takes so long that the test's time may be up, a warning says why, and what to do:
 * the runner's own message says neither.
 */
export async function withNotice<T>(matcher: string, cheaper: string, work: () => Promise<T>): Promise<T> {
  const timer = setTimeout(() => {
    if (told.has(matcher)) return
    told.add(matcher)
    warn(slownessText(matcher, cheaper, process.memoryUsage().heapUsed))
  }, patience)
  timer.unref()
  try {
    return await work()
  } finally {
    clearTimeout(timer)
  }
}

/** What the warning says. */
export const slownessText = (matcher: string, cheaper: string, heapUsed: number): string =>
  `${matcher} is still at work: it looks through the whole heap, which holds ${formatBytes(heapUsed)}${heapUsed < large ? '' : ' (ts-jest keeps a compiler there: @swc/jest and Babel do not)'}. Give the test more time, as in test(name, act, 120_000). ${cheaper}`
