import {
  emptyLiteralSlots,
  fastObject,
  fixedArray,
  grownCapacity,
  grownHashCapacity,
  hashCapacity,
  isSparse,
  largestGap,
  numberDictionary,
  pushedCapacity,
  smallestTable,
} from '../../../src/layout/v8.js'
import type { Layout } from '../../../src/protocol.js'
import { type Case, range, run, times } from './case.js'

export function* integerKeys(): Generator<Case> {
  for (const n of [0, 1, 2, 5, 10, 16, 17, 18, 42, 43, 44, 82, 83, 100, 1000]) {
    yield {
      name: `{} and the keys 0 to ${n - 1}`,
      source: run(`const o={};${times(n, 'o[i]=i')}return o`),
      predict: (l) => fastObject(l, emptyLiteralSlots) + fixedArray(l, pushedCapacity(n)),
    }
  }
  for (const n of [1, 2, 3, 4, 5, 8, 11, 12, 22, 44, 100]) {
    const sparse = 9 * hashCapacity(n)
    for (const last of [
      n - 1,
      n + 3,
      3 * n,
      9 * n,
      20 * n,
      36 * n,
      200 * n,
      8 * hashCapacity(n) - 1,
      sparse - 2,
      sparse - 1,
      sparse,
      10 * hashCapacity(n),
    ]) {
      const largest = Math.max(last, n - 1)
      const keys = [...range(0, n - 2), largest]
      yield {
        name: `JSON of ${n} integer keys up to ${largest}`,
        source: `JSON.parse('{${keys.map((key) => `"${key}":1`).join(',')}}')`,
        predict: (l) =>
          fastObject(l, emptyLiteralSlots) + (isSparse(n, largest + 1) ? numberDictionary(l, hashCapacity(n)) : fixedArray(l, largest + 1)),
      }
    }
  }
  for (const n of [1, 3, 4, 5, 6, 11, 12, 21, 22, 43, 44, 100, 1000]) {
    yield {
      name: `{} and ${n} integer keys far apart`,
      source: run(`const o={};${times(n, 'o[1000000+i*1000003]=i')}return o`),
      predict: (l) => fastObject(l, emptyLiteralSlots) + numberDictionary(l, grownHashCapacity(smallestTable, n)),
    }
  }
  for (const index of [0, 1, 10, 100, 1000, 1023, 1024, 5000, 1e6]) {
    yield {
      name: `an array with only index ${index}`,
      source: run(`const a=[];a[${index}]=1;return a`),
      predict: (l) => l.headers.array + storeAt(l, index),
    }
  }
  for (const step of [2, 5, 10]) {
    for (const n of [3, 10, 20]) {
      yield {
        name: `an array of ${n}, every ${step}th index`,
        source: run(`const a=[];${times(n, `a[i*${step}]=1`)}return a`),
        predict: (l) => {
          let capacity = 0
          for (let i = 0; i < n; i++) if (i * step >= capacity) capacity = grownCapacity(i * step + 1)
          return l.headers.array + fixedArray(l, capacity)
        },
      }
    }
  }
}

/** The store of an empty array after one store. */
const storeAt = (l: Layout, index: number): number =>
  index < largestGap ? fixedArray(l, grownCapacity(index + 1)) : numberDictionary(l, smallestTable)
