import { parseBytes } from '../bytes.js'
import { expectOptions, wrongOption } from '../errors.js'

/** How a profile is made. */
export interface ProfileOptions {
  /**
   * Bytes between samples, like `65_536` or `'64 KiB'`. Default: 512 KiB, and wider where that would take more than about 2 % of the thread's
   * time; an interval that is given stays as it is. A site of 10 samples is known to a factor of 0.5 to 1.8, one of 100 to 0.8 to 1.2.
   */
  readonly interval?: number | string | undefined
  /** Frames of a stack that are kept, the innermost; default 64, at most 255. */
  readonly depth?: number | undefined
  /**
   * ArrayBuffers and Buffers at the path that made them. `'auto'`, the default: every one, to the byte, until their stacks take more than 1 %
   * of the thread's time, and samples from then on. `'exact'`: every one. `'sampled'`: as the heap. `false`: none.
   */
  readonly buffers?: 'auto' | 'exact' | 'sampled' | false | undefined
  /**
   * Whether worker threads that start while it runs are profiled too. Default: false. `Worker` of node:worker_threads is replaced meanwhile by
   * one that loads the profiler into each thread.
   */
  readonly workers?: boolean | undefined
  /** Whether garbage is collected before the end, so that what is live is in use. Default: true. */
  readonly collect?: boolean | undefined
  /** Whether frames are shown where source maps say that their code came from. Default: true. */
  readonly sourceMaps?: boolean | undefined
  /** By the probe's reading of V8's samples (`'samples'`), or by V8's own profile alone, which has less. Default: the first that works. */
  readonly by?: 'samples' | 'v8' | undefined
}

/** The same, checked, with its defaults. */
export interface ProfilePlan {
  readonly interval: number
  readonly adapts: boolean
  readonly depth: number
  readonly buffers: 'auto' | 'exact' | 'sampled' | false
  readonly workers: boolean
  readonly collect: boolean
  readonly sourceMaps: boolean
  readonly by: 'samples' | 'v8' | undefined
}

/** V8's own default. */
const defaultInterval = 512 * 1024
const known = ['interval', 'depth', 'buffers', 'workers', 'collect', 'sourceMaps', 'by']

/** Throws a MemSizeError where an option is none, or has a value that it cannot have. */
export function planOf(options: ProfileOptions = {}): ProfilePlan {
  expectOptions(options, known, `{ interval: '64 KiB' }`)
  const { interval, depth = 64, buffers = 'auto', workers = false, collect = true, sourceMaps = true, by } = options
  const bytes = interval === undefined ? defaultInterval : parseBytes(interval, '`interval`')
  if (bytes < 1 || bytes > 2 ** 30) throw wrongOption('interval', 'from 1 byte to 1 GiB', interval)
  if (!(Number.isInteger(depth) && depth >= 1 && depth <= 255)) throw wrongOption('depth', 'a whole number from 1 to 255', depth)
  if (!['auto', 'exact', 'sampled', false].includes(buffers)) throw wrongOption('buffers', `'auto', 'exact', 'sampled' or false`, buffers)
  for (const [name, value] of Object.entries({ workers, collect, sourceMaps })) {
    if (typeof value !== 'boolean') throw wrongOption(name, 'true or false', value)
  }
  if (!(by === undefined || by === 'samples' || by === 'v8')) throw wrongOption('by', `'samples' or 'v8'`, by)
  return { interval: bytes, adapts: interval === undefined, depth, buffers, workers, collect, sourceMaps, by }
}
