/** Graphs and what is made of them, over deepSize of the same value: a million objects of each shape, each in a process of its own. */
import { runChild } from './child.mjs'
import { markdown, ratio, verdict } from './tables.mjs'

const SHAPES = {
  rows: 'array of {id, name, active}',
  list: 'linked list',
  document: 'nested JSON document',
  map: 'Map of objects',
  instances: 'class instances that hold objects',
  shuffled: 'objects shuffled in memory',
}
const OBJECTS = 1_000_000
/** What graph and dominators together may take. */
const MOST = 5
const MEGABYTES = 8192

export function graphs() {
  const found = Object.keys(SHAPES).map((shape) => runChild('graphs-child.mjs', [shape, OBJECTS], MEGABYTES))
  const rows = Object.values(SHAPES).map((title, i) => {
    const { objects, nodes, edges, ms, ratios } = found[i]
    return [title, ...[objects, nodes, edges].map((count) => count.toLocaleString('en')), ms.toFixed(1), ...ratios.map(ratio)]
  })
  const head = ['', 'objects', 'nodes', 'edges', 'deepSize, ms', 'graph', 'and dominators', 'retainedSize', 'explain']
  const verdicts = Object.values(SHAPES).map((title, i) => verdict(`graph and dominators / deepSize, ${title}`, found[i].ratios[1], MOST))
  console.log(
    `\nGraphs: processor time / that of deepSize, medians of interleaved rounds, Node ${process.version}\n\n${markdown(head, rows)}\n\n${verdicts.join('\n')}`,
  )
  return {}
}
