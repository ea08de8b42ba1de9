/** Reported / true deep size, for every value and everybody who gives a size. */
import { rivals } from './rivals.mjs'
import { markdown, ratio } from './tables.mjs'
import { weighAll } from './truth.mjs'
import { values } from './values.mjs'

export async function accuracy() {
  const weighed = await weighAll()
  const sizers = rivals.filter(({ size }) => size)
  const [ours, model, ...others] = sizers
  const head = ['reported / true size', 'true bytes', ours.name, model.name, 'its bounds', ...others.map(({ name }) => name)]
  const rows = weighed.map(({ truth, lower, upper, reported }, i) => {
    const cell = ({ name }) => (name in reported ? ratio((reported[name] ?? NaN) / truth) : '–')
    const bounds = `${ratio(lower / truth)} to ${ratio(Number(upper) / truth)}`
    return [values[i].name, truth.toLocaleString('en'), cell(ours), cell(model), bounds, ...others.map(cell)]
  })
  const table = markdown(head, rows)
  console.log(`\nAccuracy: reported / true deep size, the truth from the heap snapshot of Node ${process.version}\n\n${table}\n`)
  for (const { name } of sizers) console.log(`${name}: ${summary(weighed, name)}`)
  for (const [i, { truth, lower, upper }] of weighed.entries()) {
    if (truth < lower || truth > Number(upper)) console.log(`bounds do not hold: ${values[i].name}, ${lower} to ${upper}, truth ${truth}`)
  }
  return { accuracy: table }
}

function summary(weighed, name) {
  const asked = weighed.filter(({ reported }) => name in reported)
  const near = asked.filter(({ truth, reported }) => Math.abs((reported[name] ?? NaN) / truth - 1) <= 0.1)
  const exact = asked.filter(({ truth, reported }) => reported[name] === truth)
  return `within 10 % for ${near.length} of ${asked.length}, equal to the byte for ${exact.length}`
}
