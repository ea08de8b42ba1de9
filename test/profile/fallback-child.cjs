// V8's own profile, where the probe cannot be used: what it says, and what it says that it lost.
process.env.MEMSIZE_PROBE = 'off'
const { startProfile } = require('../../dist/cjs/profile.js')
const { deepSize } = require('../../dist/cjs/index.js')

const keep = new Array(25_000).fill(null)
let at = 0
function makeLive(n) {
  for (let i = 0; i < n; i++) keep[at++] = { a: i, list: [i] }
}
makeLive(1000)
const each = deepSize({ a: 1, list: [1] }, { by: 'model' })
const profiler = startProfile({ interval: 4096 })
makeLive(20_000)
let reading = 'no error'
try {
  profiler.read()
} catch (error) {
  reading = error.message
}
const { by, costs, notes, sites } = profiler.stop()
const found = sites.filter((site) => site.function === 'makeLive')
console.log(
  JSON.stringify({
    by,
    costs,
    notes,
    reading,
    each,
    truth: 20_000 * each,
    live: found.map(({ live, bounds }) => ({ live, bound: bounds.live })),
  }),
)
