// node class-trees-child.cjs <dist> <seed> <trees>: random trees of classes, each made twice: decorated, and not. Prints a line of JSON: how many were
// looked at, and what was wrong of the first ten that were.
const { EventEmitter } = require('node:events')
const { resolve } = require('node:path')
const { seeded } = require('../oracle/seeded.cjs')

const [dist, seed, count] = process.argv.slice(2)
const { byClass, deepSize, measure, MemSize, describeMemory } = require(resolve(dist, 'index.js'))
const { verify } = require(resolve(dist, 'heap.js'))

const random = seeded(Number(seed)).fraction
const below = (n) => Math.floor(random() * n)
const pick = (list) => list[below(list.length)]

/** A base of every kind that keeps something in slots of its own, and how it is called. */
const bases = {
  none: '',
  Error: `super('a message')`,
  Uint8Array: 'super(300)',
  Map: 'super([[1, { a: 1 }], [{ b: 2 }, [3]]])',
  Set: 'super([1, { a: 1 }])',
  Promise: 'super((resolve) => resolve([{ a: 1 }]))',
  Array: 'super(); this.push({ a: 1 }, 2, [3])',
  EventEmitter: `super(); this.on('a', { handleEvent() {} }.handleEvent)`,
  Date: 'super(1_700_000_000_123)',
  RegExp: `super('a+b', 'g')`,
}
const values = [
  '1',
  '1.5',
  '"text " + n',
  '[n, { n }, [n + 0.5]]',
  '{ n, list: ["part " + n] }',
  'new Map([[n, { n }]])',
  'null',
  '() => n',
  'new Uint8Array(100)',
  'Symbol("mark")',
  '2n ** 100n',
  'shared',
]

/** The text of a chain of classes; each level has fields, public and private. The last is the one that is returned, with a field to leave out. */
function chainText(levels, base) {
  const lines = ['const shared = { shared: [1, { deep: 1 }] }; let n = 0']
  let above = base === 'none' ? '' : ` extends ${base}`
  const ruled = []
  for (let level = 0; level < levels; level++) {
    const fields = []
    const reads = []
    for (let i = below(5); i > 0; i--) {
      const isPrivate = random() < 0.5
      // names are the same at several levels now and then
      const name = `${isPrivate ? '#' : ''}f${below(8)}${random() < 0.7 ? `l${level}` : ''}`
      if (fields.some((field) => field.startsWith(`${name} `))) continue
      fields.push(`${name} = ${pick(values)};`)
      if (isPrivate) reads.push(`this.${name}`)
    }
    const made = level === 0 ? bases[base] : 'super()'
    fields.push(`left${level} = ${pick(['[{ left: ++n }, "left " + n]', 'new Map([[n, { n }]])', '{ n, shared }'])};`)
    ruled.push(`left${level}`)
    lines.push(`class L${level}${above} { ${fields.join(' ')} constructor() { ${made} } reads() { return [${reads.join(', ')}] } }`)
    above = ` extends L${level}`
  }
  return { text: `${lines.join('\n')}\nreturn [${ruled.map((_, i) => `L${i}`).join(', ')}]`, ruled }
}

const wrong = []
const fault = (what, text, ...numbers) => void (wrong.length < 10 && wrong.push(`${what}: ${numbers.join(', ')}\n${text}`))
const kept = []

function one() {
  const base = pick(Object.keys(bases))
  const levels = 1 + below(4)
  const { text, ruled } = chainText(levels, base)
  const make = () => new Function('EventEmitter', text)(EventEmitter)
  const plain = make()
  const bare = make()
  const ignoring = make()
  const byHand = make()
  for (const Class of bare) if (random() < 0.7 || Class === bare.at(-1)) MemSize()(Class)
  const left = below(levels)
  MemSize.ignore('left out')(ignoring[left].prototype, ruled[left])
  MemSize()(ignoring[left])
  byHand[left].prototype[describeMemory] = function (meter) {
    meter.skip(ruled[left], 'left out')
    meter.rest(this)
  }
  const instances = (classes) => Array.from({ length: 1 + (count % 7) }, () => new (classes.at(-1))())
  const form = pick(['as it is', 'frozen', 'dictionary'])
  const formed = (list) => {
    for (const object of list) {
      if (form === 'dictionary') {
        object.gone = 1
        delete object.gone
      } else if (form === 'frozen' && base !== 'Uint8Array') Object.freeze(object)
    }
    return list
  }
  const [p, b, i, h] = [plain, bare, ignoring, byHand].map((classes) => formed(instances(classes)))
  for (const object of [...p, ...b, ...i, ...h]) object.reads?.call(object)
  const bytes = deepSize(p)
  const same = deepSize(b)
  const held = new Set(p.map((object) => object[ruled[left]]))
  const without = deepSize(p, { exclude: (object) => held.has(object) })
  const name = `${form}, ${base}`
  if (same !== bytes) fault(`decorated is not as undecorated (${name})`, text, same, bytes)
  if (deepSize(i) !== without) fault(`with ignore (${name})`, text, deepSize(i), without)
  if (deepSize(h) !== without) fault(`by hand, skip and rest (${name})`, text, deepSize(h), without)
  for (const value of [p, b, i, h]) {
    const { bytes: measured, opaque } = measure(value)
    if (measured !== deepSize(value) || opaque.length > 0)
      fault(`measure (${name})`, text, measured, deepSize(value), JSON.stringify(opaque))
    const inTable = byClass(value).rows.reduce((sum, row) => sum + row.bytes, 0)
    if (inTable !== measured) fault(`byClass (${name})`, text, inTable, measured)
  }
  // an Error's frames lead to Node's own modules, and those to read-only texts, which a snapshot of Node 20 and 22 counts
  if (base !== 'Error' && kept.length < 120) kept.push(p, b, i)
}

async function main() {
  for (let i = 0; i < Number(count); i++) one()
  const { ok, by, faults = [] } = await verify({ kept })
  if (!ok) fault('verify', '', JSON.stringify(faults.slice(0, 3)))
  process.stdout.write(JSON.stringify({ looked: Number(count), by, wrong }))
}
main()
