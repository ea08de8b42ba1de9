/** Processor time over that of JSON.stringify of the same value, for everybody; and how ours stands to its targets. */

import { described } from '../dist/esm/probe/descriptions.js'
import { theProbe } from '../dist/esm/probe/probe.js'
import { rivals } from './rivals.mjs'
import { quantile, ratios, timeInRounds } from './rounds.mjs'
import { markdown, ratio, verdict } from './tables.mjs'
import { instances, nestedDocument, smallObjects } from './values.mjs'

const ROUNDS = 41
/** Enough for the optimizing compiler to have done its work on all values, so that no value is measured with code that knows only it. */
const WARM_ROUNDS = 8

const TARGETS = [
  { ours: 'memsize', over: 'JSON length', most: 0.25, only: '10k small objects' },
  { ours: 'memsize', over: 'object-sizeof', most: 0.1 },
  { ours: 'memsize, model', over: 'bare traversal', most: 1.5 },
  { ours: 'memsize, model, owned', over: 'JSON length', most: 0.9 },
]

/** Bytes of its own that the probe may use for each object while it runs. */
const MEMORY_PER_OBJECT = 16

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

  const json = index('JSON length')
  const samples = values.map(({ value }) => timeInRounds(runsOf(value), ROUNDS))
  const cell = (i) => (times) => ratio(quantile(ratios(times[i], times[json])))
  const rows = rivals.map(({ name }, i) => [i === json ? 'JSON.stringify' : name, ...samples.map(cell(i))])
  const table = markdown(['time / JSON.stringify', ...values.map(({ name }) => name)], rows)

  console.log(
    `\nSpeed: processor time / that of JSON.stringify of the same value, medians of ${ROUNDS} interleaved rounds on Node ${process.version}\n\n${table}\n`,
  )
  for (const { ours, over, most, only } of TARGETS) {
    samples.forEach((times, v) => {
      if (only && only !== values[v].name) return
      const found = ratios(times[index(ours)], times[index(over)])
      const spread = `quartiles ${ratio(quantile(found, 0.25))} to ${ratio(quantile(found, 0.75))}`
      console.log(`${verdict(`${ours} / ${over}, ${values[v].name}`, quantile(found), most)} (${spread})`)
    })
  }
  for (const { name, value } of values) {
    const { memory, count } = theProbe().deep(value, described, { slack: false, contexts: false, limit: undefined, budget: undefined })
    console.log(verdict(`bytes of the probe's own per object, ${name}`, memory / count, MEMORY_PER_OBJECT))
  }
  console.log(small())
  return { speed: table }
}

/** What one measurement costs of a value so small that the call itself decides. */
function small() {
  const value = { a: 1, b: 'two', c: true, d: null, e: [1, 2], f: { g: 1 }, h: 1.5, i: 4, j: undefined, k: 'eleven' }
  const runs = ['memsize', 'memsize, model'].map((name) => () => rivals[index(name)].run(value))
  timeInRounds(runs, WARM_ROUNDS)
  const [probe, model] = timeInRounds(runs, ROUNDS).map((times) => quantile(times) * 1e6)
  return `an object of 10 fields: probe ${probe.toFixed(0)} ns, model ${model.toFixed(0)} ns (aim: at most 1000 ns more than the model)`
}

/** @param {string} name */
function index(name) {
  return rivals.findIndex((rival) => rival.name === name)
}
