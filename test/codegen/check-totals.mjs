/** Holds the totals of generated functions against the model's walk, for random values of each type. Its argument: a folder of compiled cases. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import fc from 'fast-check'
import { deepSize, measure } from 'memsize'

const { TypedWalk } = await import(new URL('../../dist/esm/model/typed-walk.js', import.meta.url).href)
/** Keys of objects that were found not to be as their type says, and so were asked by the walk after all. @type {Set<string>} */
const misfits = new Set()
const { found } = TypedWalk.prototype
TypedWalk.prototype.found = function (/** @type {any[]} */ ...given) {
  const fields = found.apply(this, given)
  if (fields === undefined) misfits.add(`${Object.getOwnPropertyNames(given[1])} for ${given[0].keys}`)
  return fields
}
/** How often a walk came to its end: a total whose walk does not was made by the walk that asks. */
let ended = 0
const { finish } = TypedWalk.prototype
TypedWalk.prototype.finish = function () {
  ended++
  finish.call(this)
}

const [folder, seed] = process.argv.slice(2)
const results = []
for (const name of readdirSync(folder)) {
  const files = readdirSync(join(folder, name), { recursive: true, encoding: 'utf8' })
  const load = (/** @type {string} */ file) => import(pathToFileURL(join(folder, name, file)).href)
  /** @type {Record<string, any>} */
  const written = {}
  for (const file of files) if (file.endsWith('.memsize.js')) Object.assign(written, await load(file))
  if (!files.includes('samples.js')) continue
  const samples = await load('samples.js')
  for (const [type, values] of Object.entries(samples)) {
    const total = written[`deepSizeOf${type}`]
    const sizer = written[`describe${type}`]
    let most = 0
    misfits.clear()
    const details = fc.check(
      fc.property(values, (value) => {
        // a class's description goes with its instances
        const isPlain = [Object.prototype, Array.prototype].includes(Object.getPrototypeOf(Object(value)))
        const expected = deepSize(value, { by: 'model', describe: isPlain ? sizer : undefined })
        most = Math.max(most, expected)
        const before = ended
        const bytes = total(value)
        if (typeof value === 'object' && value !== null && ended === before) throw new Error('the walk threw, or its promise was broken')
        const options = { describe: isPlain ? sizer : undefined }
        const { lower, upper } = measure(value, { ...options, by: 'model' })
        const truth = measure(value, options)
        if (truth.by !== 'probe') throw new Error('the probe is off')
        if (truth.complete && truth.upper < Infinity && (truth.bytes < lower || truth.bytes > upper))
          throw new Error(`${truth.bytes} bytes by the probe, and the model says ${lower} to ${upper}`)
        if (bytes !== expected) throw new Error(`${bytes} bytes, and the walk has ${expected}`)
      }),
      { seed: Number(seed), numRuns: 200 },
    )
    results.push({ misfits: [...misfits], case: name, type, most, problem: details.failed ? fc.defaultReportMessage(details) : '' })
  }
}
console.log(JSON.stringify(results))
