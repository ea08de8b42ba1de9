/// <reference lib="esnext.disposable" preserve="true" />
import { dispose } from '../dispose.js'
import { expectOptions, MemSizeError, shown, wrongOption } from '../errors.js'
import { expectDelay, repeat } from '../timers.js'
import { MemoryBudget } from './memory-budget.js'

/** What a budget has charged beside what the process holds, both since the watch began. Bytes. */
export interface Drift {
  /** Growth of what the budget has charged. */
  readonly charged: number
  /** Growth of the heap in use and of external memory: garbage too, which no collection has come to yet. */
  readonly held: number
  /** `held - charged`: what grew, and nobody charged. Below 0 where more was charged than grew. */
  readonly drift: number
}

/** How a budget is watched. */
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
  /** Ends the watch. */
  stop(): void
  [Symbol.dispose](): void
}

interface Host {
  readonly process?: { memoryUsage?(): { heapUsed: number; external: number } }
}

/** Compares what a budget has charged with the real heap, on an interval, and tells the difference. Observed alone: nothing is refused for it. */
export function watchDrift(budget: MemoryBudget, options: DriftOptions): DriftWatch {
  if (!(budget instanceof MemoryBudget)) throw new MemSizeError(`Expected a MemoryBudget to watch, got ${shown(budget)}.`)
  expectOptions(options, ['every', 'onDrift'], '{ every: 60_000, onDrift: console.warn }')
  const { every, onDrift } = options
  expectDelay(every, 'every', 1)
  if (typeof onDrift !== 'function') throw wrongOption('onDrift', 'a function (drift) => void', onDrift)
  const start = { held: heldBytes(), charged: budget.used }
  const read = (): Drift => {
    const charged = budget.used - start.charged
    const held = heldBytes() - start.held
    return { charged, held, drift: held - charged }
  }
  const stop = repeat(every, () => onDrift(read()))
  return { read, stop, [dispose]: stop }
}

function heldBytes(): number {
  const { process } = globalThis as Host
  if (process?.memoryUsage === undefined)
    throw new MemSizeError('Expected an engine that reports what its process holds, as process.memoryUsage() of Node does.')
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}
