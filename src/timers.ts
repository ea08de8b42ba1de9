import { wrongOption } from './errors.js'

interface Clock {
  now(): number
}
const { performance } = globalThis as { performance?: Clock }

/** Milliseconds since some moment. Captured at load: a test's fake clock cannot stop a measurement. */
export const now: () => number = performance === undefined ? Date.now : performance.now.bind(performance)

/** Timers take what is more for 1 ms. */
const longest = 2 ** 31 - 1

export const isDelay = (value: unknown, least: number): value is number => typeof value === 'number' && value >= least && value <= longest

/** Throws where an option is no delay that timers can keep to. */
export function expectDelay(value: unknown, option: string, least: number): asserts value is number {
  if (!isDelay(value, least)) throw wrongOption(option, `a number of milliseconds from ${least} to ${longest}, like 60_000`, value)
}

/** Acts after each interval, in ms, until what it returns is called. It keeps no process alive. */
export function repeat(every: number, act: () => void): () => void {
  const timer: unknown = setInterval(act, every)
  // a browser's is a number
  ;(timer as { unref?(): void }).unref?.()
  return () => clearInterval(timer as number)
}
