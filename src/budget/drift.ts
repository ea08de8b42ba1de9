/// <reference lib="esnext.disposable" preserve="true" />
import { MemSizeError, shown } from '../errors.js'
import { MemoryBudget } from './memory-budget.js'
import { expectOptions } from './options.js'

/** What a budget has charged beside what the process holds, both since the watch began. Bytes. */
export interface Drift {
  readonly charged: number
  /** Growth of the heap in use and of external memory: garbage too, which no collection has come to yet. */
  readonly held: number
  /** `held - charged`: what grew, and nobody charged. Below 0 where more was charged than grew. */
  readonly drift: number
}

export interface DriftOptions {
  /** The length of an interval, in milliseconds. */
  readonly every: number
  /** Called after each interval. */
  readonly onDrift: (drift: Drift) => void
}

/** A watch that goes on until it is stopped. It keeps no process alive. */
export interface DriftWatch {
  /** The drift now. */
  read(): Drift
  stop(): void
  [Symbol.dispose](): void
}

interface Host {
  readonly process?: { memoryUsage?(): { heapUsed: number; external: number } }
}

/** setInterval takes what is more for 1 ms. */
const longest = 2 ** 31 - 1
const dispose: typeof Symbol.dispose = Symbol.dispose ?? Symbol.for('Symbol.dispose')

/** Compares what a budget has charged with the real heap, on an interval, and tells the difference. Observed alone: nothing is refused for it. */
export function watchDrift(budget: MemoryBudget, options: DriftOptions): DriftWatch {
  if (!(budget instanceof MemoryBudget)) throw new MemSizeError(`Expected a MemoryBudget to watch, got ${shown(budget)}.`)
  expectOptions(options, ['every', 'onDrift'], '{ every: 60_000, onDrift: console.warn }')
  const { every, onDrift } = options
  if (!(typeof every === 'number' && every >= 1 && every <= longest))
    throw new MemSizeError(`Expected \`every\` to be milliseconds, 1 to ${longest}, got ${shown(every)}.`)
  if (typeof onDrift !== 'function') throw new MemSizeError(`Expected \`onDrift\` to be a function (drift) => void, got ${shown(onDrift)}.`)
  const start = { held: heldBytes(), charged: budget.used }
  const read = (): Drift => {
    const charged = budget.used - start.charged
    const held = heldBytes() - start.held
    return { charged, held, drift: held - charged }
  }
  const timer: unknown = setInterval(() => onDrift(read()), every)
  // a browser's is a number
  ;(timer as { unref?(): void }).unref?.()
  const stop = (): void => clearInterval(timer as number)
  return { read, stop, [dispose]: stop }
}

function heldBytes(): number {
  const { process } = globalThis as Host
  if (process?.memoryUsage === undefined)
    throw new MemSizeError('Expected an engine that tells what its process holds, as process.memoryUsage() of Node does.')
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}
