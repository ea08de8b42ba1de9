/** What is weighed: seeded builders, no two of which share a shape. */
import { below, seeded, word } from './random.mjs'

const times = (count, build) => Array.from({ length: count }, (_, i) => build(i))

/** Rows as a query brings them. */
export function smallObjects(count, random = seeded()) {
  const rows = []
  for (let i = 0; i < count; i++) rows.push({ id: i, name: word(random, 10), active: random() < 0.5 })
  return rows
}

class Order {
  constructor(id, random) {
    this.id = id
    this.customer = word(random, 12)
    this.total = random() * 1000
    this.items = below(random, 100)
    this.paid = random() < 0.5
    this.note = random() < 0.5 ? null : word(random, 20)
  }
}

export const instances = (count, random = seeded()) => times(count, (id) => new Order(id, random))

/** A document of about six objects for each article. */
export function nestedDocument(articles, random = seeded()) {
  return {
    version: 3,
    articles: times(articles, (i) => ({
      key: i,
      title: word(random, 24),
      author: { login: word(random, 8), contact: { mail: word(random, 16), verified: random() < 0.5 } },
      score: random() * 5,
      tags: times(1 + below(random, 3), () => word(random, 6)),
      replies: times(below(random, 4), () => ({ by: word(random, 8), text: word(random, 40), at: below(random, 1e9) })),
    })),
  }
}

export function linkedList(count) {
  let head = null
  for (let value = 0; value < count; value++) head = { value, next: head }
  return head
}

function parsedJson(length) {
  const article = JSON.stringify(nestedDocument(100)).length / 100
  return JSON.parse(JSON.stringify(nestedDocument(Math.round(length / article))))
}

function dictionary(count, random = seeded()) {
  const counts = {}
  for (let i = 0; i < count; i++) counts[word(random, 8)] = i
  return counts
}

function pushedInts(count) {
  const list = []
  for (let i = 0; i < count; i++) list.push(i)
  return list
}

function sharedByHolders(holders, random = seeded()) {
  const list = times(200, (rank) => ({ rank, label: word(random, 8) }))
  return times(holders, (holder) => ({ holder, list }))
}

function ring(count) {
  const first = { turn: 0, following: undefined }
  let last = first
  for (let turn = 1; turn < count; turn++) last = last.following = { turn, following: undefined }
  last.following = first
  return first
}

class Account {
  #history

  constructor(random) {
    this.owner = word(random, 8)
    this.#history = times(10, () => word(random, 16))
  }

  get latest() {
    return this.#history.at(-1)
  }
}

function withGetters(count, random = seeded()) {
  return times(count, (page) => {
    const base = word(random, 8)
    return {
      page,
      base,
      get rendered() {
        return `${base} `.repeat(200)
      },
    }
  })
}

/** A value for the accuracy table. `tree: false`: something in it is reached twice, so `assume: 'owned'` is no option. */
export const values = [
  { name: '10k objects {id, name, active}', build: () => smallObjects(10_000) },
  { name: '10k instances of 6 fields', build: () => instances(10_000) },
  { name: 'Map<string, number>, 10k', build: () => new Map(times(10_000, (i) => [`entry-${i}`, i])) },
  { name: 'Set<number>, 10k', build: () => new Set(times(10_000, (i) => i)) },
  { name: 'dictionary object, 10k keys', build: () => dictionary(10_000) },
  { name: '100k integers, pushed', build: () => pushedInts(100_000) },
  { name: 'JSON.parse of 1 MB', build: () => parsedJson(1_000_000) },
  { name: '1k pooled Buffers', build: () => times(1_000, (i) => Buffer.from(`a message of some bytes, number ${i}`)), tree: false },
  { name: '10-byte view of a 1 MB buffer', build: () => new Uint8Array(new ArrayBuffer(2 ** 20), 100, 10) },
  { name: 'one list shared by 1k holders', build: () => sharedByHolders(1_000), tree: false },
  { name: 'cyclic ring of 1k', build: () => ring(1_000), tree: false },
  { name: 'linked list of 100k', build: () => linkedList(100_000) },
  { name: '1k instances with #private', build: () => times(1_000, (i) => new Account(seeded(i))) },
  { name: '1k objects with a getter', build: () => withGetters(1_000) },
]
