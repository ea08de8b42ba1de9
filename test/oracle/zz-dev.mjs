import { enginePath } from '../../scripts/engines.mjs'
import { importTypeScript } from './bundle.mjs'

const m = await importTypeScript('test/oracle/zz-dev.ts')
const engine = process.argv[2]
const layout = m.layouts[engine]
// minimise: all sub-documents of failing docs, tried in batch
const size = (t) => m.jsonDocumentSize(t, layout, { rootStrings: m.readOnlyNames(layout) })
const run = async (texts) => {
  const r = await m.truths(
    m.processOf(enginePath(engine)),
    texts.map((t) => ({ source: `JSON.parse(${JSON.stringify(t)})` })),
  )
  return texts.map((t, i) => ({ t, real: r[i], pred: size(t) }))
}
const cases = m.topics.json.filter((c) => c.source.startsWith('JSON.parse(')).map((c) => JSON.parse(c.source.slice(11, -1)))
const bad = (await run(cases)).filter((x) => x.real !== x.pred)
console.log(engine, bad.length, 'bad of', cases.length)
const fresh = (() => {
  let n = 0
  return () => 'k' + (1e6 + n++).toString(36) + '_'
})()
const rename = (t) => {
  const p = fresh()
  return t.replace(/k[0-9a-z]{1,8}_(?=\d)/g, p)
}
function* smaller(v) {
  if (Array.isArray(v)) {
    for (let i = 0; i < v.length; i++) yield [...v.slice(0, i), ...v.slice(i + 1)]
    for (let i = 0; i < v.length; i++) {
      for (const s of smaller(v[i])) yield [...v.slice(0, i), s, ...v.slice(i + 1)]
      if (v[i] && typeof v[i] === 'object') yield [...v.slice(0, i), 1, ...v.slice(i + 1)]
      if (v[i] && typeof v[i] === 'object') yield v[i]
    }
  } else if (v && typeof v === 'object') {
    const e = Object.entries(v)
    for (let i = 0; i < e.length; i++) yield Object.fromEntries([...e.slice(0, i), ...e.slice(i + 1)])
    for (let i = 0; i < e.length; i++) {
      for (const s of smaller(e[i][1])) yield Object.fromEntries([...e.slice(0, i), [e[i][0], s], ...e.slice(i + 1)])
      if (e[i][1] !== 1) yield Object.fromEntries([...e.slice(0, i), [e[i][0], 1], ...e.slice(i + 1)])
    }
  } else if (v !== 1) yield 1
}
for (const b of bad.slice(0, +process.argv[3])) {
  let cur = b.t
  for (let round = 0; round < 80; round++) {
    const cand = [...smaller(JSON.parse(cur))]
      .filter((x) => x && typeof x === 'object')
      .map((x) => rename(JSON.stringify(x)))
      .slice(0, 3000)
    const r = (await run(cand)).filter((x) => x.real !== x.pred)
    if (!r.length) break
    r.sort((a, c) => a.t.length - c.t.length)
    cur = r[0].t
    b.last = r[0]
  }
  console.log(b.last ?? b)
}
