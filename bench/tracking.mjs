/**
 * What `live` costs for each instance, beside making it: `node --expose-gc bench/tracking.mjs`. Time is that of the fastest round, of instances
 * made hundred by hundred with a turn of the event loop in between, as servers do; bytes are what the heap holds more when they are kept.
 */
import { countInstance, MemSize } from '../dist/esm/index.js'

const count = 100_000
const rounds = 15

/** A class as compilers make it of standard decorators, with one field that has a rule. */
function decorated(track) {
  const metadata = {}
  const initialize = MemSize.field(undefined, { kind: 'field', name: 'a', static: false, private: false, access: {}, metadata })
  class Decorated {
    a = initialize.call(this, 1)
    b = null
  }
  MemSize({ track })(Decorated, { kind: 'class', name: 'Decorated', metadata })
  return Decorated
}

class Undecorated {
  a = 1
  b = null
}
class Told {
  a = 1
  b = null
  constructor() {
    countInstance(this)
  }
}
MemSize({ live: 'count' })(Told)

const classes = {
  'no decorator': Undecorated,
  'no track': decorated(undefined),
  count: decorated('count'),
  'count, by countInstance(this)': Told,
  instances: decorated('size'),
}

const turn = () => new Promise((resolve) => setImmediate(resolve))
async function settled() {
  for (let i = 0; i < 4; i++) {
    globalThis.gc()
    await new Promise((resolve) => setTimeout(resolve, 0))
  }
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

async function round(Class) {
  const kept = new Array(count)
  const before = await settled()
  let spent = 0
  for (let i = 0; i < count; await turn()) {
    const start = performance.now()
    for (const end = i + 100; i < end; i++) kept[i] = new Class()
    spent += performance.now() - start
  }
  const bytes = ((await settled()) - before) / kept.length
  return { ns: (spent * 1e6) / count, bytes }
}

const found = Object.fromEntries(Object.keys(classes).map((name) => [name, []]))
for (let i = 0; i < rounds; i++) for (const [name, Class] of Object.entries(classes)) found[name].push(await round(Class))
const of = (name, key) => Math.min(...found[name].map((figures) => figures[key]))
console.log(`Node ${process.versions.node}: for each of ${count} instances, more than without a decorator`)
for (const name of Object.keys(classes).slice(1)) {
  const more = (key) => (of(name, key) - of('no decorator', key)).toFixed(0).padStart(6)
  console.log(`${more('ns')} ns ${more('bytes')} B  ${name}`)
}
