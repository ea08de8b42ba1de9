import { StringTable } from '../graph/string-table.js'
import { Hint, trimmed, withRoom } from './growing.js'
import { BACKSLASH, CLOSE_ARRAY, COMMA, isSpace, QUOTE, SPACE, StringScan } from './json-bytes.js'

const BEFORE = 0
const INSIDE = 1
const AFTER = 2

/**
 * Bytes that are kept of a string, as JSON has it: V8 writes 1024 characters of each unless an option says otherwise. A table could hold no longer one
 * than 512 MB, and no text is looked at beyond its beginning.
 */
export const longestText = 1 << 16

/** `\\u0041` */
const longestEscape = 6

/** An array of strings, its opening bracket read, over any number of chunks, into a string table. */
export class StringsScan {
  private readonly bytesHint: Hint
  private readonly startsHint = new Hint(0, 1, undefined)
  private bytes = new Uint8Array(0)
  private starts: Uint32Array | Float64Array = new Uint32Array(0)
  private size = 0
  private count = 0
  /** Where what is kept of the string that is being read ends. */
  private limit = 0
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
    let limit = this.limit
    let at = from
    for (; at < end; at++) {
      let byte = chunk[at]
      if (state === INSIDE) {
        if (!this.escape.escaping) {
          while (byte !== QUOTE && byte !== BACKSLASH && byte >= SPACE) {
            if (size < limit) bytes[size++] = byte
            if (++at === end) break
            byte = chunk[at]
          }
          if (at === end) break
          if (byte === QUOTE) {
            state = AFTER
            if (size === limit) size = wholeCharacters(bytes, size)
            continue
          }
          if (byte !== BACKSLASH) {
            this.escape.wrong = 'a string without control characters'
            break
          }
          // no half of an escape
          if (size + longestEscape > limit) limit = size
        }
        if (!this.escape.escaped(byte)) break
        if (size < limit) bytes[size++] = byte
      } else if (state === BEFORE && byte === QUOTE) {
        state = INSIDE
        limit = size + longestText
        this.begin(size)
      } else if (state === AFTER && byte === COMMA) {
        state = BEFORE
      } else if (!isSpace(byte)) break
    }
    this.size = size
    this.state = state
    this.limit = limit
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

/** Where the last whole character before `end` ends: a text that is cut must not end within one of UTF-8. */
function wholeCharacters(bytes: Uint8Array, end: number): number {
  let lead = end - 1
  while (lead > end - 4 && (bytes[lead] & 0xc0) === 0x80) lead--
  const byte = bytes[lead]
  const length = byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4
  return lead + length > end ? lead : end
}
