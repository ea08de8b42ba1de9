// Seeded random shapes as values to be measured: SEEDS=first..last.
const { randomShape } = require('./shapes.cjs')

const [first, last] = (process.env.SEEDS ?? '0..200').split('..').map(Number)
module.exports = Array.from({ length: last - first }, (_, i) => ({ name: `seed ${first + i}`, build: () => randomShape(first + i) }))
