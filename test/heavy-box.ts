import { describeMemory, type MemSize, type Meter, measure } from '../src/index.js'

/** Told from all else by its bytes, which are external. */
export const heavy = (): ArrayBuffer => new ArrayBuffer(1_000_000)
/** How many heavy things a value holds. */
export const heavyOnes = (value: unknown): number => measure(value).external / 1_000_000

/** An object with a description of its own; every field is heavy, so that each can be told from the bytes. */
export class Box implements MemSize {
  readonly one = heavy()
  readonly two = heavy()
  readonly three = heavy()
  readonly #describe: (this: Box, meter: Meter) => void

  constructor(describe: (this: Box, meter: Meter) => void) {
    this.#describe = describe
  }

  [describeMemory](meter: Meter): void {
    this.#describe(meter)
  }
}
