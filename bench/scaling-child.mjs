/** node scaling-child.mjs <shape> <count>: prints the medians of the ns per object, and of model / bare. */

import { measure } from '../dist/esm/index.js'
import { seeded, shuffle } from './random.mjs'
import { runOf } from './rivals.mjs'
import { quantile, ratios, timeInRounds } from './rounds.mjs'
import { linkedList, nestedDocument, smallObjects } from './values.mjs'

const shapes = {
  list: linkedList,
  rows: smallObjects,
  // four objects for an article and its strings, about
  document: (count) => nestedDocument(Math.round(count / 12)),
  shuffled: (count) => shuffle(seeded(), smallObjects(count)),
}
const [shape, count] = [process.argv[2], Number(process.argv[3])]
/** Objects walked by one run in all rounds: fewer rounds for larger values, three at least. */
const OBJECTS = 10_000_000
/** How many objects make one run a sample. */
const LONG_ENOUGH = 1_000_000

// All code is warm before the first sample, whatever the size.
for (const build of Object.values(shapes)) timeInRounds(runsOf(build(10_000)), 10)

const value = shapes[shape](count)
runOf('bare traversal')(value) // the first Set a string comes into computes its hash, and the string keeps it
globalThis.gc()
const rounds = Math.min(101, Math.max(3, OBJECTS / count))
const [probe, bare, model, owned] = timeInRounds(runsOf(value), rounds, count < LONG_ENOUGH ? undefined : 1)
// strings are objects of the heap too
const objects = measure(value).count
const perObject = (times) => (quantile(times) * 1e6) / objects
console.log(
  JSON.stringify({
    objects,
    probe: perObject(probe),
    bare: perObject(bare),
    model: perObject(model),
    owned: perObject(owned),
    toBare: quantile(ratios(model, bare)),
  }),
)

function runsOf(value) {
  return ['memsize', 'bare traversal', 'memsize, model', 'memsize, model, owned'].map((name) => () => runOf(name)(value))
}
