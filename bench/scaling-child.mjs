/** node scaling-child.mjs <shape> <count>: prints the medians of the ns per object, and of memsize / bare. */
import { runOf } from './rivals.mjs'
import { quantile, ratios, timeInRounds } from './rounds.mjs'
import { linkedList, smallObjects } from './values.mjs'

const shapes = { list: linkedList, rows: smallObjects }
const [shape, count] = [process.argv[2], Number(process.argv[3])]
/** Objects walked by one run in all rounds: fewer rounds for larger values, three at least. */
const OBJECTS = 10_000_000
/** So many objects make one run a sample. */
const LONG_ENOUGH = 1_000_000

// All code is warm before the first sample, whatever the size.
for (const build of Object.values(shapes)) timeInRounds(runsOf(build(10_000)), 10)

const value = shapes[shape](count)
runOf('bare traversal')(value) // the first Set a string comes into computes its hash, and the string keeps it
globalThis.gc()
const rounds = Math.min(101, Math.max(3, OBJECTS / count))
const [bare, model, owned] = timeInRounds(runsOf(value), rounds, count < LONG_ENOUGH ? undefined : 1)
const perObject = (times) => (quantile(times) * 1e6) / count
console.log(
  JSON.stringify({
    bare: perObject(bare),
    model: perObject(model),
    owned: perObject(owned),
    toBare: quantile(ratios(model, bare)),
  }),
)

function runsOf(value) {
  return ['bare traversal', 'memsize', 'memsize, owned'].map((name) => () => runOf(name)(value))
}
