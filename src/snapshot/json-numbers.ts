import { CLOSE_ARRAY, COMMA, isSpace, LINE_FEED, MINUS, ZERO } from './json-bytes.js'

/** Takes the numbers of an array, a batch at a time and only whole rows of it. Number i ends at byte `offsets[i]` of the file. */
export interface NumberSink {
  /** How many numbers make a row. */
  readonly width: number
  take(numbers: Float64Array, offsets: Float64Array, count: number): void
}

const BATCH = 1 << 13
const MAX_DIGITS = 15 // all below 2^53
const FAST_DIGITS = 9 // all below 2^31

/** An array of integers, its opening bracket read, over any number of chunks. */
export class NumberScan {
  private readonly sink: NumberSink
  private readonly numbers: Float64Array
  private readonly offsets: Float64Array
  private count = 0
  private value = 0
  private digits = 0 // of the number being read; -1 once white space has ended it
  private sign = 1

  constructor(sink: NumberSink) {
    const size = Math.ceil(BATCH / sink.width) * sink.width
    this.sink = sink
    this.numbers = new Float64Array(size)
    this.offsets = new Float64Array(size)
  }

  get wanted(): string {
    if (this.digits === 0) return 'a whole number'
    return this.digits === MAX_DIGITS ? `a number of at most ${MAX_DIGITS} digits` : 'a comma or the end of the array'
  }

  /** Reads on to the end of the chunk, or to the first byte that cannot be inside an array of integers, and returns where that is. */
  scan(chunk: Uint8Array, from: number, before: number): number {
    const { numbers, offsets } = this
    const end = chunk.length
    const size = numbers.length
    let { count, value, digits, sign } = this
    let at = from
    for (; at < end; at++) {
      if (digits === 0 && sign === 1) {
        // up to 9 digits and what V8 writes after them, a comma or a line's end and a comma: nearly every number, in less than half the time
        const last = end - FAST_DIGITS - 2
        while (at < last) {
          let small = chunk[at] - ZERO
          if (small >>> 0 > 9) break
          let next = at + 1
          for (const stop = at + FAST_DIGITS; next < stop; next++) {
            const digit = chunk[next] - ZERO
            if (digit >>> 0 > 9) break
            small = (Math.imul(small, 10) + digit) | 0
          }
          if (chunk[next] === LINE_FEED) next++
          if (chunk[next] !== COMMA) break
          numbers[count] = small
          offsets[count++] = before + next
          if (count === size) {
            this.sink.take(numbers, offsets, count)
            count = 0
          }
          at = next + 1
        }
      }
      const byte = chunk[at]
      const digit = byte - ZERO
      if (digit >= 0 && digit <= 9) {
        if (digits < 0 || digits === MAX_DIGITS) break
        value = value * 10 + digit
        digits++
      } else if (byte === COMMA) {
        if (digits === 0) break
        numbers[count] = sign * value
        offsets[count++] = before + at
        if (count === size) {
          this.sink.take(numbers, offsets, count)
          count = 0
        }
        value = 0
        digits = 0
        sign = 1
      } else if (isSpace(byte)) {
        if (digits > 0) digits = -1
        else if (sign < 0 && digits === 0) break
      } else if (byte === MINUS && digits === 0 && sign === 1) {
        sign = -1
      } else break
    }
    this.count = count
    this.value = value
    this.digits = digits
    this.sign = sign
    return at
  }

  /** Ends the array if `byte` does: hands on the last rows, and returns how many numbers are left over, or -1 if the byte is wrong. */
  end(byte: number, offset: number): number {
    if (byte !== CLOSE_ARRAY || this.digits === 0) return -1
    this.numbers[this.count] = this.sign * this.value
    this.offsets[this.count++] = offset
    const over = this.count % this.sink.width
    this.sink.take(this.numbers, this.offsets, this.count - over)
    return over
  }
}
