'use strict'

const { people, words } = require('../inputs.cjs')

module.exports = [
  {
    name: 'lru-cache: a thousand records, half of them evicted',
    library: 'lru-cache',
    async build() {
      const { LRUCache } = await import('lru-cache')
      const cache = new LRUCache({ max: 1000 })
      for (const person of people(2000, 401)) cache.set(person.guid, person)
      for (const person of people(1500, 401).slice(1200)) cache.get(person.guid)
      return cache
    },
  },
  {
    name: 'lru-cache: sizes, time to live and numeric keys',
    library: 'lru-cache',
    async build() {
      const { LRUCache } = await import('lru-cache')
      const w = words(402)
      const cache = new LRUCache({ maxSize: 500000, ttl: 3600000, sizeCalculation: (text) => text.length, dispose: () => {} })
      for (let i = 0; i < 6000; i++) cache.set(w.int(0, 4000), w.sentence(3, 20))
      return cache
    },
  },
  {
    name: 'lru-cache: a large capacity hardly used',
    library: 'lru-cache',
    async build() {
      const { LRUCache } = await import('lru-cache')
      const cache = new LRUCache({ max: 70000 })
      for (const person of people(300, 403)) cache.set(person.id, person)
      return cache
    },
  },
  {
    name: 'quick-lru: two generations',
    library: 'quick-lru',
    async build() {
      const cache = new (await import('quick-lru')).default({ maxSize: 500 })
      for (const person of people(1300, 404)) cache.set(person.email, person)
      return cache
    },
  },
  {
    name: 'node-cache: objects by reference',
    library: 'node-cache',
    build() {
      const cache = new (require('node-cache'))({ useClones: false, checkperiod: 0 })
      for (const person of people(800, 405)) cache.set(person.guid, person)
      cache.del(people(200, 405).map((person) => person.guid))
      return cache
    },
  },
  {
    name: 'node-cache: clones that expire', // at times the clock sets: numbers of equal size in every run
    library: 'node-cache',
    build() {
      const cache = new (require('node-cache'))({ stdTTL: 86400, checkperiod: 0 })
      for (const person of people(800, 406)) cache.set(person.id, person)
      return cache
    },
  },
  {
    name: '@isaacs/ttlcache: records that never expire',
    library: '@isaacs/ttlcache',
    async build() {
      const { TTLCache } = await import('@isaacs/ttlcache')
      const cache = new TTLCache({ ttl: Number.POSITIVE_INFINITY })
      const records = people(1200, 407)
      for (const person of records) cache.set(person.name + person.id, person)
      for (const person of records.slice(0, 300)) cache.delete(person.name + person.id)
      return cache
    },
  },
  {
    name: 'keyv: records as text in a Map',
    library: 'keyv',
    async build() {
      const store = new (await import('keyv')).Keyv({ namespace: 'people' })
      for (const person of people(800, 408)) await store.set(person.guid, person)
      return store
    },
  },
  {
    name: 'mnemonist: LRUMap in typed arrays',
    library: 'mnemonist',
    build() {
      const cache = new (require('mnemonist/lru-map'))(Uint32Array, Float64Array, 20000)
      const w = words(409)
      for (let i = 0; i < 15000; i++) cache.set(w.bits(), w.fraction())
      return cache
    },
  },
  {
    name: 'lodash: memoized results by key',
    library: 'lodash',
    build() {
      const w = words(410)
      const lookup = require('lodash').memoize((key) => ({ key, found: w.list(w.int(0, 6), () => w.name()) }))
      for (let i = 0; i < 3000; i++) lookup(i % 2 ? i : w.name())
      return lookup.cache
    },
  },
]
