/**
 * What an object costs, from ten thousand of them to ten million: ours beside the bare traversal, each size in a process of its own.
 * The bare traversal ends at 2^24, where one Set does. Takes 3 to 10 minutes, most of them at ten million.
 */
import { runChild } from './child.mjs'
import { markdown, ratio, verdict } from './tables.mjs'

const SHAPES = {
  list: 'linked list',
  rows: 'array of {id, name, active}',
  document: 'nested document',
  shuffled: 'objects shuffled in memory',
}
/** ns per object that the probe may take at a million. */
const AIMS = { list: 60, rows: 20, document: 20, shuffled: 60 }
const COUNTS = [10_000, 100_000, 1_000_000, 10_000_000]
const MEGABYTES = 8192

export function scaling() {
  const verdicts = []
  const rows = []
  for (const [shape, title] of Object.entries(SHAPES)) {
    const found = COUNTS.map((count) => runChild('scaling-child.mjs', [shape, count], MEGABYTES))
    COUNTS.forEach((count, i) => {
      const { objects, probe, model, owned, bare, toBare } = found[i]
      rows.push([title, objects.toLocaleString('en'), ...[probe, bare, model, owned].map((ns) => ns.toFixed(0)), ratio(toBare)])
      if (count === 1_000_000) verdicts.push(verdict(`${title}: ns per object of the probe at a million`, probe, AIMS[shape]))
    })
    // Judged by ratios within one process: the processes run minutes apart, on a machine that others use.
    verdicts.push(verdict(`${title}: growth of the probe, ten thousand to ten million`, found.at(-1).probe / found[0].probe, 3))
    verdicts.push(verdict(`${title}: growth of the model / growth of bare`, found.at(-1).toBare / found[0].toBare, 1))
  }
  const table = markdown(['ns per object', 'objects', 'memsize', 'bare traversal', 'model', 'model, owned', 'model / bare'], rows)
  console.log(`\nScaling: processor time per object as a value grows, Node ${process.version}\n\n${table}\n\n${verdicts.join('\n')}`)
  return {}
}
