import { AggregationTemporality, InMemoryMetricExporter, MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics'
import { observeProcess } from '../../src/process.js'

test.each([true, false])('quick: %s; the parts sum to RSS, under the names of the conventions', async (quick) => {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE)
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 1e6 })
  const provider = new MeterProvider({ readers: [reader] })
  const observation = observeProcess(provider.getMeter('memsize'), { quick })
  await reader.forceFlush()
  const found = exporter.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics.flatMap(({ metrics }) => metrics))
  const sumOf = (name: string) =>
    found.find(({ descriptor }) => descriptor.name === name)?.dataPoints.reduce((sum, { value }) => sum + (value as number), 0)
  expect(sumOf('memsize.process.part')).toBe(sumOf('process.memory.usage'))
  expect(sumOf('v8js.memory.heap.used')).toBeGreaterThan(1e6)
  expect(found.map(({ descriptor }) => descriptor.unit)).toEqual(found.map(() => 'By'))
  observation.stop()
  await provider.shutdown()
})

test('no meter', () => {
  expect(() => observeProcess({} as never)).toThrow(/^Expected `meter` to be a Meter of @opentelemetry\/api, got an object/)
})

test('stop() takes away what it has added', () => {
  const added: unknown[] = []
  const removed: unknown[] = []
  const meter = {
    createObservableUpDownCounter: (name: string) => name,
    addBatchObservableCallback: (...given: unknown[]) => void added.push(given),
    removeBatchObservableCallback: (...given: unknown[]) => void removed.push(given),
  }
  const observation = observeProcess(meter)
  expect(removed).toEqual([])
  observation.stop()
  expect(removed).toEqual(added)
})
