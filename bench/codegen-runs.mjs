/**
 * What one value of some number of objects costs by each method, in whatever engine runs this: the tables of codegen/README.md. Wall clock, interleaved
 * rounds, medians; for an idle machine.
 */

const byModel = { by: 'model' }
/** Each sample takes about so many ms: a page's clock has steps of 0.1. */
const sampleMs = 10
const rounds = 15

const row = (id) => ({ id, name: `user ${id}${id % 7 ? '' : 'x'}`, active: id % 2 === 0 })
const again = (value) => JSON.parse(JSON.stringify(value))
const order = (lines) => ({
  id: 17,
  customer: 'Ann of Here',
  at: 1700000000123,
  lines: Array.from({ length: lines }, (_, i) => ({ sku: `sku ${i}`, count: i, price: i + 0.5 })),
})

/** What a careful person would write for a row on one engine, who trusts its type. */
function rowByHand(isOneByte, { id, name }) {
  let bytes = 48
  if ((id | 0) !== id) bytes += 16
  return bytes + ((16 + (isOneByte(name) ? name.length : 2 * name.length) + 7) & ~7)
}

/** Median ns by run, each of which was tried before. */
function timed(runs) {
  const repeats = runs.map((run) => {
    for (let i = 0; i < 3; i++) run()
    let times = 1
    while (once(run, times) < sampleMs) times *= 2
    return times
  })
  const samples = runs.map(() => [])
  for (let round = 0; round < rounds; round++) runs.forEach((run, i) => void samples[i].push((once(run, repeats[i]) * 1e6) / repeats[i]))
  return samples.map((sample) => sample.sort((a, b) => a - b)[rounds >> 1])
}

let sink
function once(run, times) {
  const start = performance.now()
  for (let i = 0; i < times; i++) sink = run()
  const ms = performance.now() - start
  if (typeof sink === 'string') throw new Error(sink)
  return ms
}

/** Lines of text. `isOneByte` is the engine's, where it has one. */
export function whichWhen(written, deepSize, hasProbe, isOneByte) {
  const cell = (ns, json) => `${ns < 100 ? ns.toFixed(0) : Math.round(ns)} (${(ns / json).toFixed(2)}x)`
  const lines = ['| value | JSON length | probe | generated, model | generated, @owned | model |', '|---|---|---|---|---|---|']
  const compare = (name, value, checked, owned) => {
    const runs = [
      () => JSON.stringify(value).length,
      () => checked(value, byModel),
      () => owned(value),
      () => deepSize(value, byModel),
      () => deepSize(value),
    ]
    const totals = runs.slice(1, 4).map((run) => run())
    if (totals.some((total) => total !== totals[0])) throw new Error(`${name}: ${totals}`)
    const [json, own, ownOwned, model, probe] = timed(hasProbe ? runs : runs.slice(0, 4))
    lines.push(
      `| ${name} | ${Math.round(json)} | ${hasProbe ? cell(probe, json) : '-'} | ${cell(own, json)} | ${cell(ownOwned, json)} | ${cell(model, json)} |`,
    )
  }
  const { deepSizeOfCheckedRow, deepSizeOfCheckedRows, deepSizeOfOwnedRow, deepSizeOfOwnedRows } = written
  compare('1 row', again(row(1)), deepSizeOfCheckedRow, deepSizeOfOwnedRow)
  for (const count of [10, 100, 10_000]) {
    const rows = Array.from({ length: count }, (_, id) => again(row(id)))
    compare(`${count} rows`, rows, deepSizeOfCheckedRows, deepSizeOfOwnedRows)
  }
  compare('order of 50', again(order(50)), written.deepSizeOfOrder, written.deepSizeOfOwnedOrder)
  if (isOneByte !== undefined) {
    const one = again(row(1))
    const [hand, generated] = timed([() => rowByHand(isOneByte, one), () => deepSizeOfCheckedRow(one)])
    lines.push(
      `1 row by hand, its type trusted: ${hand.toFixed(1)} ns; generated ${generated.toFixed(1)} ns, ${(generated / hand).toFixed(1)}x`,
    )
  }
  return lines.join('\n')
}
