// Prints what the accuracy table has for each of its values: [name, by the probe, by the model, lower, upper, length of the JSON].
import { values } from '../bench/values.mjs'
import { deepSize, measure } from '../dist/esm/index.js'

const jsonLength = (value) => {
  try {
    return JSON.stringify(value).length
  } catch {
    return undefined
  }
}

const rows = values.map(({ name, build }) => {
  const value = build()
  const { bytes, lower, upper } = measure(value, { by: 'model' })
  return [name, deepSize(value, { by: 'probe' }), bytes, lower, String(upper), jsonLength(value)]
})
console.log(JSON.stringify(rows))
