export const QUOTE = 0x22
export const COMMA = 0x2c
export const MINUS = 0x2d
export const ZERO = 0x30
export const NINE = 0x39
export const COLON = 0x3a
export const OPEN_ARRAY = 0x5b
export const BACKSLASH = 0x5c
export const CLOSE_ARRAY = 0x5d
export const OPEN_OBJECT = 0x7b
export const CLOSE_OBJECT = 0x7d
export const SPACE = 0x20
export const LINE_FEED = 0x0a

export function isSpace(byte: number): boolean {
  return byte === SPACE || byte === LINE_FEED || byte === 0x0d || byte === 0x09
}

/** For messages. */
export function show(byte: number): string {
  return byte > SPACE && byte < 0x7f ? `'${String.fromCharCode(byte)}'` : `the byte 0x${byte.toString(16).padStart(2, '0')}`
}

/**
 * Follows one string literal, its opening quote read, over any number of chunks: `scan` stops at the closing quote, at the end of the
 * chunk, or at a byte that may not stand there, and then `wrong` says what was expected.
 */
export class StringScan {
  wrong = ''
  // 0 outside an escape, 1 after the backslash, 2 to 5: that many digits, less one, are due.
  private escape = 0

  scan(chunk: Uint8Array, from: number): number {
    let at = from
    for (; at < chunk.length; at++) {
      const byte = chunk[at]
      if (this.escape === 0) {
        if (byte === QUOTE) break
        if (byte === BACKSLASH) this.escape = 1
        else if (byte < SPACE) {
          this.wrong = 'a string without control characters'
          break
        }
      } else if (!this.escaped(byte)) break
    }
    return at
  }

  /** Takes a byte of an escape sequence, the backslash itself included; false where it is wrong. */
  escaped(byte: number): boolean {
    if (this.escape === 0) this.escape = 1
    else if (this.escape === 1) {
      if (!ESCAPES.includes(byte)) this.wrong = 'an escape such as \\n or \\u0041'
      this.escape = byte === UNICODE ? 5 : 0
    } else {
      if (!isHex(byte)) this.wrong = 'four hexadecimal digits after \\u'
      this.escape = this.escape === 2 ? 0 : this.escape - 1
    }
    return this.wrong === ''
  }

  get escaping(): boolean {
    return this.escape !== 0
  }
}

const UNICODE = 0x75
const ESCAPES = Array.from('"\\/bfnrtu', (char) => char.charCodeAt(0))

function isHex(byte: number): boolean {
  return (byte >= ZERO && byte <= NINE) || (byte >= 0x41 && byte <= 0x46) || (byte >= 0x61 && byte <= 0x66)
}
