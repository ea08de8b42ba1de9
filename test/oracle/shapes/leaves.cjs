'use strict'

/** A value that holds no other value of the shape. */
function leaf(c) {
  const { r } = c
  return r.pick(r.chance(0.1) ? rare : common)(r, c)
}

const SYLLABLES = ['ta', 'ri', 'mo', 'ke', 'lun', 'é', 'ß', 'sol', 'ven', 'dor', 'qua', 'zim']
const WIDE = ['日本', 'Ω', 'жук', '🙂', 'ł']

const word = (r) => r.list(r.int(1, 5), () => r.pick(SYLLABLES)).join('')
const long = (r) => r.list(r.int(5, 40), () => r.pick(SYLLABLES)).join(' ')

const numbers = [
  (r) => r.int(-100, 100),
  (r) => r.int(0, 1e6),
  (r) => r.int(-(2 ** 31), 2 ** 31 - 1),
  (r) => r.pick([2 ** 30, 2 ** 31, -(2 ** 31) - 1, 2 ** 32, 2 ** 40 + 1, Number.MAX_SAFE_INTEGER]),
  (r) => r.fraction() * 1000,
  (r) => r.int(-1000, 1000) / 4,
  (r) => r.pick([-0, NaN, Infinity, 0.1, 5e-324]),
]

const strings = [
  () => '',
  (r) => r.pick(['active', 'closed', 'x', 'é']),
  word,
  long,
  (r) => r.pick(WIDE).repeat(r.int(1, 20)),
  (r) => word(r) + word(r), // short: copied; long enough: a rope
  (r) => long(r) + word(r) + long(r),
  (r) => `${long(r)}: ${r.int(0, 1e6)}`,
  (r) => r.list(r.int(2, 30), () => word(r)).reduce((text, part) => text + part),
  (r) => {
    const rope = long(r) + long(r)
    rope.charCodeAt(3) // flattens the rope
    return rope
  },
  (r) => long(r).slice(2, r.int(3, 30)), // 13 characters or more: a slice that holds its parent
  (r) => `日${long(r)}`.slice(1), // two bytes per character, though each would fit in one
  (r) => long(r).toUpperCase(),
  (r) => 'ab'.repeat(r.int(1, 200)),
  (r) => String(r.int(0, 1e7)),
  (r) => Buffer.from(long(r)).toString('base64'),
  (r) => JSON.parse(JSON.stringify(long(r))),
  (r) => long(r).split(' ')[1],
  (r) => Object.keys({ [word(r)]: 1 })[0], // a property name, as a value
]

const common = [...numbers, ...numbers, ...numbers, ...strings, () => true, () => false, () => null, () => undefined]

const rare = [
  (r) => BigInt(r.int(-1e6, 1e6)),
  (r) => (1n << BigInt(r.int(1, 700))) + 1n,
  () => 0n,
  (r) => Symbol(word(r)),
  (r) => Symbol.for(`shape.${word(r)}`),
  () => Symbol.iterator,
  (r) => new Date(r.int(0, 2e9) * 1000),
  () => new Date(NaN),
  (r) => new RegExp(word(r), r.pick(['', 'g', 'iu'])),
  (r) => Object(r.pick([1, 1.5, 'text', true, 10n, Symbol.for('boxed')])),
  (r) => (r.chance(0.5) ? () => r : function named() {}),
  (_, c) => new Function('value', `return class ${c.freshName()} { static note = value }`)('noted'),
  () => Math.max,
]

module.exports = { leaf, word, long, numbers }
