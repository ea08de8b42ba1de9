import { StringTable } from '../graph/string-table.js'
import { Hint, trimmed, withRoom } from './growing.js'
import { BACKSLASH, CLOSE_ARRAY, COMMA, isSpace, QUOTE, SPACE, StringScan } from './json-bytes.js'

const BEFORE = 0
const INSIDE = 1
const AFTER = 2

/** An array of strings, its opening bracket read, over any number of chunks, into a string table. */
export class StringsScan {
  private readonly bytesHint: Hint
  private readonly startsHint = new Hint(0, 1, undefined)
  private bytes = new Uint8Array(0)
  private starts: Uint32Array | Float64Array = new Uint32Array(0)
  private size = 0
  private count = 0
  private state = BEFORE
  private escape = new StringScan()

  /** @param bytes how many are still to come, if known: most of them are strings */
  constructor(bytes: number | undefined) {
    this.bytesHint = new Hint(bytes ?? 0, 1, bytes)
  }

  get wanted(): string {
    if (this.state === INSIDE) return this.escape.wrong || 'the end of a string'
    return this.state === AFTER ? 'a comma or the end of the array' : 'a string in double quotes'
  }

  /** Reads on to the end of the chunk, or to the first byte that cannot be inside an array of strings, and returns where that is. */
  scan(chunk: Uint8Array, from: number): number {
    this.bytes = withRoom(this.bytes, this.size + chunk.length - from, this.bytesHint)
    const { bytes } = this
    const end = chunk.length
    let { size, state } = this
    let at = from
    for (; at < end; at++) {
      let byte = chunk[at]
      if (state === INSIDE) {
        if (!this.escape.escaping) {
          while (byte !== QUOTE && byte !== BACKSLASH && byte >= SPACE) {
            bytes[size++] = byte
            if (++at === end) break
            byte = chunk[at]
          }
          if (at === end) break
          if (byte === QUOTE) {
            state = AFTER
            continue
          }
          if (byte !== BACKSLASH) {
            this.escape.wrong = 'a string without control characters'
            break
          }
        }
        if (!this.escape.escaped(byte)) break
        bytes[size++] = byte
      } else if (state === BEFORE && byte === QUOTE) {
        state = INSIDE
        this.begin(size)
      } else if (state === AFTER && byte === COMMA) {
        state = BEFORE
      } else if (!isSpace(byte)) break
    }
    this.size = size
    this.state = state
    return at
  }

  /** Whether `byte` may end the array here. */
  ends(byte: number): boolean {
    return byte === CLOSE_ARRAY && this.state === AFTER
  }

  table(): StringTable {
    this.begin(this.size)
    return new StringTable(trimmed(this.bytes, this.size), trimmed(this.starts, this.count))
  }

  private begin(start: number): void {
    if (start > 0xffffffff && this.starts instanceof Uint32Array) this.starts = Float64Array.from(this.starts)
    if (this.count === this.starts.length) this.starts = withRoom(this.starts, this.count + 1, this.startsHint)
    this.starts[this.count++] = start
  }
}
