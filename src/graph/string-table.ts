import { decodeUtf8, encodeUtf8 } from '../utf8.js'

/**
 * Many strings in one byte array, decoded only when asked for.
 *
 * The bytes are the inside of JSON string literals (UTF-8, escapes kept), so a reader copies them as they stand and nothing is
 * decoded that nobody looks at. In a heap snapshot most strings are never looked at.
 */
export class StringTable {
  /** How many strings there are. */
  readonly length: number
  /** String i is bytes[starts[i]] up to bytes[starts[i + 1]]; one entry more than there are strings. */
  readonly starts: Uint32Array | Float64Array
  /** UTF-8, escaped as in JSON. */
  readonly bytes: Uint8Array
  private lengths: ByLength | undefined

  constructor(bytes: Uint8Array, starts: Uint32Array | Float64Array) {
    this.bytes = bytes
    this.starts = starts
    this.length = Math.max(0, starts.length - 1)
  }

  /** A table of those texts. */
  static from(texts: readonly string[]): StringTable {
    const parts = texts.map((text) => encodeUtf8(JSON.stringify(text).slice(1, -1)))
    const starts = new Float64Array(texts.length + 1)
    for (let i = 0; i < parts.length; i++) starts[i + 1] = starts[i] + parts[i].length
    const bytes = new Uint8Array(starts[texts.length])
    for (let i = 0; i < parts.length; i++) bytes.set(parts[i], starts[i])
    return new StringTable(bytes, starts)
  }

  /** A string by its index. Throws a RangeError where there is none. */
  text(index: number): string {
    if (!(index >= 0 && index < this.length)) throw new RangeError(`Expected a string index below ${this.length}, got ${index}`)
    const { bytes } = this
    const from = this.starts[index]
    const to = this.starts[index + 1]
    let plain = true
    for (let i = from; plain && i < to; i++) plain = bytes[i] < 0x80 && bytes[i] !== BACKSLASH
    // Short ASCII is most of what is asked for, and a TextDecoder call costs more than the loop.
    if (plain && to - from <= 24) {
      let text = ''
      for (let i = from; i < to; i++) text += String.fromCharCode(bytes[i])
      return text
    }
    const raw = decodeUtf8(bytes.subarray(from, to))
    return plain || !raw.includes('\\') ? raw : (JSON.parse(`"${raw}"`) as string)
  }

  /** The first index whose text is exactly this, or -1. */
  indexOf(text: string): number {
    const { starts, length } = this
    if (!PLAIN.test(text)) {
      for (let i = 0; i < length; i++) if (this.text(i) === text) return i
      return -1
    }
    const size = text.length
    if (size >= longestIndexed) {
      for (let i = 0; i < length; i++) if (starts[i + 1] - starts[i] === size && this.isAt(i, text)) return i
      return -1
    }
    const { order, begins } = (this.lengths ??= byLength(this))
    for (let at = begins[size]; at < begins[size + 1]; at++) if (this.isAt(order[at], text)) return order[at]
    return -1
  }

  /** Whether a string of that length is that text. */
  private isAt(index: number, text: string): boolean {
    const from = this.starts[index]
    for (let k = 0; k < text.length; k++) if (this.bytes[from + k] !== text.charCodeAt(k)) return false
    return true
  }
}

/** Strings in the order of their lengths in bytes, of which those of each length begin at `begins[length]`. */
interface ByLength {
  readonly order: Uint32Array
  readonly begins: Uint32Array
}

/** Names that are looked for are shorter. */
const longestIndexed = 40

function byLength({ starts, length }: StringTable): ByLength {
  const begins = new Uint32Array(longestIndexed + 1)
  for (let i = 0; i < length; i++) {
    const size = starts[i + 1] - starts[i]
    if (size < longestIndexed) begins[size + 1]++
  }
  for (let size = 0; size < longestIndexed; size++) begins[size + 1] += begins[size]
  const order = new Uint32Array(begins[longestIndexed])
  const next = begins.slice()
  for (let i = 0; i < length; i++) {
    const size = starts[i + 1] - starts[i]
    if (size < longestIndexed) order[next[size]++] = i
  }
  return { order, begins }
}

// What no JSON writer escapes: such a text has one spelling, and bytes can be compared.
const PLAIN = /^[\w .,:;<>()[\]{}@#$-]*$/
const BACKSLASH = 0x5c
