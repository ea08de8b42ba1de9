// Run with --allow-natives-syntax --expose-gc. Prints which traces measuring leaves in the engine: one line of JSON, { case: trace }.
const { measure, deepSize, byClass, explain, graph } = require('../dist/cjs/index.js')

const traces = {}
/** What only V8's own tests may ask; no parser but V8's takes it. */
const native = (source) => new Function(`return ${source}`)()
const haveSameMap = native('(a, b) => %HaveSameMap(a, b)')
const isFast = native('object => %HasFastProperties(object)')

const ask = (value) => {
  for (const question of [measure, deepSize, byClass, explain]) question(value)
  deepSize(value, { assume: 'owned' })
}

// hidden classes: the same before and after as those of a twin that nobody looked at
class Point {
  constructor() {
    this.x = 1
    this.y = 1.5
  }
}
const makers = {
  'an empty object': () => ({}),
  'a literal': () => ({ a: 1, b: 2.5, c: 'text', d: { e: [] } }),
  'an object filled later': () => Object.assign({}, { a: 1, b: 2 }),
  'an instance': () => new Point(),
  'an array of small integers': () => [1, 2, 3],
  'an array of doubles': () => [1.5, 2.5],
  'an array with holes': () => [1, , {}],
  'an array that was emptied': () => Object.assign([1, 2, 3], { length: 0 }),
  'a frozen object': () => Object.freeze({ a: 1 }),
  'a Map': () => new Map([[1, 2]]),
  'a Set': () => new Set([1]),
  'a Date': () => new Date(),
  'a RegExp': () => /x/g,
  'an Error': () => new Error('x'),
  'a small typed array': () => new Uint8Array(8),
  'a large typed array': () => new Uint8Array(800),
  'a Buffer': () => Buffer.from('x'),
  'a function': () => function f() {},
  'an arrow function': () => () => 1,
  'a Promise': () => Promise.resolve(1),
  arguments: () =>
    (function () {
      return arguments
    })(1),
}
for (const [name, make] of Object.entries(makers)) {
  const [looked, twin] = [make(), make()]
  if (!haveSameMap(looked, twin)) traces[`map of ${name}`] = 'not the same from the start'
  ask(looked)
  if (!haveSameMap(looked, twin)) traces[`map of ${name}`] = 'another after measuring'
}
const dictionary = Object.fromEntries(Array.from({ length: 2000 }, (_, i) => [`k${i}`, i]))
const modes = {
  'a literal': { a: 1 },
  'a dictionary': dictionary,
  'a prototype': Point.prototype,
  'a class': Point,
  'no prototype': Object.create(null),
}
for (const [name, object] of Object.entries(modes)) {
  const before = isFast(object)
  ask(object)
  if (isFast(object) !== before) traces[`mode of ${name}`] = `fast: ${before}, then ${!before}`
}
if (Number.parseInt(process.versions.v8, 10) >= 13) {
  const rope = native('s => !%StringIsFlat(s)')
  const text = `${'left '.repeat(20)}${process.pid}`
  ask({ text })
  if (!rope(text)) traces['a rope'] = 'flat'
  text.charCodeAt(3)
  if (rope(text)) traces['a rope'] = 'the test cannot fail: still a rope when read'
}

// a lookup in a Map or Set can turn a string into one that refers to another (V8 14), which weighs more
for (const question of [measure, byClass, explain, graph]) {
  const text = Array.from({ length: 9 }, (_, i) => String.fromCharCode(97 + i)).join(`-${process.pid}-`)
  const other = text.slice(0, 12) + text.slice(12)
  const before = deepSize([text, other])
  question([text, other], { by: 'model' })
  if (deepSize([text, other]) !== before)
    traces[`strings asked for by ${question.name}`] = `${before} bytes, then ${deepSize([text, other])}`
}

// what is made lazily, seen as growth of the heap; `spring` makes it, and so proves that it would be seen
const count = 2_000
const text = `${'left '.repeat(100)}${process.pid}`
const lazy = {
  'prototypes of functions': ['heapUsed', () => function f() {}, (f) => f.prototype],
  'buffers of small typed arrays': ['arrayBuffers', () => new Uint8Array(64), (array) => array.buffer],
  'buffers of small Float64Arrays': ['arrayBuffers', () => new Float64Array(8), (array) => array.buffer],
  'flat copies of ropes': ['heapUsed', (i) => [text + i], ([rope]) => rope.charCodeAt(3)],
  'flat copies of ropes in Maps': ['heapUsed', (i) => new Map([[i, text + i]]), (map) => [...map.values()][0].charCodeAt(3)],
  'flat copies of two-byte ropes': ['heapUsed', (i) => [`ключ${text}${i}`], ([rope]) => rope.charCodeAt(3)],
}
/** Less than any of these would leave, in bytes for each value; the heap is never quite still. */
const leastSeen = { heapUsed: 150, arrayBuffers: 48 }
/** Bytes by which memory grows for each value. */
const growth = (memory, action) => {
  gc()
  gc()
  const before = process.memoryUsage()[memory]
  action()
  gc()
  gc()
  return (process.memoryUsage()[memory] - before) / count
}
for (const [name, [memory, make, spring]] of Object.entries(lazy)) {
  const many = () => Array.from({ length: count }, (_, i) => make(i))
  // what a collection leaves for the next one is no trace: those show every time
  let traced = Infinity
  for (let attempt = 0; attempt < 3 && Math.abs(traced) >= leastSeen[memory]; attempt++) {
    const values = many()
    traced = growth(memory, () => [measure, deepSize].forEach((question) => question(values)))
    if (values.length !== count) throw new Error('lost')
  }
  if (Math.abs(traced) >= leastSeen[memory]) traces[name] = `${Math.round(traced)} bytes each`
  const values = many()
  const sprung = growth(memory, () => values.forEach(spring))
  if (Math.abs(sprung) < leastSeen[memory] || values.length !== count)
    traces[name] ??= `the test cannot fail: ${Math.round(sprung)} bytes each when made`
}

// a stack trace is not formatted, whatever holds it
const holders = {
  'a DOMException': new DOMException('x'),
  'a typed array': new Uint8Array(4),
  'a Buffer': Buffer.from('x'),
  'a URL': new URL('http://a/'),
}
for (const [name, holder] of Object.entries(holders)) {
  Error.captureStackTrace(holder)
  let formatted = 0
  Error.prepareStackTrace = () => `formatted ${++formatted}`
  ask(holder)
  if (formatted > 0) traces[`stack of ${name}`] = 'formatted'
  if (holder.stack !== 'formatted 1') traces[`stack of ${name}`] ??= 'the test cannot fail'
  Error.prepareStackTrace = undefined
}

console.log(JSON.stringify(traces))
