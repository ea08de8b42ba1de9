import { MemSizeError } from '../errors.js'

type Column = Uint8Array | Uint32Array | Float64Array

/**
 * How much a file is believed to hold: what its header says, as far as the bytes bear it out. With a known file size a column gets
 * its final length at once; without, a column grows by at most four times what has been seen.
 */
export class Hint {
  readonly count: number
  readonly trusted: boolean

  /** @param bytesEach the fewest bytes one entry takes in the file; bytes: how many there are to come, if known */
  constructor(count: number, bytesEach: number, bytes: number | undefined) {
    const most = bytes === undefined ? Infinity : Math.ceil(bytes / bytesEach)
    this.trusted = bytes !== undefined && count <= most
    this.count = Math.min(count, most)
  }

  next(have: number, need: number): number {
    const start = this.trusted ? this.count : Math.min(this.count, 1 << 14)
    const grown = have === 0 ? start : have < this.count ? Math.min(this.count, have * 4) : Math.ceil(have * 1.5)
    return Math.max(need, grown, 16)
  }
}

/** Makes room in a column for `need` entries; what is added is zero, and costs no memory until it is written. */
export function withRoom<Kind extends Column>(column: Kind, need: number, hint: Hint): Kind {
  if (need <= column.length) return column
  const length = hint.next(column.length, need)
  const Type = column.constructor as new (length: number) => Kind
  let larger: Kind
  try {
    larger = new Type(length)
  } catch {
    throw new MemSizeError(
      `Expected memory for ${length} entries of ${column.BYTES_PER_ELEMENT} bytes, and the engine refused. Read this file with more memory.`,
    )
  }
  larger.set(column)
  return larger
}

/** The first `count` entries, in memory of their own where much would be wasted. */
export function trimmed<Kind extends Column>(column: Kind, count: number): Kind {
  if (count === column.length) return column
  const part = count * 2 < column.length ? column.slice(0, count) : column.subarray(0, count)
  return part as Kind
}
