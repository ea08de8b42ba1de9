import { writeWhole } from '../snapshot/write-whole.js'
import type { CommandOption } from './command.js'
import { CommandError, type Host } from './host.js'
import { Interruption } from './interruption.js'

export const outputOption: CommandOption = { flags: '-o, --output <file>', summary: 'write to a file, whole or not at all' }

export const outputOptions: readonly CommandOption[] = [{ flags: '--json', summary: 'print one JSON document' }, outputOption]

/** Writes a report, a text or its pieces, to standard output or, whole or not at all, to a file. */
export async function writeReport(host: Host, report: string | Iterable<string>, file?: string): Promise<void> {
  const pieces = typeof report === 'string' ? [`${report}\n`] : report
  if (file === undefined) {
    for (const piece of pieces) host.stdout.write(piece)
    return
  }
  const interruption = new Interruption(host)
  try {
    await writeWhole(file, pieces, { signal: interruption.aborted })
  } catch (error) {
    throw notWritable(file, error)
  } finally {
    interruption.end()
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'its directory does not exist',
  EISDIR: 'a directory; give a file to write',
  ENOTDIR: 'a part of its path is a file',
  EACCES: 'no permission to write it',
  EPERM: 'no permission to write it',
  EROFS: 'no permission to write it: the disk is read-only',
  ENOSPC: 'the disk is full',
}

/** What the system says of a file that cannot be written, for people. Other errors stay what they are. */
export function notWritable(file: string, error: unknown): unknown {
  const { code, message } = error as NodeJS.ErrnoException
  return code === undefined ? error : new CommandError(`${file}: ${reasons[code] ?? message}`)
}
