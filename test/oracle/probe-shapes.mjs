/**
 * The probe against the heap snapshot of every Node, on many random shapes: `npm run oracle:probe`, or with `-- 0..5000` for other seeds, with
 * `-- 0..5000 node24` for one engine. Prints each value that differs; fails if one does. A run of every engine puts its table on its page of docs/.
 */
import { markdown, writeTable } from '../../bench/tables.mjs'
import { build, isStale } from '../../scripts/build.mjs'
import { enginePath, fetchEngines } from '../../scripts/engines.mjs'
import { buildNative } from '../../scripts/native.mjs'
import { importTypeScript } from './bundle.mjs'

const [range = '0..20000', ...chosen] = process.argv.slice(2)
const engines = chosen.length > 0 ? chosen : ['node20', 'node22', 'node24', 'node26']
const [first, last] = range.split('..').map(Number)
if (!(first < last)) throw new Error(`Expected seeds like 0..20000, got ${range}`)

fetchEngines()
if (isStale()) build('--noCheck')
buildNative()
const { compareProbe, faultsOf } = await importTypeScript('test/oracle/probe.ts')

/** A process for so many: its snapshot has some hundred thousand objects then. */
const atOnce = 2_500

const rows = []
for (const engine of engines) {
  const begun = Date.now()
  const total = { values: 0, bytes: 0, count: 0, objects: 0, faults: 0 }
  for (let from = first; from < last; from += atOnce) {
    const seeds = `${from}..${Math.min(from + atOnce, last)}`
    const compared = await compareProbe(enginePath(engine), 'random-shapes.cjs', { seeds, objects: 200_000 })
    const faults = faultsOf(compared)
    for (const fault of faults) console.log(`${engine}, ${fault}`)
    total.values += compared.values.length
    total.objects += compared.objects
    total.faults += faults.length
    for (const { truth } of compared.values) {
      total.bytes += truth.bytes
      total.count += truth.count
    }
  }
  const { values, bytes, count, objects, faults } = total
  const megabytes = (bytes / 1e6).toFixed(1)
  const seconds = Math.round((Date.now() - begun) / 1000)
  console.log(
    `${engine}: seeds ${range}, ${values} values of ${megabytes} MB in ${count} objects and strings, ` +
      `${objects} objects one by one: ${faults === 0 ? 'all equal' : `${faults} faults`} (${seconds} s)`,
  )
  const whole = (/** @type {number} */ number) => number.toLocaleString('en')
  rows.push([engine.slice(4), whole(values), megabytes, whole(count), whole(objects), faults === 0 ? 'all' : `all but ${faults}`])
  if (faults > 0) process.exitCode = 1
}

if (chosen.length === 0) {
  const table = markdown(['Node', 'random shapes', 'MB', 'objects and strings', 'compared one by one', 'equal to the byte'], rows)
  if (writeTable('oracle:probe', table) === undefined) throw new Error('no page of docs/ has markers for oracle:probe')
}
