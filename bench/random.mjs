/** The seed of everything the bench builds or shuffles. */
export const seed = 20

/** Numbers in [0, 1), the same ones for the same seed (mulberry32, Tommy Ettinger, public domain). */
export function seeded(state = seed) {
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

/** A whole number below `end`. */
export const below = (random, end) => Math.floor(random() * end)

/** A flat string of so many small letters: concatenation would make a rope, and what weighs it first would flatten it. */
export const word = (random, length) => String.fromCharCode(...Array.from({ length }, () => 97 + below(random, 26)))

/** In place (Fisher-Yates). */
export function shuffle(random, list) {
  for (let i = list.length - 1; i > 0; i--) {
    const j = below(random, i + 1)
    ;[list[i], list[j]] = [list[j], list[i]]
  }
  return list
}
