import {
  accessorPair,
  convertedCapacity,
  dictionaryObject,
  emptyLiteralSlots,
  fastObject,
  fixedArray,
  hashCapacity,
  heapNumber,
  keyedConversion,
  keyedObject,
  largestFast,
  largestLiteral,
  literalObject,
  nameDictionary,
  namedObject,
  nullPrototypeObject,
  propertyArray,
} from '../../../src/layout/v8.js'
import type { Layout } from '../../../src/protocol.js'
import { type Case, freshKeys, keyBytes, objectLiteral, parsed, range, run } from './case.js'

/** Few properties, and the numbers about every boundary of the rules. */
const counts = [
  ...range(0, 45),
  ...[64, 100, 126, 127, 128, 129, 130, 170, 171, 200, 250, 256, 300, 341, 342, 500, 682, 683],
  ...[1000, 1019, 1020, 1021, 1022, 1030, 1365, 1366, 1500, 2000],
]

export function* objects(): Generator<Case> {
  for (const n of counts) yield* waysToBuild(n)
  for (const first of [1, 2, 5, 12, 20]) for (const more of range(0, 45)) yield* extendedLiterals(first, more)
  yield* changedObjects()
  yield* copies()
}

function* waysToBuild(n: number): Generator<Case> {
  yield withKeys(n, (keys) => ({
    name: `a literal of ${n}`,
    source: objectLiteral(keys),
    predict: (l) => literalObject(l, n) + (isDictionaryLiteral(l, n) ? keyBytes(l, keys) : 0),
  }))
  yield withKeys(n, (keys) => ({
    name: `{} and ${n} by name`,
    source: run(`const o={};${keys.map((key, i) => `o.${key}=${i};`).join('')}return o`),
    predict: (l) => added(l, keys),
  }))
  yield withKeys(n, (keys) => ({
    name: `{} and ${n} by key`,
    source: run(`const o={};${assignEach(keys)};return o`),
    predict: (l) => addedByKey(l, keys),
  }))
  yield withKeys(n, (keys) => ({
    name: `JSON.parse of ${n}`,
    source: parsed(keys),
    predict: (l) => literalObject(l, n, true) + (n > largestLiteral ? keyBytes(l, keys) : 0),
  }))
  yield withKeys(n, (keys) => ({
    name: `Object.fromEntries of ${n}`,
    source: `Object.fromEntries(${JSON.stringify(keys.map((key, i) => [key, i]))})`,
    predict: (l) => added(l, keys),
  }))
  yield withKeys(n, (keys) => ({
    name: `{...JSON} of ${n}`,
    source: `({...${parsed(keys)}})`,
    predict: (l) => (l.version < 12 || n > largestLiteral ? added(l, keys) : literalObject(l, n)),
  }))
  yield withKeys(n, (keys) => ({
    name: `Object.assign of ${n}`,
    source: `Object.assign({},${parsed(keys)})`,
    predict: (l) => addedByKey(l, keys),
  }))
  yield withKeys(n, (keys) => ({
    name: `without prototype, ${n} by key`,
    source: run(`const o=Object.create(null);${assignEach(keys)};return o`),
    predict: (l) => nullPrototypeObject(l, n) + keyBytes(l, keys),
  }))
  yield withKeys(n, (keys) => ({
    name: `structuredClone of ${n}`,
    source: `structuredClone(${parsed(keys)})`,
    predict: (l) => added(l, keys),
  }))
}

function* extendedLiterals(first: number, more: number): Generator<Case> {
  yield withKeys(first + more, (keys) => ({
    name: `a literal of ${first} and ${more} by key`,
    source: run(`const o=${objectLiteral(keys.slice(0, first))};${assignEach(keys.slice(first))};return o`),
    predict: (l) => {
      const isDictionary = keyedConversion(first, first, first + more) !== Infinity
      return keyedObject(l, first, first, first + more) + (isDictionary ? keyBytes(l, keys) : 0)
    },
  }))
  yield withKeys(first + more, (keys) => ({
    name: `a literal of ${first} and ${more} by name`,
    source: run(
      `const o=${objectLiteral(keys.slice(0, first))};${keys
        .slice(first)
        .map((key) => `o.${key}=1;`)
        .join('')}return o`,
    ),
    predict: (l) => namedObject(l, first, first + more),
  }))
}

function* changedObjects(): Generator<Case> {
  for (const n of [2, 3, 4, 5, 8, 10, 19]) {
    yield withKeys(n, (keys) => ({
      name: `a literal of ${n}, the first deleted`,
      source: run(`const o=${objectLiteral(keys)};delete o.${keys[0]};return o`),
      predict: (l) => dictionaryObject(l, convertedCapacity(n, n)) + keyBytes(l, keys.slice(1)),
    }))
  }
  for (const n of [0, 1, 2, 3, 4, 9, 10]) {
    yield withKeys(n, (keys) => ({
      name: `a literal of ${n} getters`,
      source: `({${keys.map((key) => `get ${key}(){return 1}`).join(',')}})`,
      predict: (l) => (n === 0 ? literalObject(l, 0) : dictionaryObject(l, convertedCapacity(n, n)) + n * accessor(l) + keyBytes(l, keys)),
    }))
  }
  for (const n of [1, 2, 3, 5, 8]) {
    yield withKeys(n, (keys) => ({
      name: `a literal of ${n} used as a prototype`,
      source: run(`const p=${objectLiteral(keys)};keep(Object.create(p));return p`),
      predict: (l) => literalObject(l, n) + nameDictionary(l, convertedCapacity(n, n)) + keyBytes(l, keys),
    }))
  }
  for (const n of [1, 3, 10]) {
    yield withKeys(n, (keys) => ({
      name: `a frozen literal of ${n}`,
      source: `Object.freeze(${objectLiteral(keys)})`,
      predict: (l) => literalObject(l, n),
    }))
  }
  yield withKeys(2, ([name]) => ({
    name: 'a fraction in a field that held a string',
    source: run(`const o={${name}:'s'};o.${name}=1.5;return o`),
    predict: (l) => fastObject(l, 1) + heapNumber(l),
  }))
  yield withKeys(1, ([name]) => ({
    name: 'an integer in a field that held fractions',
    source: run(`const make=x=>({${name}:x});make(1.5);make(2.5);return make(3)`),
    predict: (l) => fastObject(l, 1) + heapNumber(l),
  }))
}

function* copies(): Generator<Case> {
  yield withKeys(1, ([name]) => ({
    name: 'a computed key reserves no slot',
    source: `({['${name}'+1]:1})`,
    predict: (l) => namedObject(l, emptyLiteralSlots, 1),
  }))
  yield withKeys(2, ([twice, once]) => ({
    name: 'JSON with a key twice',
    source: `JSON.parse('{"${twice}":1,"${twice}":2,"${once}":3}')`,
    predict: (l) => literalObject(l, 3, true),
  }))
  yield withKeys(4, ([first, ...others]) => ({
    name: 'a spread that is not first has one slot',
    source: `({${first}:1,...${objectLiteral(others)}})`,
    predict: (l) => fastObject(l, 2) + propertyArray(l, 2, 4),
  }))
  yield withKeys(2, (keys) => ({
    name: 'a spread of an object without prototype',
    source: `({...Object.assign(Object.create(null),${objectLiteral(keys)})})`,
    predict: (l) => namedObject(l, emptyLiteralSlots, 2),
  }))
  yield withKeys(3, (keys) => ({
    name: 'the rest of an object',
    source: run(`const {${keys[0]},...rest}=${objectLiteral(keys)};return rest`),
    predict: (l) => namedObject(l, emptyLiteralSlots, 2),
  }))
  yield withKeys(1, ([name]) => ({
    name: 'a property on an array',
    source: run(`const a=[1];a.${name}=1;return a`),
    predict: (l) => l.headers.array + fixedArray(l, 1) + propertyArray(l, 0, 1),
  }))
}

const withKeys = (n: number, make: (keys: string[]) => Case): Case => make(freshKeys(n))

const assignEach = (keys: readonly string[]): string => `for(const k of ${JSON.stringify(keys)})o[k]=1`

/** `{}` that got its properties one by one, by name. */
const added = (l: Layout, keys: readonly string[]): number =>
  namedObject(l, emptyLiteralSlots, keys.length) + (keys.length > largestFast ? keyBytes(l, keys) : 0)

/** `{}` that got its properties by key. */
const addedByKey = (l: Layout, keys: readonly string[]): number =>
  keyedObject(l, emptyLiteralSlots, 0, keys.length) +
  (keyedConversion(emptyLiteralSlots, 0, keys.length) === Infinity ? 0 : keyBytes(l, keys))

const isDictionaryLiteral = (l: Layout, n: number): boolean => literalObject(l, n) === dictionaryObject(l, hashCapacity(n))

/** A getter: the pair and its one function. */
const accessor = (l: Layout): number => accessorPair(l) + l.headers.arrow
