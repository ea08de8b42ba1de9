/** Prints whether `verify` finds each value right that a compiled file exports: its argument. */
import { pathToFileURL } from 'node:url'
import { measure } from 'memsize'
import { verify } from 'memsize/heap'

/** @type {Record<string, unknown>} */
const results = {}
for (const [name, value] of Object.entries(await import(pathToFileURL(process.argv[2]).href))) {
  const verification = await verify(value)
  const { lower, upper, opaque } = measure(value, { by: 'model' })
  const { ok, faults, truth: inHeap, claimed } = verification
  const truth = inHeap + claimed
  results[name] = {
    ok,
    faults,
    isWithin: lower <= truth && truth <= upper && Number.isFinite(upper),
    opaque: opaque.map(({ reason }) => reason),
  }
}
console.log(JSON.stringify(results))
