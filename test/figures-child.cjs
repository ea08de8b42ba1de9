// Prints what the accuracy table has for each of its values: [name, by the probe, by the model, lower, upper, length of the JSON].
const { deepSize, measure } = require('../dist/cjs/index.js')

const jsonLength = (value) => {
  try {
    return JSON.stringify(value).length
  } catch {
    return undefined
  }
}

async function main() {
  const { values } = await import('../bench/values.mjs')
  const rows = values.map(({ name, build }) => {
    const value = build()
    const { bytes, lower, upper } = measure(value, { by: 'model' })
    return [name, deepSize(value, { by: 'probe' }), bytes, lower, String(upper), jsonLength(value)]
  })
  console.log(JSON.stringify(rows))
}
main()
