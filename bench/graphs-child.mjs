/** node graphs-child.mjs <shape> <objects>: prints medians of what graphs take over deepSize. */
import { dominatorTree } from '../dist/esm/heap.js'
import { deepSize, explain, graph, measure, retainedSize } from '../dist/esm/index.js'
import { seeded, shuffle, word } from './random.mjs'
import { quantile, ratios, timeInRounds } from './rounds.mjs'
import { linkedList, nestedDocument, smallObjects } from './values.mjs'

const ROUNDS = 7
const WARM = 10_000
const WARM_ROUNDS = 30

class Place {
  constructor(random) {
    this.street = word(random, 10)
    this.at = { x: Math.floor(random() * 1000), y: Math.floor(random() * 1000) }
  }
}

class Person {
  constructor(id, random, boss) {
    this.id = id
    this.name = word(random, 8)
    this.home = new Place(random)
    this.tags = [id, id + 1]
    this.boss = boss
  }
}

function people(count, random = seeded()) {
  const list = []
  for (let id = 0; id < count; id++) list.push(new Person(id, random, list[id >> 3]))
  return list
}

// a value of about that many objects, strings among them
const shapes = {
  rows: (count) => smallObjects(count / 2),
  list: linkedList,
  document: (count) => JSON.parse(JSON.stringify(nestedDocument(Math.round(count / 12)))),
  map: (count) => new Map(smallObjects(Math.round(count / 3)).map((row) => [`key ${row.id}`, row])),
  instances: (count) => people(Math.round(count / 6)),
  shuffled: (count) => shuffle(seeded(), smallObjects(count / 2)),
}

function runsOf(value) {
  const target = value[1] ?? value
  return [
    () => deepSize(value),
    () => graph(value),
    () => dominatorTree(graph(value), { policy: 'plain' }).retained,
    () => retainedSize(target, { from: value }),
    () => explain(value).children,
  ]
}

const [shape, count] = [process.argv[2], Number(process.argv[3])]
// all code is warm before the first sample, and by all shapes
for (const build of Object.values(shapes)) timeInRounds(runsOf(build(WARM)), WARM_ROUNDS, 1)

const value = shapes[shape](count)
globalThis.gc()
const [deep, ...others] = timeInRounds(runsOf(value), ROUNDS, 1)
const { nodeCount, edgeCount } = graph(value)
console.log(
  JSON.stringify({
    objects: measure(value).count,
    nodes: nodeCount,
    edges: edgeCount,
    ms: quantile(deep),
    ratios: others.map((times) => quantile(ratios(times, deep))),
  }),
)
