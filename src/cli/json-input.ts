import { constants, isUtf8 } from 'node:buffer'
import { readFile, stat } from 'node:fs/promises'
import { formatBytes } from '../bytes.js'
import { CommandError, type Host } from './host.js'
import { jsonFault } from './json-fault.js'

/** A JSON document, read and parsed. */
export interface JsonInput {
  readonly name: string
  readonly textBytes: number
  readonly value: unknown
}

/** No character takes more than three bytes of UTF-8 for each of its one or two units. */
const mostBytes = 3 * constants.MAX_STRING_LENGTH

/** Reads a file, or standard input for `-`. Whatever is wrong with it is a CommandError of one line. */
export async function readJson(host: Host, file: string): Promise<JsonInput> {
  const name = file === '-' ? 'standard input' : file
  return parsed(name, file === '-' ? await readAll(host.stdin, name) : await readBytes(file))
}

/** Reads a document as its bytes come. */
export async function readJsonStream(name: string, stream: AsyncIterable<Uint8Array>): Promise<JsonInput> {
  return parsed(name, await readAll(stream, name))
}

const parsed = (name: string, bytes: Buffer): JsonInput => ({ name, textBytes: bytes.length, value: parse(name, decode(name, bytes)) })

/** What the system says of a file that cannot be read, for people. */
export const fileReasons: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EISDIR: 'a directory; give a JSON file',
  EACCES: 'no permission to read it',
  EPERM: 'no permission to read it',
  ENOTDIR: 'no such file: a part of its path is a file',
  ELOOP: 'its symbolic links lead in a circle',
  ENAMETOOLONG: 'no such file: the name is too long',
}

async function readBytes(file: string): Promise<Buffer> {
  try {
    const { size } = await stat(file)
    if (size > mostBytes) throw tooLong(file, size)
    return await readFile(file)
  } catch (error) {
    if (error instanceof CommandError) throw error
    const { code, message } = error as NodeJS.ErrnoException
    throw new CommandError(`${file}: ${fileReasons[code ?? ''] ?? message}`)
  }
}

async function readAll(stream: AsyncIterable<Uint8Array>, name: string): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of stream) {
    chunks.push(chunk)
    length += chunk.length
    if (length > mostBytes) throw tooLong(name, length)
  }
  return Buffer.concat(chunks)
}

function tooLong(name: string, bytes: number): CommandError {
  const most = formatBytes(constants.MAX_STRING_LENGTH)
  return new CommandError(
    `${name}: ${formatBytes(bytes)} of text, and JSON.parse takes at most ${most}, the longest string of this engine; give a part of it`,
  )
}

function decode(name: string, bytes: Buffer): string {
  if (!isUtf8(bytes)) throw new CommandError(`${name}: not UTF-8 text, so not JSON`)
  try {
    // a byte order mark is no part of the document
    return bytes.toString('utf8', bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_STRING_TOO_LONG') throw tooLong(name, bytes.length)
    throw error
  }
}

function parse(name: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    const fault = jsonFault(text)
    // the engine's own message has no line
    throw new CommandError(
      fault === undefined
        ? `${name}: ${error.message}`
        : fault.at < 0
          ? `${name}: ${fault.message}`
          : `${name}:${placeOf(text, fault.at)}: ${fault.message}`,
    )
  }
}

/** Line and column, from 1. */
function placeOf(text: string, at: number): string {
  let line = 1
  let start = 0
  for (let end = text.indexOf('\n'); end >= 0 && end < at; end = text.indexOf('\n', start)) {
    line++
    start = end + 1
  }
  return `${line}:${at - start + 1}`
}
