import { dispose } from '../dispose.js'
import { expectOptions, MemSizeError, shown, wrongOption } from '../errors.js'
import { leaves } from './process-metrics.js'
import { fullFacts, quickFacts } from './read-process.js'

/** What is used of a Meter of @opentelemetry/api. */
export interface ProcessMeter {
  /** Makes a counter. */
  createObservableUpDownCounter(
    name: string,
    options: {
      /** What it counts. */
      description: string
      /** `By` for bytes. */
      unit: string
    },
  ): unknown
  /** Has the counters read when metrics are collected. */
  // biome-ignore lint/suspicious/noExplicitAny: the types of @opentelemetry/api, which this entry does not need
  addBatchObservableCallback(callback: any, observables: any): void
  /** Ends that. */
  // biome-ignore lint/suspicious/noExplicitAny: as above
  removeBatchObservableCallback(callback: any, observables: any): void
}

/** How a process's memory is read for metrics. */
export interface ObserveProcessOptions {
  /** The kernel's sums and counters, at 0.1 ms; false: every mapping, at about 60 ms for a GB of RSS, for collections that are minutes apart. Default: true. */
  readonly quick?: boolean | undefined
}

/** Metrics that are read until they are stopped. */
export interface ProcessObservation {
  /** Ends the metrics. */
  stop(): void
  [Symbol.dispose](): void
}

/**
 * https://opentelemetry.io/docs/specs/semconv/system/process-metrics/, https://opentelemetry.io/docs/specs/semconv/runtime/v8js-metrics/; the last two are
 * this library's own.
 */
const metrics = {
  rss: { name: 'process.memory.usage', description: 'The amount of physical memory in use.' },
  heapUsed: { name: 'v8js.memory.heap.used', description: 'Heap memory size allocated and in use, by space.' },
  heapLimit: { name: 'v8js.memory.heap.limit', description: 'Total heap memory size pre-allocated.' },
  spaceFree: { name: 'v8js.memory.heap.space.available_size', description: 'Heap space available size.' },
  spaceSize: { name: 'v8js.memory.heap.space.physical_size', description: 'Committed size of a heap space.' },
  part: { name: 'memsize.process.part', description: 'Resident bytes of the process by what has them; they sum to process.memory.usage.' },
  limit: { name: 'memsize.process.limit', description: 'Bytes that the container allows.' },
} as const

interface Result {
  observe(metric: unknown, value: number, attributes?: Record<string, string>): void
}

/**
 * The process's memory as OpenTelemetry metrics, read whenever the provider collects: under the conventions' names where there are some, and by path as
 * `memsize.process.part`. Give it a Meter: `metrics.getMeter('memsize')`. Throws a MemSizeError for what is none.
 */
export function observeProcess(meter: ProcessMeter, options: ObserveProcessOptions = {}): ProcessObservation {
  if (typeof meter?.createObservableUpDownCounter !== 'function')
    throw new MemSizeError(`Expected \`meter\` to be a Meter of @opentelemetry/api, got ${shown(meter)}.`)
  expectOptions(options, ['quick'], '{ quick: false }')
  const { quick = true } = options
  if (typeof quick !== 'boolean') throw wrongOption('quick', 'true or false', quick)
  const made = Object.fromEntries(
    Object.entries(metrics).map(([key, { name, description }]) => [
      key,
      meter.createObservableUpDownCounter(name, { description, unit: 'By' }),
    ]),
  ) as Record<keyof typeof metrics, unknown>
  const observe = (result: Result): void => {
    const { rss, parts, remainder, limit, counters } = quick ? quickFacts(0) : fullFacts(0)
    result.observe(made.rss, rss)
    for (const { path, bytes } of leaves(parts)) result.observe(made.part, bytes, { 'memsize.path': path })
    result.observe(made.part, remainder, { 'memsize.path': 'remainder' })
    if (limit !== undefined) result.observe(made.limit, limit.bytes)
    if (counters === undefined) return
    result.observe(made.heapLimit, counters.heapLimit)
    for (const { name, size, used } of counters.spaces) {
      const attributes = { 'v8js.heap.space.name': name }
      result.observe(made.heapUsed, used, attributes)
      result.observe(made.spaceSize, size, attributes)
      result.observe(made.spaceFree, Math.max(0, size - used), attributes)
    }
  }
  const all = Object.values(made)
  meter.addBatchObservableCallback(observe, all)
  const stop = (): void => meter.removeBatchObservableCallback(observe, all)
  return { stop, [dispose]: stop }
}
