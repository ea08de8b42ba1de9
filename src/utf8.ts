import { builtin } from './intrinsics.js'

/*
 * UTF-8 where the platform has it, and where it does not: jsdom's window has no TextDecoder, and a bare context of the language has neither it nor Node's
 * modules. Looked up when it is first used.
 */

interface Coding {
  TextEncoder?: new () => { encode(text: string): Uint8Array }
  TextDecoder?: new (label: string, options: { ignoreBOM: boolean }) => { decode(bytes: Uint8Array): string }
}

/** Node's own first: where the global object is frozen, a first look at its lazy TextEncoder throws. */
const platform = (): Coding => (builtin('util') as Coding | undefined) ?? (globalThis as Coding)

let encoder: { encode(text: string): Uint8Array } | undefined
let decoder: { decode(bytes: Uint8Array): string } | undefined

/** The bytes of a text. A lone surrogate becomes U+FFFD. */
export function encodeUtf8(text: string): Uint8Array {
  if (encoder === undefined) {
    const { TextEncoder } = platform()
    encoder = TextEncoder ? new TextEncoder() : { encode: encodeByHand }
  }
  return encoder.encode(text)
}

/** The text of UTF-8 bytes, a byte order mark included. What is no UTF-8 becomes U+FFFD. */
export function decodeUtf8(bytes: Uint8Array): string {
  if (decoder === undefined) {
    const { TextDecoder } = platform()
    decoder = TextDecoder ? new TextDecoder('utf-8', { ignoreBOM: true }) : { decode: decodeByHand }
  }
  return decoder.decode(bytes)
}

const REPLACEMENT = 0xfffd
const isSurrogate = (point: number): boolean => point >= 0xd800 && point <= 0xdfff

/** The same without the platform: https://encoding.spec.whatwg.org/#utf-8-encoder */
export function encodeByHand(text: string): Uint8Array {
  const bytes = new Uint8Array(3 * text.length)
  let length = 0
  for (const character of text) {
    const given = character.codePointAt(0) as number
    const point = isSurrogate(given) ? REPLACEMENT : given
    const more = point < 0x80 ? 0 : point < 0x800 ? 1 : point < 0x10000 ? 2 : 3
    if (more === 0) bytes[length++] = point
    else {
      bytes[length++] = ((0xff00 >> (more + 1)) & 0xff) | (point >> (6 * more))
      for (let left = more - 1; left >= 0; left--) bytes[length++] = 0x80 | ((point >> (6 * left)) & 0x3f)
    }
  }
  return bytes.slice(0, length)
}

/** The same without the platform: https://encoding.spec.whatwg.org/#utf-8-decoder */
export function decodeByHand(bytes: Uint8Array): string {
  let text = ''
  for (let i = 0; i < bytes.length; ) {
    const first = bytes[i++] as number
    const more = first < 0x80 ? 0 : first >= 0xc2 && first < 0xe0 ? 1 : (first & 0xf0) === 0xe0 ? 2 : first >= 0xf0 && first < 0xf5 ? 3 : -1
    let point = more < 0 ? REPLACEMENT : more === 0 ? first : first & (0x3f >> more)
    // what the second byte may be, so that no point is too small, a surrogate, or too large
    let least = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80
    let most = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf
    for (let left = more; left > 0; left--) {
      const next = bytes[i]
      if (next === undefined || next < least || next > most) {
        point = REPLACEMENT
        break
      }
      ;[least, most] = [0x80, 0xbf]
      point = (point << 6) | (next & 0x3f)
      i++
    }
    text += String.fromCodePoint(point)
  }
  return text
}
