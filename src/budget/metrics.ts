import { expectOptions, MemSizeError, shown } from '../errors.js'
import { currentLayout } from '../method.js'
import { gaugeText, type Sample } from '../prometheus.js'
import { type BudgetTree, MemoryBudget } from './memory-budget.js'

/** A cache held to bytes: a SizedLRU, a BoundedMap, or one of your own. */
export interface MeteredCache {
  /** What it holds. */
  readonly bytes: number
  /** The most that it may hold, in bytes. */
  readonly maxBytes: number
  /** Entries. */
  readonly size: number
  /** Bytes that several entries hold, counted once. Part of `bytes`. */
  readonly sharedBytes?: number
}

/** What metrics report. */
export interface MemorySources {
  /** With all budgets below them, by path. Where two have one path, the last counts. */
  readonly budgets?: readonly MemoryBudget[] | undefined
  /** By the name that the metrics give them. */
  readonly caches?: Readonly<Record<string, MeteredCache>> | undefined
}

interface Gauge<T> {
  /** As OpenTelemetry has it. */
  readonly name: string
  readonly prometheus: string
  readonly help: string
  /** As UCUM has it. */
  readonly unit: string
  readonly of: (source: T) => number | undefined
}

/** A gauge, and what it stands at. */
export interface Reading extends Pick<Gauge<never>, 'name' | 'prometheus' | 'help' | 'unit'> {
  readonly samples: readonly Sample[]
}

const gauge = <T>(name: string, prometheus: string, help: string, unit: string, of: Gauge<T>['of']): Gauge<T> => ({
  name: `memsize.${name}`,
  prometheus: `memsize_${prometheus}`,
  help,
  unit,
  of,
})

const ofBudgets: readonly Gauge<BudgetTree>[] = [
  gauge('budget.used', 'budget_used_bytes', 'Bytes reserved in the budget and all below it.', 'By', ({ used }) => used),
  gauge('budget.peak', 'budget_peak_bytes', 'The most bytes that were ever reserved in the budget.', 'By', ({ peak }) => peak),
  gauge('budget.limit', 'budget_limit_bytes', 'Bytes that can be reserved in the budget at most.', 'By', ({ limit }) => limit),
  gauge(
    'budget.remaining',
    'budget_remaining_bytes',
    'Bytes that can be reserved now, here and in all budgets above.',
    'By',
    ({ remaining }) => remaining,
  ),
  gauge(
    'budget.reservations',
    'budget_reservations',
    'Reservations of the budget itself that are held.',
    '{reservation}',
    ({ reservations }) => reservations.reduce((sum, { count }) => sum + count, 0),
  ),
]

const ofCaches: readonly Gauge<MeteredCache>[] = [
  gauge('cache.used', 'cache_used_bytes', 'Bytes that the cache holds: keys, values and bookkeeping.', 'By', ({ bytes }) => bytes),
  gauge('cache.limit', 'cache_limit_bytes', 'Bytes that the cache may hold.', 'By', ({ maxBytes }) => maxBytes),
  gauge('cache.entries', 'cache_entries', 'Entries of the cache.', '{entry}', ({ size }) => size),
  gauge(
    'cache.shared',
    'cache_shared_bytes',
    'Bytes that the entries of the cache declare shared.',
    'By',
    ({ sharedBytes }) => sharedBytes,
  ),
]

/** By which method all these bytes are known. */
const ofMethod = {
  name: 'memsize.probe',
  prometheus: 'memsize_probe',
  help: 'Whether sizes are read from the engine (1) or estimated by the model (0).',
  unit: '1',
}

/** All gauges there are, in one order. */
export const gauges: readonly Omit<Reading, 'samples'>[] = [...ofBudgets, ...ofCaches, ofMethod]

/** What each gauge stands at now, in the order of `gauges`. */
export function readings(sources: MemorySources): Reading[] {
  const budgets = new Map<string, BudgetTree>()
  for (const budget of sources.budgets ?? []) if (!budget.isClosed) for (const tree of all(budget.tree())) budgets.set(tree.path, tree)
  const caches = Object.entries(sources.caches ?? {})
  const { name, probe } = currentLayout()
  const isMeasured = budgets.size > 0 || caches.length > 0
  const method: Reading = { ...ofMethod, samples: isMeasured ? [[{ engine: name }, probe.on ? 1 : 0]] : [] }
  return [...read(ofBudgets, 'budget', budgets), ...read(ofCaches, 'cache', caches), method]
}

function read<T>(gauges: readonly Gauge<T>[], label: string, sources: Iterable<readonly [string, T]>): Reading[] {
  const list = [...sources]
  return gauges.map((gauge) => ({
    ...gauge,
    samples: list.flatMap(([name, source]): Sample[] => {
      const value = gauge.of(source)
      return value === undefined ? [] : [[{ [label]: name }, value]]
    }),
  }))
}

function* all(tree: BudgetTree): Generator<BudgetTree> {
  yield tree
  for (const child of tree.children) yield* all(child)
}

/** Budgets and caches as a Prometheus server reads them (text format 0.0.4: `content-type: text/plain; version=0.0.4`), all of them gauges. */
export function toPrometheus(sources: MemorySources): string {
  expectSources(sources)
  return readings(sources)
    .map(({ prometheus, help, samples }) => gaugeText(prometheus, help, samples))
    .join('')
}

/** Throws a MemSizeError that names what is no budget and no cache. */
export function expectSources(sources: unknown): asserts sources is MemorySources {
  expectOptions(sources, ['budgets', 'caches'], '{ budgets: [app], caches: { pages } }')
  const { budgets = [], caches = {} } = sources as MemorySources
  if (!Array.isArray(budgets)) throw new MemSizeError(`Expected \`budgets\` to be a list like [app], got ${shown(budgets)}.`)
  for (const budget of budgets as readonly unknown[]) {
    if (!(budget instanceof MemoryBudget))
      throw new MemSizeError(`Expected \`budgets\` to be MemoryBudgets, got ${shown(budget)} among them.`)
  }
  if (typeof caches !== 'object' || caches === null)
    throw new MemSizeError(`Expected \`caches\` to be an object like { pages }, caches by name, got ${shown(caches)}.`)
  for (const [name, cache] of Object.entries(caches as Record<string, Partial<MeteredCache> | undefined>)) {
    const missing = (['bytes', 'maxBytes', 'size'] as const).find((figure) => typeof cache?.[figure] !== 'number')
    if (missing)
      throw new MemSizeError(
        `Expected the cache ${shown(name)} to have a number \`${missing}\`, as those of sizedLRU and boundBytes, got ${shown(cache)}.`,
      )
  }
}
