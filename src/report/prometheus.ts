import type { ClassReportRow } from './class-rows.js'

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
  const lines: string[] = []
  for (const { name, help, of } of metrics) {
    const sums = new Map<string, number>()
    for (const row of rows) {
      const value = of(row)
      if (value !== null) sums.set(row.className, (sums.get(row.className) ?? 0) + value)
    }
    lines.push(
      ...family(
        name,
        help,
        [...sums].map(([className, value]) => [labels({ class: className }), value]),
      ),
    )
  }
  const means = new Map<string, [deep: number, live: number]>()
  for (const { className, deep, live } of rows) {
    const [bytes, count] = means.get(className) ?? [0, 0]
    if (deep !== null && live !== null) means.set(className, [bytes + deep, count + live])
  }
  const known = [...means].filter(([, [, live]]) => live > 0)
  const meanHelp = 'Bytes that all instances of the class hold together, by instance.'
  lines.push(
    ...family(
      'memsize_class_mean_bytes',
      meanHelp,
      known.map(([name, [deep, live]]) => [labels({ class: name }), deep / live]),
    ),
  )
  const ignored = new Set(rows.flatMap(({ className, ignored }) => ignored.map((field) => labels({ class: className, ...field }))))
  const ignoredHelp = 'A field of the class that does not count, and why: always 1.'
  lines.push(
    ...family(
      'memsize_class_ignored_field',
      ignoredHelp,
      [...ignored].map((label) => [label, 1]),
    ),
  )
  return lines.map((line) => `${line}\n`).join('')
}

/** Nothing where it has no sample. */
function family(name: string, help: string, samples: readonly (readonly [labels: string, value: number])[]): string[] {
  if (samples.length === 0) return []
  return [`# HELP ${name} ${help}`, `# TYPE ${name} gauge`, ...samples.map(([labels, value]) => `${name}${labels} ${value}`)]
}

const labels = (values: Readonly<Record<string, string>>): string =>
  `{${Object.entries(values)
    .map(([name, value]) => `${name}="${escaped(value)}"`)
    .join(',')}}`

const escaped = (value: string): string => value.replace(/[\\"\n]/g, (character) => (character === '\n' ? '\\n' : `\\${character}`))
