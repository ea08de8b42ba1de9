/// <reference lib="esnext.disposable" preserve="true" />
import { optionBytes } from '../bytes.js'
import { dispose } from '../dispose.js'
import { expectOptions, wrongOption } from '../errors.js'
import { expectDelay, repeat } from '../timers.js'
import { warn } from '../warn.js'
import { heapCensus } from './census.js'
import { ClassGrowth, type Growing } from './class-growth.js'
import { likeliestPath } from './likeliest-path.js'

/** A class that only grew. */
export interface HeapGrowth extends Growing {
  /** Where most of a sample of its objects are held from, indices left out, as `global.registry.listeners[…]`; undefined with `paths: false`. */
  readonly path: string | undefined
}

/** How the heap is watched. */
export interface WatchHeapOptions {
  /** Milliseconds between two censuses; each stops the program for about 20 ms per million objects. */
  readonly every: number
  /** Called for each class that grew from census to census, once, and again only after it has shrunk or has doubled. */
  readonly onGrowth: (growth: HeapGrowth) => void
  /** So many censuses in a row have to find more of a class than the one before (default: 5). */
  readonly times?: number | undefined
  /** Classes that grew by less are left out: bytes, or a text like `'500 kB'`. Default: 1 MB. */
  readonly least?: number | string | undefined
  /** Whether a path is looked for (default: true): it takes a liveHeap(), at most one for each census. */
  readonly paths?: boolean | undefined
}

/** A watch of the heap that goes on until it is stopped. It keeps no process alive. */
export interface HeapWatch {
  /** Ends the watching. */
  stop(): void
  [Symbol.dispose](): void
}

const optionNames = ['every', 'onGrowth', 'times', 'least', 'paths']
const LEAST_TIMES = 2

/**
 * Takes a census at each interval, and reports each class that only grows: what leaks does so, and so does a cache that fills. Nothing is collected:
 * garbage that waits comes and goes, and ends a row. Keeps no process alive. Throws a MemSizeError where heapCensus() cannot run; where a later census
 * fails, it stops and warns, and the program goes on.
 */
export function watchHeap(options: WatchHeapOptions): HeapWatch {
  expectOptions(options, optionNames, '{ every: 60_000, onGrowth: console.warn }')
  const { every, onGrowth, times = 5, paths = true } = options
  expectDelay(every, 'every', 1)
  if (typeof onGrowth !== 'function') throw wrongOption('onGrowth', 'a function (growth) => void', onGrowth)
  if (!(Number.isSafeInteger(times) && times >= LEAST_TIMES)) throw wrongOption('times', `a whole number from ${LEAST_TIMES}`, times)
  const least = optionBytes('least', options.least ?? 1_000_000)
  if (typeof paths !== 'boolean') throw wrongOption('paths', 'true or false', paths)
  const growth = new ClassGrowth(times, least)
  growth.add(heapCensus())
  const grown = (): HeapGrowth[] => {
    const growing = growth.add(heapCensus())
    const pathOf = paths && growing.length > 0 ? likeliestPath() : undefined
    return growing.map((one) => ({ ...one, path: pathOf?.(one.name) }))
  }
  const stop = repeat(every, () => {
    let found: HeapGrowth[] = []
    try {
      found = grown()
    } catch (error) {
      // thrown by a timer, it would end the program
      stop()
      warn(`watchHeap() has stopped: ${(error as Error).message}`)
    }
    for (const one of found) onGrowth(one)
  })
  return { stop, [dispose]: stop }
}
