import {
  dictionaryObject,
  emptyLiteralSlots,
  fastObject,
  fixedArray,
  mapTable,
  numberDictionary,
  setTable,
} from '../../../src/layout/v8.js'
import { Random } from '../random.js'
import { type Case, freshKeys, keyBytes, range, run } from './case.js'
import { ArrayStore, ElementDictionary, NameDictionary, OrderedTable } from './stores.js'

/** '+' adds, '-' takes the oldest (or last) away, 'c' clears. */
type History = readonly string[]

export function* histories(): Generator<Case> {
  const random = new Random(1)
  for (const i of range(1, 150)) {
    yield* collectionHistory(`history ${i}`, randomHistory(random, 300, 1, 400))
    yield* collectionHistory(`short history ${i}`, randomHistory(random, 40, 1))
    yield arrayHistory(`history ${i}`, randomHistory(random, 250, 1))
    yield* dictionaryHistory(`history ${i}`, randomHistory(random, 200, 2))
  }
  for (const [adds, deletes] of [
    [17, 1],
    [64, 47],
    [64, 48],
    [64, 49],
    [60, 44],
    [100, 68],
    [100, 84],
    [100, 100],
    [1000, 1000],
  ]) {
    yield* dictionaryHistory(`${adds} added, ${deletes} deleted`, [...'+'.repeat(adds), ...'-'.repeat(deletes)])
    yield* dictionaryHistory(`${adds} added, ${deletes} deleted, 1 added`, [...'+'.repeat(adds), ...'-'.repeat(deletes), '+'])
  }
}

function* collectionHistory(name: string, history: History): Generator<Case> {
  const table = new OrderedTable()
  for (const step of history) step === '+' ? table.add() : step === '-' ? table.delete() : table.clear()
  const replay = (add: string) =>
    `let oldest=0,next=0;for(const step of '${history.join('')}'){if(step==='+')${add};else if(step==='-')c.delete(oldest++);else{c.clear();oldest=next}}return c`
  yield {
    name: `Map, ${name}`,
    source: run(`const c=new Map;${replay('c.set(next++,1)')}`),
    predict: (l) => l.headers.map + mapTable(l, table.capacity),
  }
  yield {
    name: `Set, ${name}`,
    source: run(`const c=new Set;${replay('c.add(next++)')}`),
    predict: (l) => l.headers.set + setTable(l, table.capacity),
  }
}

function arrayHistory(name: string, history: History): Case {
  return {
    name: `array, ${name}`,
    source: run(`const a=[];for(const step of '${history.join('')}')step==='+'?a.push(1):a.pop();return a`),
    predict: (l) => {
      const store = new ArrayStore(l)
      for (const step of history) step === '+' ? store.push() : store.pop()
      return l.headers.array + fixedArray(l, store.capacity)
    },
  }
}

/** An object without prototype is a dictionary from the start; integer keys far apart make the elements one. */
function* dictionaryHistory(name: string, history: History): Generator<Case> {
  const names = new NameDictionary()
  const elements = new ElementDictionary()
  for (const dictionary of [names, elements]) for (const step of history) step === '+' ? dictionary.add() : dictionary.delete()
  const adds = history.filter((step) => step === '+').length
  const keys = freshKeys(adds)
  const replay = (object: string, key: (name: string) => string) =>
    run(
      `const o=${object};let oldest=0,next=0;for(const step of '${history.join('')}'){if(step==='+')o[${key('next++')}]=1;else delete o[${key('oldest++')}]}return o`,
    )
  yield {
    name: `dictionary, ${name}`,
    source: replay('Object.create(null)', (count) => `'${keys[0]?.slice(0, -1)}'+(${count})`),
    predict: (l) => dictionaryObject(l, names.capacity) + keyBytes(l, keys.slice(history.length - adds)),
  }
  if (adds === 0) return
  yield {
    name: `dictionary of elements, ${name}`,
    source: replay('{}', (count) => `1000000+(${count})*100003`),
    predict: (l) => fastObject(l, emptyLiteralSlots) + numberDictionary(l, elements.capacity),
  }
}

/** Adds and deletes in a random proportion; deletes only what is there. `clears`: one step in so many clears. */
function randomHistory(random: Random, longest: number, fewestAdds: number, clears = 0): History {
  const history: string[] = []
  const length = random.below(longest)
  const addsInTen = fewestAdds + random.below(10 - fewestAdds)
  let live = 0
  for (let i = 0; i < length; i++) {
    const step = clears > 0 && random.below(clears) === 0 ? 'c' : live === 0 || random.below(10) < addsInTen ? '+' : '-'
    history.push(step)
    live = step === 'c' ? 0 : step === '+' ? live + 1 : live - 1
  }
  return history
}
