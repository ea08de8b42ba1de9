import { describeMemory, type MemSize, type Meter, measure } from '../src/index.js'

/** Its bytes, which are external, are unlike those of all else. */
export const heavy = (): ArrayBuffer => new ArrayBuffer(1_000_000)
/** How many heavy things a value holds. */
export const heavyOnes = (value: unknown): number => measure(value).external / 1_000_000

/** An object with a description of its own; every field is heavy, so that the bytes show which of them count. */
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
