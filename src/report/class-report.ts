import { type ClassRules, decoratedClasses } from '../describe/rules.js'
import { expectOptions, wrongOption } from '../errors.js'
import { measure, shallowSum } from '../measure.js'
import type { SizeOptions } from '../options.js'
import { printable } from '../printable.js'
import { Engine, instancesOf } from './ask-engine.js'
import type { ClassReportRow, IgnoredField } from './class-report-row.js'
import { ClassReport } from './class-rows.js'

/** What a class report tells. */
export interface ClassReportOptions {
  /** Sizes at most so many instances of a class, spread over their ages, and projects the rest; 0 sizes none. Default: all. */
  readonly sample?: number | undefined
  /** What `growth` compares with. Default: the last report made. */
  readonly since?: ClassReport | undefined
  /**
   * Whether the engine is asked for the instances of classes that nothing else counts. For each such class it collects all garbage, and looks
   * through the heap: about 50 ms, and 300 ms per million objects. Default: true.
   */
  readonly ask?: boolean | undefined
}

const optionNames = ['ask', 'sample', 'since']

/**
 * A table of the decorated classes: instances that live, the bytes they hold (those with `live: 'size'`), what does not count and why.
 * Classes without `live` are counted by the engine, where it can be asked (`v8.queryObjects`, Node 20.13 and later, which warns once that it is
 * experimental). Sizing takes about 2.5 µs an instance, as each is asked for its description, and 15 to 30 ns for each object it holds.
 */
export function classReport(options: ClassReportOptions = {}): ClassReport {
  expectSound(options)
  const { sample = Infinity, since, ask = true } = options
  const classes = decoratedClasses()
  const engine = ask ? new Engine(classes) : undefined
  const counts = new WeakMap<object, number>()
  const rows = classes.map((rules): ClassReportRow => {
    const { tally, prototype } = rules
    const { instances, live, counted } = census(rules, engine, sample > 0)
    const before = since === undefined ? tally.reported : ClassReport.countIn(since, prototype)
    if (live !== null) {
      counts.set(prototype, live)
      tally.reported = live
      // what the engine found, nobody had counted
      if (live > tally.peak) tally.peak = live
    }
    const { unseen, ...sizes } = sizesOf(instances, sample)
    const counting = noteOn(rules, counted, instances !== undefined || sample === 0, ask && Engine.isElsewhere)
    const note = unseen === undefined ? counting : [counting, `no upper bound: ${unseen}`].filter(Boolean).join('; ')
    return {
      className: printable(rules.name),
      live,
      peak: live === null ? null : tally.peak,
      growth: live === null || before === undefined ? null : live - before,
      ...sizes,
      counted,
      ignored: rules.rules.filter(({ kind }) => kind === 'ignore').map(({ name, reason }) => ignoredField(name, reason as string)),
      ...(note !== undefined && { note }),
    }
  })
  return new ClassReport(rows, counts)
}

interface Census extends Pick<ClassReportRow, 'live' | 'counted'> {
  readonly instances?: readonly object[] | undefined
}

/** Whether something reports each instance: a field with a rule, or the constructor. */
export const isTold = ({ live, births, tally }: ClassRules): boolean => live !== undefined && (births !== undefined || tally.isTold)

/** How many instances live, and which, where that is known and asked for. */
function census(rules: ClassRules, engine: Engine | undefined, isSized: boolean): Census {
  if (isTold(rules)) {
    const instances = isSized ? rules.tally.instances() : undefined
    return { instances, live: instances?.length ?? rules.tally.live, counted: 'counted' }
  }
  const instances = engine && isSized && rules.live === 'size' ? instancesOf(rules) : undefined
  const live = instances?.length ?? engine?.count(rules) ?? null
  return { instances, live, counted: live === null ? null : 'asked' }
}

interface Sizes extends Pick<ClassReportRow, 'shallow' | 'deep' | 'lower' | 'upper' | 'mean' | 'sized' | 'by'> {
  /** Why `upper` is Infinity, where something could not be seen. */
  readonly unseen: string | undefined
}

const noSizes: Sizes = { shallow: null, deep: null, lower: null, upper: null, mean: null, sized: 0, by: null, unseen: undefined }

function sizesOf(instances: readonly object[] | undefined, most: number): Sizes {
  if (instances === undefined) return noSizes
  const live = instances.length
  const sized = Math.min(live, most)
  // a list of exactly that room, which is taken off again
  const list = Array.from({ length: sized }, (_, i) => instances[Math.floor((i * live) / sized)] as object)
  const whole = measure(list)
  const way: SizeOptions = whole.by === 'model' ? { by: 'model' } : {}
  const own = measure(list, { ...way, exclude: (value) => value !== list })
  const shallow = shallowSum(list, way)
  const bytes = whole.bytes - own.bytes
  const factor = sized === 0 ? 0 : live / sized
  return {
    shallow: Math.round(shallow * factor),
    deep: Math.round(bytes * factor),
    // the sample is a part of the whole, and what more instances would add has no bound
    lower: whole.lower - own.lower,
    upper: sized < live ? Infinity : whole.upper - own.upper,
    mean: live === 0 ? null : Math.round((bytes * factor) / live),
    sized,
    by: whole.by,
    unseen: whole.upper === Infinity ? whole.opaque[0]?.reason : undefined,
  }
}

const ignoredField = (name: PropertyKey, reason: string): IgnoredField => ({
  field: printable(typeof name === 'symbol' ? `[${String(name)}]` : String(name)),
  reason: printable(reason),
})

function noteOn({ live }: ClassRules, counted: ClassReportRow['counted'], isListed: boolean, isElsewhere: boolean): string | undefined {
  const mend = '@MemSize.field on a field (standard decorators), or countInstance(this) in the constructor'
  if (counted === null && isElsewhere)
    return `not counted: in a context of node:vm, as Jest makes one, the engine is not asked; that takes @MemSize({ live: 'count' }) and ${mend}`
  if (counted === null)
    return live === undefined ? "not counted: that takes @MemSize({ live: 'count' })" : `not counted: that takes ${mend}`
  if (counted === 'counted' || live === undefined) return undefined
  return `${live === 'size' && !isListed ? 'not sized, and ' : ''}counted by the engine, as the report is made: tracking takes ${mend}`
}

function expectSound(options: unknown): void {
  expectOptions(options, optionNames, '{ sample: 1000 }')
  const { sample, since, ask } = options as ClassReportOptions
  if (sample !== undefined && !(typeof sample === 'number' && sample >= 0 && (Number.isInteger(sample) || sample === Infinity)))
    throw wrongOption('sample', 'a whole number of instances, 0 or more', sample)
  if (since !== undefined && !(since instanceof ClassReport)) throw wrongOption('since', 'a report, as classReport() returns one', since)
  if (ask !== undefined && typeof ask !== 'boolean') throw wrongOption('ask', 'true or false', ask)
}
