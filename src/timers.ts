import { wrongOption } from './errors.js'
import { builtin } from './intrinsics.js'

interface Clock {
  now(): number
}
const { performance } = globalThis as { performance?: Clock }

/** Milliseconds since some moment. Captured at load: a test's fake clock cannot stop a measurement. */
export const now: () => number = performance === undefined ? Date.now : performance.now.bind(performance)

type Immediate = (callback: () => void) => unknown

/** What fake timers put in the place of a timer, if they did before this was loaded: @sinonjs/fake-timers (Jest, Vitest) mark theirs, Jest's legacy ones are mocks. */
const isFake = (timer: object): boolean => 'clock' in timer || '_isMockFunction' in timer

/** The platform's own. Captured at load: a test's fake timers cannot stop a measurement. */
const setImmediate: Immediate | undefined = [
  (globalThis as { setImmediate?: Immediate }).setImmediate,
  builtin('timers')?.setImmediate,
].find((timer) => typeof timer === 'function' && !isFake(timer))
// Node's own first: a frozen global object cannot give its lazy one
const Channel = builtin('worker_threads')?.MessageChannel ?? (globalThis as { MessageChannel?: typeof MessageChannel }).MessageChannel

/** A turn of the event loop: timers and I/O get theirs. A message is not clamped to 4 ms as a browser's nested timer is. */
export function nextTurn(): Promise<void> {
  if (setImmediate !== undefined) return new Promise((resolve) => void setImmediate(resolve))
  if (Channel === undefined) return Promise.resolve()
  return new Promise((resolve) => {
    const { port1, port2 } = new Channel()
    ;(port1 as unknown as { onmessage: () => void }).onmessage = () => {
      port1.close()
      resolve()
    }
    port2.postMessage(undefined)
  })
}

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
