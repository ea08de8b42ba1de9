// @ts-nocheck
// deep-sizes-child.mjs: values measured all at once and one by one, as JSON.
import { deepSize, deepSizes, defineSize, describeMemory, MemSize, shallowSize } from '../dist/esm/index.js'

class Named {
  constructor(i) {
    this.name = `name ${i}`
    this.list = [i, `item ${i}`]
  }
  [describeMemory](meter) {
    meter.value('name', this.name)
  }
}
class Rest extends Named {
  [describeMemory](meter) {
    meter.skip('list', 'not its own')
    meter.external('outside', 100)
    meter.rest(this)
  }
}
class Outside {
  constructor(i) {
    this.text = `text ${i}`
  }
}
defineSize(Outside, (object, meter) => meter.value('text', object.text))
class Ruled {
  constructor(i) {
    this.own = { i, text: `own ${i}` }
    this.bytes = 'x'.repeat(i)
  }
}
MemSize.ignore('not its own')(Ruled.prototype, 'own')
MemSize.sizedBy((text) => text.length)(Ruled.prototype, 'bytes')
MemSize()(Ruled)

const config = { list: Array.from({ length: 50 }, (_, i) => ({ i })), buffer: new ArrayBuffer(1000) }
const circle = { config }
circle.self = circle
const plain = [
  ...[1, 1.5, 2 ** 40, 'a text', `a text ${process.pid}`, 10n ** 30n, Symbol('s'), undefined, null, true, [], {}, [1.5, 2.5]],
  ...[
    config,
    { config },
    circle,
    new Map([[config, circle]]),
    new Set([1, 'two']),
    () => config,
    new Uint8Array(config.buffer),
    /x/g,
    new Date(),
  ],
  ...Array.from({ length: 600 }, (_, i) => ({ id: i, name: `name ${i}`, tags: ['a', `b${i}`], config: i % 100 ? undefined : config })),
  Array.from({ length: 5000 }, (_, i) => ({ i, pair: [i, `${i}`] })),
]
const described = [
  ...plain,
  ...Array.from({ length: 20 }, (_, i) => new [Named, Rest, Outside, Ruled][i % 4](i)),
  { config, named: new Named(1) },
]
const sparse = []
sparse[100_000] = config
const lists = {
  plain,
  described,
  doubles: [1.5, 2.5, 3.5],
  sparse: sparse.slice(99_990),
  repeated: [config, config, 'text', 'text'],
  none: [],
}

const cases = []
for (const [name, list] of Object.entries(lists)) {
  for (const by of ['probe', 'model']) {
    for (const contexts of [false, true]) {
      const options = { by, contexts }
      const once = deepSizes(list, { ...options, once: true })
      cases.push({
        name: `${name} by the ${by}${contexts ? ' with contexts' : ''}`,
        each: [...deepSizes(list, options)],
        alone: Array.from(list, (value) => deepSize(value, options)),
        sum: once.reduce((sum, bytes) => sum + bytes, 0),
        together: together(list, options),
        repeated: name === 'repeated' ? [...once] : undefined,
      })
    }
  }
}

/** What the values hold together: an array of them, without the array. Numbers are kept apart: an array may hold them raw. */
function together(list, options) {
  const numbers = Array.from(list).filter((value) => typeof value === 'number')
  const others = Array.from(list).filter((value) => typeof value !== 'number')
  const holder = [undefined, ...others]
  // the model does not know the spare capacity of an array, and guesses it from what the array holds
  const own =
    options.by === 'model'
      ? deepSize(
          holder.map(() => undefined),
          options,
        )
      : shallowSize(holder)
  return deepSize(holder, options) - own + numbers.reduce((sum, value) => sum + deepSize(value, options), 0)
}

console.log(JSON.stringify(cases))
