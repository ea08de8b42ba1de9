/** What descriptions and other says in a measurement cost, against the same value without: medians of interleaved rounds in one process. */

import { LRUCache } from 'lru-cache'
import { deepSize, deepSizes, defineSize, describeMemory, MemSize, measure, shallowSize, Tracker } from '../dist/esm/index.js'
import { sizedLRU } from '../dist/esm/integrations/lru-cache.js'
import { quantile, ratios, timeInRounds } from './rounds.mjs'
import { markdown, ratio } from './tables.mjs'

const ROUNDS = 31
const COUNT = 10_000

const classOf = (decorate) => {
  const Row = class Row {
    constructor(i) {
      this.id = i
      this.name = `name ${i}`
      this.tags = [`a${i}`, 'b']
      this.pos = { x: i, y: 2 }
      this.when = i + 0.5
      this.note = `n${i % 7}`
    }
  }
  decorate?.(Row)
  return Row
}
const ruled = (...rules) =>
  classOf((Row) => {
    for (const rule of rules) rule(Row.prototype, 'tags')
    MemSize()(Row)
  })
const byHand = (describe) => classOf((Row) => Object.assign(Row.prototype, { [describeMemory]: describe }))

const forms = () => ({
  'bare @MemSize()': [ruled(), 1.1],
  field: [ruled(MemSize.field), 1.1],
  owned: [ruled(MemSize.owned), 1.1],
  ignore: [ruled(MemSize.ignore('not its own')), 1.25],
  shared: [ruled(MemSize.shared), 1.25],
  sizedBy: [ruled(MemSize.sizedBy((list) => list.length * 8)), 1.5],
  'by hand, by name': [
    byHand(function (meter) {
      meter.value('id', this.id)
      meter.value('name', this.name)
      meter.value('tags', this.tags)
      meter.value('pos', this.pos)
      meter.value('when', this.when)
      meter.value('note', this.note)
    }),
    2.6,
  ],
  'by hand, rest': [
    byHand(function (meter) {
      meter.rest(this)
    }),
    1.8,
  ],
  'by hand, skip and rest': [
    byHand(function (meter) {
      meter.skip('tags', 'not its own')
      meter.rest(this)
    }),
    1.5,
  ],
})

const many = (Class, count = COUNT) => Array.from({ length: count }, (_, i) => new Class(i))

/** A row for each case: its median over that of the first, which is the base. */
function compared(title, cases, targets, repeat) {
  const names = Object.keys(cases)
  timeInRounds(Object.values(cases), 5, repeat)
  const samples = timeInRounds(Object.values(cases), ROUNDS, repeat)
  return names.slice(1).map((name, i) => {
    const found = quantile(ratios(samples[i + 1], samples[0]))
    const most = targets[name]
    const outcome = most === undefined ? '' : found <= most ? 'reached' : 'missed'
    return [
      title,
      name,
      ratio(found),
      ratio(quantile(ratios(samples[i + 1], samples[0]), 0.25)),
      most === undefined ? '' : ratio(most),
      outcome,
    ]
  })
}

function instances() {
  const base = many(classOf())
  const cases = { undecorated: () => deepSize(base) }
  const targets = {}
  const one = { undecorated: () => deepSize(base[7]) }
  for (const [name, [Class, most]] of Object.entries(forms())) {
    const value = many(Class)
    cases[name] = () => deepSize(value)
    targets[name] = most
    one[name] = () => deepSize(value[7])
  }
  const oneTargets = Object.fromEntries(['bare @MemSize()', 'field', 'owned', 'ignore', 'shared', 'sizedBy'].map((name) => [name, 1.25]))
  const Named = forms()['by hand, by name'][0]
  const among = [...base.slice(0, 5000), new Named(5000), ...base.slice(5001)]
  cases['one described among 10,000'] = () => deepSize(among)
  targets['one described among 10,000'] = 1.15
  const root = new (forms()['by hand, rest'][0])(1)
  root.tags = base
  cases['a described root'] = () => deepSize(root)
  targets['a described root'] = 1.15
  return [...compared('10,000 instances', cases, targets), ...compared('one instance', one, oneTargets)]
}

function options() {
  const base = many(classOf())
  class X {}
  class Y {}
  const known = new Tracker()
  deepSize(base, { tracker: known })
  const cases = {
    'no option': () => deepSize(base),
    'exclude, two classes': () => deepSize(base, { exclude: [X, Y] }),
    'exclude, a function': () => deepSize(base, { exclude: () => false }),
    'a fresh Tracker': () => deepSize(base, { tracker: new Tracker() }),
    'a Tracker that has seen all': () => deepSize(base, { tracker: known }),
  }
  const targets = { 'exclude, two classes': 1.15, 'exclude, a function': 1.6, 'a fresh Tracker': 10, 'a Tracker that has seen all': 2 }
  for (const name of Object.keys(cases)) if (!works(cases[name])) delete cases[name]
  return compared('options', cases, targets)
}

/** A case of a feature that is not there is left out, and said so. */
function works(run) {
  try {
    run()
    return true
  } catch (error) {
    console.log(`left out: ${error.message}`)
    return false
  }
}

function small() {
  const row = { id: 1, name: 'a name', active: true }
  return compared(
    'a small row',
    { deepSize: () => deepSize(row), measure: () => measure(row), shallowSize: () => shallowSize(row) },
    { measure: 1.25, shallowSize: 1.25 },
    20_000,
  )
}

function manyValues() {
  const rows = many(classOf())
  return compared(
    '10,000 values',
    { deepSize: () => deepSize(rows), deepSizes: () => deepSizes(rows), 'deepSizes, once': () => deepSizes(rows, { once: true }) },
    { deepSizes: 1.3, 'deepSizes, once': 1.3 },
  )
}

function manyClasses() {
  const row = new (classOf())(1)
  const before = timeInRounds([() => deepSize(row)], ROUNDS, 20_000)[0]
  const classes = Array.from({ length: 900 }, () => classOf())
  for (const Class of classes) defineSize(Class, (object, meter) => meter.rest(object))
  const after = timeInRounds([() => deepSize(row)], ROUNDS, 20_000)[0]
  const found = quantile(after) / quantile(before)
  return [['900 described classes', 'a small deepSize', ratio(found), '', ratio(1.1), found <= 1.1 ? 'reached' : 'missed']]
}

function chain() {
  class Link {
    constructor(next) {
      this.data = { x: 1, list: [1, 'y'] }
      this.next = next
    }
    [describeMemory](meter) {
      meter.value('data', this.data)
      meter.value('next', this.next)
    }
  }
  let link
  for (let i = 0; i < 100_000; i++) link = new Link(link)
  const start = performance.now()
  const bytes = deepSize(link)
  const seconds = (performance.now() - start) / 1000
  return [['a chain of 100,000 described', `${bytes} bytes`, `${seconds.toFixed(2)} s`, '', '2 s', seconds <= 2 ? 'reached' : 'missed']]
}

function caches() {
  const rows = []
  const article = (bytes, i) => ({
    id: i,
    title: `title ${i}`,
    body: Array.from({ length: bytes / 100 }, (_, k) => `paragraph ${i} ${k} ${'x'.repeat(70)}`),
  })
  const rowsOf = (make, bytes, i) => {
    const count = Math.round(bytes / JSON.stringify(make(i)).length)
    return Array.from({ length: count }, (_, k) => make(i * count + k))
  }
  const forms = { plain: (i) => new plainRow(i), decorated: (i) => new decoratedRow(i), described: (i) => new describedRow(i) }
  const lists = Object.entries(forms).flatMap(([form, make]) =>
    [1, 10, 100].map((kilobytes) => [`${form} rows of ${kilobytes} kB`, (i) => rowsOf(make, kilobytes * 1000, i)]),
  )
  for (const [name, make] of [
    ['a small row', (i) => ({ id: i, name: `name ${i}`, active: true, score: i + 0.5 })],
    ['a small decorated row', (i) => new decoratedPoint(i)],
    ['a small described row', (i) => new describedPoint(i)],
    ['articles of 1 kB', (i) => article(1000, i)],
    ['articles of 10 kB', (i) => article(10_000, i)],
    ['articles of 100 kB', (i) => article(100_000, i)],
    ...lists,
  ]) {
    const isSmall = name.startsWith('a small')
    const values = Array.from({ length: 64 }, (_, i) => make(i))
    const json = new LRUCache({ maxSize: 1e9, sizeCalculation: (value) => JSON.stringify(value).length + 1 })
    const sized = sizedLRU({ maxBytes: 1e9 })
    let i = 0
    let k = 0
    rows.push(
      ...compared(
        'cache set',
        {
          'JSON length': () => json.set(i++ & 63, values[i & 63]),
          [name]: () => sized.set(k++ & 63, values[k & 63]),
        },
        { [name]: isSmall ? 1 : 0.4 },
        isSmall ? 20_000 : name.endsWith(' 1 kB') ? 2_000 : undefined,
      ),
    )
  }
  return rows
}
class Point {
  constructor(i) {
    this.id = i
    this.name = `name ${i}`
    this.active = true
    this.score = i + 0.5
  }
}
class decoratedPoint extends Point {}
MemSize.owned(decoratedPoint.prototype, 'name')
MemSize()(decoratedPoint)
class describedPoint extends Point {
  [describeMemory](meter) {
    meter.rest(this)
  }
}
const plainRow = classOf()
const decoratedRow = ruled(MemSize.owned)
const describedRow = forms()['by hand, rest'][0]

export function described() {
  const rows = [...instances(), ...options(), ...small(), ...manyValues(), ...chain(), ...caches(), ...manyClasses()]
  console.log(markdown(['', 'against the same without', 'median', 'quartile', 'target', ''], rows))
  return {}
}
