// node injection-child.cjs <package> <test> [...]: spoils what the probe has learned, and tells what became of measurements. Prints JSON.
const { join } = require('node:path')
const { zoo } = require('../zoo.cjs')
const { seeded } = require('../oracle/seeded.cjs')
const { randomShape } = require('../oracle/shapes.cjs')

const [folder, test, ...given] = process.argv.slice(2)
const { measure, deepSize, shallowSize, exceeds, graph, retainedSize, explain, currentLayout, Tracker, defineSize } = require(
  join(folder, 'dist/cjs'),
)
const { selfCheck } = require(join(folder, 'dist/cjs/probe/self-check.js'))
const { theProbe } = require(join(folder, 'dist/cjs/probe/probe.js'))
const binding = require(join(folder, 'prebuilds', `${process.platform}-${process.arch}`, 'memsize.node'))

// native/engine.h
const kinds =
  'UNKNOWN_KIND STOPPED TAGGED RECEIVER FUNCTION BUFFER VIEW ARRAY PROPERTY_ARRAY WEAK_TABLE WEAK_LIST DOUBLES BYTES DATA BIGINT STRING SYMBOL CONTEXT SLOPPY_ARGUMENTS SLOTTED'.split(
    ' ',
  )
const kind = (name) => kinds.indexOf(name)
const at = { type: 0, visitor: 1, kind: 2, address: 3 }

class Described {
  parts = [1.5, 'described']
}
defineSize(Described, (object, meter) => meter.value('parts', object.parts))

const answer = ({ bytes, lower, upper, by, opaque }) => ({ bytes, lower, upper, by, opaque: opaque.map(({ reason }) => reason) })

/** Sees to it that a spoiled probe starts afresh. */
function mend() {
  binding.mend()
  delete binding.off
}

/** Forgets the kind of an object, or of what its words lead to: by type and by visitor. */
function forget(value, ...offsets) {
  const seen = binding.look(value, ...offsets)
  binding.spoil('by_type', seen[at.type], 0)
  binding.spoil('by_visitor', seen[at.visitor], 0)
}

const tests = {
  /** Kinds nobody showed: their own bytes count, what is in them does not. */
  forgotten() {
    const part = { inside: [1, 2, 3] }
    const promise = Promise.resolve(part)
    const pending = new Promise(() => {})
    pending.then(() => part)
    const animals = {
      promise: [promise],
      'the reaction of a promise': [pending, 24],
      Intl: [new Intl.Locale('de')],
      'a handle of Intl': [new Intl.Locale('de'), 24],
      Map: [new Map([[1, part]])],
      'the table of a Map': [new Map([[1, part]]), 24],
      elements: [[part], 16],
      Proxy: [new Proxy(part, {})],
      buffer: [new ArrayBuffer(100)],
      'a closure': [() => part],
      object: [{ part }],
    }
    return Object.fromEntries(
      Object.entries(animals).map(([name, [value, ...offsets]]) => {
        const before = answer(measure(value))
        forget(value, ...offsets)
        const after = answer(measure(value))
        const off = binding.off
        mend()
        return [name, { before, after, off }]
      }),
    )
  },

  /** Lessons that are wrong: the self-check of a process that starts with them finds out. */
  unchecked() {
    const doubles = [1.5, 2.5]
    const wrong = {
      'doubles are tagged': ['by_type', binding.look(doubles, 16)[at.type], kind('ARRAY')],
      'elements are bytes': ['by_type', binding.look([{}, {}], 16)[at.type], kind('BYTES')],
      'objects are buffers': ['by_type', binding.look({})[at.type], kind('BUFFER')],
      'boxes are nothing': ['by_visitor', binding.look(1.5)[at.visitor], kind('STOPPED'), ['by_type', binding.look(1.5)[at.type], 0]],
      'maps are of another type': ['map_type', 0, 1],
      'read-only pages are not': ['page_flags', 0, 64],
      'large objects begin elsewhere': ['page_header', 0, 8],
    }
    return Object.fromEntries(
      Object.entries(wrong).map(([name, [part, index, number, more]]) => {
        binding.spoil(part, index, number)
        if (more) binding.spoil(...more)
        const found = selfCheck(binding) ?? null
        mend()
        return [name, found]
      }),
    )
  },

  /** A wrong lesson makes the walk read where nothing is: the model answers in the same call, and from then on. */
  fault() {
    const before = answer(measure([1.5, 2.5]))
    const wild = new Float64Array(new BigUint64Array([0x0000_7eee_dead_0001n, 0xdead_beef_dead_beedn, 0x0000_0000_0000_1001n]).buffer)
    const results = [...wild].map((double) => {
      const list = [double, 2.5]
      binding.spoil('by_type', binding.look(list, 16)[at.type], kind('ARRAY'))
      const first = answer(measure(list))
      const state = currentLayout().probe
      const wanted = [() => measure({}, { by: 'probe' })].map((ask) => {
        try {
          return ask().by
        } catch (error) {
          return error.message
        }
      })[0]
      const then = [measure([{}]).by, deepSize([{}]), shallowSize([{}]), exceeds([{}], 10), measure([{}], { tracker: new Tracker() }).by]
      mend()
      return { first, state, wanted, then, mended: measure(list).by }
    })
    return { before, results }
  },

  /** A fault outside of any walk is somebody else's. */
  foreign() {
    measure({})
    binding.fault()
    return 'survived'
  },

  /** Random wrong lessons, one to three at a time; everything is asked of some values after each. */
  async random() {
    const [seed, rounds] = given.map(Number)
    const r = seeded(seed)
    const animals = Object.values(await zoo()).filter((animal) => measure(animal, { by: 'model', limit: 1e6 }).count < 20_000)
    const parts = binding.parts()
    const names = Object.keys(parts)
    const inUse = {}
    for (const name of names) {
      inUse[name] = []
      for (let i = 0; i < parts[name]; i++) {
        const learned = binding.spoil(name, i, 0)
        binding.spoil(name, i, learned)
        if (learned !== 0) inUse[name].push(i)
      }
    }
    const numbers = {
      by_type: () => r.int(0, kinds.length - 1),
      by_visitor: () => r.int(0, kinds.length - 1),
      slots: () => r.bits() >>> r.int(0, 31),
      tables: () => r.int(0, 4),
      read_only_flags: () => r.bits() >>> r.int(0, 31),
      map_type: () => r.int(0, 0xffff),
      array_type: () => r.int(0, 0xfff),
      script_context_type: () => r.int(0, 0xfff),
      api_visitor: () => r.int(0, 80),
      page_header: () => 8 * r.int(0, 1000),
    }
    const offset = () => (r.chance(0.8) ? 8 * r.int(0, 16) : r.int(0, 300))
    const told = { rounds, asked: 0, void: 0, spared: 0, reasons: {}, wrong: [] }
    const ask = [
      (value) => measure(value),
      (value) => measure(value, { exclude: () => r.chance(0.1) }),
      (value) => measure(value, { exclude: (_, path) => r.chance(0.002) && path() === '$.a' }),
      (value) => measure(value, { tracker: new Tracker() }),
      (value) => measure(value, { contexts: true, limit: 1e7 }),
      (value) => measure(value, { limit: r.int(0, 5000) }),
      (value) => measure(value, { describe: (object, meter) => (r.chance(0.5) ? meter.rest(object) : meter.value('x', new Described())) }),
      (value) => deepSize([new Described(), value]),
      (value) => deepSize(value),
      (value) => shallowSize(value),
      (value) => exceeds(value, r.int(0, 5000)),
      (value) => graph(value, { contexts: r.chance(0.5) }).nodeCount,
      (value) => retainedSize(value, { from: [value, [value]] }),
      (value) => explain([new Described(), value]).retained,
    ]
    /** Numbers that are addresses of all sorts, once they are taken for references: of nothing, and beside objects of the heap. */
    const wild = () => {
      const near = BigInt(binding.look(r.chance(0.5) ? r.pick(objects) : r.pick([Math.max, 'x', undefined, {}, measure]))[at.address])
      const words = r.list(r.int(1, 8), () =>
        r.pick([
          () => near + 8n * BigInt(r.int(-64, 64)) + 1n,
          () => near + BigInt(r.int(-4096, 4096)),
          () => near + BigInt(r.int(-(2 ** 31), 2 ** 31)) * 8n + 1n,
          () => (near & -0x40000n) + 0x40000n * BigInt(r.int(-8, 8)) + 8n * BigInt(r.int(0, 64)) + 1n,
          () => (BigInt(r.bits()) << 32n) | BigInt(r.bits()),
          () => BigInt(r.bits() >>> r.int(0, 31)),
          () => 0x7fff_0000_0001n + BigInt(r.bits()) * 8n,
        ])(),
      )
      const numbers = new BigInt64Array(new BigInt64Array(words).buffer)
      return [numbers, [...new Float64Array(numbers.buffer)], ...words, Object.assign({}, [...new Float64Array(numbers.buffer)])]
    }
    const objects = Object.values(animals).filter((animal) => typeof animal === 'object')
    const raw = [binding.look([1.5], 16), binding.look(new Uint8Array(8), 16), binding.look(1.5), binding.look(2n ** 70n)].map(
      (seen) => seen[at.type],
    )
    for (let round = 0; round < rounds; round++) {
      const spoiled = r.list(r.int(1, 3), () => {
        const part = r.chance(0.7) ? r.pick(['by_type', 'by_type', 'by_visitor', 'slots']) : r.pick(names)
        if (r.chance(0.3))
          return ['by_type', r.pick(raw), kind(r.pick(['ARRAY', 'TAGGED', 'PROPERTY_ARRAY', 'SLOPPY_ARGUMENTS', 'CONTEXT']))]
        const index = inUse[part].length > 0 && r.chance(0.8) ? r.pick(inUse[part]) : r.int(0, parts[part] - 1)
        return [part, index, r.chance(0.2) ? 0 : (numbers[part] ?? offset)()]
      })
      // what a crash leaves behind
      if (process.env.INJECTION_TRACE)
        require('node:fs').writeFileSync(process.env.INJECTION_TRACE, JSON.stringify({ seed, round, spoiled }))
      for (const spoil of spoiled) binding.spoil(...spoil)
      const values = [...r.list(4, () => r.pick(animals)), randomShape(r.bits()), wild(), wild()]
      for (const value of values) {
        told.asked++
        const result = r.pick(ask)(value)
        const size = typeof result === 'object' ? result.bytes : Number(result)
        if (!(size >= 0)) told.wrong.push([spoiled, size])
        if (binding.off === undefined) told.spared++
        else {
          told.void++
          const reason = binding.off
          told.reasons[reason] = (told.reasons[reason] ?? 0) + 1
          if (typeof theProbe() !== 'string') told.wrong.push([spoiled, 'still on'])
          delete binding.off
        }
      }
      mend()
      if (round % 256 === 255) {
        global.gc?.()
        if (measure({ a: [1.5, 'x'] }).by !== 'probe') told.wrong.push([round, binding.off])
      }
    }
    return told
  },
}

async function main() {
  if (typeof theProbe() === 'string') throw new Error(theProbe())
  console.log(JSON.stringify(await tests[test]()))
  process.exit(0)
}
main()
