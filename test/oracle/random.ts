/** The seed of everything random here: `SEED=7 npx jest builders` for another. */
export const seed = Number(process.env.SEED ?? 2025)

/** xoshiro128** (Blackman and Vigna), its state filled by splitmix32: whole numbers below n, the same ones for the same seed. */
export class Random {
  private readonly state = new Uint32Array(4)

  constructor(stream: number) {
    let word = seed + stream * 0x9e3779b9
    for (let i = 0; i < 4; i++) {
      word = (word + 0x9e3779b9) | 0
      let mixed = Math.imul(word ^ (word >>> 16), 0x21f0aaad)
      mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97)
      this.state[i] = mixed ^ (mixed >>> 15)
    }
  }

  below(n: number): number {
    return Math.floor((this.next() / 2 ** 32) * n)
  }

  oneOf<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)]
  }

  private next(): number {
    const s = this.state
    const result = Math.imul(rotate(Math.imul(s[1], 5), 7), 9) >>> 0
    const shifted = s[1] << 9
    s[2] ^= s[0]
    s[3] ^= s[1]
    s[1] ^= s[2]
    s[0] ^= s[3]
    s[2] ^= shifted
    s[3] = rotate(s[3], 11)
    return result
  }
}

const rotate = (x: number, bits: number): number => (x << bits) | (x >>> (32 - bits))
