import { rename, rm, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { CommandOption } from './commands.js'
import { CommandError, type Host } from './host.js'

export const outputOptions: readonly CommandOption[] = [
  { flags: '--json', summary: 'print one JSON document' },
  { flags: '-o, --output <file>', summary: 'write to a file, whole or not at all' },
]

/** Writes a report to standard output or, whole or not at all, to a file: beside it first, then renamed. */
export async function writeReport(host: Host, text: string, file?: string): Promise<void> {
  if (file === undefined) {
    host.stdout.write(`${text}\n`)
    return
  }
  const temporary = `${resolve(file)}.${process.pid}.tmp`
  try {
    await writeFile(temporary, `${text}\n`, { flag: 'wx' })
    await rename(temporary, file)
  } catch (error) {
    await rm(temporary, { force: true })
    const { code, message } = error as NodeJS.ErrnoException
    throw new CommandError(`${file}: ${code === undefined ? message : (reasons[code] ?? message)}`)
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
