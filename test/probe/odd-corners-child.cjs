// Values in which the engine keeps something where nobody looks first. Prints one line of JSON: of each value what every question says of it.
const { join } = require('node:path')
const dist = join(__dirname, '../../dist/cjs')
const { byClass, explain, graph, measure, retainedSize } = require(join(dist, 'index.js'))
const { verify } = require(join(dist, 'heap.js'))

const objects = (count) => Array.from({ length: count }, (_, i) => ({ i }))
const sloppy = new Function('a', 'b', 'b = 1; return arguments')
const strict = new Function('a', 'b', '"use strict"; return arguments')

function iteratorOf(collection, add) {
  for (let i = 0; i < 4; i++) add(collection, i)
  const iterator = collection.values()
  for (let i = 0; i < 1000; i++) add(collection, i + 4)
  return iterator
}

const shared = (order) => {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 64, shared: true })
  const [short, long] = [memory.buffer, (memory.grow(31), memory.buffer)]
  return order === 'short first' ? [short, long] : [long, short]
}

const grown = new WebAssembly.Memory({ initial: 1, maximum: 64 })
void grown.buffer
grown.grow(31)
const sparse = []
sparse.length = 2 ** 32 - 1
sparse[5] = {}
const error = (() => {
  try {
    JSON.parse(`{"a":${'x'.repeat(50_000)}`)
  } catch (found) {
    return { found, text: found.message.length }
  }
})()

const values = {
  'sloppy arguments': sloppy(objects(100), 2),
  'strict arguments': strict(objects(100), 2),
  'an iterator of a Set that was rehashed': iteratorOf(new Set(), (set, i) => set.add({ i })),
  'an iterator of a Map that was rehashed': iteratorOf(new Map(), (map, i) => map.set({ i }, { i })),
  'buffers of a shared memory that grew, the short one first': shared('short first'),
  'buffers of a shared memory that grew, the long one first': shared('long first'),
  'everyday words': { job: { state: 'all', time: 'year' } },
}

async function main() {
  const found = {}
  for (const [name, value] of Object.entries(values)) {
    const { bytes, external, lower, upper } = measure(value)
    const { selfSize } = graph(value)
    const { ok } = await verify(value)
    found[name] = {
      bytes,
      external,
      isExact: lower === upper,
      graph: selfSize.reduce((sum, size) => sum + size, 0),
      byClass: byClass(value).rows.reduce((sum, row) => sum + row.bytes, 0),
      explain: explain(value).retained,
      retained: retainedSize(value, { from: { value } }),
      ok,
    }
  }
  const temporal = globalThis.Temporal && measure([Temporal.Duration.from({ hours: 1 }), Temporal.PlainDate.from('2020-01-01')])
  const memory = measure(grown)
  const helper =
    globalThis.Iterator &&
    measure(
      objects(10)
        .values()
        .map((x) => x),
      { by: 'model' },
    )
  const details = graph(sparse, { details: true }).details.used[0]
  console.log(
    JSON.stringify({
      found,
      temporal: temporal && { upper: String(temporal.upper), opaque: temporal.opaque.map(({ reason }) => reason) },
      memory: { holds: memory.bytes >= 32 * 65536, upper: String(memory.upper) },
      helper: helper && String(helper.upper),
      details,
      error: measure(error.found).bytes,
    }),
  )
}

main()
