'use strict'

const { geoJson, people, words } = require('../inputs.cjs')

const boxes = (count, seed) => {
  const w = words(seed)
  return w.list(count, (id) => {
    const minX = w.int(0, 10000) / 10,
      minY = w.int(0, 10000) / 10
    return { id, minX, minY, maxX: minX + w.int(1, 50), maxY: minY + w.fraction() * 50 }
  })
}

module.exports = [
  {
    name: 'rbush: boxes, loaded, inserted and removed',
    library: 'rbush',
    async build() {
      const tree = new (await import('rbush')).default(9)
      const items = boxes(4000, 601)
      tree.load(items.slice(0, 3000))
      for (const item of items.slice(3000)) tree.insert(item)
      for (const item of items.slice(0, 500)) tree.remove(item)
      return tree
    },
  },
  {
    name: 'kdbush: points in one buffer',
    library: 'kdbush',
    async build() {
      const w = words(602)
      const index = new (await import('kdbush')).default(30000)
      for (let i = 0; i < 30000; i++) index.add(w.int(-180, 180), w.fraction() * 90)
      return index.finish()
    },
  },
  {
    name: 'flatbush: boxes in one buffer, with their features',
    library: 'flatbush',
    async build() {
      const { features } = geoJson(200, 603)
      const items = boxes(10000, 603)
      const index = new (await import('flatbush')).default(items.length, 16, Float32Array)
      for (const { minX, minY, maxX, maxY } of items) index.add(minX, minY, maxX, maxY)
      index.finish()
      return { index, features }
    },
  },
  {
    name: 'minisearch: an index of notes',
    library: 'minisearch',
    build() {
      const index = new (require('minisearch'))({
        fields: ['name', 'note', 'tags'],
        storeFields: ['name', 'email'],
        extractField: (person, field) => (field === 'tags' ? person.tags.join(' ') : person[field]),
      })
      index.addAll(people(700, 604))
      index.discardAll(people(60, 604).map((person) => person.id))
      return index
    },
  },
  {
    name: 'lunr: an index of notes',
    library: 'lunr',
    build: () =>
      require('lunr')(function () {
        this.ref('id')
        this.field('name', { boost: 2 })
        this.field('note')
        for (const person of people(250, 605)) this.add(person)
      }),
  },
  {
    name: 'fuse.js: records with their index',
    library: 'fuse.js',
    build: () =>
      new (require('fuse.js'))(people(500, 606), {
        keys: ['name', { name: 'address.city', weight: 0.3 }, 'tags', 'note'],
        includeScore: true,
      }),
  },
  {
    name: 'mnemonist: a TrieMap of names',
    library: 'mnemonist',
    build() {
      const w = words(607)
      const trie = new (require('mnemonist/trie-map'))()
      for (let i = 0; i < 500; i++) trie.set(w.name(), i % 3 ? i : { index: i })
      return trie
    },
  },
  {
    name: 'mnemonist: a BK-tree, a multimap and an inverted index',
    library: 'mnemonist',
    build() {
      const w = words(608)
      const distance = (a, b) => Math.abs(a.length - b.length) + [...a].filter((letter, index) => letter !== b[index]).length
      const tree = require('mnemonist/bk-tree').from(new Set(w.list(1200, () => w.name())), distance)
      const map = new (require('mnemonist/multi-map'))(Set)
      const index = new (require('mnemonist/inverted-index'))((text) => text.toLowerCase().split(' '))
      for (let i = 0; i < 1500; i++) {
        map.set(w.word(), w.name())
        index.add(w.sentence())
      }
      return { tree, map, index }
    },
  },
  {
    name: 'mnemonist: linked lists, heaps, bit sets and vectors',
    library: 'mnemonist',
    build() {
      const { BitSet, FibonacciHeap, FixedDeque, Heap, LinkedList, SparseSet, Vector } = require('mnemonist')
      const w = words(609)
      const heap = new Heap((a, b) => a.rank - b.rank),
        fibonacci = new FibonacciHeap(),
        list = new LinkedList(),
        vector = new Vector.Float64Vector(),
        bits = new BitSet(50000),
        sparse = new SparseSet(4000),
        deque = new FixedDeque(Array, 700)
      for (let i = 0; i < 2500; i++) {
        heap.push({ rank: w.int(0, 1e5), name: w.name() })
        fibonacci.push(w.fraction())
        list.push(i % 7 ? w.name() : null)
        vector.push(w.fraction())
        bits.set(w.int(0, 49999))
        sparse.add(w.int(0, 3999))
        if (i % 4 === 0) deque.push(w.name())
        if (i % 5 === 0) fibonacci.pop()
      }
      return { heap, fibonacci, list, vector, bits, sparse, deque }
    },
  },
  {
    name: 'graphology: a mixed multigraph with attributes',
    library: 'graphology',
    build() {
      const w = words(610)
      const graph = new (require('graphology').MultiGraph)()
      for (let i = 0; i < 600; i++) graph.addNode(`n${i}`, { label: w.name(), x: w.fraction(), y: w.int(0, 100), hidden: w.chance(0.1) })
      for (let i = 0; i < 2000; i++) {
        const [from, to] = [`n${w.int(0, 599)}`, `n${w.int(0, 599)}`]
        if (w.chance(0.7)) graph.addDirectedEdgeWithKey(`directed ${i}`, from, to, { weight: w.int(1, 900) / 100 })
        else graph.addUndirectedEdgeWithKey(i, from, to)
      }
      for (let i = 0; i < 40; i++) graph.dropNode(`n${i * 7}`)
      return graph
    },
  },
]
