import { gaugeText, type Sample } from '../prometheus.js'
import type { ClassReportRow } from './class-report-row.js'

interface Metric {
  readonly name: string
  readonly help: string
  readonly of: (row: ClassReportRow) => number | null
}

const metrics: readonly Metric[] = [
  { name: 'memsize_class_live_instances', help: 'Instances of the class that live.', of: ({ live }) => live },
  { name: 'memsize_class_peak_instances', help: 'The most instances of the class that lived at once.', of: ({ peak }) => peak },
  { name: 'memsize_class_shallow_bytes', help: 'Own bytes of all instances of the class.', of: ({ shallow }) => shallow },
  { name: 'memsize_class_deep_bytes', help: 'Bytes that all instances of the class hold together.', of: ({ deep }) => deep },
  {
    name: 'memsize_class_sized_instances',
    help: 'Instances that were sized: fewer than live where the bytes are projected from a sample.',
    of: ({ deep, sized }) => (deep === null ? null : sized),
  },
]

/** The text exposition format, version 0.0.4: one sample for each metric and set of labels. */
export function prometheusText(rows: readonly ClassReportRow[]): string {
  let text = ''
  for (const { name, help, of } of metrics) {
    const sums = new Map<string, number>()
    for (const row of rows) {
      const value = of(row)
      if (value !== null) sums.set(row.className, (sums.get(row.className) ?? 0) + value)
    }
    text += gaugeText(
      name,
      help,
      [...sums].map(([className, value]) => [{ class: className }, value]),
    )
  }
  return text + meanText(rows) + ignoredText(rows)
}

function meanText(rows: readonly ClassReportRow[]): string {
  const means = new Map<string, [deep: number, live: number]>()
  for (const { className, deep, live } of rows) {
    const [bytes, count] = means.get(className) ?? [0, 0]
    if (deep !== null && live !== null) means.set(className, [bytes + deep, count + live])
  }
  const known = [...means].filter(([, [, live]]) => live > 0)
  const samples = known.map(([name, [deep, live]]): Sample => [{ class: name }, deep / live])
  return gaugeText('memsize_class_mean_bytes', 'Bytes that all instances of the class hold together, by instance.', samples)
}

function ignoredText(rows: readonly ClassReportRow[]): string {
  const ignored = new Map<string, Sample>()
  for (const { className, ignored: fields } of rows) {
    for (const field of fields) {
      const labels = { class: className, ...field }
      ignored.set(JSON.stringify(labels), [labels, 1])
    }
  }
  return gaugeText('memsize_class_ignored_field', 'A field of the class that does not count, and why: always 1.', [...ignored.values()])
}
