/** Compares the totals of generated functions with the model's walk, for random values of each type. Its arguments: a folder of compiled cases, a seed, and how many values of each. */
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
  // one of a class below is left to the walk, as it should be
  const above = Object.getPrototypeOf(Object.getPrototypeOf(given[1]))
  if (fields === undefined && (above === null || above === Object.prototype))
    misfits.add(`${Object.getOwnPropertyNames(given[1])} for ${given[0].keys}`)
  return fields
}
/** How many walks that ask came to their end: a total that was made by one was not made by generated code. */
let asked = 0
const Walk = Object.getPrototypeOf(TypedWalk)
const { finish } = Walk.prototype
Walk.prototype.finish = function () {
  if (!(this instanceof TypedWalk)) asked++
  finish.call(this)
}

const [folder, seed, runsOfEach] = process.argv.slice(2)
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
    let byCode = 0
    let runs = 0
    misfits.clear()
    const details = fc.check(
      fc.property(values, (value) => {
        // a class's description goes with its instances
        const isPlain = [Object.prototype, Array.prototype].includes(Object.getPrototypeOf(Object(value)))
        const expected = deepSize(value, { by: 'model', describe: isPlain ? sizer : undefined })
        most = Math.max(most, expected)
        const before = asked
        const bytes = total(value, { by: 'model' })
        runs++
        if (asked === before) byCode++
        const options = { describe: isPlain ? sizer : undefined }
        const { lower, upper } = measure(value, { ...options, by: 'model' })
        const truth = measure(value, options)
        if (truth.by !== 'probe') throw new Error('the probe is off')
        if (truth.complete && truth.upper < Infinity && (truth.bytes < lower || truth.bytes > upper))
          throw new Error(`${truth.bytes} bytes by the probe, and the model says ${lower} to ${upper}`)
        const chosen = total(value)
        if (chosen !== expected && chosen !== truth.bytes)
          throw new Error(`${chosen} bytes by itself, the walk has ${expected}, the probe ${truth.bytes}`)
        if (bytes !== expected) throw new Error(`${bytes} bytes, and the walk has ${expected}`)
      }),
      { seed: Number(seed), numRuns: Number(runsOfEach) },
    )
    results.push({
      misfits: [...misfits],
      byCode: byCode / runs,
      case: name,
      type,
      most,
      problem: details.failed ? fc.defaultReportMessage(details) : '',
    })
  }
}
console.log(JSON.stringify(results))
