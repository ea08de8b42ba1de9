import { encodeUtf8 } from '../utf8.js'

const CHUNK = 1 << 16
const COMMA = 0x2c
const NEWLINE = 0x0a
const ZERO = 0x30

/** Bytes that are written one after the other, and taken away in pieces of about 64 KiB. */
export class ByteChunks {
  private buffer = new Uint8Array(CHUNK + 1024)
  private length = 0

  get isFull(): boolean {
    return this.length >= CHUNK
  }

  /** What was written since the last time; nothing where that is nothing. */
  *take(): Generator<Uint8Array, void, undefined> {
    if (this.length === 0) return
    const taken = this.buffer.subarray(0, this.length)
    this.buffer = new Uint8Array(CHUNK + 1024)
    this.length = 0
    yield taken
  }

  text(text: string): void {
    const encoded = encodeUtf8(text)
    this.bytes(encoded, 0, encoded.length)
  }

  bytes(from: Uint8Array, start: number, end: number): void {
    this.reserve(end - start)
    this.buffer.set(from.subarray(start, end), this.length)
    this.length += end - start
  }

  /** Whole numbers, 0 or more, with commas between; `isNext`: a comma and a new line before them. */
  row(isNext: boolean, ...numbers: readonly number[]): void {
    this.reserve(18 * numbers.length + 2)
    const { buffer } = this
    if (isNext) buffer[this.length++] = COMMA
    if (isNext) buffer[this.length++] = NEWLINE
    for (let i = 0; i < numbers.length; i++) {
      if (i > 0) buffer[this.length++] = COMMA
      this.digits(numbers[i])
    }
  }

  private digits(number: number): void {
    const { buffer } = this
    let width = 1
    for (let ten = 10; number >= ten; ten *= 10) width++
    let left = number
    for (let at = this.length + width - 1; at >= this.length; at--) {
      const rest = Math.floor(left / 10)
      buffer[at] = ZERO + (left - 10 * rest)
      left = rest
    }
    this.length += width
  }

  private reserve(more: number): void {
    if (this.length + more <= this.buffer.length) return
    const wider = new Uint8Array(Math.max(2 * this.buffer.length, this.length + more))
    wider.set(this.buffer.subarray(0, this.length))
    this.buffer = wider
  }
}
