/**
 * Budgets and caches as OpenTelemetry gauges. It needs the package @opentelemetry/api.
 * @module memsize/opentelemetry
 */
import { type BatchObservableResult, type Meter, metrics } from '@opentelemetry/api'
import { expectSources, gauges, type MemorySources, readings } from '../budget/metrics.js'
import { dispose } from '../dispose.js'
import { expectOptions, wrongOption } from '../errors.js'

export type { MemorySources, MeteredCache } from '../budget/metrics.js'

/** Which meter gets the gauges. */
export interface ObserveOptions {
  /** Default: the meter `memsize` of the provider that is registered globally. */
  readonly meter?: Meter | undefined
}

/** Gauges that are read until they are stopped. */
export interface MemoryObservation {
  /** Ends the gauges. */
  stop(): void
  [Symbol.dispose](): void
}

/**
 * Budgets and caches as OpenTelemetry gauges: `memsize.budget.used`, `.peak`, `.limit`, `.remaining`, `.reservations` with the attribute `budget`, and
 * `memsize.cache.used`, `.limit`, `.entries`, `.shared` with the attribute `cache`. Sizes are bytes (`By`). Read whenever the provider collects.
 * Register the provider first: what is made before it goes nowhere.
 */
export function observeMemory(sources: MemorySources, options: ObserveOptions = {}): MemoryObservation {
  expectSources(sources)
  expectOptions(options, ['meter'], '{ meter }')
  const { meter = metrics.getMeter('memsize') } = options
  if (typeof meter?.createObservableGauge !== 'function') throw wrongOption('meter', 'a Meter of @opentelemetry/api', meter)
  const observables = gauges.map(({ name, help, unit }) => meter.createObservableGauge(name, { description: help, unit }))
  const observe = (result: BatchObservableResult): void => {
    readings(sources).forEach(({ samples }, i) => {
      for (const [labels, value] of samples) result.observe(observables[i], value, labels)
    })
  }
  meter.addBatchObservableCallback(observe, observables)
  const stop = (): void => meter.removeBatchObservableCallback(observe, observables)
  return { stop, [dispose]: stop }
}
