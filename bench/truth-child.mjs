/** node truth-child.mjs <snapshot>: builds the values, writes the snapshot, then asks everybody; prints the answers. */
import { writeFileSync } from 'node:fs'
import { writeHeapSnapshot } from 'node:v8'
import { measure } from '../dist/esm/index.js'
import { rivals } from './rivals.mjs'
import { values } from './values.mjs'

class BenchHolder {
  constructor(vals) {
    this.vals = vals
  }
}

const holder = new BenchHolder(values.map(({ build }) => build()))
globalThis.gc()
globalThis.gc()
writeHeapSnapshot(process.argv[2])

// Ours first: it leaves a value as it is, and some of the others do not.
const bounds = holder.vals.map((value) => measure(value, { by: 'model' }))
const answers = holder.vals.map(() => ({}))
for (const { name, size, treesOnly } of rivals) {
  if (!size) continue
  holder.vals.forEach((value, i) => {
    if (!treesOnly || values[i].tree !== false) answers[i][name] = asked(size, value)
  })
}
const printed = answers.map((reported, i) => ({ reported, lower: bounds[i].lower, upper: String(bounds[i].upper) }))
writeFileSync(1, JSON.stringify(printed))

/** null where there is no answer: it threw, overflowed the stack, or returned an Error. */
function asked(size, value) {
  try {
    const bytes = size(value)
    return typeof bytes === 'number' ? bytes : null
  } catch {
    return null
  }
}
