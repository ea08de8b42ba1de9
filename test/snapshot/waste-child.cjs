// Prints the waste of values that waste in every way: one line of JSON.
const { graph } = require('../../dist/cjs/index.js')
const { findWaste } = require('../../dist/cjs/heap.js')

const range = (length, make) => Array.from({ length }, (_, i) => make(i))
const wasteful = () => {
  const big = 'x'.repeat(50_000) + process.pid
  const spare = []
  for (let i = 0; i < 20; i++) spare.push({ i })
  const dictionary = Object.fromEntries(range(60, (i) => [`k${i}`, i]))
  delete dictionary.k3
  const sparse = new Array(5000)
  sparse[3] = {}
  sparse[4000] = {}
  return {
    duplicates: range(100, () => JSON.parse('{"n":"a duplicate string"}')),
    slice: big.slice(100, 130),
    boxes: range(100, (i) => ({ x: i + 0.5 })),
    dictionary,
    maps: range(50, () => new Map()),
    one: range(10, () => new Map([[1, true]])),
    spare,
    view: new Uint8Array(new ArrayBuffer(1e6), 0, 10),
    sparse,
  }
}
const value = wasteful()
process.stdout.write(
  JSON.stringify({
    detailed: findWaste(graph(value, { details: true }), { groups: 100 }),
    plain: findWaste(graph(value)),
    model: findWaste(graph({ a: { b: 1 }, list: [1, 2, 3], text: 'short' }, { by: 'model', details: true })),
  }),
)
