// node --expose-gc measure-async-child.cjs <dist>: measures large values in slices, while things happen between them. Prints a line of JSON: by case, what
// was not as it has to be.
const { resolve } = require('node:path')
const [dist] = process.argv.slice(2)
const { currentLayout, describeMemory, MemSize, measure, measureAsync } = require(resolve(dist, 'index.js'))

const size = 250_000
const list = (Class, length = size) => Array.from({ length }, (_, i) => new Class(i))
class Row {
  constructor(i) {
    this.i = i
    this.more = { i }
  }
}
class Rest extends Row {
  [describeMemory](meter) {
    meter.rest(this)
  }
}
class Ruled extends Row {}
MemSize.sizedBy(() => 8)(Ruled.prototype, 'more', undefined)
MemSize()(Ruled)
const dictionary = (length) => {
  const object = {}
  for (let i = 0; i < length; i++) object[`key ${i}`] = { i }
  return object
}
const values = {
  array: () => list(Row),
  Map: () => new Map(list(Row).map((row, i) => [i, row])),
  'an object of many keys': () => dictionary(size / 2),
  'a chain': () => list(Row).reduce((next, row) => Object.assign(row, { next })),
  'described, the rest': () => list(Rest, size / 4),
  'by rules that call': () => list(Ruled, size / 2),
  'a text': () => 'x'.repeat(1e7),
  small: () => [1, {}],
}

let wrong
const same = (what, found, wanted) =>
  JSON.stringify(found) === JSON.stringify(wanted) || wrong.push(`${what}: ${JSON.stringify(found)}, not ${JSON.stringify(wanted)}`)
const core = ({ bytes, lower, upper, external, count, complete, opaque, by }) => ({
  bytes,
  lower,
  upper,
  external,
  count,
  complete,
  opaque,
  by,
})

const cases = {
  'the same as at once': async () => {
    for (const [name, make] of Object.entries(values)) {
      const value = make()
      gc()
      let slices = 0
      const found = await measureAsync(value, { onProgress: () => slices++ })
      same(name, core(found), core(measure(value)))
      if (!/text|small/.test(name) && slices < 2) wrong.push(`${name} took one slice`)
    }
  },
  'a collection between two slices': async () => {
    const value = list(Row)
    let left = 3
    const found = await measureAsync(value, { onProgress: () => void (left-- > 0 && gc()) })
    same('some', core(found), core(measure(value)))
    // in vain each time: the model measures, and with by: 'probe' the probe, at once
    const always = { onProgress: () => gc({ type: 'minor' }) }
    same('always', (await measureAsync(value, always)).by, 'model')
    same('always, by the probe', core(await measureAsync(value, { ...always, by: 'probe' })), core(measure(value)))
    const described = list(Rest, 50_000)
    same('described', core(await measureAsync(described, { by: 'probe', ...always })), core(measure(described)))
  },
  'what is measured changes between two slices': async () => {
    const value = [list(Row), list(Row), dictionary(100_000)]
    const change = () => {
      for (let i = 0; i < 1000; i++) {
        value[0].shift()
        value[1].pop()
        delete value[2][`key ${i}`]
      }
      value[1].length = value[1].length >> 1
      value[0].push({})
    }
    for (let i = 0; i < 5; i++) {
      const { bytes } = await measureAsync(value, { onProgress: change })
      if (!Number.isSafeInteger(bytes)) wrong.push(`${bytes}`)
    }
    same('the probe is on', currentLayout().probe.on, true)
    same('afterwards', core(await measureAsync(value)), core(measure(value)))
  },
  'another measurement between two slices': async () => {
    const value = list(Row)
    const [a, b] = await Promise.all([value, [value, 1], list(Rest, 1000)].map((one) => measureAsync(one, { by: 'probe' })))
    same('one', a.bytes, measure(value).bytes)
    same('other', b.bytes, measure([value, 1]).bytes)
  },
  'an abort is heeded at the next turn': async () => {
    for (const by of ['probe', 'model']) {
      const control = new AbortController()
      let after = 0
      const onProgress = () => (control.signal.aborted ? after++ : control.abort(new Error('enough')))
      const reason = await measureAsync(list(Row), { by, signal: control.signal, onProgress }).catch(({ message }) => message)
      same(`${by}`, [reason, after], ['enough', 0])
    }
  },
}

async function main() {
  const found = {}
  for (const [name, run] of Object.entries(cases)) {
    wrong = []
    await run()
    found[name] = wrong
  }
  process.stdout.write(JSON.stringify(found))
}
main()
