/// <reference lib="esnext.disposable" preserve="true" />
import { type ClassRules, decoratedClasses } from '../describe/rules.js'
import { dispose } from '../dispose.js'
import { expectOptions, wrongOption } from '../errors.js'
import { SafeFinalizationRegistry } from '../intrinsics.js'
import { printable } from '../printable.js'
import { expectDelay, repeat } from '../timers.js'
import { Engine } from './ask-engine.js'
import { isTold } from './class-report.js'

/** A class that only grew. */
export interface ClassGrowth {
  /** Harmless to print. */
  readonly className: string
  /** How many live now. */
  readonly live: number
  /** How many more live than when it began to grow. */
  readonly growth: number
  /** In how many intervals in a row it has grown. */
  readonly intervals: number
  /**
   * In how many of them the engine collected garbage. 0: what grew may be garbage that it has not come to yet.
   */
  readonly collections: number
}

/** How classes are watched. */
export interface WatchOptions {
  /** The length of an interval, in milliseconds. */
  readonly every: number
  /** Called with the classes that grew in each of the last intervals: fastest growing first. */
  readonly onGrowth: (classes: readonly ClassGrowth[]) => void
  /** How many intervals in a row are growth. Default: 3. */
  readonly intervals?: number | undefined
}

/** A watch that goes on until it is stopped. It keeps no process alive. */
export interface ClassWatch {
  /** Ends the watch. */
  stop(): void
  [Symbol.dispose](): void
}

/** What is known of a class since it began to grow. */
interface Run {
  readonly start: number
  live: number
  intervals: number
  collections: number
}

const optionNames = ['every', 'intervals', 'onGrowth']

/**
 * Calls `onGrowth` when a class with `live` had more instances at the end of each of three `intervals` than at its beginning, and again after each
 * three more in a row. Instances count until the engine has collected them, so a class may grow until it does (only its large collections show that,
 * some seconds to minutes apart): choose `every` longer than that, or heed `collections`. Classes with `live` whose instances nothing reports (see
 * `ClassOptions.live`) are asked for at each interval, which collects garbage; classes without are not watched.
 */
export function watchClasses(options: WatchOptions): ClassWatch {
  expectSound(options)
  const { every, onGrowth, intervals = 3 } = options
  const runs = new WeakMap<object, Run>()
  let isCollected = false
  const canaries = new SafeFinalizationRegistry<undefined>(() => {
    isCollected = true
  })

  function look(): void {
    const classes = decoratedClasses()
    const engine = new Engine(classes)
    const grown: ClassGrowth[] = []
    for (const rules of classes) {
      const live = rules.live && liveOf(rules, engine)
      if (live === undefined) continue
      const run = runs.get(rules.prototype)
      if (run === undefined || live <= run.live) {
        runs.set(rules.prototype, { start: live, live, intervals: 0, collections: 0 })
        continue
      }
      run.live = live
      run.intervals++
      if (isCollected || !isTold(rules)) run.collections++
      if (run.intervals % intervals === 0)
        grown.push({
          className: printable(rules.name),
          live,
          growth: live - run.start,
          intervals: run.intervals,
          collections: run.collections,
        })
    }
    isCollected = false
    canaries.register({}, undefined)
    if (grown.length > 0) onGrowth(grown.sort((a, b) => b.growth / b.intervals - a.growth / a.intervals))
  }

  look()
  const stop = repeat(every, look)
  return { stop, [dispose]: stop }
}

function liveOf(rules: ClassRules, engine: Engine): number | undefined {
  return isTold(rules) ? rules.tally.live : engine.count(rules)
}

function expectSound(options: unknown): void {
  expectOptions(options, optionNames, '{ every: 60_000, onGrowth: console.warn }')
  const { every, onGrowth, intervals } = options as Partial<WatchOptions>
  expectDelay(every, 'every', 1)
  if (typeof onGrowth !== 'function') throw wrongOption('onGrowth', 'a function (classes) => void', onGrowth)
  if (intervals !== undefined && !(Number.isInteger(intervals) && intervals >= 1))
    throw wrongOption('intervals', 'a whole number, 1 or more', intervals)
}
