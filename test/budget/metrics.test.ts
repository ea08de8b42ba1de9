import { AggregationTemporality, InMemoryMetricExporter, MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics'
import { boundBytes, Ledger, MemoryBudget, toPrometheus } from '../../src/budget.js'
import { currentLayout, deepSize, MemSizeError } from '../../src/index.js'
import { sizedLRU } from '../../src/integrations/lru-cache.js'
import { observeMemory } from '../../src/integrations/open-telemetry.js'

function sources() {
  const app = new MemoryBudget({ name: 'app', limit: 10_000 })
  const images = app.child({ name: 'im"ages\n', limit: 8000 })
  const held = [app.reserve(1000), images.reserve(500), images.reserve(700)]
  const config = Ledger.share({ text: 'x'.repeat(100) })
  const pages = sizedLRU<string, object>({ maxBytes: 100_000 })
  pages.set('a', { config })
  const users = boundBytes(new Map<string, number>(), { maxBytes: '5 kB' })
  return { app, images, held, config, pages, users, all: { budgets: [app, images], caches: { pages, users } } }
}

test('as Prometheus text', () => {
  const { app, held, config, pages, users, all } = sources()
  const gauges = toPrometheus(all).split(/(?=# HELP)/)
  expect(gauges.length).toBe(10)
  expect(gauges[0]).toBe(
    [
      '# HELP memsize_budget_used_bytes Bytes reserved in the budget and all below it.',
      '# TYPE memsize_budget_used_bytes gauge',
      'memsize_budget_used_bytes{budget="app"} 2200',
      'memsize_budget_used_bytes{budget="app/im\\"ages\\n"} 1200',
      '',
    ].join('\n'),
  )
  const samples = (text: string) => text.split('\n').filter((line) => /^[^#]/.test(line))
  expect(gauges.slice(1, 5).flatMap(samples)).toEqual([
    'memsize_budget_peak_bytes{budget="app"} 2200',
    'memsize_budget_peak_bytes{budget="app/im\\"ages\\n"} 1200',
    'memsize_budget_limit_bytes{budget="app"} 10000',
    'memsize_budget_limit_bytes{budget="app/im\\"ages\\n"} 8000',
    'memsize_budget_remaining_bytes{budget="app"} 7800',
    'memsize_budget_remaining_bytes{budget="app/im\\"ages\\n"} 6800',
    'memsize_budget_reservations{budget="app"} 1',
    'memsize_budget_reservations{budget="app/im\\"ages\\n"} 2',
  ])
  expect(gauges.slice(5).flatMap(samples)).toEqual([
    `memsize_cache_used_bytes{cache="pages"} ${pages.bytes}`,
    `memsize_cache_used_bytes{cache="users"} ${users.bytes}`,
    'memsize_cache_limit_bytes{cache="pages"} 100000',
    'memsize_cache_limit_bytes{cache="users"} 5000',
    'memsize_cache_entries{cache="pages"} 1',
    'memsize_cache_entries{cache="users"} 0',
    `memsize_cache_shared_bytes{cache="pages"} ${deepSize(config)}`,
    'memsize_cache_shared_bytes{cache="users"} 0',
    `memsize_probe{engine="${currentLayout().name}"} ${currentLayout().probe.on ? 1 : 0}`,
  ])
  for (const one of held) one.release()
  app.close()
  expect([toPrometheus({ budgets: [app] }), toPrometheus({})]).toEqual(['', ''])
})

test('as OpenTelemetry gauges, until they are stopped', async () => {
  const { images, pages, all } = sources()
  const exporter = new InMemoryMetricExporter(AggregationTemporality.DELTA)
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 1e6 })
  const provider = new MeterProvider({ readers: [reader] })
  const observation = observeMemory(all, { meter: provider.getMeter('test') })
  const collected = async () => {
    exporter.reset()
    await reader.forceFlush()
    const scopeMetrics = exporter.getMetrics()[0]?.scopeMetrics ?? []
    return new Map((scopeMetrics[0]?.metrics ?? []).map(({ descriptor, dataPoints }) => [descriptor.name, { descriptor, dataPoints }]))
  }
  const first = await collected()
  expect([...first.keys()]).toEqual([
    'memsize.budget.used',
    'memsize.budget.peak',
    'memsize.budget.limit',
    'memsize.budget.remaining',
    'memsize.budget.reservations',
    'memsize.cache.used',
    'memsize.cache.limit',
    'memsize.cache.entries',
    'memsize.cache.shared',
    'memsize.probe',
  ])
  const used = first.get('memsize.budget.used')
  expect(used?.descriptor).toMatchObject({ unit: 'By', type: 'OBSERVABLE_GAUGE' })
  expect(used?.dataPoints.map(({ attributes, value }) => [attributes.budget, value])).toEqual([
    ['app', 2200],
    ['app/im"ages\n', 1200],
  ])
  expect(first.get('memsize.cache.used')?.dataPoints[0]).toMatchObject({ attributes: { cache: 'pages' }, value: pages.bytes })
  images.close()
  pages.clear()
  const second = await collected()
  expect(second.get('memsize.budget.used')?.dataPoints.map(({ value }) => value)).toEqual([1000])
  expect(second.get('memsize.cache.entries')?.dataPoints.map(({ value }) => value)).toEqual([0, 0])
  observation.stop()
  const third = await collected()
  expect([...third.values()].filter(({ dataPoints }) => dataPoints.length > 0)).toEqual([])
  await provider.shutdown()
})

test('without a provider it does no harm', () => {
  observeMemory(sources().all)[Symbol.dispose]()
})

test.each<[string, unknown, unknown]>([
  ['Expected options as an object like { budgets: [app], caches: { pages } }, got undefined', undefined, {}],
  ['Unknown option `budget`. Known ones are budgets, caches.', { budget: [] }, {}],
  ['Expected `budgets` to be a list like [app], got an object', { budgets: {} }, {}],
  ['Expected `budgets` to be MemoryBudgets, got 5 (number) among them', { budgets: [5] }, {}],
  ['Expected `caches` to be an object like { pages }, caches by name, got null', { caches: null }, {}],
  ['Expected the cache "pages" (string) to have a number `bytes`, as those of sizedLRU', { caches: { pages: new Map() } }, {}],
  ['Expected `meter` to be a Meter of @opentelemetry/api, got 5 (number)', {}, { meter: 5 }],
])('%s', (message, wrong, options) => {
  const acts = [
    () => observeMemory(wrong as never, options as never),
    ...('meter' in (options as object) ? [] : [() => toPrometheus(wrong as never)]),
  ]
  for (const act of acts) {
    expect(act).toThrow(message)
    expect(act).toThrow(MemSizeError)
  }
})
