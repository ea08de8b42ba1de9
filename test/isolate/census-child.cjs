// Runs a program, takes V8's own heap snapshot and a census right after it; prints both by class, as JSON.
const { rmSync } = require('node:fs')
const { tmpdir } = require('node:os')
const { join } = require('node:path')
const { Worker, isMainThread, parentPort, workerData } = require('node:worker_threads')
const { writeHeapSnapshot } = require('node:v8')
const { heapCensus, liveHeap, readHeapSnapshot } = require('../../dist/cjs/heap.js')
const { programs } = require('./programs.cjs')

const [, , program = workerData?.program, where] = process.argv

/** Read-only objects: V8 13 and later write them without a size, V8 11 and 12 with it. */
function readOnly(graph) {
  const found = new Uint8Array(graph.nodeCount)
  const left = []
  for (let node = 0; node < graph.nodeCount; node++)
    if (graph.typeOf(node) === 'synthetic' && graph.nameOf(node) === '(Read-only roots)') left.push(node)
  while (left.length > 0) {
    const node = left.pop()
    if (found[node]) continue
    found[node] = 1
    for (let edge = graph.firstEdge[node]; edge < graph.firstEdge[node + 1]; edge++)
      if (graph.edgeTypeOf(edge) !== 'weak') left.push(graph.edgeTo[edge])
  }
  return found
}

const called = { hidden: '(system)', code: '(compiled code)', closure: 'Function', regexp: 'RegExp' }

function classesOf(graph, isLeftOut) {
  const rows = {}
  for (let node = 0; node < graph.nodeCount; node++) {
    if (isLeftOut?.[node] || graph.selfSize[node] === 0) continue
    const type = graph.typeOf(node)
    const name = type === 'object' || type === 'native' ? graph.nameOf(node) : (called[type] ?? `(${type})`)
    const row = (rows[name] ??= [0, 0])
    row[0]++
    row[1] += graph.selfSize[node]
  }
  return rows
}

async function compare() {
  globalThis.held = await programs[program]()
  // its first census makes the library's own objects, which then are in both
  heapCensus()
  const file = join(tmpdir(), `memsize-census-${process.pid}-${program}.heapsnapshot`)
  writeHeapSnapshot(file)
  // one of them alone: what each makes, the other would find
  const live = where === 'live' ? liveHeap() : undefined
  const census = live === undefined ? heapCensus() : undefined
  const graph = await readHeapSnapshot(file)
  rmSync(file)
  const rows =
    live === undefined ? Object.fromEntries(census.classes.map(({ name, count, bytes }) => [name, [count, bytes]])) : classesOf(live)
  return { census: rows, snapshot: classesOf(graph, readOnly(graph)) }
}

if (isMainThread && where === 'worker') {
  const worker = new Worker(__filename, { workerData: { program } })
  worker.on('message', (found) => console.log(JSON.stringify(found)))
} else
  compare().then((found) => {
    if (isMainThread) console.log(JSON.stringify(found))
    else parentPort.postMessage(found)
    process.exit()
  })
