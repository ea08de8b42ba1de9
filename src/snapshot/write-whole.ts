import { randomBytes } from 'node:crypto'
import { type FileHandle, open, realpath, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { encodeUtf8 } from '../utf8.js'

/**
 * Writes a file whole or not at all: under a name of its own beside the target, then renamed. A failure on the way leaves the target as it was.
 * What is no regular file (/dev/stdout, a pipe) is written to as it is. Gives the bytes written.
 */
export async function writeWhole(
  path: string,
  chunks: Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>,
  { signal }: { readonly signal?: AbortSignal | undefined } = {},
): Promise<number> {
  signal?.throwIfAborted()
  const existing = await stat(path).catch(nothingThere)
  if (existing?.isDirectory()) throw Object.assign(new Error(`EISDIR: is a directory, open '${path}'`), { code: 'EISDIR', path })
  if (existing && !existing.isFile()) return writeAll(await open(path, 'w'), chunks, signal)
  // a link stays one: what it points at is replaced
  const target = existing ? await realpath(path) : path
  const aside = join(dirname(target), `.memsize-${randomBytes(8).toString('hex')}.tmp`)
  try {
    const written = await writeAll(await open(aside, 'wx', existing?.mode), chunks, signal)
    await rename(aside, target)
    return written
  } catch (error) {
    await rm(aside, { force: true })
    throw error
  }
}

async function writeAll(
  file: FileHandle,
  chunks: Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>,
  signal: AbortSignal | undefined,
): Promise<number> {
  try {
    let written = 0
    for await (const chunk of chunks) {
      signal?.throwIfAborted()
      const bytes = typeof chunk === 'string' ? encodeUtf8(chunk) : chunk
      // FileHandle.write may write a part; writeFile on a handle goes on from where it is
      await file.writeFile(bytes)
      written += bytes.length
    }
    return written
  } finally {
    await file.close()
  }
}

function nothingThere(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
}
