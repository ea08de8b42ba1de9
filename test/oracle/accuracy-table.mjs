/**
 * npm run oracle:accuracy: the model against the heap snapshot of every Node, in numbers. Puts its table on its page of docs/, between its markers.
 */
import { markdown, writeTable } from '../../bench/tables.mjs'
import { build, isStale } from '../../scripts/build.mjs'
import { enginePath, fetchEngines } from '../../scripts/engines.mjs'
import { importTypeScript } from './bundle.mjs'

const engines = ['node20', 'node22', 'node24', 'node26']
const seeds = '0..300'

fetchEngines()
if (isStale()) build('--noCheck')
const { compare, summary } = await importTypeScript('test/oracle/agreement.ts')

const rows = []
for (const engine of engines) rows.push(row('structures of libraries', engine, await compare(enginePath(engine), 'structures.cjs')))
for (const engine of engines)
  rows.push(row('random shapes', engine, await compare(enginePath(engine), 'random-shapes.cjs', { SEEDS: seeds })))
const head = [
  'model against engine',
  'Node',
  'truth within bounds',
  'median error',
  'worst error, bounded',
  'bounds finite',
  'median upper / lower',
]
const table = markdown(head, rows)
console.log(table)
if (writeTable('oracle:structures', table) === undefined) throw new Error('no page of docs/ has markers for oracle:structures')

/** @param {string} title @param {string} engine @param {any[]} all */
function row(title, engine, all) {
  const { median, worst, finite, width } = summary(all)
  const inside = all.filter(({ lower, upper, truth }) => lower <= truth && truth <= upper).length
  return [title, engine.slice(4), `${inside} of ${all.length}`, percent(median), percent(worst), percent(finite), width.toFixed(2)]
}

/** @param {number} part */
function percent(part) {
  return `${(100 * part).toFixed(part < 0.1 ? 1 : 0)} %`
}
