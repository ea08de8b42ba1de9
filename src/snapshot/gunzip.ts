import { pipeline, Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { MemSizeError } from '../errors.js'

/** The first byte of a gzip file (RFC 1952, 2.3.1), and never of JSON. */
const MAGIC = 0x1f

type Chunks = AsyncIterable<Uint8Array> | Iterable<Uint8Array>

/** The same bytes, unpacked where they are gzip. `onGzip` is called before the first of them if so. */
export async function* unpacked(chunks: Chunks, onGzip: () => void): AsyncGenerator<Uint8Array> {
  const iterator = Symbol.asyncIterator in chunks ? chunks[Symbol.asyncIterator]() : chunks[Symbol.iterator]()
  let done = false
  const rest = async function* (first: Uint8Array | undefined): AsyncGenerator<Uint8Array> {
    for (let chunk = first; chunk !== undefined; ) {
      yield chunk
      const next = await iterator.next()
      done = next.done === true
      chunk = next.done ? undefined : next.value
    }
  }
  try {
    let first: Uint8Array | undefined
    while (!done && !(first !== undefined && first.length > 0)) {
      const next = await iterator.next()
      done = next.done === true
      first = next.done ? undefined : next.value
    }
    if (first?.[0] === MAGIC) {
      onGzip()
      yield* gunzipped(rest(first))
    } else yield* rest(first)
  } finally {
    if (!done) await iterator.return?.()
  }
}

async function* gunzipped(chunks: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip({ chunkSize: 1 << 18 })
  let taken = 0
  const copies = async function* () {
    for await (const chunk of chunks) {
      taken += chunk.length
      yield Uint8Array.from(chunk) // it is unpacked on another thread, while the chunk may be used again
    }
  }
  pipeline(Readable.from(copies()), gunzip, () => {}) // an error comes out of the iteration below
  try {
    yield* gunzip
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'Z_BUF_ERROR')
      throw new MemSizeError(`Expected the rest of the gzip data, got the end of the file at byte ${taken}. ${MEND}`)
    if (!code?.startsWith('Z_')) throw error
    // what zlib had taken when it failed ends at most a chunk before what was given to it
    throw new MemSizeError(`Expected gzip data, got "${message}" at or before byte ${taken}. ${MEND}`)
  } finally {
    gunzip.destroy()
  }
}

const MEND = 'The file is cut off or damaged: pack it again, or copy it whole.'
