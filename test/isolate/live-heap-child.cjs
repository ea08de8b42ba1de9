// Prints what queries answer of a live heap, and of a file that the probe wrote of it: one line of JSON.
const { createHash } = require('node:crypto')
const { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, readSync, rmSync, statSync } = require('node:fs')
const { tmpdir } = require('node:os')
const { join } = require('node:path')
const heap = require('../../dist/cjs/heap.js')
const { HeapGraph } = require('../../dist/cjs/graph/heap-graph.js')
const { StringTable } = require('../../dist/cjs/graph/string-table.js')
const { v8EdgeTypes } = require('../../dist/cjs/graph/v8-types.js')
const { heapNodeTypes } = require('../../dist/cjs/isolate/binding.js')
const { heapProbe, lookArguments } = require('../../dist/cjs/isolate/heap-probe.js')

class Cache {
  #entries = new Map()
  put(key, value) {
    this.#entries.set(key, value)
    return this
  }
}
class Record {
  constructor(i) {
    this.text = `record ${i}`
    this[`extra${i % 3}`] = { i }
  }
}
class Captured {}
class ByKey {}
class InElements {}

const key = {}
globalThis.cache = new Cache().put('first', new Record(0)).put('second', new Record(1))
globalThis.records = Array.from({ length: 1000 }, (_, i) => new Record(i))
globalThis.listener = (
  (captured) => () =>
    captured
)(new Captured())
globalThis.weak = new WeakMap([[key, new ByKey()]])
globalThis.key = key
globalThis.sparse = []
globalThis.sparse[100_000] = new InElements()
globalThis.gone = new WeakRef(new (class HeldWeakly {})())

const pathTo = (graph, name) => {
  const node = graph.findNode('object', name)
  return node < 0
    ? undefined
    : heap
        .retainingPath(graph, node)
        .map(({ edge }) => edge)
        .slice(2)
        .join('')
}
const answers = (graph) => ({
  captured: pathTo(graph, 'Captured'),
  byKey: pathTo(graph, 'ByKey'),
  inElements: pathTo(graph, 'InElements'),
  record: heap.classTable(graph).find(({ name }) => name === 'Record'),
  cache: heap.topPaths(graph, { rows: 400 }).length > 0,
  waste: heap
    .findWaste(graph)
    .map(({ kind }) => kind)
    .sort(),
})
/** All of a graph but texts of strings: two that are equal are so node by node, edge by edge. */
const shapeOf = ({ nodeTypes, edgeTypes, nodeType, selfSize, firstEdge, edgeType, edgeTo }) => {
  const hash = createHash('sha256')
  for (const column of [nodeType, Float64Array.from(selfSize), firstEdge, edgeType, edgeTo])
    hash.update(Buffer.from(column.buffer, column.byteOffset, column.byteLength))
  return hash.update(JSON.stringify([nodeTypes, edgeTypes])).digest('hex')
}
const namesOf = (graph) => {
  const hash = createHash('sha256')
  for (let node = 0; node < graph.nodeCount; node++) hash.update(`${graph.nameOf(node)}\0`)
  for (let edge = 0; edge < graph.edgeCount; edge++) hash.update(`${graph.edgeNameOf(edge)}\0`)
  return hash.digest('hex')
}

async function main() {
  const folder = mkdtempSync(join(tmpdir(), 'memsize-live-'))
  const file = join(folder, 'probe.heapsnapshot')
  heap.liveHeap()
  const written = {}
  for (const fork of [false, true]) {
    const bytes = await heap.writeHeapSnapshot(file, { by: 'probe', fork })
    written[fork] = { ...answers(await heap.readHeapSnapshot(file)), isWhole: statSync(file).size === bytes }
    rmSync(file)
  }
  const left = readdirSync(folder)
  rmSync(folder, { recursive: true })
  console.log(JSON.stringify({ live: answers(heap.liveHeap()), written, left, zombies: zombies(), same: await same() }))
}

/** A child that was forked, and a graph read right after, which is also written: nothing ran between but what gave the child's number. */
async function same() {
  const probe = heapProbe()
  const look = lookArguments()
  const folder = mkdtempSync(join(tmpdir(), 'memsize-same-'))
  const files = [join(folder, 'a'), join(folder, 'b')]
  const [first, second] = files.map((file) => openSync(file, 'w'))
  const forked = probe.heapSnapshot(...look, first, files[0])
  const columns = probe.heapGraph(...look, second)
  while (readSync(forked.told, new Uint8Array(200)) > 0);
  for (const one of [first, second, forked.told]) closeSync(one)
  const reaped = probe.heapReap(forked.child)
  const [byChild, here] = await Promise.all(files.map((file) => heap.readHeapSnapshot(file)))
  const live = new HeapGraph({
    ...columns,
    nodeTypes: heapNodeTypes,
    edgeTypes: v8EdgeTypes,
    strings: new StringTable(columns.texts, columns.textStarts),
  })
  rmSync(folder, { recursive: true })
  return {
    reaped,
    nodes: here.nodeCount === live.nodeCount && live.nodeCount > 10_000,
    shape: shapeOf(here) === shapeOf(live),
    names: namesOf(here) === namesOf(live),
    // what told the child's number is here alone
    more: here.nodeCount - byChild.nodeCount,
  }
}

/** Children of this process that ended and were not waited for. */
function zombies() {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        const [, state, parent] = /\) (\S) (\d+)/.exec(readFileSync(`/proc/${name}/stat`, 'utf8'))
        return state === 'Z' && Number(parent) === process.pid
      } catch {
        return false
      }
    }).length
}

main()
