import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

// What the files loaded into a program that a command starts have in common. The folder is the command's: it reads what they leave there.

/** Whether this process is the program: a script may start several, and the first is. What the program itself starts is left alone. */
export function claims(folder: string, variable: string, nodeOptions: string | undefined): boolean {
  delete process.env[variable]
  if (nodeOptions === undefined) delete process.env.NODE_OPTIONS
  else process.env.NODE_OPTIONS = nodeOptions
  try {
    writeFileSync(join(folder, 'claim'), String(process.pid), { flag: 'wx' })
    return true
  } catch {
    return false
  }
}

/** Has `write` write a file under a temporary name, and renames it; says in the folder what went wrong. */
export function leaveFile(folder: string, name: string, write: (path: string) => void): void {
  const file = join(folder, name)
  try {
    write(`${file}.partial`)
    renameSync(`${file}.partial`, file)
  } catch (error) {
    leaveProblem(folder, error)
  }
}

/** Leaves the message of an error for the command. */
export function leaveProblem(folder: string, error: unknown): void {
  try {
    writeFileSync(join(folder, 'problem'), String((error as Error | undefined)?.message ?? error))
  } catch {
    // the folder is gone, and the command that would have read it
  }
}
