import { MemSizeError } from '../errors.js'
import type { StringTable } from '../graph/string-table.js'
import { decodeUtf8 } from '../utf8.js'
import { CLOSE_ARRAY, CLOSE_OBJECT, COLON, COMMA, isSpace, NINE, OPEN_ARRAY, OPEN_OBJECT, QUOTE, StringScan, show } from './json-bytes.js'
import { NumberScan, type NumberSink } from './json-numbers.js'
import { StringsScan } from './json-strings.js'

/** A step of reading: it yields where it needs the next chunk, and is resumed with it, or with undefined at the end of the input. */
export type Steps<Result = void> = Generator<undefined, Result, Uint8Array | undefined>

type Emit = (chunk: Uint8Array, from: number, to: number) => void

const MEND = 'The file is cut off or damaged: take the snapshot again, or copy it whole.'
const NOTHING = new Uint8Array(0)
const QUOTE_BYTE = Uint8Array.of(QUOTE)

/**
 * JSON read as its bytes arrive: structure by generators that pause between chunks, long arrays by plain loops that never do.
 * The text is never held; a caller takes numbers and strings as they pass.
 */
export class JsonStream {
  private chunk: Uint8Array = new Uint8Array(0)
  private at = 0
  private before = 0
  private ended = false

  /** How many bytes of the input have been read. */
  get offset(): number {
    return this.before + this.at
  }

  fail(expected: string, got: string, offset = this.offset): never {
    throw new MemSizeError(`${expected}, got ${got} at byte ${offset}. ${MEND}`)
  }

  /** The next byte that is not white space, not consumed; -1 at the end of the input. */
  *next(): Steps<number> {
    for (;;) {
      while (this.at < this.chunk.length) {
        const byte = this.chunk[this.at]
        if (!isSpace(byte)) return byte
        this.at++
      }
      if (!(yield* this.more())) return -1
    }
  }

  *accept(byte: number): Steps<boolean> {
    if ((yield* this.next()) !== byte) return false
    this.at++
    return true
  }

  *expect(byte: number, where: string): Steps {
    if (yield* this.accept(byte)) return
    this.fail(`Expected ${show(byte)} ${where}`, this.got())
  }

  /** What stands here, for an error message. */
  got(): string {
    if (this.at === this.chunk.length) return 'the end of the file'
    return JSON.stringify(String.fromCharCode(...this.chunk.subarray(this.at, this.at + 16)))
  }

  /** Calls back at every key of an object, with the value next; the callback must consume it. */
  *object(where: string, value: (key: string) => Steps): Steps {
    yield* this.expect(OPEN_OBJECT, where)
    if (yield* this.accept(CLOSE_OBJECT)) return
    do {
      const key = yield* this.key()
      yield* this.expect(COLON, `after the key ${JSON.stringify(key)}`)
      yield* value(key)
    } while (yield* this.accept(COMMA))
    yield* this.expect(CLOSE_OBJECT, where)
  }

  /** A small value, whole; more bytes than `limit` are an error. */
  *value(where: string, limit: number): Steps<unknown> {
    yield* this.next()
    const start = this.offset
    const parts: Uint8Array[] = []
    let size = 0
    yield* this.span((chunk, from, to) => {
      size += to - from
      if (size > limit) this.fail(`Expected ${where} of at most ${limit} bytes`, 'a longer one', start)
      parts.push(chunk.slice(from, to))
    })
    const bytes = new Uint8Array(size)
    let filled = 0
    for (const part of parts) {
      bytes.set(part, filled)
      filled += part.length
    }
    try {
      return JSON.parse(decodeUtf8(bytes))
    } catch (error) {
      return this.fail(`Expected ${where} as JSON`, (error as Error).message, start)
    }
  }

  /** Passes over a value of any size. */
  *skip(): Steps {
    yield* this.span(() => {})
  }

  /** An array of integers, to the sink. */
  *numbers(where: string, sink: NumberSink): Steps {
    yield* this.expect(OPEN_ARRAY, `to open ${where}`)
    if (yield* this.accept(CLOSE_ARRAY)) return
    const scan = new NumberScan(sink)
    for (;;) {
      this.at = scan.scan(this.chunk, this.at, this.before)
      if (this.at < this.chunk.length) break
      if (!(yield* this.more())) this.fail(`Expected ${scan.wanted} in ${where}`, 'the end of the file')
    }
    const { wanted } = scan
    const over = scan.end(this.chunk[this.at], this.offset)
    if (over < 0) this.fail(`Expected ${wanted} in ${where}`, this.got())
    if (over > 0) this.fail(`Expected ${where} in rows of ${sink.width} numbers`, `a last row of ${over}`)
    this.at++
  }

  /** An array of strings. `bytes`: how many are still to come, if known. */
  *strings(where: string, bytes: number | undefined): Steps<StringTable> {
    const scan = new StringsScan(bytes)
    yield* this.expect(OPEN_ARRAY, `to open ${where}`)
    if (yield* this.accept(CLOSE_ARRAY)) return scan.table()
    for (;;) {
      this.at = scan.scan(this.chunk, this.at)
      if (this.at < this.chunk.length) break
      if (!(yield* this.more())) this.fail(`Expected ${scan.wanted} in ${where}`, 'the end of the file')
    }
    if (!scan.ends(this.chunk[this.at])) this.fail(`Expected ${scan.wanted} in ${where}`, this.got())
    this.at++
    return scan.table()
  }

  private *key(): Steps<string> {
    if ((yield* this.next()) !== QUOTE) this.fail('Expected a key in double quotes', this.got())
    return (yield* this.value('a key', 1 << 10)) as string
  }

  /** The rest of a string, its opening quote read; the closing quote is handed on too. */
  private *string(emit: Emit): Steps {
    const scan = new StringScan()
    for (;;) {
      const from = this.at
      this.at = scan.scan(this.chunk, from)
      if (this.at > from) emit(this.chunk, from, this.at)
      if (this.at < this.chunk.length) break
      if (!(yield* this.more())) this.fail('Expected the end of a string', 'the end of the file')
    }
    if (scan.wrong) this.fail(`Expected ${scan.wrong}`, show(this.chunk[this.at]))
    this.at++
    emit(QUOTE_BYTE, 0, 1)
  }

  /** One value of any kind, its bytes handed on; nesting is counted, not checked. */
  private *span(emit: Emit): Steps {
    const first = yield* this.next()
    if (first === -1 || first === COMMA || first === COLON || first === CLOSE_ARRAY || first === CLOSE_OBJECT) {
      this.fail('Expected a value', this.got())
    }
    let depth = 0
    for (;;) {
      const { chunk } = this
      const from = this.at
      let at = from
      let over = false
      let quote = false
      for (; at < chunk.length; at++) {
        const byte = chunk[at]
        if (byte > COMMA && byte <= NINE) continue // digits and - . / : by far the most
        if (byte === QUOTE) {
          quote = true
          break
        }
        if (byte === OPEN_ARRAY || byte === OPEN_OBJECT) depth++
        else if (byte === CLOSE_ARRAY || byte === CLOSE_OBJECT) {
          if (depth === 0) over = true
          else if (--depth === 0) {
            at++
            over = true
          }
          if (over) break
        } else if (byte === COMMA && depth === 0) {
          over = true
          break
        }
      }
      if (at > from) emit(chunk, from, at)
      this.at = at
      if (over) return
      if (quote) {
        this.at++
        emit(QUOTE_BYTE, 0, 1)
        yield* this.string(emit)
        if (depth === 0) return
      } else if (!(yield* this.more())) {
        if (depth === 0) return
        this.fail('Expected the end of a nested value', 'the end of the file')
      }
    }
  }

  private *more(): Steps<boolean> {
    this.before += this.chunk.length
    this.chunk = NOTHING
    this.at = 0
    while (!this.ended) {
      const chunk = yield
      if (chunk === undefined) this.ended = true
      else if (chunk.length > 0) {
        this.chunk = chunk
        return true
      }
    }
    return false
  }
}
