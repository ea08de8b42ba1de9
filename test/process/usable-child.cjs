// Prints, as JSON, where the formula of this process's allocator differs from what it really gives: sizes 0 to 70,000 and 2,000 larger ones.
const { allocator, usableSize, usableSizes } = require('../../dist/cjs/process.js')

let state = 88172645463325252n
/** xorshift64: the same sizes in every run. */
function random(below) {
  state ^= (state << 13n) & 0xffffffffffffffffn
  state ^= state >> 7n
  state ^= (state << 17n) & 0xffffffffffffffffn
  return Number(state % BigInt(below))
}

const sizes = Array.from({ length: 70_001 }, (_, i) => i)
for (let i = 0; i < 2000; i++) sizes.push(70_001 + random(i < 1000 ? 2e6 : i < 1800 ? 40e6 : 200e6))

const { name, version, model, by } = allocator()
let likeliest = 0
const wrong = []
for (const size of sizes) {
  const real = usableSize(size)
  const formula = usableSizes(size, model)
  if (formula[0] === real) likeliest++
  else if (!formula.includes(real)) wrong.push(`${size}: ${real}, not ${formula}`)
}
console.log(JSON.stringify({ name, version, model, by, sizes: sizes.length, likeliest, wrong: wrong.length, first: wrong.slice(0, 5) }))
