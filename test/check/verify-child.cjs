// Prints what verify() finds of values that are right, and of descriptions each wrong in one way: one line of JSON.
const { describeMemory, defineSize } = require('../../dist/cjs/index.js')
const { verify } = require('../../dist/cjs/heap.js')

const runtime = process.pid
const range = (length, make) => Array.from({ length }, (_, i) => make(i))
const text = (length) => range(length, (i) => String.fromCharCode(97 + ((i * 7 + runtime) % 26))).join('')

class Private {
  #list = [{ hidden: text(20) }, 1.5]
  shown = this.#list.length
}
class Described {
  [describeMemory](meter) {
    meter.skip('pool', 'belongs to the pool')
    meter.owned('owned', this.owned)
    meter.value('#secret', this.#secret)
    meter.rest(this)
  }

  [Symbol('tag')] = [text(50)]
  pool = { big: new Array(100).fill({}) }
  kept = new Map([['a', { deep: text(30) }]])
  #secret = { also: text(40) }
  owned = [new Float64Array(20), { half: 0.5 }]
}
class Grown {}
defineSize(Grown, (object, meter) => {
  meter.skip('late30', 'a field in the property array')
  meter.rest(object)
})
const grown = () => {
  const object = new Grown()
  for (let i = 0; i < 40; i++) object[`late${i}`] = [text(i + 14)]
  return object
}
class Keyed {}
defineSize(Keyed, (object, meter) => {
  meter.skip('key 7', 'a key of a dictionary')
  meter.rest(object)
})
const keyed = () => {
  const object = new Keyed()
  for (let i = 0; i < 2000; i++) object[`key ${i}`] = { i }
  return object
}
const cycle = { name: text(30) }
cycle.self = cycle
const long = text(5000)
const right = () => ({
  document: JSON.parse(JSON.stringify(range(500, (i) => ({ i, name: `name ${i}`, half: i / 2, tags: [`a ${i}`] })))),
  literals: range(10, () => [1, 2, 3]),
  collections: new Map([[{ key: 1 }, new Set([text(20), 1, {}])]]),
  private: range(20, () => new Private()),
  described: range(3, () => new Described()),
  grown: grown(),
  keyed: keyed(),
  cycle,
  texts: [long.slice(100, 900), text(30) + long, `${text(20)}é€`, 'ключ'.repeat(20)],
  numbers: [1, 2.5, 2 ** 40, 2n ** 200n, Number.NaN],
  holes: Object.assign(new Array(100), { 3: {}, 90: {} }),
  sparse: Object.assign([], { 100000: {} }),
  buffers: [Buffer.from('pooled'), new Uint8Array(3), new Float64Array(300), new DataView(new ArrayBuffer(90))],
  others: [new Date(1e12), /x+/g, Promise.resolve({}), new Proxy({ a: {} }, {}), Symbol(text(20)), () => long, new WeakMap([[cycle, {}]])],
})

const elsewhere = { far: text(200) }
const described = (description, fields) => {
  class Session {
    constructor() {
      Object.assign(this, fields)
    }
    [describeMemory](meter) {
      description(this, meter)
    }
  }
  return { session: new Session() }
}
const wrong = {
  forgotten: () => described((session, meter) => meter.value('list', session.list), { list: [{}], cache: new Map([['a', { b: {} }]]) }),
  ownedTwice: () => {
    const list = [{}]
    return Object.assign(
      described((session, meter) => meter.owned('list', session.list), { list }),
      { other: { list } },
    )
  },
  foreign: () =>
    described((session, meter) => {
      meter.value('elsewhere', elsewhere)
      meter.rest(session)
    }, {}),
  claimed: () =>
    described(
      (session, meter) => {
        meter.external('handle', 5000)
        meter.rest(session)
      },
      { handle: { wrapper: {} } },
    ),
}

async function main() {
  const found = { right: await verify(right()), primitives: [], wrong: {} }
  for (const value of [5, text(50), undefined, Symbol(text(12)), 2n ** 90n]) found.primitives.push((await verify(value)).ok)
  for (const [name, make] of Object.entries(wrong)) found.wrong[name] = await verify(make())
  const heavy = { heavy: range(100, () => ({})) }
  found.excluded = await verify({ heavy, light: {} }, { exclude: (value) => value === heavy })
  found.sized = await verify({ heavy, light: { a: 1 } }, { describe: (object, meter) => meter.value('light', object.light) })
  const pushed = []
  for (let i = 0; i < 1000; i++) pushed.push(i)
  found.model = await verify({ pushed, exact: new ArrayBuffer(100), copies: [text(60), text(60)] }, { by: 'model' })
  process.stdout.write(JSON.stringify(found))
}
main()
