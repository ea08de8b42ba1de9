'use strict'

/**
 * Seeded random numbers (sfc32), the same on every engine: integer arithmetic only.
 * A linear congruential generator would not do: its low bits repeat, so sizes taken modulo a small number fall into a pattern.
 */
function seeded(seed) {
  let a = 0x9e3779b9,
    b = 0x243f6a88,
    c = seed | 0,
    counter = 1

  function bits() {
    const sum = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + sum) | 0
    return sum >>> 0
  }

  for (let round = 0; round < 16; round++) bits()

  const self = {
    bits,
    /** A fraction in [0, 1). */
    fraction: () => bits() / 2 ** 32,
    /** An integer from `low` to `high`, both included. */
    int: (low, high) => low + Math.floor((bits() / 2 ** 32) * (high - low + 1)),
    chance: (probability) => bits() / 2 ** 32 < probability,
    pick: (list) => list[Math.floor((bits() / 2 ** 32) * list.length)],
    /** `count` results of `make(index)`. */
    list: (count, make) => Array.from({ length: count }, (_, index) => make(index)),
    shuffle(list) {
      for (let i = list.length - 1; i > 0; i--) {
        const j = self.int(0, i)
        const kept = list[i]
        list[i] = list[j]
        list[j] = kept
      }
      return list
    },
  }
  return self
}

module.exports = { seeded }
