import {
  doubleArray,
  fixedArray,
  flatString,
  grownCapacity,
  heapNumber,
  lengthenedCapacity,
  poppedCapacity,
  preallocatedElements,
  pushedCapacity,
  truncatedCapacity,
} from '../../../src/layout/v8.js'
import type { Layout } from '../../../src/protocol.js'
import { type Case, freshKeys, objectLiteral, range, run, sharedString, times } from './case.js'

export function* arrays(): Generator<Case> {
  for (const n of [...range(0, 20), 43, 44, 50, 100, 1000]) {
    yield* exactLengths(n)
    yield* grownByPushes(n)
  }
  yield* shrunk()
  yield* shortenedByOne()
  yield* frozen()
  for (const source of [
    'new Array()',
    'Array()',
    run(`class A extends Array{};const a=[];${times(20, 'a.push(new A)')}keep(a,A);return a[0]`),
  ]) {
    yield { name: `reserved by ${source}`, source, predict: (l) => tagged(l, preallocatedElements) }
  }
}

/** An array whose store has that capacity, and holds nothing that has a size. */
const tagged = (l: Layout, capacity: number): number => l.headers.array + fixedArray(l, capacity)
const doubles = (l: Layout, capacity: number): number => l.headers.array + doubleArray(l, capacity)

function* exactLengths(n: number): Generator<Case> {
  const ones = `range(${n})`
  const exact = {
    'literal of integers': `[${range(1, n)}]`,
    'new Array(n)': `new Array(${n})`,
    fill: `new Array(${n}).fill(0)`,
    'Array.from(length)': `Array.from({length:${n}},(_,i)=>i)`,
    'Array.from(Set)': `Array.from(new Set(${ones}))`,
    'Array.of': `Array.of(...${ones})`,
    spread: `[...${ones}]`,
    'spread of a generator': `[...(function*(){${times(n, 'yield i')}})()]`,
    slice: `${ones}.slice()`,
    map: `${ones}.map(x=>x)`,
    concat: `${ones}.concat([])`,
    split: `'q'.repeat(${n}).split('').map(()=>1)`,
    'Object.keys': `Object.keys(${ones}).map(()=>1)`,
    'Object.values': `Object.values(${objectLiteral(freshKeys(n))})`,
    'JSON.parse': `JSON.parse('['+${ones}+']')`,
    structuredClone: `structuredClone(${ones})`,
    'rest arguments': `((...r)=>r)(...${ones})`,
    toSorted: `${ones}.toSorted()`,
    toSpliced: `${ones}.toSpliced(0,0)`,
  }
  for (const [name, source] of Object.entries(exact)) yield { name: `${name}, ${n}`, source, predict: (l) => tagged(l, n) }
  if (n > 0) yield { name: `with, ${n}`, source: `${ones}.with(0,1)`, predict: (l) => tagged(l, n) }
  yield { name: `literal of fractions, ${n}`, source: `[${range(1, n).map((x) => x + 0.5)}]`, predict: (l) => doubles(l, n) }
  yield { name: `map to fractions, ${n}`, source: `${ones}.map(x=>x+.5)`, predict: (l) => doubles(l, n) }

  const letters = { 'spread of a string': `[...'q'.repeat(${n})]`, 'Array.from(string)': `Array.from('q'.repeat(${n}))` }
  const predict = (l: Layout) => tagged(l, n) + (n > 0 ? sharedString(l, 'q') : 0)
  for (const [name, source] of Object.entries(letters)) yield { name: `${name}, ${n}`, source, predict }
  if (n > 0) yield { name: `match, ${n}`, source: `'q'.repeat(${n}).match(/q/g)`, predict }
}

function* grownByPushes(n: number): Generator<Case> {
  const ones = `range(${n})`
  const pushed = {
    push: run(`const a=[];${times(n, 'a.push(i)')}return a`),
    'store behind the end': run(`const a=[];${times(n, 'a[i]=i')}return a`),
    unshift: run(`const a=[];${times(n, 'a.unshift(i)')}return a`),
    filter: `${ones}.filter(()=>true)`,
    flatMap: `${ones}.flatMap(x=>[x])`,
    'rest of an array': `(([...r])=>r)(${ones})`,
  }
  for (const [name, source] of Object.entries(pushed)) yield { name: `${name}, ${n}`, source, predict: (l) => tagged(l, pushedCapacity(n)) }
  yield { name: `flat, ${n}`, source: `[${ones}].flat()`, predict: (l) => tagged(l, l.version >= 15 ? n : pushedCapacity(n)) }
  yield {
    name: `push of fractions, ${n}`,
    source: run(`const a=[];${times(n, 'a.push(i+.5)')}return a`),
    predict: (l) => doubles(l, pushedCapacity(n)),
  }
  yield {
    name: `push onto a literal of 3, ${n}`,
    source: run(`const a=[1,2,3];${times(n, 'a.push(i)')}return a`),
    predict: (l) => tagged(l, pushedCapacity(3 + n, 3)),
  }
  yield {
    name: `push of all at once, ${n}`,
    source: run(`const a=[];a.push(...${ones});return a`),
    predict: (l) => tagged(l, n === 0 ? 0 : grownCapacity(n)),
  }
  yield { name: `[...array, 0], ${n}`, source: `[...${ones},0]`, predict: (l) => tagged(l, pushedCapacity(n + 1, n)) }
  yield {
    name: `fractions pushed onto a string, ${n}`,
    source: run(`const a=['a string of ${n}'];${times(n, 'a.push(i+.5)')}return a`),
    predict: (l) => tagged(l, pushedCapacity(n + 1, 1)) + n * heapNumber(l) + flatString(l, `a string of ${n}`.length),
  }
  yield {
    name: `push onto new Array(), ${n}`,
    source: run(`const a=new Array();${times(n, 'a.push(i)')}return a`),
    predict: (l) => tagged(l, pushedCapacity(n, 0, preallocatedElements)),
  }
  const constructed = {
    'Array.from(array, f)': `Array.from(${ones},x=>x)`,
    'Array.from(generator)': `Array.from((function*(){${times(n, 'yield i')}})())`,
  }
  for (const [name, source] of Object.entries(constructed)) {
    yield { name: `${name}, ${n}`, source, predict: (l) => tagged(l, n === 0 ? 0 : pushedCapacity(n, 0, preallocatedElements)) }
  }
  if (n > 0) {
    yield {
      name: `[].length = ${n}`,
      source: run(`const a=[];a.length=${n};return a`),
      predict: (l) => tagged(l, lengthenedCapacity(l, n)),
    }
  }
}

function* shrunk(): Generator<Case> {
  for (const n of [18, 20, 44, 50, 83, 100, 141, 300, 1000]) {
    for (let pops = 1; pops <= n; pops += Math.max(1, n >> 4)) {
      yield {
        name: `${n} pushed, ${pops} popped`,
        source: run(`const a=[];${times(n, 'a.push(i)')}${times(pops, 'a.pop()')}return a`),
        predict: (l) => {
          let capacity = pushedCapacity(n)
          for (let left = n - 1; left >= n - pops; left--) capacity = poppedCapacity(l, capacity, left)
          return tagged(l, capacity)
        },
      }
    }
  }
  for (const n of [50, 100, 1000]) {
    const half = (pushedCapacity(n) - grownCapacity(0)) / 2
    const lengths = [0, 1, 5, 10, 25, 30, 33, 34, 49, Math.floor(half) - 1, Math.floor(half), Math.ceil(half), Math.ceil(half) + 1]
    for (const length of [...new Set(lengths)].filter((length) => length < n)) {
      yield {
        name: `${n} pushed, length = ${length}`,
        source: run(`const a=[];${times(n, 'a.push(i)')}a.length=${length};return a`),
        predict: (l) => tagged(l, truncatedCapacity(l, pushedCapacity(n), n, length)),
      }
    }
  }
}

/** `length` one less trims a store only by half of what is spare. */
function* shortenedByOne(): Generator<Case> {
  for (const n of range(2, 6)) {
    yield {
      name: `${n} pushed at once, length = ${n - 1}`,
      source: run(`const a=[];a.push(...range(${n}));a.length=${n - 1};return a`),
      predict: (l) => tagged(l, truncatedCapacity(l, grownCapacity(n), n, n - 1)),
    }
  }
}

function* frozen(): Generator<Case> {
  for (const n of [1, 3, 10]) {
    yield {
      name: `a frozen literal of fractions, ${n}`,
      source: `Object.freeze([${range(1, n).map((x) => x + 0.5)}])`,
      predict: (l) => tagged(l, n) + n * heapNumber(l),
    }
    yield {
      name: `frozen after pushes, ${n}`,
      source: run(`const a=[];${times(n, 'a.push(i)')}return Object.freeze(a)`),
      predict: (l) => tagged(l, pushedCapacity(n)),
    }
  }
}
