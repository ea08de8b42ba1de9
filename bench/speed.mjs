/** Processor time over that of JSON.stringify of the same value, for everybody; and how ours stands to its targets. */
import { rivals } from './rivals.mjs'
import { quantile, ratios, timeInRounds } from './rounds.mjs'
import { markdown, ratio, verdict } from './tables.mjs'
import { instances, nestedDocument, smallObjects } from './values.mjs'

const ROUNDS = 41
/** Enough for the optimizing compiler to have done its work on all values, so that no value is measured with code that knows only it. */
const WARM_ROUNDS = 8

const TARGETS = [
  { ours: 'memsize', over: 'bare traversal', most: 1.5 },
  { ours: 'memsize, owned', over: 'JSON length', most: 0.9 },
]

export function speed() {
  const values = [
    { name: '10k small objects', value: smallObjects(10_000) },
    { name: '10k instances of 6 fields', value: instances(10_000) },
    { name: 'nested document, 10k objects', value: nestedDocument(1_820) },
  ]
  const runsOf = (value) =>
    rivals.map(
      ({ run }) =>
        () =>
          run(value),
    )
  for (const { value } of values) timeInRounds(runsOf(value), WARM_ROUNDS)

  const index = (name) => rivals.findIndex((rival) => rival.name === name)
  const json = index('JSON length')
  const samples = values.map(({ value }) => timeInRounds(runsOf(value), ROUNDS))
  const cell = (i) => (times) => ratio(quantile(ratios(times[i], times[json])))
  const rows = rivals.map(({ name }, i) => [i === json ? 'JSON.stringify' : name, ...samples.map(cell(i))])
  const table = markdown(['time / JSON.stringify', ...values.map(({ name }) => name)], rows)

  console.log(
    `\nSpeed: processor time / that of JSON.stringify of the same value, medians of ${ROUNDS} interleaved rounds on Node ${process.version}\n\n${table}\n`,
  )
  for (const { ours, over, most } of TARGETS) {
    samples.forEach((times, v) => {
      const found = ratios(times[index(ours)], times[index(over)])
      const spread = `quartiles ${ratio(quantile(found, 0.25))} to ${ratio(quantile(found, 0.75))}`
      console.log(`${verdict(`${ours} / ${over}, ${values[v].name}`, quantile(found), most)} (${spread})`)
    })
  }
  return { speed: table }
}
