// node --expose-gc fuzz-child.cjs <package> <seed> <first> <count>: measures random values, changes them, measures again; holds the answers
// against each other. Prints a line of JSON at times, so that a crash leaves the place behind.
const { join } = require('node:path')
const { inspect } = require('node:util')
const { seeded } = require('../oracle/seeded.cjs')
const { randomShape } = require('../oracle/shapes.cjs')
const { leaf } = require('../oracle/shapes/leaves.cjs')
const { keepers } = require('../zoo.cjs')

const [folder, ...numbers] = process.argv.slice(2)
const [seed, first, count] = numbers.map(Number)
const {
  measure,
  measureAsync,
  deepSize,
  shallowSize,
  exceeds,
  explain,
  byClass,
  Tracker,
  defineSize,
  describeMemory,
  graph,
  MemSize,
  currentLayout,
} = require(join(folder, 'dist/cjs'))

const told = { values: 0, measured: 0, opaque: 0, modelled: 0, outside: 0, settled: 0, violations: [] }
/** More are not told. */
const mostViolations = 10

class Outside {
  constructor(inner) {
    this.inner = inner
  }
}
defineSize(Outside, (object, meter) => meter.value('inner', object.inner))

/** Its rules are data in the probe's walk; what it holds beside the ruled fields is nobody's but the engine's to see. */
class Ruled {
  #secret
  #left
  constructor(inner) {
    this.#secret = inner
    this.#left = [inner, { n: 1 }]
    this.left = [inner]
    this.sized = { n: 1 }
  }
  reads() {
    return [this.#secret, this.#left]
  }
}
MemSize.ignore('left out')(Ruled.prototype, 'left')
MemSize.sizedBy(() => 100)(Ruled.prototype, 'sized')
MemSize({ external: () => 10 })(Ruled)

/** Leaves the rest of it to the library, private fields too; now and then describes itself badly, or collects what is garbage. */
class Rested extends Map {
  #secret
  constructor(inner, how) {
    super([[1, inner]])
    this.#secret = [inner, how]
    this.how = how
  }
  [describeMemory](meter) {
    if (this.how === 1) deepSize([this.#secret])
    if (this.how === 2) globalThis.gc?.({ type: 'minor' })
    meter.skip('#secret', 'left out')
    if (this.how === 3) throw new Error('halfway')
    meter.rest(this)
  }
}

const isSize = (n) => Number.isSafeInteger(n) && n >= 0
const isObject = (value) => (typeof value === 'object' ? value !== null : typeof value === 'function')

/** Those of the zoo that are made in no time and leave nothing open. */
const animals = Object.keys(keepers).filter(
  (name) =>
    !/^(large|deep|vm|sparse: [ih]|built-in|streams|keys and|messages|timers|process|globalThis|module|require|events|external|a thousand)/.test(
      name,
    ),
)

/** Values of earlier rounds, some of them changed since. */
const earlier = []

function primitive(r) {
  return r.pick([
    () => r.fraction(),
    () => r.int(-5, 5),
    () => BigInt(r.bits()) ** BigInt(r.int(0, 50)),
    () => Symbol(`s${r.bits()}`),
    () => `${r.bits()}`.repeat(r.int(0, 20)),
    () => r.list(r.int(2, 40), () => `part ${r.bits()} `).reduce((a, b) => a + b),
    () => 'é'.repeat(r.int(0, 5000)) + r.bits(),
    () => Buffer.alloc(r.int(0, 3000), 'x').toString('latin1').slice(r.int(0, 20)),
    () => r.pick([null, undefined, true, false, '', NaN]),
  ])()
}

/** A few objects, made in microseconds: randomShape compiles code for its objects. */
function small(r, depth = 3) {
  const c = { r, freshName: () => `Fresh${r.bits()}` }
  const part = () => (depth > 0 && r.chance(0.3) ? small(r, depth - 1) : leaf(c))
  const parts = (most) => r.list(r.int(0, most), part)
  return r.pick([
    () => parts(8),
    () => r.list(r.int(0, 30), () => r.int(-9, 9)),
    () => r.list(r.int(0, 30), () => r.fraction()),
    () => Object.fromEntries(parts(6).map((value, i) => [r.pick(['id', 'name', 'value', `k${i}`, i]), value])),
    () => ({ id: r.int(0, 99), name: part(), ratio: r.fraction(), parent: part() }),
    () => new Map(parts(6).map((value) => [part(), value])),
    () => new Set(parts(6)),
    () => new Uint8Array(r.int(0, 100)),
    () => [part(), () => r, Object.create({ inherited: part() })],
  ])()
}

function randomValue(r) {
  const which = r.fraction()
  if (which < 0.25) return [randomShape(r.bits()), true]
  if (which < 0.75) return [small(r), true]
  if (which < 0.82) {
    try {
      return [keepers[r.pick(animals)](), false]
    } catch {
      return [undefined, false] // not in this version
    }
  }
  if (which < 0.88) return [primitive(r), false]
  const some = r.list(r.int(1, 4), () => (earlier.length > 0 ? r.pick(earlier) : {}))
  return [
    r.pick([
      () => some,
      () => new Map(some.map((part) => [part, part])),
      () => new Set(some),
      () => ({ some, first: some[0] }),
      () => some.map((part) => ({ part })),
      () => some.map((part) => (isObject(part) ? new Proxy(part, {}) : part)),
      () => new Outside(some),
      () => new Ruled(some),
      () => some.map((part) => new Ruled(part)),
      () => some.map((part, i) => new Rested(part, r.int(0, 3 + i))),
      () => new Rested(new Ruled(new Rested(some, r.int(0, 3))), r.int(0, 3)),
      () => ({ some, [describeMemory]: (meter) => meter.value('some', some) }),
    ])(),
    false,
  ]
}

/** Objects within a value, that may be changed: functions lead to what all share. */
function insides(value) {
  const found = new Set()
  const add = (part) => {
    if (typeof part === 'object' && part !== null && found.size < 50) found.add(part)
  }
  add(value)
  for (const object of found) {
    try {
      for (const name of Object.getOwnPropertyNames(object).slice(0, 20)) add(Object.getOwnPropertyDescriptor(object, name)?.value)
      if (object instanceof Map || object instanceof Set) for (const part of object.values()) add(part)
    } catch {
      // a revoked Proxy
    }
  }
  return [...found]
}

function change(r, object) {
  try {
    r.pick(changes(r, object))()
  } catch {
    // frozen, detached, revoked
  }
}

function changes(r, object) {
  const name = r.pick(['id', 'name', 'value', `n${r.bits()}`, r.int(0, 20), 'first'])
  const anything = () =>
    r.pick([1, 1.5, 'text', `made ${r.bits()}`, null, undefined, {}, [1.5], () => object, 2n ** 70n, Symbol('s'), object])
  const ways = [
    () => (object[name] = anything()),
    () => (object[name] = anything()),
    () => delete object[name],
    () => delete object[r.pick(Object.keys(object))],
    () => Object.freeze(object),
    () => Object.seal(object),
    () => Object.preventExtensions(object),
    () => Object.setPrototypeOf(object, r.pick([null, {}, Array.prototype, Map.prototype, object.constructor?.prototype ?? null])),
    () => Object.defineProperty(object, name, { get: anything, configurable: true, enumerable: r.chance(0.5) }),
    () => Object.defineProperty(object, name, { value: anything(), enumerable: false, writable: r.chance(0.5), configurable: true }),
    () => (object[r.pick(Object.keys(object))] = new Proxy(isObject(object[name]) ? object[name] : {}, {})),
    () => (object[name] = Proxy.revocable({}, {})),
    () => object[name]?.revoke?.(),
    () => r.list(r.int(1, 60), (i) => (object[`added${i}`] = i % 7 ? i : i + 0.5)),
    () => (object[Symbol(name)] = anything()),
    () => (object[name] = r.pick([() => [1, {}].values(), () => new Map([[1, {}]]).entries(), () => 'abc'.matchAll(/b/g)])()),
    () => (object[name] = new Error('made', { cause: object })),
    () => object[name]?.stack,
    () => (object[name] = Promise.resolve(object).then(() => object)),
    () => (object[name] = new WeakRef(object)),
    () => (object[name] = new Uint8Array(r.int(0, 100))),
    () => String(object[name]).charCodeAt(3),
    () => ({ [String(r.pick(Object.values(object)))]: 1 }),
  ]
  // what goes over a list of billions takes as long
  if (Array.isArray(object) && object.length < 1e5) {
    ways.push(
      () => object.push(...r.list(r.int(1, 40), anything)),
      () => r.list(r.int(1, 40), () => object.pop()),
      () => object.shift(),
      () => object.splice(r.int(0, object.length), r.int(0, 5), anything()),
      () => (object.length = r.int(0, 2 * object.length)),
      () => (object[object.length + r.int(1, 5000)] = anything()),
      () => object.fill(1.5),
      () => delete object[r.int(0, object.length)],
      () => object.reverse(),
    )
  }
  if (object instanceof Map || object instanceof Set) {
    ways.push(
      () => r.list(r.int(1, 60), () => (object instanceof Map ? object.set(r.bits(), anything()) : object.add(r.bits()))),
      () => [...object.keys()].slice(0, r.int(1, 60)).forEach((key) => object.delete(key)),
      () => object.clear(),
    )
  }
  const buffer = ArrayBuffer.isView(object) ? object.buffer : object
  // Node's pool is everybody's
  if (buffer instanceof ArrayBuffer && buffer.byteLength !== Buffer.poolSize) {
    ways.push(
      () => structuredClone(buffer, { transfer: [buffer] }),
      () => buffer.transfer(r.int(0, 500)),
      () => buffer.resize(r.int(0, buffer.maxByteLength)),
      () => buffer,
      () => new Uint8Array(buffer).fill(0xff),
    )
  }
  return ways
}

function violation(what, value, ...rest) {
  if (told.violations.length < mostViolations) {
    let text = typeof value
    try {
      text = inspect(value, { depth: 2, breakLength: Infinity, maxArrayLength: 10 }).slice(0, 500)
    } catch {
      // its type has to do
    }
    told.violations.push([what, text, ...rest])
  }
}

const core = ({ bytes, external, slack, count }) => `${bytes} bytes, ${external} external, ${slack} slack, ${count} objects`

/**
 * Measured by the probe, until two answers in a row are equal: a collection in between may shorten strings and shrink tables. Where measuring
 * itself made the difference, they never are.
 */
function settledMeasure(value) {
  let last = measure(value)
  for (let i = 0; i < 5; i++) {
    const next = measure(value)
    told.measured += 2
    if (core(next) === core(last)) return next
    told.settled++
    last = next
  }
  violation('does not come to rest', value, core(last))
  return last
}

/** What has to hold for every measurement of the probe. */
function holds(m, value) {
  if (m.by !== 'probe') violation('by the model', value, currentLayout().probe)
  if (![m.bytes, m.lower, m.count, m.external, m.slack].every(isSize)) violation('no size', value, core(m))
  const isOpaque = m.opaque.length > 0
  if (isOpaque) told.opaque++
  if (!(m.lower === m.bytes && (isOpaque ? m.upper >= m.bytes : m.upper === m.bytes || !m.complete))) violation('bounds', value, m)
  if (m.external > m.bytes) violation('more outside than all', value, core(m))
}

/** Asks again in one of the other ways; each has to agree with the measurement. */
const others = [
  (m, value) => [deepSize(value), m.bytes, 'deepSize'],
  (m, value) => [measure(value, { exclude: () => false }).bytes, m.bytes, 'nothing excluded'],
  (m, value) => [deepSize(value, { exclude: () => false }), m.bytes, 'nothing excluded, deepSize'],
  (m, value) => [measure(value, { assume: 'owned' }).bytes, m.bytes, 'owned'],
  (m, value) => [measure(value, { by: 'probe', limit: m.bytes }).complete, true, 'the limit its size'],
  (m, value) => [exceeds(value, m.bytes), false, 'exceeds its size'],
  (m, value) => [m.bytes === 0 || exceeds(value, m.bytes - 1), true, 'exceeds a byte less'],
  (m, value) => [shallowSize(value) <= m.bytes, true, 'shallow no more than deep'],
  (m, value) => [measure(value, { contexts: true }).bytes >= m.bytes, true, 'contexts no less'],
  (m, value, r) => [measure(value, { exclude: () => r.chance(0.2) }).bytes <= m.bytes, true, 'some excluded no more'],
  (m, value) => [deepSize([value, value]) - deepSize([1, 2]), isObject(value) ? m.bytes : undefined, 'held twice'],
  (m, value) => {
    const tracker = new Tracker()
    const [once, again] = [measure(value, { tracker }), measure(value, { tracker })]
    return [`${once.bytes <= m.bytes} ${again.bytes <= m.bytes}`, 'true true', 'tracked no more']
  },
  (m, value) => [m.count < 3000 ? graph(value).selfSize.reduce((sum, size) => sum + size, 0) : m.bytes, m.bytes, 'graph'],
  (m, value) => [deepSize(value, { exclude: [Outside, Ruled, Rested] }) <= m.bytes, true, 'some classes excluded no more'],
  (m, value) => [deepSize(new Outside(value)) - shallowSize(new Outside(value)), isObject(value) ? m.bytes : undefined, 'described'],
  (m, value) => [byClass(value).rows.reduce((sum, { bytes }) => sum + bytes, 0), m.bytes, 'the sum by class'],
  (m, value) => [m.count < 3000 ? explain(value).retained : m.bytes, m.bytes, 'explain'],
  (m, value) => [m.count < 3000 ? byClass(value).toString() && explain(value).toString() && true : true, true, 'byClass and explain'],
]

async function check(r, value) {
  const m = settledMeasure(value)
  holds(m, value)
  if (r.chance(0.5)) {
    for (let tries = 0; ; tries++) {
      const [found, wanted, what] = r.pick(others)(m, value, r)
      told.measured++
      if (wanted === undefined || found === wanted) break
      // a collection may have come between
      if (core(measure(value)) === core(m) && tries > 3) {
        violation(what, value, { found, wanted })
        break
      }
      if (core(measure(value)) !== core(m)) break
    }
  }
  if (r.chance(0.1)) {
    told.modelled++
    const { lower, upper } = measure(value, { by: 'model' })
    if (m.bytes < lower || m.bytes > upper) told.outside++
  }
  if (r.chance(0.002)) {
    const slowly = await measureAsync(value)
    if (slowly.by !== 'probe' && m.count < 200_000) violation('asynchronously by the model', value)
    if (slowly.bytes !== m.bytes && core(measure(value)) === core(m)) violation('asynchronously', value, slowly.bytes, m.bytes)
  }
}

async function main() {
  for (let i = first; i < first + count; i++) {
    const r = seeded(seed ^ Math.imul(i, 0x9e3779b1))
    if (process.env.FUZZ_TRACE) console.error(i)
    const [value, mayChange] = randomValue(r)
    await check(r, value)
    if (mayChange && r.chance(0.4)) {
      for (let rounds = r.int(1, 3); rounds > 0; rounds--) {
        const parts = insides(value)
        for (let j = r.int(1, 4); j > 0 && parts.length > 0; j--) change(r, r.pick(parts))
        if (r.chance(0.02)) gc({ type: 'minor' })
        await check(r, value)
      }
    }
    told.values++
    if (mayChange) earlier[i % 30] = value
    if (r.chance(0.001)) gc()
    if (i % 1000 === 999) console.log(JSON.stringify({ at: i }))
  }
  if (!currentLayout().probe.on) violation('switched off', undefined, currentLayout().probe)
  told.memory = Math.round(process.memoryUsage().rss / 2 ** 20)
  console.log(JSON.stringify(told))
  process.exit(0)
}
// of values that were changed
process.on('unhandledRejection', () => {})
main().catch((error) => {
  console.error(error)
  process.exit(1)
})
