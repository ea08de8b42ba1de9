import { MemSizeError } from '../../errors.js'

/** The two wire types of Protocol Buffers that pprof uses. */
const VARINT = 0
const LENGTH = 2

/** Writes messages; packed lists of numbers where they are repeated. Numbers are not negative. */
export class ProtobufWriter {
  private bytes = new Uint8Array(1024)
  private length = 0

  number(field: number, value: number): void {
    if (value === 0) return
    this.varint(field * 8 + VARINT)
    this.varint(value)
  }

  packed(field: number, values: readonly number[]): void {
    const part = new ProtobufWriter()
    for (const value of values) part.varint(value)
    this.delimited(field, part.finish())
  }

  message(field: number, write: (part: ProtobufWriter) => void): void {
    const part = new ProtobufWriter()
    write(part)
    this.delimited(field, part.finish())
  }

  delimited(field: number, bytes: Uint8Array): void {
    this.varint(field * 8 + LENGTH)
    this.varint(bytes.length)
    this.room(bytes.length)
    this.bytes.set(bytes, this.length)
    this.length += bytes.length
  }

  finish(): Uint8Array {
    return this.bytes.subarray(0, this.length)
  }

  private varint(value: number): void {
    this.room(10)
    let rest = value
    // by division: numbers have 53 bits, shifts 32
    while (rest >= 128) {
      this.bytes[this.length++] = (rest % 128) + 128
      rest = Math.floor(rest / 128)
    }
    this.bytes[this.length++] = rest
  }

  private room(more: number): void {
    if (this.length + more <= this.bytes.length) return
    const grown = new Uint8Array(2 * (this.length + more))
    grown.set(this.bytes)
    this.bytes = grown
  }
}

/** A field of a message: its number, and a number or the bytes. */
export interface Field {
  readonly field: number
  readonly number: number
  readonly bytes: Uint8Array | undefined
}

/** The fields of a message, in order. Throws a MemSizeError where they are not whole. */
export function* fieldsOf(bytes: Uint8Array): Generator<Field, void, undefined> {
  const reader = new VarintReader(bytes)
  while (!reader.isAtEnd) {
    const tag = reader.next()
    const field = Math.floor(tag / 8)
    switch (tag % 8) {
      case VARINT:
        yield { field, number: reader.next(), bytes: undefined }
        break
      case LENGTH:
        yield { field, number: 0, bytes: reader.take(reader.next()) }
        break
      case 1:
        reader.take(8)
        break
      case 5:
        reader.take(4)
        break
      default:
        throw cut()
    }
  }
}

/** A repeated number: packed, or one of several fields. */
export function addNumbers(to: number[], { number, bytes }: Field): void {
  if (bytes === undefined) to.push(number)
  else for (const reader = new VarintReader(bytes); !reader.isAtEnd; ) to.push(reader.next())
}

class VarintReader {
  private readonly bytes: Uint8Array
  private at = 0

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }

  get isAtEnd(): boolean {
    return this.at >= this.bytes.length
  }

  next(): number {
    let value = 0
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = this.bytes[this.at++]
      if (byte === undefined) throw cut()
      value += (byte & 127) * 2 ** shift
      // ten bytes are a negative number
      if (byte < 128) return shift === 63 ? value - 2 ** 64 : value
    }
    throw cut()
  }

  take(length: number): Uint8Array {
    if (this.at + length > this.bytes.length) throw cut()
    this.at += length
    return this.bytes.subarray(this.at - length, this.at)
  }
}

const cut = (): MemSizeError =>
  new MemSizeError('Expected a pprof profile, and its fields break off. The file is cut, or of another format.')
