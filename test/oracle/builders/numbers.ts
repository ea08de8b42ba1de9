import { doubleArray, fastObject, fixedArray, heapNumber, isSmallInteger } from '../../../src/layout/v8.js'
import { type Case, freshKeys, objectLiteral } from './case.js'

/** Both sides of every border between small integers and boxed numbers. */
const numbers = {
  '1': 1,
  '-1': -1,
  '1.5': 1.5,
  '-0': -0,
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  '1e21': 1e21,
  '2**31': 2 ** 31,
  '2**31-1': 2 ** 31 - 1,
  '-(2**31)': -(2 ** 31),
  '-(2**31)-1': -(2 ** 31) - 1,
  '2**30': 2 ** 30,
  '2**30-1': 2 ** 30 - 1,
  '-(2**30)': -(2 ** 30),
  '-(2**30)-1': -(2 ** 30) - 1,
}

export function* numericValues(): Generator<Case> {
  const all = Object.entries(numbers)
  for (const [text, x] of all) {
    const isConstant = Number.isNaN(x) || x === Number.POSITIVE_INFINITY // the engine's own, read-only
    yield {
      name: `${text} in an array of anything`,
      source: `[${text},null]`,
      predict: (l) => l.headers.array + fixedArray(l, 2) + (isConstant || isSmallInteger(l, x) ? 0 : heapNumber(l)),
    }
    yield {
      name: `${text} in an array of numbers`,
      source: `[${text},1]`,
      predict: (l) => l.headers.array + (isSmallInteger(l, x) ? fixedArray(l, 2) : doubleArray(l, 2)),
    }
  }
  for (const text of ['members.length/0', 'Math.sqrt(-members.length)']) {
    yield { name: `${text}, calculated`, source: `[${text},null]`, predict: (l) => l.headers.array + fixedArray(l, 2) + heapNumber(l) }
  }
  const keys = freshKeys(all.length)
  yield {
    name: 'every kind of number in fields',
    source: `({${keys.map((key, i) => `${key}:${all[i][0]}`).join(',')}})`,
    predict: (l) => fastObject(l, all.length) + heapNumber(l) * all.filter(([, x]) => !isSmallInteger(l, x)).length,
  }
  yield { name: 'no number is boxed', source: objectLiteral(freshKeys(20)), predict: (l) => fastObject(l, 20) }
  yield {
    name: 'a whole number that was calculated from fractions',
    source: '[0.5*members.length/members.length*2+0,null]',
    predict: (l) => l.headers.array + fixedArray(l, 2) + heapNumber(l),
  }
}
