// node --expose-gc rules-child.cjs <dist> <snapshot>: values whose size a description or an option decides, measured by the probe and by the model; then a heap
// snapshot, then again. Each case says what belongs to its value: objects with their own bytes (`own`), parts with all they hold (`deep`), and what
// the latter stop at (`stops`), besides objects of `own`. Prints a line of JSON for each.
const { writeHeapSnapshot } = require('node:v8')
const { join } = require('node:path')
const { runInThisContext } = require('node:vm')
const { readOnlyTexts } = require('../oracle/read-only-texts.cjs')
const { seeded } = require('../oracle/seeded.cjs')
const { randomShape } = require('../oracle/shapes.cjs')

const [dist, snapshot] = process.argv.slice(2)
const { measure, defineSize, describeMemory, Tracker } = require(join(dist, 'index.js'))
const { theProbe } = require(join(dist, 'probe/probe.js'))

const probe = theProbe()
const version = Number(process.versions.v8.split('.')[0])

/** Every object that a value leads to. */
function objectsIn(value) {
  const list = [value]
  const found = new Set(list)
  for (let done = 0; done < list.length; ) {
    const batch = list.slice(done)
    done = list.length
    for (const object of probe.children(batch, new Uint32Array(batch.length))) {
      if (found.size !== found.add(object).size) list.push(object)
    }
  }
  return list
}

const cases = []
/** `parts()` gives the value, its parts and the options, which are made again for each measurement where they are a function. */
const add = (name, parts) => cases.push({ name, external: 0, pairs: 0, own: [], deep: [], stops: [], options: {}, ...parts() })

const fresh = (text) => [...text].join('') // a string of its own, that is no constant
const part = (n) => ({ n, text: fresh(`part ${n} of a value`), list: [n, [n + 0.5]] })
const described = (fields, describe) => Object.assign(Object.create({ [describeMemory]: describe }), fields)

// descriptions: what they name
add('a description of its own', () => {
  const parts = part(1)
  const value = {
    parts,
    other: part(2),
    [describeMemory](meter) {
      meter.value('parts', this.parts)
    },
  }
  return { value, own: [value], deep: [parts] }
})
add('a class that describes itself', () => {
  class Cache {
    entries = new Map([[1, part(1)]])
    source = part(2);
    [describeMemory](meter) {
      meter.value('entries', this.entries)
    }
  }
  const value = new Cache()
  return { value, own: [value], deep: [value.entries] }
})
add('an inherited description', () => {
  class Base {
    a = part(1);
    [describeMemory](meter) {
      meter.value('a', this.a)
    }
  }
  class Derived extends Base {
    b = part(2)
  }
  const value = new Derived()
  return { value, own: [value], deep: [value.a] }
})
add('a subclass that adds to a description', () => {
  class Base {
    a = part(1);
    [describeMemory](meter) {
      meter.value('a', this.a)
    }
  }
  class Derived extends Base {
    b = part(2);
    [describeMemory](meter) {
      super[describeMemory](meter)
      meter.value('b', this.b)
    }
  }
  const value = new Derived()
  return { value, own: [value], deep: [value.a, value.b] }
})
add('defineSize, over the description of the class', () => {
  class Foreign {
    a = part(1)
    b = part(2);
    [describeMemory](meter) {
      meter.value('a', this.a)
    }
  }
  defineSize(Foreign, (foreign, meter) => meter.value('b', foreign.b))
  const value = new Foreign()
  return { value, own: [value], deep: [value.b] }
})
add('defineSize, for a subclass', () => {
  class Foreign {
    a = part(1)
  }
  class Derived extends Foreign {
    b = part(2)
  }
  defineSize(Foreign, (foreign, meter) => meter.value('a', foreign.a))
  const value = [new Derived(), new Foreign()]
  return { value, own: [value, ...value], deep: value.map(({ a }) => a) }
})
add('every word of a meter', () => {
  const value = described(
    { v: part(1), s: fresh('a string that is its own'), n: 1.5, o: part(2), h: part(3), x: part(4), k: part(5) },
    function (meter) {
      meter.value('v', this.v)
      meter.string('s', this.s)
      meter.number('n', this.n)
      meter.owned('o', this.o)
      meter.shared('h', this.h)
      meter.external('x', 1000)
      meter.skip('k', 'somebody else’s')
    },
  )
  return { value, own: [value], deep: [value.v, value.s, value.o, value.h], external: 1000 }
})
add('parts that are no properties', () => {
  const registry = new WeakMap()
  const value = described({}, function (meter) {
    meter.value('entry', registry.get(this))
    meter.value('text', registry.get(this).text)
    meter.value('symbol', registry.get(this).symbol)
    meter.value('big', registry.get(this).big)
  })
  const entry = { text: fresh('a text that is held twice'), symbol: Symbol(fresh('of some kind')), big: 2n ** 100n }
  registry.set(value, entry)
  return { value, own: [value], deep: [entry], keep: registry }
})
add('one part named by two', () => {
  const shared = part(1)
  const both = [1, 2].map((id) =>
    described({ id, shared, other: part(id) }, function (meter) {
      meter.value('shared', this.shared)
    }),
  )
  return { value: both, own: [both, ...both], deep: [shared] }
})
add('a part that holds what describes it', () => {
  const value = described({}, function (meter) {
    meter.value('child', this.child)
  })
  value.child = { parent: value, own: part(1) }
  return { value, own: [value], deep: [value.child], stops: [value] }
})

// descriptions: rest
add('rest', () => {
  const value = described({ a: part(1), b: part(2), cache: part(3) }, function (meter) {
    meter.skip('cache', 'made again when asked for')
    meter.rest(this)
  })
  return { value, own: [value], deep: [value.a, value.b] }
})
add('rest: symbols, hidden properties, accessors', () => {
  const key = Symbol(fresh('key'))
  const read = Object.assign(() => 1, { own: part(1) })
  const value = described({ [key]: part(2), left: part(3) }, function (meter) {
    meter.skip('left', 'left')
    meter.rest(this)
  })
  Object.defineProperty(value, 'hidden', { value: part(4), enumerable: false })
  Object.defineProperty(value, 'read', { get: read })
  // what stands for an accessor refers to its two functions, and is no value itself
  return { value, own: [value], deep: [value[key], value.hidden, read], pairs: 1 }
})
add('rest: elements', () => {
  class List extends Array {
    note = part(1);
    [describeMemory](meter) {
      meter.skip('note', 'left')
      meter.rest(this)
    }
  }
  const value = List.from([part(2), part(3), part(4)])
  return { value, own: [value], deep: [...value] }
})
add('rest: entries', () => {
  class Registry extends Map {
    extra = part(1);
    [describeMemory](meter) {
      meter.skip('extra', 'left')
      meter.rest(this)
    }
  }
  const value = new Registry([
    [1, part(2)],
    [part(3), fresh('a value that is a text')],
  ])
  return { value, own: [value], deep: [...value].flat().filter((entry) => typeof entry !== 'number') }
})
add('rest: what a Promise and a view hold', () => {
  class Task extends Promise {
    [describeMemory](meter) {
      meter.rest(this)
    }
  }
  class Bytes extends Uint8Array {
    [describeMemory](meter) {
      meter.rest(this)
    }
  }
  const result = part(1)
  const task = Task.resolve(result)
  const bytes = new Bytes(new ArrayBuffer(5000))
  const value = [task, bytes]
  return { value, own: [value, task, bytes], deep: [result, bytes.buffer] }
})
add('rest: private fields too, but for those that a description named', () => {
  class Secret {
    #left = part(1)
    #skipped = part(4)
    #named = part(2)
    open = part(3);
    [describeMemory](meter) {
      meter.value('#named', this.#named)
      meter.skip('#skipped', 'made again when asked for')
      meter.rest(this)
    }
    get named() {
      return this.#named
    }
    get skipped() {
      return this.#skipped
    }
    get left() {
      return this.#left
    }
  }
  const value = new Secret()
  return { value, own: [value], deep: [value.named, value.open, value.left], keep: value.skipped }
})

// descriptions: kinds of objects
add('a described Map, its entries left out', () => {
  class Registry extends Map {
    name = fresh('the name of a registry');
    [describeMemory](meter) {
      meter.value('name', this.name)
    }
  }
  const value = new Registry(Array.from({ length: 20 }, (_, i) => [i, part(i)]))
  return { value, own: [value], deep: [value.name] }
})
add('a described Array, its elements left out', () => {
  class List extends Array {
    [describeMemory](meter) {
      meter.value('first', this[0])
    }
  }
  const value = List.from([part(1), part(2), part(3)])
  return { value, own: [value], deep: [value[0]] }
})
add('a described Date', () => {
  class Stamp extends Date {
    zone = part(1);
    [describeMemory](meter) {
      meter.value('zone', this.zone)
    }
  }
  const value = new Stamp(1_700_000_000_123)
  return { value, own: [value], deep: [value.zone] }
})
add('a described object in dictionary mode', () => {
  const value = described({}, function (meter) {
    meter.value('key 7', this['key 7'])
  })
  for (let i = 0; i < 200; i++) value[`key ${i}`] = part(i)
  // it holds the names of its properties
  return { value, own: [value], deep: [value['key 7'], ...Object.keys(value)] }
})
add('described objects without a prototype', () => {
  const value = Array.from({ length: 10 }, (_, i) => {
    const object = Object.create(null)
    object.kept = part(i)
    object.left = part(i)
    object[describeMemory] = function (meter) {
      meter.value('kept', this.kept)
    }
    return object
  })
  // the names of a dictionary are the engine's one string of that text, or symbols
  const names = [...Object.keys({ kept: 0, left: 0 }), describeMemory]
  return { value, own: [value, ...value], deep: [...value.map(({ kept }) => kept), ...names] }
})
add('double fields of described objects', () => {
  class Point {
    constructor(i) {
      this.x = i + 0.5
      this.y = i + 0.25
      this.left = part(i)
    }
    [describeMemory](meter) {
      meter.number('x', this.x)
    }
  }
  const value = Array.from({ length: 30 }, (_, i) => new Point(i))
  return { value, own: [value, ...value] }
})
add('a described function', () => {
  const value = Object.assign(() => 1, { kept: part(1), left: part(2) })
  value[describeMemory] = function (meter) {
    meter.value('kept', this.kept)
  }
  return { value, own: [value], deep: [value.kept] }
})
add('described objects within described objects', () => {
  class Inner {
    kept = part(1)
    left = part(2);
    [describeMemory](meter) {
      meter.value('kept', this.kept)
    }
  }
  class Outer {
    inner = [new Inner(), new Inner()]
    left = part(3);
    [describeMemory](meter) {
      meter.value('inner', this.inner)
    }
  }
  const value = new Map([
    [1, new Outer()],
    [2, { plain: new Outer() }],
  ])
  const outer = [value.get(1), value.get(2).plain]
  const inner = outer.flatMap((one) => one.inner)
  return { value, own: [value, value.get(2), ...outer, ...outer.map((one) => one.inner), ...inner], deep: inner.map(({ kept }) => kept) }
})
add('many described objects among many plain ones', () => {
  class Row {
    constructor(i) {
      this.id = i
      this.kept = [i]
      this.left = part(i)
    }
    [describeMemory](meter) {
      meter.value('kept', this.kept)
    }
  }
  const rows = Array.from({ length: 5000 }, (_, i) => (i % 2 ? new Row(i) : { id: i, plain: [i] }))
  const own = rows.filter((row) => row instanceof Row)
  return { value: rows, own: [rows, ...own], deep: [rows, ...own.map(({ kept }) => kept)], stops: own }
})
add('sizer', () => {
  const value = { rows: [part(1)], cache: part(2) }
  return { value, own: [value], deep: [value.rows], options: { describe: (object, meter) => meter.value('rows', object.rows) } }
})
add('sizer, over a description', () => {
  const value = described({ a: part(1), b: part(2) }, function (meter) {
    meter.value('a', this.a)
  })
  return { value, own: [value], deep: [value.b], options: { describe: (object, meter) => meter.value('b', object.b) } }
})

// exclude
add('exclude', () => {
  const shared = part(1)
  const value = { shared, list: [{ shared }, { own: part(2) }] }
  return { value, deep: [value], stops: [shared], options: { exclude: (object) => object === shared } }
})
add('exclude, by path', () => {
  const value = { a: { cache: part(1), data: part(2) }, b: [{ cache: part(3) }] }
  return {
    value,
    deep: [value],
    stops: [value.a.cache, value.b[0].cache],
    options: { exclude: (_object, path) => path().endsWith('.cache') },
  }
})
add('exclude the value itself', () => ({ value: part(1), options: { exclude: () => true } }))
add('exclude what a Map, a closure-free function and a Promise hold', () => {
  const left = part(1)
  const value = [new Map([[left, 1]]), Object.assign(() => 1, { left }), Promise.resolve(left), new Set([left, part(2)]), left]
  return { value, deep: [value], stops: [left], options: { exclude: (object) => object === left } }
})
add('exclude, within a description', () => {
  const left = part(1)
  const value = described({ kept: { left, a: part(2) }, other: part(3) }, function (meter) {
    meter.value('kept', this.kept)
  })
  return { value, own: [value], deep: [value.kept], stops: [left], options: { exclude: (object) => object === left } }
})
for (let seed = 1; seed <= 200; seed++) {
  add(`exclude, at random: seed ${seed}`, () => {
    const value = randomShape(seed)
    const r = seeded(seed)
    const left = new Set(objectsIn(value).filter((object) => object !== value && r.chance(0.2)))
    return { value, deep: [value], stops: [...left], modelBounds: false, options: { exclude: (object) => left.has(object) } }
  })
}
add('rest: nothing that asking would make', () => {
  class Failure extends Error {
    cause = part(1);
    [describeMemory](meter) {
      meter.rest(this)
    }
  }
  const limit = Error.stackTraceLimit
  // an error without frames: those of others hold half of Node
  Error.stackTraceLimit = 0
  const error = new Failure(fresh('a message of some length'))
  Error.stackTraceLimit = limit
  const call = Object.assign(function () {}, { kept: part(2) })
  call[describeMemory] = function (meter) {
    meter.rest(this)
  }
  const value = [error, call]
  // from V8 12 on the stack is an accessor of the error itself, whose functions are made when they are asked for
  const pairs = version < 12 ? 0 : 1
  return { value, own: [value, error, call], deep: [error.cause, error.message, call.kept, call[describeMemory]], pairs }
})
// a description that only says «the rest» is as good as none
for (let seed = 1001; seed <= 1200; seed++) {
  add(`rest, at random: seed ${seed}`, () => {
    const value = randomShape(seed)
    return { value, deep: [value], modelBounds: false, options: { describe: (object, meter) => meter.rest(object) } }
  })
}
add('exclude, of closures', () => {
  // a script of its own: a closure of this module would lead to all of Node
  const { f, left } = runInThisContext('(() => { const left = { a: [1] }, kept = { b: [2] }; return { f: () => [left, kept], left } })()')
  return { value: f, deep: [f], stops: [left], contexts: true, options: { contexts: true, exclude: (object) => object === left } }
})

// trackers
add('a tracker: what is new', () => {
  const shared = { parts: [part(1), part(2)] }
  const first = { shared, own: part(3) }
  const value = { shared, other: part(4), again: first.own.list }
  return { value, deep: [value], stops: [shared, first.own.list], options: tracked(first) }
})
add('a tracker: the same again', () => {
  const value = { a: part(1) }
  return { value, options: tracked(value) }
})
add('a tracker: strings by content', () => {
  const first = [fresh('one text of some length'), fresh('another text of some length')]
  const value = [
    fresh('another text of some length'),
    fresh('one text of some length'),
    fresh('a text that is new'),
    fresh('a text that is new'),
  ]
  return { value, own: [value], deep: value.slice(2), options: tracked(first) }
})
add('a tracker: ropes and slices by content', () => {
  const halves = [fresh('the first half of a text, '), fresh('and its second half')]
  const rope = halves[0] + halves[1]
  const first = [fresh('the first half of a text, and its second half')]
  const text = fresh('a long text, of which a slice is made')
  const value = [rope, text.slice(3, 30)]
  // the rope's content is known, that of its pieces is not
  return { value, own: [value], deep: [...halves, value[1]], options: tracked(first) }
})
add('a tracker: symbols and bigints count each time', () => {
  const symbol = Symbol()
  const value = [symbol, 2n ** 80n]
  return { value, deep: [value], modelBounds: false, options: tracked([symbol]) }
})
add('a tracker over descriptions', () => {
  const shared = part(1)
  const make = (id) =>
    described({ id, shared, own: part(id), left: part(9) }, function (meter) {
      meter.value('shared', this.shared)
      meter.value('own', this.own)
    })
  const value = make(2)
  return { value, own: [value], deep: [value.own], options: tracked(make(1)) }
})

// other options
add('assume owned, of a tree', () => {
  const value = Array.from({ length: 100 }, (_, i) => part(i))
  return { value, deep: [value], options: { assume: 'owned' } }
})
add('assume owned, of what is no tree', () => {
  const shared = part(1)
  const value = [shared, shared, { shared }]
  return { value, deep: [value], options: { assume: 'owned' } }
})
add('a limit that is not reached', () => {
  const value = part(1)
  return { value, deep: [value], options: { limit: 1e6 } }
})
add('a limit that is not reached, with rules', () => {
  const left = part(1)
  const value = { left, kept: part(2) }
  return { value, deep: [value], stops: [left], options: { limit: 1e6, exclude: (object) => object === left } }
})
const long = Array.from({ length: 20_000 }, (_, i) => ({ i, list: [i] }))
// the array with its store, and an object with what it holds
add('a limit', () => ({ value: long, limited: [1_000_000, 160_032 + 1_000_000 + 200], options: { limit: 1_000_000 } }))
add('a limit of nothing', () => ({ value: long, limited: [0, 200_000], options: { limit: 0 } }))
add('a limit, with rules', () => ({ value: long, limited: [300_000, 3_000_000], options: { limit: 300_000, exclude: () => false } }))

/** Options with a tracker that has counted `first`. */
const trackers = []
function tracked(first) {
  return (by) => {
    const tracker = new Tracker()
    trackers.push(tracker)
    measure(first, { by, tracker })
    return { tracker }
  }
}

class RulesOwn {
  vals = []
}
class RulesDeep {
  vals = []
}
class RulesStops {
  vals = []
}
class RulesFree {
  vals = readOnlyTexts(version).map((text) => Object.keys({ [text]: 0 })[0])
}
globalThis.holders = [new RulesOwn(), new RulesDeep(), new RulesStops(), new RulesFree()]
const lists = globalThis.holders.map(({ vals }) => vals)
const ends = cases.map(({ own, deep, stops }) => [own, deep, stops].map((parts, i) => lists[i].push(...parts)))

const measured = ({ value, options }, by) => measure(value, { by, ...(typeof options === 'function' ? options(by) : options) })
globalThis.gc()
globalThis.gc()
for (const one of cases) measured(one, 'probe')
writeHeapSnapshot(snapshot)
const lines = cases.map((one, i) => {
  const { name, external, pairs, contexts = false, limited, modelBounds = !contexts } = one
  // first: the model reads fields, and by that V8 14 may give boxes to numbers of a shape that has had fractions since
  const probe = measured(one, 'probe')
  const model = modelBounds ? measured(one, 'model') : undefined
  return JSON.stringify({ name, external, pairs, contexts, limited, ends: ends[i], probe, model })
})
process.stdout.write(lines.join('\n'), () => process.exit(0))
