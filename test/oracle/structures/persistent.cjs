'use strict'

const { people, orders, words } = require('../inputs.cjs')

module.exports = [
  {
    name: 'immutable: Map of Maps, with versions that share structure',
    library: 'immutable',
    build() {
      const { fromJS, Map } = require('immutable')
      const first = Map(people(400, 301).map((person) => [person.guid, fromJS(person)]))
      const versions = [first]
      for (const key of [...first.keys()].slice(0, 60)) versions.push(versions.at(-1).setIn([key, 'age'], 30).deleteIn([key, 'tags']))
      return versions
    },
  },
  {
    name: 'immutable: List after pushes, shifts and updates',
    library: 'immutable',
    build() {
      const { List } = require('immutable')
      const w = words(302)
      let list = List(w.list(30000, (index) => (index % 3 ? w.int(0, 1e6) : w.fraction())))
      for (let i = 0; i < 500; i++) list = list.push(w.fraction()).shift()
      return list.update(77, (value) => ({ value }))
    },
  },
  {
    name: 'immutable: Records in an OrderedMap',
    library: 'immutable',
    build() {
      const { OrderedMap, Record, Set } = require('immutable')
      const Person = Record({ id: 0, name: '', age: null, rating: 0, tags: Set() }, 'Person')
      return OrderedMap(people(2500, 303).map((person) => [person.id, new Person({ ...person, tags: Set(person.tags) })]))
    },
  },
  {
    name: 'immutable: groups of a Seq, and a Stack',
    library: 'immutable',
    build() {
      const { Seq, Stack } = require('immutable')
      const groups = Seq(people(1500, 304)).groupBy((person) => person.status)
      return { groups: groups.map((group) => group.toList()), stack: Stack(words(304).list(5000, (index) => index)) }
    },
  },
  {
    name: 'immer: a frozen state and thirty earlier ones',
    library: 'immer',
    build() {
      const { produce } = require('immer')
      const w = words(305)
      const states = [produce({ people: people(300, 305), selected: null, total: 0 }, () => {})]
      for (let i = 0; i < 30; i++) {
        states.push(
          produce(states.at(-1), (draft) => {
            const person = w.pick(draft.people)
            person.age = i
            person.history = [...(person.history ?? []), w.sentence()]
            draft.selected = person.id
            draft.total += 0.5
            if (i % 10 === 9) draft.people.splice(0, 3)
          }),
        )
      }
      return states
    },
  },
  {
    name: 'immer: Maps and Sets',
    library: 'immer',
    build() {
      const { enableMapSet, produce } = require('immer')
      enableMapSet()
      const w = words(306)
      const start = { byId: new Map(people(500, 306).map((person) => [person.guid, person])), seen: new Set(w.list(400, () => w.name())) }
      return produce(start, (draft) => {
        for (const id of [...draft.byId.keys()].slice(0, 200)) draft.byId.get(id).status = 'closed'
        for (const id of [...draft.byId.keys()].slice(300)) draft.byId.delete(id)
        draft.seen.add('last')
      })
    },
  },
  {
    name: 'mutative: states with their patches',
    library: 'mutative',
    build() {
      const { create } = require('mutative')
      const w = words(307)
      let state = { orders: orders(200, 307), open: {} }
      const history = []
      for (let i = 0; i < 60; i++) {
        const [next, patches, inverse] = create(
          state,
          (draft) => {
            const order = w.pick(draft.orders)
            order.lines.push({ line: order.lines.length, sku: w.name(), quantity: 1, price: w.fraction(), discount: 0 })
            draft.open[order.id] = order.lines.length
          },
          { enablePatches: true, enableAutoFreeze: i % 2 === 0 },
        )
        history.push({ patches, inverse })
        state = next
      }
      return { state, history }
    },
  },
  {
    name: 'sorted-btree: a tree, its lazy clone and changes since',
    library: 'sorted-btree',
    build() {
      const BTree = require('sorted-btree').default
      const w = words(308)
      const tree = new BTree(w.list(12000, () => [w.bits(), w.name()]))
      const copy = tree.clone()
      for (const key of copy.keysArray().slice(0, 1500)) copy.delete(key)
      for (let i = 0; i < 300; i++) copy.set(w.fraction(), { index: i })
      return { tree, copy }
    },
  },
]
