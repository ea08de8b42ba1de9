// How much the process grows by copies of a value, and what measuring says of them: a judge that has no policy of what belongs to what.
// node --expose-gc growth-child.cjs <addon> <kind>: one line of JSON, in bytes per copy. Without a kind, their names.
const { readFileSync } = require('node:fs')
const { join } = require('node:path')
const { Temporal } = globalThis
const [addon, kind] = process.argv.slice(2)

const rounds = 6

const objects = (count, i) => Array.from({ length: count }, (_, at) => ({ i, at }))
const sloppy = new Function('a', 'b', 'b = 1; return arguments')
const strict = new Function('a', 'b', '"use strict"; return arguments')

function iteratorOf(collection, add) {
  for (let at = 0; at < 4; at++) add(collection, at)
  const iterator = collection.values()
  for (let at = 4; at < 40; at++) add(collection, at)
  return iterator
}

function touched(buffer) {
  new Uint8Array(buffer).fill(1)
  return buffer
}

function memory(options) {
  const made = new WebAssembly.Memory(options)
  touched(made.buffer)
  // the buffer of before has gone: V8 14 makes the next when somebody asks
  made.grow(0)
  return made
}

function stream(i) {
  return new ReadableStream({
    start: (controller) => controller.enqueue(new Uint8Array(500).fill(i)),
  })
}

const wasm = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])

/** How one is made, and of how many copies each round is. */
const kinds = {
  'an object': [(i) => ({ i, b: i + 0.5, c: {} }), 10_000],
  'an array of objects': [(i) => objects(10, i), 10_000],
  'a Map': [(i) => new Map([[i, { i }]]), 10_000],
  'a text': [(i) => `${i}${'x'.repeat(100)}`.split('').join(''), 10_000],
  'a buffer': [(i) => new Uint8Array(4096).fill(i), 10_000],
  'sloppy arguments': [(i) => sloppy(objects(5, i), 2), 10_000],
  'strict arguments': [(i) => strict(objects(5, i), 2), 10_000],
  'an iterator of a Set that was rehashed': [(i) => iteratorOf(new Set(), (set, at) => set.add({ i, at })), 10_000],
  'an iterator of a Map that was rehashed': [(i) => iteratorOf(new Map(), (map, at) => map.set({ i, at }, at)), 10_000],
  'a stream': [stream, 2_000],
  'WebAssembly.Memory': [() => memory({ initial: 4, maximum: 8 }), 60, resident],
  'shared WebAssembly.Memory': [() => memory({ initial: 4, maximum: 8, shared: true }), 60, resident],
  'two buffers of a shared memory that grew': [
    () => {
      const made = new WebAssembly.Memory({ initial: 1, maximum: 8, shared: true })
      const short = made.buffer
      made.grow(3)
      return [short, touched(made.buffer)]
    },
    60,
    resident,
  ],
  'WebAssembly.Module': [() => new WebAssembly.Module(wasm), 1_000],
  'WebAssembly.Instance': [() => new WebAssembly.Instance(new WebAssembly.Module(wasm)), 1_000],
  'WebAssembly.Table': [() => new WebAssembly.Table({ initial: 10, element: 'externref' }), 10_000],
  'WebAssembly.Global': [(i) => new WebAssembly.Global({ value: 'i32', mutable: true }, i), 10_000],
  'Intl.Collator': [() => new Intl.Collator('en'), 500],
  'Intl.DateTimeFormat': [() => new Intl.DateTimeFormat('en'), 500],
  'Intl.DisplayNames': [() => new Intl.DisplayNames('en', { type: 'region' }), 500],
  'Intl.ListFormat': [() => new Intl.ListFormat('en'), 2_000],
  'Intl.Locale': [() => new Intl.Locale('en-Latn-US'), 10_000],
  'Intl.NumberFormat': [() => new Intl.NumberFormat('en'), 500],
  'Intl.PluralRules': [() => new Intl.PluralRules('en'), 500],
  'Intl.RelativeTimeFormat': [() => new Intl.RelativeTimeFormat('en'), 500],
  'Intl.Segmenter': [() => new Intl.Segmenter('en'), 500],
  'segments of a text': [(i) => new Intl.Segmenter('en').segment(`a b ${i}`), 500],
  'an iterator of segments': [(i) => new Intl.Segmenter('en').segment(`a b ${i}`)[Symbol.iterator](), 500],
  ...(Intl.DurationFormat && { 'Intl.DurationFormat': [() => new Intl.DurationFormat('en'), 500] }),
  ...(Temporal && {
    'Temporal.Instant': [(i) => Temporal.Instant.fromEpochMilliseconds(i), 10_000],
    'Temporal.ZonedDateTime': [(i) => Temporal.Instant.fromEpochMilliseconds(i).toZonedDateTimeISO('UTC'), 10_000],
    'Temporal.PlainDate': [(i) => new Temporal.PlainDate(2000 + (i % 100), 1, 1), 10_000],
    'Temporal.Duration': [(i) => new Temporal.Duration(i), 10_000],
  }),
}

/** Bytes that are the process's own and in memory. */
function resident() {
  const status = readFileSync('/proc/self/status', 'latin1')
  const read = (name) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) * 1024
  return read('RssAnon') + read('RssShmem')
}

const { inUse } = addon === undefined ? {} : require(addon)

/** What lives on the heap as the collector counts it, and what the process has from malloc. */
const counted = () => process.memoryUsage().heapUsed + inUse()

function settle(judge) {
  for (let i = 0; i < 4; i++) gc()
  return judge()
}

async function main() {
  if (kind === undefined) return console.log(JSON.stringify(Object.keys(kinds)))
  const [make, count, judge = counted] = kinds[kind]
  const kept = Array.from({ length: rounds }, () => new Array(count).fill(undefined))
  let before = settle(judge)
  const growth = []
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < count; i++) kept[round][i] = make(round * count + i)
    await new Promise((done) => setTimeout(done, 20))
    const after = settle(judge)
    growth.push((after - before) / count)
    before = after
  }
  const { measure } = require(join(__dirname, '../../dist/cjs/index.js'))
  const sizes = Object.fromEntries(
    ['probe', 'model'].map((by) => {
      // the variables that a function shares with its arguments are a context
      const options = { contexts: true, ...(by === 'model' && { by }) }
      const list = kept[rounds - 1].slice(0, 200)
      const [one, all] = [measure([list[0]], options), measure(list, options)]
      const each = (of) => (of(all) - of(one)) / (list.length - 1)
      return [
        all.by,
        {
          bytes: each(({ bytes }) => bytes),
          lower: each(({ lower }) => lower),
          upper: all.upper === Infinity ? 'Infinity' : each(({ upper }) => upper),
          opaque: all.opaque.map(({ reason }) => reason),
        },
      ]
    }),
  )
  // the first rounds fill what the engine and the allocator have in reserve
  console.log(JSON.stringify({ growth, sizes }))
}

main()
