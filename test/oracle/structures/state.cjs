'use strict'

const { orders, people, words } = require('../inputs.cjs')

module.exports = [
  {
    name: '@reduxjs/toolkit: entity state after reducers',
    library: '@reduxjs/toolkit',
    build() {
      const { configureStore, createEntityAdapter, createSlice } = require('@reduxjs/toolkit')
      const w = words(701)
      const adapter = createEntityAdapter({
        selectId: (person) => person.guid,
        sortComparer: (a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0),
      })
      const slice = createSlice({
        name: 'people',
        initialState: adapter.getInitialState({ status: 'idle', error: null }),
        reducers: { received: adapter.setAll, changed: adapter.updateOne, removed: adapter.removeMany },
      })
      const store = configureStore({
        reducer: { people: slice.reducer, orders: (state = []) => state },
        preloadedState: { orders: orders(60, 701) },
        middleware: () => [],
        devTools: false,
      })
      const rows = people(500, 701)
      store.dispatch(slice.actions.received(rows))
      for (let i = 0; i < 20; i++) store.dispatch(slice.actions.changed({ id: w.pick(rows).guid, changes: { age: i, note: w.sentence() } }))
      store.dispatch(slice.actions.removed(rows.slice(0, 50).map((person) => person.guid)))
      return store.getState()
    },
  },
  {
    name: 'mobx: a deep observable tree, observed',
    library: 'mobx',
    build() {
      const { autorun, observable } = require('mobx')
      const state = observable({ people: people(100, 702), filter: '', selected: new Map() })
      autorun(() => state.people.filter((person) => person.name.includes(state.filter)).length)
      state.selected.set('first', state.people[0])
      state.people[3].tags.push('seen')
      return state
    },
  },
  {
    name: 'mobx: classes with computed values and actions',
    library: 'mobx',
    build() {
      const { makeAutoObservable } = require('mobx')
      class Task {
        title
        done = false
        estimate = 1.5
        children = []
        constructor(title) {
          this.title = title
          makeAutoObservable(this)
        }
        get total() {
          return this.children.reduce((sum, child) => sum + child.total, this.estimate)
        }
        finish() {
          this.done = true
        }
      }
      const w = words(703)
      const task = (depth) => {
        const made = new Task(w.sentence(2, 6))
        if (depth > 0) made.children.push(...w.list(w.int(2, 4), () => task(depth - 1)))
        return made
      }
      return task(4)
    },
  },
  {
    name: 'yjs: a document edited by two people',
    library: 'yjs',
    build() {
      const Y = require('yjs')
      const w = words(704)
      const [first, second] = [1, 2].map((id) => {
        const made = new Y.Doc({ guid: `document-${id}` })
        made.clientID = id
        return made
      })
      for (let round = 0; round < 40; round++) {
        for (const edited of [first, second]) {
          const text = edited.getText('body'),
            list = edited.getArray('rows'),
            map = edited.getMap('settings')
          for (let i = 0; i < 8; i++) text.insert(w.int(0, text.length), w.sentence(1, 5), w.chance(0.2) ? { bold: true } : undefined)
          if (text.length > 100) text.delete(w.int(0, text.length - 50), w.int(1, 40))
          const row = new Y.Map()
          list.insert(w.int(0, list.length), [row])
          row.set('title', w.name())
          row.set('score', w.fraction())
          map.set(w.word(), { at: round, by: w.name() })
        }
        Y.applyUpdate(first, Y.encodeStateAsUpdate(second, Y.encodeStateVector(first)))
        Y.applyUpdate(second, Y.encodeStateAsUpdate(first, Y.encodeStateVector(second)))
      }
      return first
    },
  },
]
