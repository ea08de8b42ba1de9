// node --expose-gc bad-input-child.cjs <dist>: what descriptions can do wrong, line by line. Prints a line of JSON: by line, what was not as it has to be.
const { resolve } = require('node:path')
const [dist] = process.argv.slice(2)
const {
  byClass,
  deepSize,
  defineSize,
  describeMemory,
  exceeds,
  explain,
  graph,
  MemSize,
  measure,
  measureAsync,
  retainedSize,
  shallowSize,
} = require(resolve(dist, 'index.js'))

process.on('warning', (warning) => warning.name === 'MemSizeWarning' || console.error(warning))

class Plain {
  constructor(i) {
    this.id = i
    this.list = [{ i }, `text ${i}`]
    this.more = { i, deep: [i] }
  }
}
const many = (Class, count = 50) => Array.from({ length: count }, (_, i) => new Class(i))
/** A class like Plain, with a description by hand. */
const described = (describe) => {
  const Class = class extends Plain {}
  Class.prototype[describeMemory] = describe
  return Class
}
/** The same class without a description, and what of an object goes. */
const without = (change, count) => {
  const Class = class extends Plain {}
  const list = many(Class, count)
  for (const object of list) change?.(object)
  return list
}
const reasonsOf = (opaque) => opaque.map(({ reason, count }) => `${count} ${reason}`).sort()

let wrong
const same = (what, ...values) => {
  for (const value of values.slice(1))
    if (JSON.stringify(value) !== JSON.stringify(values[0])) wrong.push(`${what}: ${values.map((one) => JSON.stringify(one)).join(', ')}`)
}

/** Every question has the same answer, the model's rules give the same notes, and its bounds hold. */
async function asked(value, bytes, reasons = [], isUsual = true) {
  const found = measure(value)
  same('bytes', bytes, deepSize(value), found.bytes, deepSize(value, { exclude: () => false }), (await measureAsync(value)).bytes)
  same('by', 'probe', found.by)
  same(
    'graphs',
    bytes,
    explain(value).retained,
    byClass(value).rows.reduce((sum, row) => sum + row.bytes, 0),
    graph(value).selfSize.reduce((a, b) => a + b, 0),
  )
  same('exceeds', [true, false], [exceeds(value, bytes - 1), exceeds(value, bytes)])
  if (!(shallowSize(value) > 0 && retainedSize(value, { from: [value] }) === bytes))
    wrong.push(`retained ${retainedSize(value, { from: [value] })}`)
  const model = measure(value, { by: 'model' })
  const upper = reasons.length > 0 ? Infinity : bytes
  for (const { upper: of, opaque } of [found, explain(value).whole, await measureAsync(value)]) {
    same('upper', upper === Infinity, of === Infinity)
    same('notes', reasons.slice().sort(), reasonsOf(opaque))
  }
  same('notes of the model', reasons.slice().sort(), reasonsOf(model.opaque))
  same(
    'paths as the model has them',
    model.opaque.map(({ path }) => path),
    found.opaque.map(({ path }) => path),
    explain(value).whole.opaque.map(({ path }) => path),
  )
  if (isUsual && !(model.lower <= bytes && bytes <= model.upper))
    wrong.push(`bounds of the model: ${model.lower}, ${bytes}, ${model.upper}`)
}

const left = (object) => {
  object.list = null
}
const threw = 'a description threw an error'

const lines = {
  'a description that throws halfway': async () => {
    const Class = described(function (meter) {
      meter.value('list', this.list)
      throw new Error('halfway')
    })
    await asked(many(Class), deepSize(without((object) => (object.more = null))), [`50 ${threw}`])
    const Rest = described(function (meter) {
      meter.skip('list', 'left out')
      meter.rest(this)
      throw new Error('at the end')
    })
    await asked(many(Rest), deepSize(without(left)), [`50 ${threw}`])
    const Some = described(function (meter) {
      meter.rest(this)
      if (this.id === 7) throw new Error('one of them')
    })
    await asked(many(Some), deepSize(without()), [`1 ${threw}`])
    const Called = class extends Plain {}
    MemSize.sizedBy(() => {
      throw new Error('no bytes')
    })(Called.prototype, 'list', undefined)
    MemSize()(Called)
    await asked(many(Called), deepSize(without(left)), ['50 `list` not known: the function that gives its bytes threw an error'])
  },
  'names what is not there': async () => {
    const Class = described(function (meter) {
      meter.value('gone', this.gone)
      meter.skip('nowhere', 'it is not there')
      meter.skip('#nor here', 'it is not there')
      meter.skip(Symbol('nor'), 'it is not there')
      meter.rest(this)
    })
    await asked(many(Class), deepSize(without()))
    const Ruled = class extends Plain {}
    MemSize.ignore('it is not there')(Ruled.prototype, 'gone', undefined)
    MemSize.owned(Ruled.prototype, 'nowhere', undefined)
    MemSize.sizedBy(() => 1e6)(Ruled.prototype, 'nor', undefined)
    MemSize()(Ruled)
    await asked(many(Ruled), deepSize(without()))
  },
  'changes its rules later': async () => {
    const Class = described((meter) => void meter)
    const list = many(Class)
    deepSize(list)
    Class.prototype[describeMemory] = function (meter) {
      meter.skip('list', 'since')
      meter.rest(this)
    }
    await asked(list, deepSize(without(left)))
    delete Class.prototype[describeMemory]
    await asked(list, deepSize(without()))
    MemSize.ignore('since then')(Class.prototype, 'more', undefined)
    MemSize()(Class)
    await asked(list, deepSize(without((object) => (object.more = null))))
    defineSize(Class, (object, meter) => {
      meter.skip('list', 'from outside')
      meter.rest(object)
    })
    await asked(list, deepSize(without(left)))
  },
  're-enters deepSize': async () => {
    const other = many(Plain, 300)
    const ask = (object) => {
      const bytes = deepSize(other)
      measure(object.more)
      explain(object.list)
      byClass(other)
      return bytes
    }
    const bytes = deepSize(other)
    const Class = described(function (meter) {
      meter.external('others', ask(this))
      meter.skip('list', 'left out')
      meter.rest(this)
    })
    await asked(many(Class, 20), deepSize(without(left, 20)) + 20 * bytes)
    const Ruled = class extends Plain {}
    MemSize.sizedBy((list) => ask({ list }))(Ruled.prototype, 'list', undefined)
    MemSize()(Ruled)
    await asked(many(Ruled, 20), deepSize(without(left, 20)) + 20 * bytes)
    const Itself = described(function (meter) {
      if (!this.isBusy) {
        this.isBusy = true
        deepSize(this)
        this.isBusy = false
      }
      meter.rest(this)
    })
    const twins = without((object) => (object.isBusy = false))
    const list = many(Itself)
    deepSize(list)
    await asked(list, deepSize(twins))
  },
  'mutates what is being measured, or its class, while a batch runs': async () => {
    let count = 0
    const Class = described(function (meter) {
      // an array's beginning moves without a collection
      if (count++ % 3 === 0 && big.length > 100) for (let i = 0; i < 10; i++) big.shift()
      meter.rest(this)
    })
    const list = many(Class, 400)
    const big = Array.from({ length: 20_000 }, (_, i) => ({ i }))
    const value = [big, list]
    deepSize(value)
    const first = measure(value)
    if (first.by !== 'probe') wrong.push('the probe was switched off')
    const Grows = described(function (meter) {
      this[`added${this.id % 5}`] = { id: this.id }
      delete this.more
      Object.setPrototypeOf(this, this.id % 2 ? Grows.prototype : Other.prototype)
      Other.prototype[describeMemory] = function (meter) {
        meter.rest(this)
      }
      meter.rest(this)
    })
    class Other extends Plain {}
    const growing = many(Grows, 400)
    deepSize(growing)
    measure(growing)
    // when nothing changes any more, all agree
    for (const Of of [Grows, Other])
      Of.prototype[describeMemory] = function (meter) {
        meter.rest(this)
      }
    const { bytes } = measure(growing)
    for (const Of of [Grows, Other]) delete Of.prototype[describeMemory]
    same('the same as undescribed', bytes, deepSize(growing))
  },
  'collects garbage there': async () => {
    const Class = described(function (meter) {
      if (this.id % 10 === 0) gc()
      if (this.id % 10 === 5) gc({ type: 'minor' })
      meter.skip('list', 'left out')
      meter.rest(this)
    })
    const list = many(Class)
    const twins = without(left)
    gc()
    gc()
    await asked(list, deepSize(twins))
    class Node {
      constructor(next) {
        this.next = next
        this.data = { x: 1, list: [1, 'y'] }
      }
    }
    const chain = (Class) => {
      let last
      for (let i = 0; i < 30; i++) last = new Class(last)
      return last
    }
    class Described extends Node {
      [describeMemory](meter) {
        gc({ type: 'minor' })
        meter.value('data', this.data)
        meter.value('next', this.next)
      }
    }
    const [plain, one] = [chain(class extends Node {}), chain(Described)]
    gc()
    gc()
    same('a chain', deepSize(plain), deepSize(one), measure(one).bytes, explain(one).retained)
  },
  'found by defineSize after the map was planned': async () => {
    const Class = class extends Plain {}
    MemSize.ignore('by a rule')(Class.prototype, 'list', undefined)
    MemSize()(Class)
    const list = many(Class)
    await asked(list, deepSize(without(left)))
    let isFirst = true
    const Late = described(function (meter) {
      if (isFirst) defineSize(Later, (object, meter) => meter.rest(object))
      isFirst = false
      meter.rest(this)
    })
    class Later extends Plain {}
    const value = [many(Later), many(Late)]
    deepSize(value)
    await asked(value, deepSize([without(), without()]))
    defineSize(Class, (object, meter) => meter.rest(object))
    await asked(list, deepSize(without()))
  },
  'prototypes swapped after planning': async () => {
    const Class = class extends Plain {}
    MemSize.ignore('by a rule')(Class.prototype, 'list', undefined)
    MemSize()(Class)
    const list = many(Class)
    await asked(list, deepSize(without(left)))
    class Bare extends Plain {}
    many(Bare)
    for (const object of list) Object.setPrototypeOf(object, Bare.prototype)
    const twins = without((object) => Object.setPrototypeOf(object, Bare.prototype))
    await asked(list, deepSize(twins))
    for (const object of list) Object.setPrototypeOf(object, Class.prototype)
    const { bytes } = measure(list)
    for (const object of list) object.list = null
    same('swapped back', bytes, deepSize(list))
  },
  'a Proxy between': async () => {
    let traps = 0
    const handler = new Proxy({}, { get: () => void traps++ })
    // a description is never looked for through one
    const Base = class extends Plain {}
    MemSize.ignore('behind a Proxy')(Base.prototype, 'list', undefined)
    MemSize()(Base)
    const list = without()
    const bytes = deepSize(list)
    const between = new Proxy(Base.prototype, handler)
    for (const object of list) Object.setPrototypeOf(object, between)
    traps = 0
    const { bytes: found, by } = measure(list)
    deepSize(list)
    explain(list)
    byClass(list)
    measure(list, { by: 'model' })
    same('nobody was asked', [0, 'probe'], [traps, by])
    same('as undescribed', bytes, found, explain(list).retained)
    const inside = many(Base)
    const value = inside.map((object) => new Proxy({ object }, {}))
    same('in a Proxy', deepSize(value), measure(value).bytes, explain(value).retained)
  },
  'frozen and dictionary-mode instances': async () => {
    for (const form of ['frozen', 'sealed', 'dictionary']) {
      const formed = (object) => {
        if (form === 'frozen') Object.freeze(object)
        else if (form === 'sealed') Object.seal(object)
        else {
          for (let i = 0; i < 40; i++) object[`gone${i}`] = i
          for (let i = 0; i < 40; i++) delete object[`gone${i}`]
        }
      }
      const Ruled = class extends Plain {}
      MemSize.ignore('by a rule')(Ruled.prototype, 'list', undefined)
      MemSize()(Ruled)
      const ByHand = described(function (meter) {
        meter.skip('list', 'by hand')
        meter.rest(this)
      })
      const twins = without((object) => {
        left(object)
        formed(object)
      })
      for (const Class of [Ruled, ByHand]) {
        const list = many(Class)
        for (const object of list) formed(object)
        // that many objects which all lost entries are beyond the model's bounds (docs/accuracy.md, "Is an unusual history likely?")
        await asked(list, deepSize(twins), [], form !== 'dictionary')
      }
    }
  },
}

async function main() {
  const found = {}
  for (const [line, run] of Object.entries(lines)) {
    wrong = []
    try {
      await run()
    } catch (error) {
      wrong.push(`thrown: ${error.stack}`)
    }
    found[line] = [...new Set(wrong)]
  }
  process.stdout.write(JSON.stringify(found))
}
main()
